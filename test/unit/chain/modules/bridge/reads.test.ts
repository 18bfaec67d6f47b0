import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toHex } from '#chain/lib/bytes.ts';
import type { SpokeAssetRead } from '#chain/modules/bridge/spoke-reads.ts';
import { BridgeChain, USD, USDC_TOKEN, WETH_TOKEN } from '#test/support/bridge-chain.ts';
import { TestKey } from '#test/support/signing.ts';

const alice = new TestKey('alice', 'ethsecp256k1');
const bob = new TestKey('bob', 'ethsecp256k1');
const ETH = 10n ** 18n;

type Changed = { readonly type: string; readonly state: string; readonly reason: string; readonly blockedBy: string[] };
const changes = (bridge: BridgeChain, name: string): Changed[] =>
  bridge.chain.events.filter(({ type }) => type === `nave.bridge.v1.${name}`) as unknown as Changed[];
const asset = (bridge: BridgeChain, spoke = 1, id = 1): SpokeAssetRead =>
  bridge
    .keepers()
    .bridge.reads.spokes.get(spoke)
    .assets.find((one) => one.asset === id)!;

test('a spoke tells its books, limits and room; what waits and what is promised are counted apart', () => {
  const bridge = new BridgeChain({ params: { batchIntervalMs: '60000' } });
  bridge.deposit(1, alice, USDC_TOKEN, 10_000n * USD);
  const before = asset(bridge);
  assert.deepEqual(
    [before.escrow, before.queued, before.inFlight, before.feeFloor, before.withdrawalFee],
    [10_000n * USD, 0n, 0n, 100_000n, 100_000n],
  );
  assert.deepEqual(
    [before.limitHour, before.limitDay],
    [
      { limit: 1_000_000n * USD, used: 0n },
      { limit: 10_000_000n * USD, used: 0n },
    ],
  );
  const id = bridge.withdraw(alice, { amount: String(50n * USD) });
  assert.deepEqual([asset(bridge).queued, asset(bridge).inFlight], [50n * USD - 100_000n, 0n]);
  for (let i = 0; i < 3; i++) bridge.block();
  const after = asset(bridge);
  assert.deepEqual([after.queued, after.inFlight, after.limitHour.used], [0n, 50n * USD - 100_000n, 50n * USD]);
  assert.ok(['ready', 'signed'].includes(bridge.getWithdrawal(1, id).state));
  const { record, state, reason, lock, status } = bridge.keepers().bridge.reads.spokes.get(1);
  assert.deepEqual(
    [record.name, state, reason, lock],
    ['spoke-1', 'active', 'constructor', { softUntil: 0, hardScope: 0 }],
  );
  assert.equal(status.applied, bridge.spoke(1).eventNonce);
  const { corridor } = bridge.keepers().bridge.reads.spokes.get(1);
  assert.deepEqual(corridor, { limit: 1_000_000n * USD, net: 9_950n * USD }, 'what came − what was promised to leave');
  assert.throws(() => bridge.keepers().bridge.reads.spokes.get(9), { code: 6001 });
});

test('the vault’s bucket fills by what it took and leaks by its rate; it is never said to hold more room than there is', () => {
  const bridge = new BridgeChain({ params: { longDelayPpm: '1000000' } });
  bridge.deposit(1, alice, USDC_TOKEN, 2_000_000n * USD);
  const cap = 10n ** 12n;
  assert.deepEqual([asset(bridge).bucketCap, asset(bridge).bucketAvailable], [cap, cap]);
  const id = bridge.withdraw(alice, { amount: String(100_000n * USD) });
  bridge.payOut(1, id);
  const paid = 100_000n * USD - 100_000n;
  assert.equal(asset(bridge).bucketAvailable, cap - paid);
  bridge.block();
  assert.equal(asset(bridge).bucketAvailable, cap - paid + 10n ** 8n, 'one second later');
  // The vault says it queued the next one: its bucket took that, too, and not again when it pays.
  const next = bridge.withdraw(alice, { amount: String(500n * USD) });
  for (let i = 0; i < 4; i++) bridge.block();
  const item = bridge.item(1, next);
  bridge.vaults.get(1)!.emit({ type: 'WithdrawalQueued', ...item, readyAt: 1_900_000_000n });
  bridge.attestAll();
  const queued = asset(bridge).bucketAvailable;
  bridge.vaults.get(1)!.pay(item, bob.address);
  bridge.attestAll();
  assert.equal(asset(bridge).bucketAvailable, queued + 10n ** 8n);
  // A lower limit over all tokens binds.
  bridge.vaults.get(1)!.emit({ type: 'AggregateSet', cap: 10n * USD, rate: 1n });
  bridge.attestAll();
  assert.equal(asset(bridge).bucketAvailable, 0n);
  bridge.requireConserved();
});

