import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nobleCrypto } from '#chain/lib/hash.ts';
import { submitWithdrawalsCall } from '#chain/modules/bridge/abi/calldata.ts';
import { quorumProof } from '#chain/modules/bridge/signature-list.ts';
import { Query } from '#proto/generated/nave.bridge.v1.ts';
import { BridgeChain, USD, USDC_TOKEN, WETH_TOKEN } from '#test/support/bridge-chain.ts';
import { TestKey } from '#test/support/signing.ts';

const alice = new TestKey('alice', 'ethsecp256k1');
const bob = new TestKey('bob', 'ethsecp256k1');
const ALL = { spoke: 0, account: '', state: '', afterSpoke: 0, afterId: 0, limit: 0 };
const LEDGER = { spoke: 0, account: '', afterSpoke: 0, afterNonce: 0, limit: 0 };

test('a withdrawal tells its history, when it was asked for, what it gets and when it can be paid', () => {
  const bridge = new BridgeChain();
  bridge.deposit(1, alice, USDC_TOKEN, 10_000n * USD);
  const id = bridge.withdraw(alice, { amount: String(50n * USD) });
  const first = bridge.getWithdrawal(1, id);
  const { height } = bridge.chain;
  const now = Number(bridge.chain.timeNs / 1_000_000n);
  assert.deepEqual(first.history, [
    { state: 'requested', at: now, height },
    { state: 'delayed', at: now, height },
  ]);
  assert.deepEqual(
    [first.requestedAt, first.received, first.cancellable, first.claimable, first.updatedHeight],
    [now, String(50n * USD - 100_000n), true, false, height],
  );
  assert.equal(first.expectedAt, now + 1000, 'the short delay, then paid at once');
  for (let i = 0; i < 4; i++) bridge.block();
  const signed = bridge.getWithdrawal(1, id);
  assert.deepEqual(
    signed.history.map(({ state }) => state),
    ['requested', 'delayed', 'ready', 'signed'],
  );
  assert.deepEqual([signed.cancellable, signed.epoch, signed.batchNonce], [false, 1, 1]);
  const readyAt = 1_900_000_000n;
  bridge.vaults.get(1)!.emit({ type: 'WithdrawalQueued', ...bridge.item(1, id), readyAt });
  bridge.attestAll();
  const queued = bridge.getWithdrawal(1, id);
  assert.deepEqual([queued.state, queued.readyAt, queued.expectedAt], ['queued_on_spoke', 1.9e9, 1.9e12]);
  bridge.vaults.get(1)!.emit({ type: 'WithdrawalPushFailed', ...bridge.item(1, id), submitter: bob.address });
  bridge.attestAll();
  const failed = bridge.getWithdrawal(1, id);
  assert.deepEqual(
    [failed.state, failed.claimable, failed.expectedAt, failed.history.length],
    ['push_failed', true, 0, 6],
  );
});

test('open withdrawals come in pages by spoke and id, of one account, one spoke or one state', () => {
  const bridge = new BridgeChain({ spokes: 2 });
  for (const spoke of [1, 2]) bridge.deposit(spoke, alice, USDC_TOKEN, 1_000n * USD);
  bridge.deposit(1, bob, USDC_TOKEN, 1_000n * USD);
  for (const [key, spoke] of [
    [alice, 1],
    [bob, 1],
    [alice, 2],
    [alice, 1],
  ] as const) {
    bridge.block([{ key, messages: [bridge.withdrawal(key, { spoke, amount: String(5n * USD) })] }], 1);
  }
  const ids = (fields: Partial<typeof ALL>): string[] =>
    bridge.query(Query.withdrawals, { ...ALL, ...fields }).withdrawals.map(({ spoke, id }) => `${spoke}-${id}`);
  assert.deepEqual(ids({}), ['1-1', '1-2', '1-3', '2-1']);
  assert.deepEqual(ids({ account: alice.text }), ['1-1', '1-3', '2-1']);
  assert.deepEqual(ids({ spoke: 1, account: bob.text }), ['1-2']);
  assert.deepEqual(ids({ state: 'delayed' }), ['1-1', '1-2', '1-3', '2-1']);
  assert.deepEqual(ids({ state: 'ready' }), []);
  const first = bridge.query(Query.withdrawals, { ...ALL, limit: 3 });
  assert.deepEqual([first.withdrawals.length, first.hasMore], [3, true]);
  const rest = bridge.query(Query.withdrawals, { ...ALL, limit: 3, afterSpoke: 1, afterId: 3 });
  assert.deepEqual([rest.withdrawals.map(({ spoke, id }) => [spoke, id]), rest.hasMore], [[[2, 1]], false]);
  const refuse = (fields: Partial<typeof ALL>): void => assert.throws(() => ids(fields), /8001/);
  for (const fields of [{ limit: 1001 }, { account: 'x' }, { state: 'executed' }]) refuse(fields);
});

