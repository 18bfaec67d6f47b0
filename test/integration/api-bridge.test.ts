import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { toHex } from '#chain/lib/bytes.ts';
import { MsgCancelWithdrawal, MsgRefundDeposit } from '#proto/generated/nave.bridge.v1.ts';
import type { Batch, Deposit, SpokeState, Withdrawal, WithdrawalQuoteAnswer } from '#src/api/schemas/bridge.ts';
import type { AccountEvent } from '#src/api/schemas/history.ts';
import type { TxResult } from '#src/api/schemas/tx.ts';
import { BridgeApi } from '#test/support/bridge-api.ts';
import { type BridgeChain, STRANGE_TOKEN, USD, USDC_TOKEN, WETH_TOKEN } from '#test/support/bridge-chain.ts';
import { message, TestKey } from '#test/support/signing.ts';
import { WsClient } from '#test/support/ws-client.ts';

const alice = new TestKey('alice', 'ethsecp256k1');
const bob = new TestKey('bob', 'ethsecp256k1');
const NOBODY_PADDED = new Uint8Array(32).fill(1);

const statesOf = ({ history }: Withdrawal): string[] => history.map(({ state }) => state);

describe('the bridge over REST and WebSocket', () => {
  let api: BridgeApi;
  let bridge: BridgeChain;
  let socket: WsClient;

  const deposits = (query = ''): Promise<Deposit[]> => api.get(`/accounts/${alice.text}/deposits${query}`);
  const withdrawals = (query = ''): Promise<Withdrawal[]> => api.get(`/accounts/${alice.text}/withdrawals${query}`);
  const withdrawal = async (id: string): Promise<Withdrawal> => (await withdrawals()).find((one) => one.id === id)!;
  const inFlight = async (): Promise<string> => {
    const balances = await api.get<{ asset: string; inFlight: string }[]>(`/accounts/${alice.text}/balances`);
    return balances.find(({ asset }) => asset === 'USDC')!.inFlight;
  };
  const events = async (sub: string): Promise<readonly AccountEvent[]> => (await socket.of(sub)).data;
  const objects = async <T>(sub: string): Promise<readonly T[]> =>
    (await events(sub)).map(({ data }) => data.object as T);
  /** States of the objects in the next frame of the channel. */
  const told = async (sub: string): Promise<string[]> =>
    (await objects<{ state: string }>(sub)).map(({ state }) => state);

  before(async () => {
    api = new BridgeApi({ spokes: 2 });
    bridge = api.bridge;
    socket = await WsClient.connect(await api.rig.api.start());
    bridge.deposit(1, alice, USDC_TOKEN, 10_000n * USD);
    bridge.deposit(1, bob, USDC_TOKEN, 20n * USD);
  });
  after(async () => {
    await socket.close();
    await api.rig.close();
  });

  test('a deposit is seen with its votes, has a quorum and is credited; REST and the channel say the same', async () => {
    const ack = await socket.call<{ resumed: boolean }>('subscribe', {
      sub: 'b',
      channel: 'bridge',
      account: alice.text,
    });
    assert.equal(ack.resumed, false);
    assert.deepEqual((await socket.of('b')).data, { deposits: [], withdrawals: [] });
    bridge.vaults.get(1)!.deposit(USDC_TOKEN, alice.address, 250n * USD);
    bridge.attestAll({}, [0]);
    const [seen] = await objects<Deposit>('b');
    assert.deepEqual([seen!.state, seen!.votesPpm, seen!.amount], ['seen', 250_000, '250']);
    assert.deepEqual((await deposits('?state=seen'))[0], seen);
    bridge.attestAll({}, [1]);
    const [more] = await deposits('?state=seen');
    assert.deepEqual([more!.votesPpm, more!.updatedHeight], [500_000, seen!.updatedHeight]);
    bridge.attestAll({}, [2]);
    assert.deepEqual(await told('b'), ['quorum', 'credited']);
    const [credited] = await deposits();
    assert.deepEqual(
      [credited!.id, credited!.state, credited!.asset, credited!.reason, credited!.evmTxHash],
      ['1-9', 'credited', 'USDC', null, null],
    );
    assert.equal(credited!.creditedAt, bridge.app.view.chain().timeMs);
    assert.equal(credited!.seenAt, seen!.seenAt);
    const [entry] = await api.get<{ reason: string; refId: string; change: string }[]>(
      `/accounts/${alice.text}/ledger?asset=USDC&reason=deposit`,
    );
    assert.deepEqual([entry!.reason, entry!.refId, entry!.change], ['deposit', '1-9', '250']);
    bridge.attestAll({}, [3]);
  });

  test('what cannot be credited is listed with its reason, to the right account or to nobody', async () => {
    const vault = bridge.vaults.get(1)!;
    vault.deposit(STRANGE_TOKEN, alice.address, 5n);
    vault.deposit(USDC_TOKEN, alice.address, 7n * USD, NOBODY_PADDED);
    vault.deposit(WETH_TOKEN, alice.address, 10n ** 18n + 1n);
    bridge.attestAll();
    assert.deepEqual(await told('b'), ['seen', 'seen', 'quorum', 'quorum', 'quarantined', 'quarantined']);
    const all = await api.get<Deposit[]>('/bridge/quarantine?order=asc');
    assert.deepEqual(
      all.map(({ reason, asset, amount }) => [reason, asset, amount]),
      [
        ['unknown_token', null, '5'],
        ['bad_account', 'USDC', '7'],
        ['handler_failed', 'ETH', '1.000000000000000001'],
      ],
    );
    const mine = await deposits('?state=quarantined');
    assert.deepEqual(
      mine.map(({ id }) => id),
      ['1-12', '1-10'],
    );
    const nobody = await api.get<Deposit[]>(`/accounts/${all[1]!.account}/deposits`);
    assert.deepEqual(
      nobody.map(({ id }) => id),
      ['1-11'],
    );
  });

  test('a withdrawal says at every step where the money is, and ends paid', async () => {
    const id = bridge.withdraw(alice, { amount: String(90n * USD) });
    const [requested, delayed] = await objects<Withdrawal>('b');
    assert.deepEqual([requested!.state, delayed!.state], ['requested', 'delayed']);
    assert.deepEqual([delayed!.amount, delayed!.fee, delayed!.received], ['90', '0.1', '89.9']);
    const [shown] = await withdrawals();
    assert.deepEqual([shown!.queuePosition, shown!.cancellable, shown!.blockedBy], [1, true, []]);
    assert.ok(shown!.expectedAt! > bridge.app.view.chain().timeMs);
    assert.equal(await inFlight(), '90');
    for (let i = 0; i < 12 && bridge.findWithdrawal(1, id)!.state !== 'signed'; i++) bridge.block();
    assert.deepEqual(await told('b'), ['ready', 'signed']);
    const [collecting] = await api.get<Batch[]>('/bridge/batches?spoke=1&state=collecting');
    assert.deepEqual([collecting!.signedPpm, collecting!.calldata], [0, null]);
    assert.deepEqual(
      collecting!.items.map(({ id: item, asset, amount }) => [item, asset, amount]),
      [[`1-${id}`, 'USDC', '89.9']],
    );
    bridge.signBatches(1);
    const [complete] = await api.get<Batch[]>('/bridge/batches?spoke=1');
    assert.deepEqual([complete!.state, complete!.signedPpm, complete!.id], ['complete', 1_000_000, collecting!.id]);
    assert.match(complete!.calldata!, /^0x[0-9a-f]{200,}$/);
    const signed = await withdrawal(`1-${id}`);
    assert.deepEqual([signed.batchId, signed.epoch, signed.cancellable], [complete!.id, 1, false]);
    assert.ok(signed.expectedAt! > 0);
    await socket.call('subscribe', { sub: 'm', channel: 'balances', account: alice.text });
    await socket.of('m');
    bridge.vaults.get(1)!.pay(bridge.item(1, id), bridge.validators[0]!.relayer.address);
    bridge.attestAll();
    const [restated] = await events('m');
    const { balance, entries } = restated!.data as unknown as { balance: { inFlight: string }; entries: object[] };
    assert.deepEqual([restated!.event, balance.inFlight, entries], ['BalanceChanged', '0', []]);
    const [executed] = await objects<Withdrawal>('b');
    assert.deepEqual(statesOf(executed!), ['requested', 'delayed', 'ready', 'signed', 'executed']);
    assert.deepEqual(await withdrawal(`1-${id}`), executed);
    assert.deepEqual([executed!.expectedAt, executed!.queuePosition, await inFlight()], [null, null, '0']);
    const heights = executed!.history.map(({ height }) => height);
    assert.deepEqual(
      heights,
      heights.toSorted((a, b) => a - b),
    );
    const [paid] = await api.get<Batch[]>('/bridge/batches?spoke=1');
    assert.deepEqual([paid!.state, paid!.calldata, paid!.items.length], ['submitted', null, 1]);
  });

  test('queued on the spoke, push failed, claimed: the same withdrawal, claimable when it is', async () => {
    const id = bridge.withdraw(alice, { amount: String(50n * USD) });
    for (let i = 0; i < 12 && bridge.findWithdrawal(1, id)!.state !== 'signed'; i++) bridge.block();
    bridge.signBatches(1);
    const vault = bridge.vaults.get(1)!;
    const item = bridge.item(1, id);
    const readyAt = BigInt(Math.floor(bridge.app.view.chain().timeMs / 1000) + 300);
    vault.emit({ type: 'WithdrawalQueued', ...item, readyAt });
    bridge.attestAll();
    const queued = await withdrawal(`1-${id}`);
    assert.deepEqual([queued.state, queued.readyAt], ['queued_on_spoke', Number(readyAt) * 1000]);
    vault.emit({ type: 'WithdrawalPushFailed', ...item, submitter: alice.address });
    bridge.attestAll();
    assert.equal((await withdrawal(`1-${id}`)).claimable, true);
    vault.claim(item, alice.address);
    bridge.attestAll();
    const claimed = await withdrawal(`1-${id}`);
    assert.deepEqual(statesOf(claimed).slice(-3), ['queued_on_spoke', 'push_failed', 'claimed']);
    assert.equal(claimed.claimable, false);
  });

  test('cancelled by its owner, and cancelled on the spoke: the money is back, with both steps in the history', async () => {
    const before = bridge.balance(alice);
    const own = bridge.withdraw(alice);
    bridge.must(alice, message(MsgCancelWithdrawal, { owner: alice.text, spoke: 1, id: own }));
    assert.deepEqual(statesOf(await withdrawal(`1-${own}`)).at(-1), 'refunded');
    const late = bridge.withdraw(alice);
    for (let i = 0; i < 12 && bridge.findWithdrawal(1, late)!.state !== 'signed'; i++) bridge.block();
    bridge.vaults.get(1)!.emit({ type: 'WithdrawalCancelled', id: BigInt(late) });
    bridge.attestAll();
    assert.deepEqual(statesOf(await withdrawal(`1-${late}`)).slice(-3), ['signed', 'cancelled', 'refunded']);
    assert.equal(bridge.balance(alice), before);
    const reasons = await api.get<{ reason: string; refId: string }[]>(
      `/accounts/${alice.text}/ledger?asset=USDC&limit=4&order=desc`,
    );
    assert.deepEqual(
      reasons.map(({ reason, refId }) => `${reason} ${refId}`),
      [`withdrawal_refund 1-${late}`, `withdrawal 1-${late}`, `withdrawal_refund 1-${own}`, `withdrawal 1-${own}`],
    );
  });

  test('a quarantined deposit is paid back by a withdrawal that it names', async () => {
    bridge.must(bob, message(MsgRefundDeposit, { sender: bob.text, spoke: 1, nonce: 11 }));
    const quarantine = await api.get<Deposit[]>('/bridge/deposits?spoke=1&state=quarantined');
    const kept = quarantine.find(({ id }) => id === '1-11')!;
    const number = Number(kept.refundId!.split('-')[1]);
    const [refund] = await api.get<Withdrawal[]>('/bridge/withdrawals?limit=1');
    assert.deepEqual([refund!.id, refund!.to, refund!.cancellable], [kept.refundId, kept.refundTo, false]);
    bridge.payOut(1, number);
    const [refunded] = await api.get<Deposit[]>('/bridge/deposits?state=refunded');
    assert.deepEqual([refunded!.id, refunded!.refundId, refunded!.reason], ['1-11', kept.refundId, 'bad_account']);
    const left = await api.get<Deposit[]>('/bridge/quarantine');
    assert.deepEqual(
      left.map(({ id }) => id),
      ['1-12', '1-10'],
    );
  });

  test('a spoke that is short pays a part, and the rest is a new id that says where it comes from', async () => {
    bridge.deposit(2, bob, USDC_TOKEN, 100n * USD);
    const id = bridge.withdraw(alice, { spoke: 2, amount: String(150n * USD) });
    for (let i = 0; i < 20 && bridge.findWithdrawal(2, id)!.state !== 'signed'; i++) bridge.block();
    const part = await withdrawal(`2-${id}`);
    const [rest] = await withdrawals('?spoke=2&state=delayed');
    assert.deepEqual([part.received, part.splitFrom], ['100', null]);
    assert.deepEqual([rest!.splitFrom, rest!.received, rest!.blockedBy], [part.id, '49.9', ['escrow']]);
    assert.deepEqual(statesOf(rest!), ['requested', 'delayed']);
    assert.deepEqual([rest!.expectedAt, rest!.queuePosition], [null, 1]);
    const quote = await api.get<WithdrawalQuoteAnswer>(
      `/bridge/quote?spoke=2&asset=USDC&amount=10&account=${alice.text}`,
    );
    assert.deepEqual([quote.blockedBy, quote.instant, quote.expectedAt], [['escrow'], false, null]);
  });

  test('a quote is what the withdrawal then costs', async () => {
    const quote = await api.get<WithdrawalQuoteAnswer>('/bridge/quote?spoke=1&asset=USDC&amount=20.5');
    assert.deepEqual([quote.amount, quote.instant, quote.blockedBy], ['20.5', true, []]);
    const id = bridge.withdraw(alice, { amount: '20500000' });
    const made = await withdrawal(`1-${id}`);
    assert.deepEqual([made.fee, made.received], [quote.fee, quote.received]);
    bridge.payOut(1, id);
  });

  test('a refused withdrawal says its amounts in whole coins, in the item and in the result', async () => {
    const refusedBy = async (fields: Parameters<BridgeChain['withdrawal']>[1], code: number) => {
      assert.equal(bridge.send(alice, bridge.withdrawal(alice, fields)), code);
      const tx = bridge.chain.last!.txs.at(-1)!;
      const { data } = (await api.ask(`/tx/${toHex(tx.hash)}`)).body as { data: TxResult };
      assert.deepEqual(data.items[0]!.details, data.details);
      return data.details;
    };
    const { withdrawable } = (await api.get<{ withdrawable: string }[]>(`/accounts/${alice.text}/balances`))[0]!;
    assert.deepEqual(await refusedBy({ amount: String(20_000n * USD) }, 3012), { withdrawable });
    assert.deepEqual(await refusedBy({ amount: '50000' }, 6004), { fee: '0.1', min: '0.101' });
    assert.deepEqual(await refusedBy({ maxFee: '99999' }, 6006), { fee: '0.1', maxFee: '0.099999' });
  });

  test('spokes, assets, status and solvency show the same bridge', async () => {
    const spokes = await api.get<SpokeState[]>('/bridge/spokes');
    assert.deepEqual(
      spokes.map(({ spoke, state, chainId }) => [spoke, state, chainId]),
      [
        [1, 'active', 31_337],
        [2, 'active', 31_338],
      ],
    );
    const usdc = spokes[1]!.assets.find(({ asset }) => asset === 'USDC')!;
    assert.deepEqual([usdc.escrow, usdc.queued, usdc.inFlight, usdc.withdrawalFee], ['100', '49.9', '100', '0.1']);
    const assets =
      await api.get<{ asset: string; routes: { spoke: number; token: string; minDeposit: string }[] }[]>('/assets');
    const eth = assets.find(({ asset }) => asset === 'ETH')!;
    assert.deepEqual(
      eth.routes.map(({ spoke, minDeposit }) => [spoke, minDeposit]),
      [
        [1, '0.000000001'],
        [2, '0.000000001'],
      ],
    );
    assert.equal(eth.routes[0]!.token, spokes[0]!.assets.find(({ asset }) => asset === 'ETH')!.token);
    const solvency = await api.get<{ ok: boolean; assets: { asset: string; spokes: object[] }[] }>('/solvency');
    assert.equal(solvency.ok, true);
    const held = solvency.assets.find(({ asset }) => asset === 'USDC')!.spokes;
    assert.deepEqual(held.at(-1), { spoke: 2, escrow: '100', counted: '100' });
    bridge.setState(2, 'PAUSED', bridge.app.view.chain().timeMs + 60_000);
    const [, paused] = await api.get<SpokeState[]>('/bridge/spokes');
    assert.deepEqual([paused!.state, paused!.reason], ['paused', 'authority']);
    assert.ok(paused!.assets.every(({ depositRoom }) => depositRoom === '0'));
    assert.deepEqual((await api.get<{ closedSpokes: number[] }>('/status')).closedSpokes, [2]);
    const [waiting] = await withdrawals('?spoke=2&state=delayed');
    assert.ok(waiting!.blockedBy.includes('spoke_state'));
    for (let i = 0; i < 61; i++) bridge.block();
    assert.deepEqual((await api.get<{ closedSpokes: number[] }>('/status')).closedSpokes, []);
    bridge.setState(2, 'ISOLATED', bridge.app.view.chain().timeMs + 60_000);
    const apart = await api.get<typeof solvency>('/solvency');
    const usdcApart = apart.assets.find(({ asset }) => asset === 'USDC')!.spokes.at(-1);
    assert.equal(apart.ok, true, 'an isolated spoke is counted on by nobody; the identity holds');
    assert.ok(apart.assets.every(({ spokes: list }) => list.every((one) => !('isIsolated' in one))));
    assert.equal((usdcApart as { counted: string }).counted, '0');
  });
});