test('room for deposits: under the vault’s cap and the hub’s, nothing where deposits are closed', () => {
  const bridge = new BridgeChain();
  bridge.deposit(1, alice, USDC_TOKEN, 10n * USD);
  bridge.deposit(1, alice, WETH_TOKEN, 5n * ETH);
  const { index, cap } = bridge.keepers().assets.find(3)!;
  const room = asset(bridge, 1, 3).depositRoom;
  assert.ok(cap !== null && room > 0n);
  const value = (amount: bigint): bigint => (amount * index + 10n ** 15n - 1n) / 10n ** 15n;
  assert.ok(value(room + 5n * 10n ** 9n) <= cap && value(room + 5n * 10n ** 9n + 1n) > cap, 'to the last unit');
  assert.deepEqual(
    [asset(bridge, 1, 3).minDeposit, asset(bridge, 1, 3).instantMax],
    [1n, 10n ** 11n],
    'whole hub units',
  );
  bridge.vaults
    .get(1)!
    .emit({ type: 'Locked', locker: new Uint8Array(20).fill(0x71), scope: 2n, softUntil: 0n, hardScope: 2n });
  bridge.attestAll();
  assert.equal(asset(bridge).depositRoom, 0n);
  bridge.vaults.get(1)!.emit({ type: 'Unlocked', epoch: 1n });
  bridge.attestAll();
  assert.ok(asset(bridge).depositRoom > 0n);
  bridge.setState(1, 'PAUSED');
  assert.equal(asset(bridge).depositRoom, 0n);
  assert.deepEqual(bridge.keepers().bridge.reads.spokes.closed(), [1]);
});

test('nothing of an isolated spoke’s escrow is counted on: not in the report, not in the value that limits grow with', () => {
  const bridge = new BridgeChain({ spokes: 2 });
  bridge.deposit(1, alice, USDC_TOKEN, 100n * USD);
  bridge.deposit(2, alice, USDC_TOKEN, 900n * USD);
  const usdc = () => bridge.app.view.solvency().find((one) => one.asset === 'USDC')!;
  const value = (): bigint => bridge.keepers().bridge.flows.totalValue();
  const counted = (): bigint[] =>
    usdc()
      .spokes.filter(({ spoke }) => spoke !== 0)
      .map((one) => one.counted);
  assert.deepEqual([counted(), value()], [[100n * USD, 900n * USD], 1_000n * USD]);
  bridge.setState(2, 'ISOLATED');
  assert.deepEqual([counted(), value()], [[100n * USD, 0n], 100n * USD]);
  assert.equal(usdc().difference, 0n, 'what is owed and held is the same: the identity is about books, not trust');
  bridge.setState(2, 'ACTIVE');
  assert.deepEqual(value(), 1_000n * USD);
});

test('every change of a deposit is an event: seen once, quorum once, credited, with the power behind it', () => {
  const bridge = new BridgeChain({ powers: [30, 30, 25, 15] });
  const rows: unknown[] = [];
  const note = (): void => {
    for (const { state, votesPpm, seenAt } of changes(bridge, 'DepositChanged') as unknown as Record<
      string,
      unknown
    >[]) {
      rows.push([state, votesPpm, seenAt]);
    }
  };
  bridge.vaults.get(1)!.deposit(USDC_TOKEN, alice.address, 7n * USD);
  bridge.attestAll({}, [0]);
  note();
  const seenAt = Number(bridge.chain.timeNs / 1_000_000n);
  for (const i of [1, 2, 3]) {
    bridge.attestAll({}, [i]);
    note();
  }
  assert.deepEqual(rows, [
    ['seen', 300_000, seenAt],
    ['quorum', 850_000, seenAt],
    ['credited', 850_000, seenAt],
  ]);
});