test('one query of a batch has all that is signed, before and after its items are final', () => {
  const bridge = new BridgeChain();
  bridge.deposit(1, alice, USDC_TOKEN, 1_000n * USD);
  const messages = [7n, 8n].map((usd) => bridge.withdrawal(alice, { amount: String(usd * USD) }));
  bridge.block([{ key: alice, messages }]);
  for (let i = 0; i < 3; i++) bridge.block();
  const items = [1, 2].map((id) => bridge.item(1, id));
  bridge.signBatches();
  const [batch] = bridge.batches(1);
  const asItems = batch!.items.map((item) => ({ ...item, id: BigInt(item.id), amount: BigInt(item.amount) }));
  assert.deepEqual(asItems, items);
  bridge.vaults.get(1)!.pay(items[0]!, bob.address);
  bridge.attestAll();
  const { batch: after } = bridge.query(Query.batch, { spoke: 1, batchNonce: batch!.batchNonce });
  assert.deepEqual([after!.state, after!.ids, after!.items], ['complete', [1, 2], batch!.items]);
  assert.deepEqual(after!.calldata, batch!.calldata, 'the vault may skip an item: the same call goes again');
  const { store } = bridge.keepers().bridge.base;
  const { members } = bridge.keepers().bridge.sets.current(1);
  const { signatures } = store.batches.get([1, batch!.batchNonce])!;
  const { notBefore, deadline, epoch, batchNonce } = batch!;
  const header = { epoch, batchNonce, notBefore, deadline };
  const words = Object.fromEntries(Object.entries(header).map(([name, value]) => [name, BigInt(value)]));
  const call = submitWithdrawalsCall(
    nobleCrypto,
    words as unknown as Parameters<typeof submitWithdrawalsCall>[1],
    asItems,
    quorumProof(members, signatures),
  );
  assert.deepEqual(call, batch!.calldata);
  assert.throws(() => bridge.query(Query.batch, { spoke: 1, batchNonce: 99 }), /8002/);
  assert.throws(() => bridge.query(Query.batch, { spoke: 9, batchNonce: 1 }), /6001/);
});

test('a quote is what the withdrawal then gets: fee, received, reasons, time', () => {
  const bridge = new BridgeChain({ spokes: 2 });
  bridge.deposit(1, alice, USDC_TOKEN, 10_000n * USD);
  bridge.deposit(1, alice, WETH_TOKEN, 2n * 10n ** 18n);
  const quote = (fields: object = {}) => {
    const defaults = { spoke: 1, asset: 'USDC', amount: String(50n * USD), account: alice.text };
    return bridge.query(Query.quote, { ...defaults, ...fields });
  };
  const asked = quote();
  assert.deepEqual(
    [asked.amount, asked.fee, asked.received, asked.instant, asked.blockedBy],
    [String(50n * USD), '100000', String(50n * USD - 100_000n), true, []],
  );
  const id = bridge.withdraw(alice, { amount: String(50n * USD) });
  const made = bridge.getWithdrawal(1, id);
  assert.deepEqual([made.fee, made.received, made.blockedBy], [asked.fee, asked.received, asked.blockedBy]);
  assert.equal(made.expectedAt - made.requestedAt, asked.expectedAt - (made.requestedAt - 1000));
  assert.equal(quote({ amount: String(500n * USD) }).instant, false, 'the long delay above one percent of the escrow');
  assert.deepEqual(quote({ spoke: 2 }).blockedBy, ['escrow'], 'nothing is there');
  assert.deepEqual(quote({ spoke: 2 }).expectedAt, 0);
  bridge.block([], 1000, false);
  for (let i = 0; i < 40; i++) bridge.block([], 10_000, false);
  assert.deepEqual(quote({ asset: 'ETH', amount: '1000000000' }).blockedBy.includes('price_missing'), true);
  bridge.block();
  bridge.setState(1, 'NO_OUTFLOW');
  assert.deepEqual(quote({ amount: String(3_000_000n * USD) }).blockedBy.slice(0, 2), ['spoke_state', 'account_limit']);
  assert.throws(() => quote({ spoke: 9 }), /6001/);
  assert.throws(() => quote({ asset: 'NONE' }), /6003/);
  assert.throws(() => quote({ amount: '100' }), /6004/);
  assert.throws(() => quote({ amount: '0' }), /1001/);
  assert.throws(() => quote({ account: 'x' }), /8001/);
});

