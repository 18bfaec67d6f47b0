import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AssetNames } from '#src/api/format/asset-names.ts';
import { formatBatch, formatDeposit, formatWithdrawal, formatWithdrawalNow } from '#src/api/format/bridge.ts';
import { type BatchRow, type DepositRow, NOBODY, type WithdrawalRow } from '#src/indexer/bridge-rows.ts';
import { FakeView } from '#test/support/fake-view.ts';

const place = { height: 5, ord: 2, timeMs: 1_790_000_000_000, tx: 0, txHash: 'AB'.repeat(32) };
const assets = new AssetNames(new FakeView());

const withdrawal: WithdrawalRow = {
  ...place,
  account: '11'.repeat(20),
  spoke: 1,
  id: 7,
  subaccount: 0,
  asset: 'USDC',
  amount: '150000000',
  fee: '100000',
  received: '149900000',
  to: '55'.repeat(20),
  hubRef: 'cd'.repeat(32),
  state: 'delayed',
  blockedBy: ['price_missing'],
  queuePosition: 3,
  expectedAtMs: 0,
  readyAtMs: 0,
  batchNonce: 0,
  epoch: 0,
  splitFrom: 0,
  refundOf: 0,
  history: [{ state: 'requested', at: 1, height: 5 }],
  updatedHeight: 5,
};

const deposit: DepositRow = {
  ...place,
  account: '11'.repeat(20),
  spoke: 1,
  nonce: 9,
  asset: 'ETH',
  token: 'e1'.repeat(20),
  tokenAmount: '1500000000000000001',
  tokenDecimals: 18,
  sender: '11'.repeat(20),
  refundTo: '11'.repeat(20),
  state: 'seen',
  reason: '',
  votesPpm: 250_000,
  blockNumber: 100,
  blockHash: 'aa'.repeat(32),
  seenAtMs: 1,
  creditedAtMs: 0,
  refundId: 0,
  updatedHeight: 5,
  dropped: false,
};

test('what a withdrawal waits for is the state’s word, unless the state has moved past the page', () => {
  const { bridge } = new FakeView();
  const step = { state: 'delayed', atMs: 2, height: 6 } as const;
  const now = { blockedBy: ['escrow'], queuePosition: 1, expectedMs: 99 } as const;
  bridge.withdrawals.set('1-7', { state: 'delayed', history: [step], ...now });
  const shown = formatWithdrawalNow(assets, withdrawal, bridge, 6);
  assert.deepEqual([shown.blockedBy, shown.queuePosition, shown.expectedAt], [['escrow'], 1, 99]);
  assert.deepEqual(formatWithdrawalNow(assets, withdrawal, bridge, 5), formatWithdrawal(assets, withdrawal));
  bridge.withdrawals.set('1-7', { state: 'ready', history: [{ ...step, state: 'ready' }], ...now });
  assert.deepEqual(formatWithdrawalNow(assets, withdrawal, bridge, 6).blockedBy, ['price_missing']);
  bridge.withdrawals.clear();
  assert.deepEqual(formatWithdrawalNow(assets, withdrawal, bridge, 6).queuePosition, 3);
});

test('only its owner may cancel, only while it waits; only what was pushed in vain is claimed', () => {
  const flags = (change: Partial<WithdrawalRow>) => {
    const { cancellable, claimable } = formatWithdrawal(assets, { ...withdrawal, ...change });
    return [cancellable, claimable];
  };
  assert.deepEqual(flags({}), [true, false]);
  assert.deepEqual(flags({ state: 'requested' }), [true, false]);
  assert.deepEqual(flags({ account: NOBODY, refundOf: 4 }), [false, false]);
  assert.deepEqual(flags({ account: NOBODY }), [false, false]);
  assert.deepEqual(flags({ state: 'ready' }), [false, false]);
  assert.deepEqual(flags({ state: 'push_failed' }), [false, true]);
});

test('votes are counted until a deposit is applied, its amount is exact in either unit', () => {
  const { bridge } = new FakeView();
  bridge.votes.set('1-9', 500_000);
  assert.equal(formatDeposit(deposit, bridge).votesPpm, 500_000);
  assert.equal(formatDeposit({ ...deposit, state: 'credited' }, bridge).votesPpm, 250_000);
  assert.equal(formatDeposit(deposit).amount, '1.500000000000000001');
  const strange = formatDeposit({ ...deposit, asset: '', tokenDecimals: 0 });
  assert.deepEqual([strange.asset, strange.amount], [null, '1500000000000000001']);
});

test('a batch has call data when it is complete, also when the state has gone on since', () => {
  const { bridge } = new FakeView();
  const batch: BatchRow = {
    ...place,
    spoke: 1,
    batchNonce: 3,
    epoch: 2,
    digest: 'ab'.repeat(32),
    notBefore: 1_790_000_000,
    deadline: 1_790_003_600,
    items: [],
    signedPpm: 700_000,
    state: 'complete',
  };
  bridge.batches.set('1-3', { state: 'submitted', signedPpm: 1_000_000, calldata: Uint8Array.of(1, 2) });
  const shown = formatBatch(assets, batch, bridge);
  assert.deepEqual([shown.calldata, shown.signedPpm, shown.deadline], ['0x0102', 700_000, 1_790_003_600_000]);
  assert.equal(formatBatch(assets, { ...batch, state: 'submitted' }, bridge).calldata, null);
  bridge.batches.clear();
  assert.equal(formatBatch(assets, batch, bridge).calldata, null);
});
