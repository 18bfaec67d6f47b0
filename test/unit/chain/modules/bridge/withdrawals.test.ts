import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatEvmAddress } from '#chain/lib/address.ts';
import { toHex } from '#chain/lib/bytes.ts';
import { MsgCancelWithdrawal, Query } from '#proto/generated/nave.bridge.v1.ts';
import { MsgPlaceOrder, OrderType, Side, TimeInForce } from '#proto/generated/nave.clob.v1.ts';
import { BridgeChain, USD, USDC_TOKEN, WETH_TOKEN } from '#test/support/bridge-chain.ts';
import { message, TestKey } from '#test/support/signing.ts';

const alice = new TestKey('alice', 'ethsecp256k1');
const bob = new TestKey('bob', 'ethsecp256k1');
const cancel = (key: TestKey, id: number, spoke = 1) => message(MsgCancelWithdrawal, { owner: key.text, spoke, id });

function funded(options: ConstructorParameters<typeof BridgeChain>[0] = {}, amount = 10_000n * USD): BridgeChain {
  const bridge = new BridgeChain(options);
  bridge.deposit(1, alice, USDC_TOKEN, amount);
  return bridge;
}

const blocks = (bridge: BridgeChain, count: number): void => {
  for (let i = 0; i < count; i++) bridge.block();
};

test('from request to payout: debited at once, delayed, ready, signed, executed; the fee never leaves the hub', () => {
  const bridge = funded();
  const id = bridge.withdraw(alice, { amount: String(50n * USD) });
  assert.equal(bridge.balance(alice), 9_950n * USD);
  const states = [bridge.getWithdrawal(1, id).state];
  for (let i = 0; i < 6 && states.at(-1) !== 'signed'; i++) {
    bridge.block();
    states.push(bridge.getWithdrawal(1, id).state);
  }
  assert.deepEqual([...new Set(states)], ['delayed', 'signed'], 'requested and ready pass within a block');
  const { fee } = bridge.getWithdrawal(1, id);
  assert.equal(fee, '100000', 'no gas price was reported: the floor');
  bridge.signBatches();
  const [batch] = bridge.batches(1);
  assert.equal(batch!.state, 'complete');
  assert.ok(batch!.calldata.length > 800);
  bridge.vaults.get(1)!.pay(bridge.item(1, id), bob.address);
  bridge.attestAll();
  assert.equal(bridge.findWithdrawal(1, id), undefined);
  assert.equal(bridge.batches(1).length, 0);
  const last = bridge.chain.events.filter(({ type }) => type.endsWith('WithdrawalChanged')).at(-1)!;
  assert.deepEqual([last.state, last.received], ['executed', String(50n * USD - 100_000n)]);
  bridge.requireConserved();
});

test('when a withdrawal is paid or claimed its owner is told of a balance that has less in flight, and of no entry', () => {
  const bridge = funded();
  const ids = [1, 2, 3].map(() => bridge.withdraw(alice, { amount: String(50n * USD) }));
  blocks(bridge, 6);
  bridge.signBatches();
  const vault = bridge.vaults.get(1)!;
  const [paidItem, failed] = [bridge.item(1, ids[0]!), bridge.item(1, ids[1]!)];
  const told = (apply: () => void) => {
    apply();
    bridge.attestAll();
    return bridge.chain.events
      .filter(({ type, owner }) => /BalanceChanged|WithdrawalChanged/.test(type) && isOf(alice, owner))
      .map(({ type, accountSeq, balance, entries, state }) => {
        const list = entries as readonly { reason: string }[] | undefined;
        return {
          type: type.split('.').at(-1),
          seq: Number(accountSeq),
          balance,
          state,
          reasons: list?.map((e) => e.reason),
        };
      });
  };
  const balance = String(9_850n * USD);
  const summary = (events: ReturnType<typeof told>) => events.map(({ seq: _, ...rest }) => rest);
  const paid = told(() => vault.pay(paidItem, bob.address));
  const restated = { type: 'BalanceChanged', balance, state: undefined, reasons: [] };
  const changed = (state: string) => ({ type: 'WithdrawalChanged', balance: undefined, state, reasons: undefined });
  assert.deepEqual(summary(paid), [changed('executed'), restated]);
  assert.equal(paid[1]!.seq, paid[0]!.seq + 1, 'the next number of the account');
  assert.deepEqual(
    summary(told(() => vault.emit({ type: 'WithdrawalPushFailed', ...failed, submitter: bob.address }))),
    [changed('push_failed')],
  );
  assert.deepEqual(summary(told(() => vault.claim(failed, bob.address))), [changed('claimed'), restated]);
  const refunded = { type: 'BalanceChanged', balance: String(9_900n * USD), state: undefined };
  assert.deepEqual(summary(told(() => vault.emit({ type: 'WithdrawalCancelled', id: BigInt(ids[2]!) }))), [
    { ...refunded, reasons: ['withdrawal_refund'] },
    changed('cancelled'),
    changed('refunded'),
  ]);
  bridge.requireConserved();
});

