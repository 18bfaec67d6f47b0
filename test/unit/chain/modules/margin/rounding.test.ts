import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isqrt } from '#chain/lib/math.ts';
import { confidencePerLot, perLot } from '#chain/lib/per-lot.ts';
import { feeOf, splitPot, tradeFees } from '#chain/modules/fees/trade-fees.ts';
import { dust, fundingIndexStep } from '#chain/modules/funding/rate.ts';
import { weightedValue } from '#chain/modules/margin/collateral.ts';
import { pendingFunding } from '#chain/modules/margin/equity.ts';
import { applyFill } from '#chain/modules/margin/fill.ts';
import { priceBand, quantumsPerTickLot } from '#chain/modules/margin/price-units.ts';
import { initialMargin, openInterestScale } from '#chain/modules/margin/tiers.ts';

const E6 = 1_000_000n;
const E9 = 1_000_000_000n;
const signed = (bits: number) => fc.bigInt({ min: -(1n << BigInt(bits)), max: 1n << BigInt(bits) });
const positive = (bits: number) => fc.bigInt({ min: 1n, max: 1n << BigInt(bits) });

test('a fee is never less than its exact share, a rebate never more', () => {
  fc.assert(
    fc.property(positive(53), fc.bigInt({ min: -1000n, max: 1000n }), (quote, ppm) => {
      const fee = feeOf(quote, ppm);
      assert.ok(fee * E6 >= quote * ppm && (fee - 1n) * E6 < quote * ppm);
    }),
  );
});

test('a pot is never negative at the default rates and splits without loss', () => {
  fc.assert(
    fc.property(positive(50), fc.boolean(), (quote, isReferred) => {
      const rates = { takerPpm: 200n, makerPpm: -20n, isReferred, builderPpm: 0n, isLiquidation: false };
      const { pot } = tradeFees(quote, rates);
      assert.ok(pot >= 0n);
      const { vault, validators, insurance } = splitPot(pot);
      assert.equal(vault + validators + insurance, pot);
      assert.ok(vault >= 0n && validators >= 0n && insurance >= 0n);
    }),
  );
});

test('a partial close realises at most the exact share and moves Q − entry by exactly −f·v', () => {
  fc.assert(
    fc.property(signed(30), positive(50), signed(30), positive(20), (lots, size, f, v) => {
      fc.pre(lots !== 0n && f !== 0n);
      const entry = lots > 0n ? size : -size;
      const abs = (x: bigint): bigint => (x < 0n ? -x : x);
      const filled = applyFill(lots, entry, f, abs(f) * v);
      assert.equal(filled.realised - (filled.entry - entry), -f * v);
      assert.equal(filled.lots, lots + f);
      if (filled.lots === 0n) assert.equal(filled.entry, 0n);
      if (lots * f < 0n && abs(f) <= abs(lots)) {
        assert.ok(filled.realised * abs(lots) <= -f * v * abs(lots) - entry * abs(f));
      }
    }),
  );
});

test('funding payments of both sides never sum to more than nothing, and the pool keeps the dust', () => {
  fc.assert(
    fc.property(signed(60), signed(30), (dF, lots) => {
      const long = pendingFunding(dF, 0n, lots);
      const short = pendingFunding(dF, 0n, -lots);
      assert.ok(long + short <= 0n && long + short >= -1n);
      assert.ok(dust(-(long + short), 0n) >= 0n);
    }),
  );
});

test('an index step is truncated to zero on both sides', () => {
  fc.assert(
    fc.property(positive(60), positive(44), fc.bigInt({ min: 0n, max: 40_000_000n }), (index, lotE12, rate) => {
      assert.equal(fundingIndexStep(index, lotE12, -rate), -fundingIndexStep(index, lotE12, rate));
    }),
  );
});

test('margins rise with the notional, the scale and the user’s own setting', () => {
  const tiers = [
    { upTo: 1_000_000n, imPpm: 50_000, mmPpm: 25_000 },
    { upTo: null, imPpm: 100_000, mmPpm: 50_000 },
  ];
  const ppm = fc.bigInt({ min: 0n, max: E6 });
  fc.assert(
    fc.property(positive(53), ppm, ppm, (n, s, u) => {
      const im = initialMargin(n, tiers, s, u);
      assert.ok(im <= n || n === 0n);
      assert.ok(initialMargin(n + 1n, tiers, s, u) >= im);
      assert.ok(im >= initialMargin(n, tiers, 0n, 0n));
      assert.ok(im * E6 >= n * u);
    }),
  );
});

test('the open-interest scale goes from 0 at the lower to whole at the upper bound', () => {
  assert.equal(openInterestScale(400n, 400n, 800n), 0n);
  assert.equal(openInterestScale(401n, 400n, 800n), 2_500n);
  assert.equal(openInterestScale(799n, 400n, 800n), 997_500n);
  assert.equal(openInterestScale(800n, 400n, 800n), E6);
  assert.equal(openInterestScale(10n ** 30n, 400n, 0n), 0n);
});

test('a weighted value never exceeds its base weight and never falls when the value rises', () => {
  fc.assert(
    fc.property(positive(60), fc.bigInt({ min: 0n, max: E6 }), fc.bigInt({ min: 0n, max: 1000n }), (value, base, k) => {
      const weighted = weightedValue(value, base, k);
      assert.ok(weighted * E6 <= value * base);
      assert.ok(weightedValue(value + 1n, base, k) >= weighted - 1n);
      assert.ok(isqrt(value) * isqrt(value) <= value);
    }),
  );
});

test('prices per lot round half up, confidence up, the band inwards', () => {
  const lotE12 = 10n ** 8n;
  assert.equal(perLot(5n * E9, lotE12), 1n);
  assert.equal(perLot(5n * E9 - 1n, lotE12), 0n);
  assert.equal(confidencePerLot(1n, lotE12), 1n);
  assert.equal(confidencePerLot(0n, lotE12), 0n);
  assert.deepEqual(priceBand(1_001n, 10n, 50_000n), { low: 96n, high: 105n });
  assert.throws(() => quantumsPerTickLot(10n ** 9n, 10n ** 8n), /multiple of 1e18/);
});
