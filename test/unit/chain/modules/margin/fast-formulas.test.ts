import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fastFee, fastReferredFee } from '#chain/modules/fees/fast-fees.ts';
import { tradeFees } from '#chain/modules/fees/trade-fees.ts';
import { pendingFunding } from '#chain/modules/margin/equity.ts';
import { fastPending } from '#chain/modules/margin/fast-pending.ts';
import { compileTiers, IM_RATE, MM_RATE, tierMargin } from '#chain/modules/margin/fast-tiers.ts';
import { baseInitialMargin, type MarginTier, maintenanceMargin } from '#chain/modules/margin/tiers.ts';
import { highOf, highOfBig, isWideSafe, lowOf, lowOfBig, wideBig, wideNumber } from '#chain/modules/margin/wide.ts';

const MAX = Number.MAX_SAFE_INTEGER;
const safe = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer({ min: -1000, max: 1000 }),
  fc.constantFrom(MAX, -MAX, 0, 1_000_000_000, -1_000_000_000, 999_999_999),
);
const lots = fc.oneof(fc.integer(), fc.constantFrom(2147483647, -2147483647, 1, -1, 32768));
const notional = fc.oneof(fc.nat(), fc.maxSafeNat(), fc.constantFrom(MAX, MAX - 1, 0, 1, 999_999, 1_000_000));

const tierList: fc.Arbitrary<MarginTier[]> = fc
  .uniqueArray(fc.bigInt({ min: 1n, max: 1n << 60n }), { minLength: 0, maxLength: 5 })
  .chain((bounds) =>
    fc
      .array(fc.tuple(fc.nat(200_000), fc.nat(200_000)), { minLength: bounds.length + 1, maxLength: bounds.length + 1 })
      .map((steps) => {
        const ends = [...bounds].sort((a, b) => (a < b ? -1 : 1));
        let imPpm = 0;
        let mmPpm = 0;
        return steps.map(([im, mm], i) => {
          imPpm = Math.min(1_000_000, imPpm + im);
          mmPpm = Math.min(imPpm, mmPpm + mm);
          return { upTo: ends[i] ?? null, imPpm, mmPpm };
        });
      }),
  );

test('safe-integer tier margins equal the bigint formula on every notional', () => {
  fc.assert(
    fc.property(tierList, notional, (tiers, n) => {
      const compiled = compileTiers(tiers);
      assert.equal(BigInt(tierMargin(n, compiled, IM_RATE)), baseInitialMargin(BigInt(n), tiers));
      assert.equal(BigInt(tierMargin(n, compiled, MM_RATE)), maintenanceMargin(BigInt(n), tiers));
    }),
    { numRuns: 3000 },
  );
});

test('safe-integer tier margins are exact at each side of each tier bound', () => {
  const tiers: MarginTier[] = [
    { upTo: 1_000_003n, imPpm: 1, mmPpm: 1 },
    { upTo: 50_000_000_000_001n, imPpm: 25_001, mmPpm: 12_499 },
    { upTo: null, imPpm: 999_999, mmPpm: 499_999 },
  ];
  const compiled = compileTiers(tiers);
  for (const bound of [1_000_003, 50_000_000_000_001, MAX]) {
    for (const n of [bound - 1, bound, Math.min(MAX, bound + 1)]) {
      assert.equal(BigInt(tierMargin(n, compiled, IM_RATE)), baseInitialMargin(BigInt(n), tiers));
      assert.equal(BigInt(tierMargin(n, compiled, MM_RATE)), maintenanceMargin(BigInt(n), tiers));
    }
  }
});

test('safe-integer pending funding equals the bigint formula or says that it cannot', () => {
  fc.assert(
    fc.property(safe, lots, (dF, l) => {
      const exact = pendingFunding(BigInt(dF), 0n, BigInt(l));
      const got = fastPending(dF, l);
      if (Number.isFinite(got)) assert.equal(BigInt(got), exact);
      else assert.ok(exact >= BigInt(MAX) - 1n || exact <= -BigInt(MAX) + 1n, `${exact} was refused`);
    }),
    { numRuns: 20_000 },
  );
});

test('wide cells keep every value below 2^84 and read safe ones as numbers', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(1n << 84n) + 1n, max: (1n << 84n) - 1n }), safe, (big, number) => {
      assert.equal(wideBig(highOfBig(big), lowOfBig(big)), big);
      const high = highOf(number);
      assert.ok(isWideSafe(high));
      assert.equal(wideNumber(high, lowOf(number, high)), number);
      assert.equal(wideBig(high, lowOf(number, high)), BigInt(number));
    }),
    { numRuns: 5000 },
  );
  assert.throws(() => highOfBig(1n << 84n), /wide cell/);
});

test('safe-integer fees equal the bigint fees, rebates and referrals included', () => {
  fc.assert(
    fc.property(notional, fc.integer({ min: -1_000_000, max: 1_000_000 }), (quote, ppm) => {
      const rates = { takerPpm: 0n, makerPpm: BigInt(ppm), isReferred: false, builderPpm: 0n, isLiquidation: false };
      assert.equal(BigInt(fastFee(quote, ppm)), tradeFees(BigInt(quote), rates).maker);
      const taker = { ...rates, takerPpm: BigInt(Math.abs(ppm)), makerPpm: 0n, isReferred: true };
      assert.equal(BigInt(fastReferredFee(quote, Math.abs(ppm))), tradeFees(BigInt(quote), taker).taker);
    }),
    { numRuns: 5000 },
  );
});