const isOf = (key: TestKey, owner: unknown): boolean => toHex(owner as Uint8Array) === toHex(key.address);

test('what is refused: amounts, recipients, routes, fees, margin', () => {
  const bridge = funded();
  const code = (fields: object): number => bridge.send(alice, bridge.withdrawal(alice, fields));
  assert.equal(code({ spoke: 9 }), 6001);
  assert.equal(code({ asset: 'wBTC' }), 6003);
  assert.equal(code({ asset: 'NONE' }), 1001);
  assert.equal(code({ to: `0x${'00'.repeat(20)}` }), 6007);
  assert.equal(code({ to: `0x${'a1'.repeat(20)}` }), 6007, 'the vault');
  assert.equal(code({ to: formatEvmAddress(USDC_TOKEN) }), 6007, 'a token');
  assert.equal(code({ to: 'alice' }), 6007);
  assert.equal(code({ maxFee: '99999' }), 6006);
  assert.equal(code({ maxFee: '' }), 1001);
  assert.equal(code({ amount: '100500' }), 6004);
  assert.equal(code({ amount: '0' }), 1001);
  assert.equal(code({ amount: String(10_001n * USD) }), 3012);
  assert.equal(code({ subaccount: 5 }), 1004);
  assert.equal(code({ maxFee: '100000' }), 0);
  bridge.setState(1, 'NO_OUTFLOW');
  assert.equal(code({}), 6002);
  bridge.requireConserved();
});

test('a user cancels until it is ready; nobody else may, and never afterwards', () => {
  const bridge = funded();
  const id = bridge.withdraw(alice);
  assert.equal(bridge.send(bridge.authority, cancel(bridge.authority, id)), 6009);
  const other = bridge.withdraw(alice);
  assert.equal(bridge.send(alice, cancel(alice, other)), 0);
  assert.equal(bridge.send(alice, cancel(alice, other)), 6009);
  blocks(bridge, 5);
  assert.equal(bridge.getWithdrawal(1, id).state, 'signed');
  assert.equal(bridge.send(alice, cancel(alice, id)), 6008);
  assert.equal(bridge.balance(alice), 9_900n * USD);
  bridge.requireConserved();
});

test('every way out on the spoke: queued, push failed then claimed, expired and cancelled give the whole amount back', () => {
  const bridge = funded();
  const vault = bridge.vaults.get(1)!;
  const ids = [1, 2, 3, 4].map(() => bridge.withdraw(alice));
  blocks(bridge, 6);
  const [queued, failed, expired, cancelled] = ids as [number, number, number, number];
  const items = new Map(ids.map((id) => [id, bridge.item(1, id)]));
  vault.emit({ type: 'WithdrawalQueued', ...items.get(queued)!, readyAt: 1_900_000_000n });
  vault.emit({ type: 'WithdrawalPushFailed', ...items.get(failed)!, submitter: bob.address });
  vault.emit({ type: 'WithdrawalExpired', id: BigInt(expired) });
  vault.emit({ type: 'WithdrawalCancelled', id: BigInt(cancelled) });
  bridge.attestAll();
  assert.equal(bridge.getWithdrawal(1, queued).state, 'queued_on_spoke');
  assert.equal(bridge.getWithdrawal(1, queued).readyAt, 1_900_000_000);
  assert.equal(bridge.getWithdrawal(1, failed).state, 'push_failed');
  assert.equal(bridge.balance(alice), 9_800n * USD);
  vault.claim(items.get(failed)!, bob.address);
  vault.pay(items.get(queued)!, bob.address);
  bridge.attestAll();
  assert.equal(
    bridge.query(Query.withdrawals, { spoke: 1, account: alice.text, state: '', afterSpoke: 0, afterId: 0, limit: 0 })
      .withdrawals.length,
    0,
  );
  assert.equal(bridge.balance(alice), 9_800n * USD);
  bridge.requireConserved();
});