test('a deposit is seen with the power behind it, has its quorum, and is gone from the list once credited', () => {
  const bridge = new BridgeChain({ powers: [30, 30, 25, 15] });
  const vault = bridge.vaults.get(1)!;
  const nonce = vault.deposit(USDC_TOKEN, alice.address, 7n * USD);
  const pending = (account = '') => bridge.query(Query.pendingDeposits, { spoke: 0, account }).deposits;
  assert.deepEqual(pending(), []);
  bridge.attestAll({}, [0]);
  const seenAt = Number(bridge.chain.timeNs / 1_000_000n);
  const [row] = pending(alice.text);
  assert.deepEqual(
    [row!.spoke, row!.nonce, row!.account, row!.state, row!.votesPpm, row!.amount, row!.seenAt, row!.asset],
    [1, nonce, alice.text, 'seen', 300_000, String(7n * USD), seenAt, 1],
  );
  assert.deepEqual(pending(bob.text), []);
  bridge.attestAll({}, [1]);
  assert.equal(pending()[0]!.votesPpm, 600_000);
  bridge.attestAll({}, [2, 3]);
  assert.deepEqual(pending(), []);
  assert.equal(bridge.balance(alice), 7n * USD);
});

test('the refund ledger comes in pages, of one account or spoke, with the times of each deposit', () => {
  const bridge = new BridgeChain({ spokes: 2 });
  bridge.setState(1, 'NO_INFLOW');
  bridge.setState(2, 'NO_INFLOW');
  for (const [spoke, key] of [
    [1, alice],
    [1, bob],
    [2, alice],
  ] as const) {
    bridge.vaults.get(spoke)!.deposit(USDC_TOKEN, key.address, 5n * USD);
  }
  bridge.vaults.get(2)!.deposit(USDC_TOKEN, alice.address, 5n * USD, new Uint8Array(32));
  bridge.attestAll({}, [0]);
  const seenAt = Number(bridge.chain.timeNs / 1_000_000n);
  bridge.attestAll({}, [1, 2, 3]);
  const rows = (fields: Partial<typeof LEDGER> = {}) => bridge.query(Query.quarantine, { ...LEDGER, ...fields });
  const [first] = rows().deposits;
  assert.deepEqual(
    [first!.account, first!.reason, first!.seenAt, first!.quarantinedAt, first!.updatedHeight],
    [alice.text, 'spoke_closed', seenAt, seenAt + 1000, bridge.chain.height],
  );
  assert.deepEqual(
    rows().deposits.map(({ spoke, account }) => [spoke, account]),
    [
      [1, alice.text],
      [1, bob.text],
      [2, alice.text],
      [2, ''],
    ],
  );
  assert.deepEqual(rows({ account: alice.text }).deposits.length, 2);
  assert.deepEqual(rows({ spoke: 2 }).deposits.length, 2);
  const page = rows({ limit: 1 });
  assert.deepEqual([page.deposits.length, page.hasMore], [1, true]);
  const { nonce } = page.deposits[0]!;
  assert.deepEqual(rows({ afterSpoke: 1, afterNonce: nonce }).deposits.length, 3);
});
