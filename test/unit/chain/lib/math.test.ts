import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { InvariantError } from '#chain/lib/errors.ts';
import {
  absBig,
  ceilDiv,
  ceilDivSafe,
  clampBig,
  floorDiv,
  floorDivSafe,
  isqrt,
  maxBig,
  minBig,
  mulDivCeilSafe,
  mulDivFloorSafe,
  toSafe,
  truncDiv,
} from '#chain/lib/math.ts';

const big = fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n });
const positive = fc.oneof(fc.bigInt({ min: 1n, max: 2n ** 120n }), fc.bigInt({ min: 1n, max: 10n }));

test('floor, ceiling and truncated division are what their names say', () => {
  fc.assert(
    fc.property(big, positive, (a, b) => {
      const floor = floorDiv(a, b);
      assert.ok(floor * b <= a && (floor + 1n) * b > a);
      const ceil = ceilDiv(a, b);
      assert.ok(ceil * b >= a && (ceil - 1n) * b < a);
      assert.equal(truncDiv(a, b), a < 0n ? ceil : floor);
    }),
  );
});

test('the square root is the largest whose square fits', () => {
  for (let x = 0n; x < 200n; x++) assert.ok(isqrt(x) ** 2n <= x && (isqrt(x) + 1n) ** 2n > x);
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 300n }), (x) => {
      for (const y of [x, x * x, x * x - 1n].filter((n) => n >= 0n)) {
        const root = isqrt(y);
        assert.ok(root ** 2n <= y && (root + 1n) ** 2n > y);
      }
    }),
  );
});

test('clamp, maximum, minimum and absolute value', () => {
  assert.deepEqual([clampBig(-5n, 0n, 9n), clampBig(5n, 0n, 9n), clampBig(15n, 0n, 9n)], [0n, 5n, 9n]);
  assert.deepEqual([maxBig(-1n, 2n), minBig(-1n, 2n), absBig(-3n), absBig(3n)], [2n, -1n, 3n, 3n]);
});

test('a number comes of a bigint only while it is exact', () => {
  fc.assert(fc.property(fc.maxSafeInteger(), (x) => assert.equal(toSafe(BigInt(x)), x)));
  assert.throws(() => toSafe(2n ** 53n), InvariantError);
  assert.throws(() => toSafe(-(2n ** 53n)), InvariantError);
});

const edge = fc.constantFrom(0, 1, -1, 2 ** 53 - 1, -(2 ** 53 - 1), 2 ** 52, 2 ** 31, -(2 ** 31));
const safe = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -1000, max: 1000 }), edge);
const safeDivisor = fc.oneof(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), fc.integer({ min: 1, max: 20 }));

test('division of safe integers equals division of bigints, and gives no negative zero', () => {
  fc.assert(
    fc.property(safe, safeDivisor, (x, c) => {
      assert.equal(floorDivSafe(x, c), Number(floorDiv(BigInt(x), BigInt(c))));
      assert.equal(ceilDivSafe(x, c), Number(ceilDiv(BigInt(x), BigInt(c))));
    }),
    { numRuns: 3000 },
  );
  fc.assert(
    fc.property(fc.nat(2 ** 26), fc.integer({ min: 1, max: 2 ** 26 }), (q, c) => {
      assert.equal(floorDivSafe(q * c, c), q);
      if (q > 0) assert.equal(floorDivSafe(q * c - 1, c), q - 1);
    }),
    { numRuns: 3000 },
  );
});

test('multiply-divide equals its bigint form within its bounds', () => {
  const a = fc.oneof(fc.maxSafeNat(), fc.nat(1000), fc.constantFrom(2 ** 53 - 1, 2 ** 52 - 1));
  const f = fc.oneof(fc.nat(2 ** 26), fc.constantFrom(0, 1, 2 ** 26, 999_999));
  const d = fc.oneof(fc.integer({ min: 1, max: 2 ** 26 }), fc.constantFrom(1, 2 ** 26, 1_000_000));
  fc.assert(
    fc.property(a, f, d, (x, y, z) => {
      const exact = BigInt(x) * BigInt(y);
      fc.pre(ceilDiv(exact, BigInt(z)) <= BigInt(Number.MAX_SAFE_INTEGER));
      assert.equal(mulDivFloorSafe(x, y, z), Number(floorDiv(exact, BigInt(z))));
      assert.equal(mulDivCeilSafe(x, y, z), Number(ceilDiv(exact, BigInt(z))));
    }),
    { numRuns: 3000 },
  );
});