test('forged EXECUTED and EXPIRED isolate the spoke and move no money', () => {
  const forgeries: ((bridge: BridgeChain) => void)[] = [
    (bridge) => bridge.vaults.get(1)!.pay({ ...bridge.item(1, 1), id: 77n }, bob.address),
    (bridge) => bridge.vaults.get(1)!.pay({ ...bridge.item(1, 1), to: bob.address }, bob.address),
    (bridge) => bridge.vaults.get(1)!.pay({ ...bridge.item(1, 1), amount: 1n }, bob.address),
    (bridge) => bridge.vaults.get(1)!.pay({ ...bridge.item(1, 1), hubRef: new Uint8Array(32) }, bob.address),
    (bridge) => bridge.vaults.get(1)!.claim(bridge.item(1, 1), bob.address),
    (bridge) => bridge.vaults.get(1)!.emit({ type: 'WithdrawalExpired', id: 9n }),
    (bridge) => bridge.vaults.get(1)!.emit({ type: 'WithdrawalExpired', id: (1n << 64n) - 1n }),
  ];
  for (const forge of forgeries) {
    const bridge = funded();
    bridge.withdraw(alice);
    blocks(bridge, 5);
    const before = bridge.keepers().bank.totals(1);
    forge(bridge);
    bridge.attestAll();
    assert.equal(bridge.spoke(1).reason, 'contradiction');
    assert.equal(bridge.balance(alice), 9_900n * USD);
    assert.deepEqual(bridge.keepers().bank.totals(1), before);
    assert.equal(bridge.getWithdrawal(1, 1).state, 'signed');
  }
});

test('a refund raced with a late execution: what was given back is not paid twice without the spoke being isolated', () => {
  const bridge = funded();
  const id = bridge.withdraw(alice);
  const item = bridge.item(1, id);
  assert.equal(bridge.send(alice, cancel(alice, id)), 0);
  bridge.vaults.get(1)!.pay(item, bob.address);
  bridge.attestAll();
  assert.equal(bridge.spoke(1).state, 5);
  assert.equal(bridge.balance(alice), 10_000n * USD);

  const late = funded();
  const signed = late.withdraw(alice);
  blocks(late, 5);
  const paid = late.item(1, signed);
  late.vaults.get(1)!.emit({ type: 'WithdrawalExpired', id: BigInt(signed) });
  late.attestAll();
  assert.equal(late.balance(alice), 10_000n * USD);
  late.vaults.get(1)!.pay(paid, bob.address);
  late.attestAll();
  assert.equal(late.spoke(1).reason, 'contradiction');
});

test('an id the cold set cancelled before the hub gave it out is passed over', () => {
  const bridge = funded();
  bridge.vaults.get(1)!.emit({ type: 'WithdrawalCancelled', id: 1n });
  bridge.vaults.get(1)!.emit({ type: 'WithdrawalCancelled', id: 2n });
  bridge.attestAll();
  assert.equal(bridge.withdraw(alice), 3);
  bridge.requireConserved();
});