test('what holds a withdrawal back is said once for every change, not every block', () => {
  const bridge = new BridgeChain({
    spokes: 2,
    params: { hourLimit: '20000000', hourLimitPpm: '0', corridorPpm: '1000000' },
  });
  bridge.deposit(2, alice, USDC_TOKEN, 100n * USD);
  bridge.deposit(1, bob, USDC_TOKEN, USD / 2n);
  const told: string[] = [];
  const run = (count: number): void => {
    for (let i = 0; i < count; i++) {
      bridge.block();
      for (const { state, blockedBy } of changes(bridge, 'WithdrawalChanged'))
        told.push(`${state}:${blockedBy.join('+')}`);
    }
  };
  const id = bridge.withdraw(alice, { amount: String(15n * USD) });
  run(8);
  assert.deepEqual(told.splice(0), ['delayed:escrow'], 'spoke 1 has half a dollar');
  bridge.setState(1, 'NO_OUTFLOW');
  for (const { state, blockedBy } of changes(bridge, 'WithdrawalChanged')) told.push(`${state}:${blockedBy.join('+')}`);
  run(3);
  assert.deepEqual(told.splice(0), ['delayed:spoke_state']);
  bridge.setState(1, 'ACTIVE');
  for (const { state, blockedBy } of changes(bridge, 'WithdrawalChanged')) told.push(`${state}:${blockedBy.join('+')}`);
  run(3);
  assert.deepEqual(told.splice(0), ['delayed:escrow']);
  bridge.deposit(1, bob, USDC_TOKEN, 90n * USD);
  for (const { state, blockedBy } of changes(bridge, 'WithdrawalChanged')) told.push(`${state}:${blockedBy.join('+')}`);
  assert.deepEqual(told, ['ready:', 'signed:']);
  assert.deepEqual(bridge.getWithdrawal(1, id).blockedBy, []);
});

test('a tombstone is told as what the vault did and as the refund it is for its owner', () => {
  const bridge = new BridgeChain();
  bridge.deposit(1, alice, USDC_TOKEN, 100n * USD);
  bridge.withdraw(alice, { amount: String(5n * USD) });
  for (let i = 0; i < 5; i++) bridge.block();
  bridge.vaults.get(1)!.emit({ type: 'WithdrawalExpired', id: 1n });
  bridge.attestAll();
  assert.deepEqual(
    changes(bridge, 'WithdrawalChanged').map(({ state, reason }) => [state, reason]),
    [
      ['expired', 'expired'],
      ['refunded', 'expired'],
    ],
  );
  assert.equal(bridge.balance(alice), 100n * USD);
});

test('a state that runs out is told in the block it ends in', () => {
  const bridge = new BridgeChain();
  const now = Number(bridge.chain.timeNs / 1_000_000n);
  bridge.setState(1, 'PAUSED', now + 5_000);
  const ends: unknown[] = [];
  for (let i = 0; i < 8; i++) {
    bridge.block();
    for (const { state, reason } of changes(bridge, 'SpokeStateChanged')) ends.push([state, reason]);
  }
  assert.deepEqual(ends, [['active', 'over']]);
  assert.equal(bridge.spoke(1).reason, 'over');
});

test('a batch is told with its items once, its signatures with their power', () => {
  const bridge = new BridgeChain();
  bridge.deposit(1, alice, USDC_TOKEN, 10_000n * USD);
  bridge.withdraw(alice, { amount: String(5n * USD) });
  type Told = { state: string; signedPpm: number; items: { id: number; amount: string; hubRef: Uint8Array }[] };
  const told: Told[] = [];
  const note = (): void => void told.push(...(changes(bridge, 'BatchChanged') as unknown as Told[]));
  for (let i = 0; i < 4; i++) {
    bridge.block();
    note();
  }
  const { hubRef, tokenAmount } = bridge.getWithdrawal(1, 1);
  bridge.signBatches();
  note();
  assert.deepEqual(
    told.map(({ state, signedPpm, items }) => [state, signedPpm, items.length]),
    [
      ['collecting', 0, 1],
      ['collecting', 250_000, 0],
      ['collecting', 500_000, 0],
      ['complete', 750_000, 0],
      ['complete', 1_000_000, 0],
    ],
  );
  const [item] = told[0]!.items;
  assert.deepEqual([item!.id, item!.amount, toHex(item!.hubRef)], [1, tokenAmount, toHex(hubRef)]);
  const [open] = bridge.keepers().bridge.reads.batches.open(1);
  assert.deepEqual([open!.signedPpm, open!.signers.length, open!.calldata !== undefined], [1_000_000, 4, true]);
  assert.equal(bridge.keepers().bridge.reads.batches.find(1, 9), undefined);
});
