import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_MODE_TIMES, GUARDS } from '#chain/modules/oracle/guards.ts';
import { indexStep, NEW_FEED_STATE } from '#chain/modules/oracle/index-price.ts';
import type { Feed, FeedState, SourceQuote, StoredPrice } from '#chain/modules/oracle/types.ts';

const USD = 10n ** 12n;
const FEED: Feed = { id: new Uint8Array(32), symbol: 'X/USD', group: 'A', exponent: -8, listingPrice: 100n * USD };
const T0 = 1_800_000_000_000;

function stored(nowMs: number, price = 100n * USD): StoredPrice {
  return { price, confidence: 0n, publishTime: Math.floor(nowMs / 1000), slot: BigInt(nowMs) };
}
const reference = (price: bigint): SourceQuote => ({
  class: 'C',
  price,
  confidence: 0n,
  observedAtMs: T0,
  valid: true,
});

function step(
  state: FeedState,
  nowMs: number,
  price: StoredPrice | undefined,
  references: readonly SourceQuote[] = [],
) {
  return indexStep(state, {
    feed: FEED,
    stored: price,
    references,
    allowSoloPrimary: false,
    times: DEFAULT_MODE_TIMES,
    nowMs,
  }).state;
}

test('a reference inside tolerance keeps P in NORMAL for ever', () => {
  let state = NEW_FEED_STATE;
  for (let i = 0; i < 200; i++) {
    const now = T0 + i * 1000;
    state = step(state, now, stored(now), [reference(101n * USD)]);
    assert.deepEqual([state.mode, state.valid], ['normal', true]);
  }
});

test('a reference that disagrees holds the last index in CAUTION without liquidations, and freezes after 60 s', () => {
  let state = step(NEW_FEED_STATE, T0, stored(T0), [reference(100n * USD)]);
  for (let i = 1; i <= 60; i++) {
    const now = T0 + i * 1000;
    state = step(state, now, stored(now, 102n * USD), [reference(100n * USD)]);
    assert.deepEqual([state.mode, state.index, state.disagreeSinceMs > 0], ['caution', 100n * USD, true], `${i} s`);
  }
  const now = T0 + 61_000;
  state = step(state, now, stored(now, 102n * USD), [reference(100n * USD)]);
  assert.deepEqual([state.mode, state.valid], ['frozen', false]);
});

test('a reference in tolerance of the new price confirms a jump at once', () => {
  const state = step(NEW_FEED_STATE, T0, stored(T0));
  const now = T0 + 1000;
  assert.equal(step(state, now, stored(now, 120n * USD)).valid, false);
  const confirmed = step(state, now, stored(now, 120n * USD), [reference(120n * USD)]);
  assert.deepEqual([confirmed.valid, confirmed.index], [true, 120n * USD]);
});

test('one bad block begins the ten good seconds anew', () => {
  const good = [reference(100n * USD)];
  let state = step(NEW_FEED_STATE, T0, stored(T0), good);
  const run = (from: number, blocks: number): number => {
    let now = from;
    for (let i = 0; i < blocks; i++) {
      now += 1000;
      state = step(state, now, stored(now), good);
    }
    return now;
  };
  let now = T0 + 1000;
  state = step(state, now, stored(now, 102n * USD), good);
  assert.equal(state.mode, 'caution');
  now = run(now, 10);
  assert.equal(state.mode, 'caution', 'ten good blocks span nine seconds');
  now += 1000;
  state = step(state, now, stored(now, 102n * USD), good);
  now = run(now, 10);
  assert.equal(state.mode, 'caution');
  run(now, 1);
  assert.equal(state.mode, 'normal');
});

test('the guard table is that of the specification', () => {
  const rows = (['A', 'B', 'C'] as const).map((group) => GUARDS[group]);
  assert.deepEqual(
    rows.map((row) => [row.openAgeMs, row.marginAgeMs, row.openConfidencePpm, row.liquidateConfidencePpm]),
    [
      [5_000, 15_000, 2_500, 10_000],
      [5_000, 20_000, 5_000, 20_000],
      [10_000, 30_000, 10_000, 40_000],
    ],
  );
  assert.deepEqual(
    rows.map((row) => [row.referencePpm, row.jumpPpm, row.twapCautionPpm, row.twapFrozenPpm, row.markClampPpm]),
    [
      [10_000, 30_000, 100_000, 500_000, 20_000],
      [20_000, 50_000, 200_000, 500_000, 40_000],
      [40_000, 100_000, 350_000, 700_000, 80_000],
    ],
  );
  assert.deepEqual(
    rows.map((row) => row.boundsFactor),
    [20, 20, 50],
  );
});