test('6 and 18 decimals: fees and payouts are whole units on both sides', () => {
  const bridge = funded();
  bridge.deposit(1, alice, WETH_TOKEN, 5n * 10n ** 18n);
  const id = bridge.withdraw(alice, { asset: 'ETH', amount: '1000000001', maxFee: '1000000' });
  const one = bridge.getWithdrawal(1, id);
  assert.equal(one.tokenAmount, String((1_000_000_001n - 50_000n) * 10n ** 9n));
  bridge.payOut(1, id);
  assert.equal(bridge.balance(alice, 'ETH'), 3_999_999_999n);
  bridge.requireConserved();
});

test('a spoke that is short pays what it has; the rest gets a new id and its place in the queue', () => {
  const bridge = new BridgeChain({ spokes: 2 });
  bridge.deposit(1, alice, USDC_TOKEN, 100n * USD);
  bridge.deposit(2, alice, USDC_TOKEN, 900n * USD);
  const big = bridge.withdraw(alice, { amount: String(300n * USD) });
  const small = bridge.withdraw(alice, { amount: String(10n * USD) });
  blocks(bridge, 8);
  const first = bridge.getWithdrawal(1, big);
  assert.equal(first.state, 'signed');
  assert.equal(first.amount, String(100n * USD + 100_000n));
  const rest = bridge.getWithdrawal(1, 3);
  assert.deepEqual([rest.splitFrom, rest.state, rest.fee], [big, 'delayed', '0']);
  assert.equal(BigInt(rest.amount) + BigInt(first.amount), 300n * USD);
  assert.deepEqual([rest.blockedBy, rest.queuePosition], [['escrow'], 1]);
  assert.deepEqual(
    [bridge.getWithdrawal(1, small).state, bridge.getWithdrawal(1, small).queuePosition],
    ['delayed', 2],
  );
  bridge.payOut(1, big);
  bridge.deposit(1, bob, USDC_TOKEN, 500n * USD);
  blocks(bridge, 3);
  bridge.payOut(1, 3);
  assert.equal(bridge.findWithdrawal(1, 3), undefined);
  bridge.requireConserved();
});

test('the delay is long above one percent of the escrow', () => {
  const bridge = funded();
  const small = bridge.withdraw(alice, { amount: String(100n * USD) });
  const large = bridge.withdraw(alice, { amount: String(101n * USD) });
  const wait = (id: number): number => {
    const { delayUntil } = bridge.getWithdrawal(1, id);
    return delayUntil - Number(bridge.chain.timeNs / 1_000_000n);
  };
  assert.equal(wait(small), 0);
  assert.equal(wait(large), 5000);
});

test('limits of account, asset and spoke: what passes one waits until the hour is over', () => {
  const bridge = funded({}, 3_000_000n * USD);
  bridge.deposit(1, bob, USDC_TOKEN, 1_000_000n * USD);
  const ids = [600_000n, 500_000n].map((usd) => bridge.withdraw(alice, { amount: String(usd * USD) }));
  const third = bridge.withdraw(bob, { amount: String(500_000n * USD), owner: bob.text });
  blocks(bridge, 10);
  assert.equal(bridge.getWithdrawal(1, ids[0]!).state, 'signed');
  assert.deepEqual(bridge.getWithdrawal(1, ids[1]!).blockedBy, ['account_limit', 'asset_limit', 'spoke_limit']);
  assert.deepEqual(bridge.getWithdrawal(1, third).blockedBy, ['asset_limit', 'spoke_limit']);
  for (let i = 0; i < 20; i++) bridge.block([], 200_000);
  assert.equal(bridge.getWithdrawal(1, ids[1]!).state, 'signed', 'an hour later');
  bridge.requireConserved();
});

test('the corridor: value that came in on one spoke leaves another only up to its corridor', () => {
  const bridge = new BridgeChain({ spokes: 2, params: { corridor: '1000000000', corridorPpm: '0' } });
  bridge.deposit(2, bob, USDC_TOKEN, 50_000n * USD);
  bridge.block([], 25 * 3_600_000);
  blocks(bridge, 52);
  bridge.deposit(1, alice, USDC_TOKEN, 5_000n * USD);
  const fits = bridge.withdraw(alice, { spoke: 2, amount: String(1_000n * USD) });
  blocks(bridge, 8);
  assert.equal(bridge.getWithdrawal(2, fits).state, 'signed');
  const over = bridge.withdraw(alice, { spoke: 2, amount: String(1n * USD) });
  const back = bridge.withdraw(alice, { spoke: 1, amount: String(2_000n * USD) });
  blocks(bridge, 8);
  assert.deepEqual(bridge.getWithdrawal(2, over).blockedBy, ['corridor']);
  assert.equal(bridge.getWithdrawal(1, back).state, 'signed', 'leaving where it came in is no corridor');
  bridge.requireConserved();
});

test('a missing price blocks, it never counts as zero', () => {
  const bridge = funded();
  bridge.deposit(1, alice, WETH_TOKEN, 5n * 10n ** 18n);
  bridge.block([], 60_000, false);
  const id = bridge.withdrawWithoutPrices(alice, { asset: 'ETH', amount: '1000000000', maxFee: '1000000' });
  for (let i = 0; i < 10; i++) bridge.block([], 1000, false);
  assert.deepEqual(bridge.getWithdrawal(1, id).blockedBy, ['price_missing']);
  blocks(bridge, 12);
  assert.equal(bridge.getWithdrawal(1, id).state, 'signed');
  bridge.requireConserved();
});

test('pauses: 50 blocks after an unabsorbed loss or a halt of five minutes nothing becomes ready', () => {
  const bridge = funded();
  bridge.keepers().bridge.noteUnabsorbedLoss();
  const id = bridge.withdraw(alice);
  blocks(bridge, 40);
  assert.deepEqual(bridge.getWithdrawal(1, id).blockedBy, ['loss_pause']);
  blocks(bridge, 12);
  assert.equal(bridge.getWithdrawal(1, id).state, 'signed');

  bridge.block([], 300_000);
  const later = bridge.withdraw(alice);
  blocks(bridge, 40);
  assert.deepEqual(bridge.getWithdrawal(1, later).blockedBy, ['halt_pause']);
  blocks(bridge, 12);
  assert.equal(bridge.getWithdrawal(1, later).state, 'signed');
});

test('a breach of the solvency identity stops the withdrawals of that asset, names the spoke, and halts nothing', () => {
  const bridge = funded({ invariantsEvery: 0, spokes: 2 });
  bridge.deposit(1, alice, WETH_TOKEN, 5n * 10n ** 18n);
  bridge.keepers().bank.addEscrow(2, 1, 7n);
  const id = bridge.withdraw(alice);
  const eth = bridge.withdraw(alice, { asset: 'ETH', amount: '1000000000', maxFee: '1000000' });
  const breach = { type: 'nave.bridge.v1.SolvencyChanged', asset: 1, difference: '-7', spoke: 2 };
  assert.deepEqual(bridge.keepers().bridge.base.store.global().broken, [{ asset: 1, difference: -7n, spoke: 2 }]);
  blocks(bridge, 8);
  assert.deepEqual(bridge.getWithdrawal(1, id).blockedBy, ['solvency']);
  assert.equal(bridge.getWithdrawal(1, eth).state, 'signed', 'other assets go on');
  bridge.keepers().bank.removeEscrow(2, 1, 7n);
  bridge.block();
  const event = bridge.chain.events.find(({ type }) => type === breach.type);
  assert.deepEqual(event, { ...breach, difference: '0', spoke: 0 });
  blocks(bridge, 2);
  assert.equal(bridge.getWithdrawal(1, id).state, 'signed');
});

test('gas oracle: nothing and 0 give the floor, one huge liar moves nothing, a huge median passes maxFee, stale ones end', () => {
  const bridge = funded();
  const quote = () =>
    bridge.query(Query.quote, { spoke: 1, asset: 'USDC', amount: String(5_000n * USD), account: '' }).fee;
  assert.equal(quote(), '100000');
  bridge.attestAll({ gasPrice: '0' });
  assert.equal(quote(), '100000');
  bridge.attestAll({ gasPrice: String(10n ** 10n) });
  // 10 gwei × 184,000 gas × 4,000 USD × 1.2 = 8.832 USD.
  assert.equal(quote(), '8832000');
  bridge.attestAll({ gasPrice: String(10n ** 17n) }, [0]);
  assert.equal(quote(), '8832000');
  bridge.attestAll({ gasPrice: String(10n ** 12n) });
  assert.equal(bridge.send(alice, bridge.withdrawal(alice, { amount: String(5_000n * USD) })), 6006);
  assert.equal(bridge.block([bridge.attestation(0, 1, [], { gasPrice: '-1' })])[0]!.code, 1001);
  assert.equal(bridge.block([bridge.attestation(0, 1, [], { gasPrice: '9'.repeat(40) })])[0]!.code, 1001);
  for (let i = 0; i < 4; i++) bridge.block([], 200_000);
  assert.equal(quote(), '100000', 'ten minutes later nobody has said anything');
});

test('the sender of a payout is repaid what its gas costs, at most the fee; the rest of the fee is insurance', () => {
  const bridge = funded();
  bridge.attestAll({ gasPrice: String(10n ** 10n) });
  const id = bridge.withdraw(alice, { amount: String(50n * USD) });
  const relayer = bridge.validators[2]!.relayer;
  const insurance = bridge.keepers().bank.balance('insurance', 1);
  bridge.payOut(1, id, relayer.address);
  // 10 gwei × 177,047 gas × 4,000 USD.
  assert.equal(bridge.balance(relayer), 7_081_880n);
  assert.equal(bridge.keepers().bank.balance('insurance', 1) - insurance, 8_832_000n - 7_081_880n);
  bridge.requireConserved();
});

test('two withdrawals in one block: the withdraw rule sees what the block did before', () => {
  const bridge = funded();
  const all = String(10_000n * USD);
  const results = bridge.block([
    { key: alice, messages: [bridge.withdrawal(alice, { amount: all })] },
    { key: alice, messages: [bridge.withdrawal(alice, { amount: '200000' })] },
  ]);
  assert.deepEqual(results.map(({ code }) => code).sort(), [0, 3012]);
  assert.equal(bridge.balance(alice), 0n);
  bridge.requireConserved();
});

test('ids, states and money survive a restart in the middle', () => {
  const bridge = funded();
  const ids = [1, 2, 3].map(() => bridge.withdraw(alice));
  bridge.restart();
  blocks(bridge, 5);
  bridge.restart();
  bridge.signBatches();
  bridge.restart();
  for (const id of ids) bridge.vaults.get(1)!.pay(bridge.item(1, id), bob.address);
  bridge.attestAll();
  assert.equal(bridge.vaults.get(1)!.escrow.get(toHex(USDC_TOKEN)), 9_700n * USD + 300_000n);
  bridge.requireConserved();
});

test('withdraw + open + price move in one block: a position holds back what it needs, a refused withdrawal moves nothing', () => {
  const bridge = funded();
  bridge.deposit(1, bob, USDC_TOKEN, 100_000n * USD);
  const order = (key: TestKey, side: number) =>
    message(MsgPlaceOrder, {
      sender: key.text,
      owner: key.text,
      subaccount: 0,
      market: 1,
      side,
      type: OrderType.LIMIT,
      lots: 10_000,
      ticks: 200_000,
      tif: TimeInForce.GTC,
    });
  bridge.block([], 1000);
  const results = bridge.block([
    { key: bob, messages: [order(bob, Side.SELL)] },
    { key: alice, messages: [order(alice, Side.BUY)] },
    { key: alice, messages: [bridge.withdrawal(alice, { amount: String(9_000n * USD) })] },
    { key: alice, messages: [bridge.withdrawal(alice, { amount: String(1n * USD) })] },
  ]);
  const [sell, buy, large] = results.map(({ code }) => code);
  assert.deepEqual([sell, buy], [0, 0]);
  assert.equal(large, 3010, 'notional 100,000: a tenth of it stays');
  assert.equal(bridge.app.view.positions(alice.address).length, 1);
  bridge.chain.prices.BTC = 90_000;
  assert.equal(bridge.send(alice, bridge.withdrawal(alice, { amount: String(1n * USD) })), 3010);
  bridge.requireConserved();
});
