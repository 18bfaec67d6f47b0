import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import Type from 'typebox';
import { formatMultiples } from '#chain/lib/decimal.ts';
import type { AppError } from '#chain/lib/errors.ts';
import { decodeCursor, encodeCursor, filterText } from '#src/api/cursor.ts';
import { accountText, parseAccount } from '#src/api/format/account-text.ts';
import { chainDetails } from '#src/api/format/details.ts';
import { MarketUnits } from '#src/api/format/market-names.ts';
import { multiples, shortest } from '#src/api/format/money.ts';
import { RateLimiter } from '#src/api/rate-limiter.ts';
import { chooseEncoding } from '#src/api/rest/compression.ts';
import { typedQuery } from '#src/api/rest/strict-query.ts';
import { BTC } from '#test/support/fake-view.ts';

const codeOf = (run: () => unknown): number | undefined => {
  try {
    run();
    return undefined;
  } catch (error) {
    return (error as AppError).code;
  }
};

test('a bucket gives its burst at once, then its rate, and says when more fits', () => {
  let now = 0;
  const limiter = new RateLimiter(1200, 20, () => now);
  assert.equal(limiter.take('a', 1200).ok, true);
  const refused = limiter.take('a', 10);
  assert.deepEqual([refused.ok, refused.remaining, refused.retryAfterMs], [false, 0, 500]);
  assert.equal(limiter.take('b', 1).ok, true);
  now = 500;
  assert.equal(limiter.take('a', 10).ok, true);
  now = 60_500;
  assert.equal(limiter.look('a').remaining, 1200);
});

test('weight charged afterwards is paid back by waiting', () => {
  let now = 0;
  const limiter = new RateLimiter(10, 10, () => now);
  limiter.charge('a', 30);
  assert.deepEqual([limiter.take('a', 1).ok, limiter.take('a', 1).retryAfterMs], [false, 2100]);
  now = 2100;
  assert.equal(limiter.take('a', 1).ok, true);
});

test('a cursor comes back as it was and belongs to one query', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.string(), (height, ord, filter) => {
      assert.deepEqual(decodeCursor(encodeCursor(filter, { height, ord }), filter), { height, ord });
      assert.equal(
        codeOf(() => decodeCursor(encodeCursor(filter, { height, ord }), `${filter}x`)),
        8003,
      );
    }),
  );
  fc.assert(
    fc.property(fc.string(), (text) =>
      assert.equal(
        codeOf(() => decodeCursor(text, 'f')),
        8003,
      ),
    ),
  );
});

test('limit and minHeight may change between pages, the filter may not', () => {
  const base = { order: 'asc', market: 'BTC-USD', limit: 5 };
  assert.equal(filterText('fills', base), filterText('fills', { ...base, limit: 9, minHeight: 3, cursor: 'x' }));
  assert.notEqual(filterText('fills', base), filterText('fills', { ...base, market: 'ETH-USD' }));
});

test('query values are plain integers and true or false, given once', () => {
  const schema = Type.Object({ n: Type.Integer(), b: Type.Boolean(), s: Type.String() });
  assert.deepEqual(typedQuery(schema, { n: '12', b: 'true', s: '1e3' }), { n: 12, b: true, s: '1e3' });
  for (const n of ['1e3', '+5', ' 5', '05', '-1', '1.0', '', '0x1', '99999999999999999']) {
    assert.equal(
      codeOf(() => typedQuery(schema, { n })),
      8001,
      n,
    );
  }
  for (const b of ['1', 'TRUE', ''])
    assert.equal(
      codeOf(() => typedQuery(schema, { b })),
      8001,
      b,
    );
  assert.equal(
    codeOf(() => typedQuery(schema, { s: ['a', 'b'] })),
    8001,
  );
  assert.equal(
    codeOf(() => typedQuery(schema, { __proto__x: 'a' })),
    8001,
  );
  assert.equal(
    codeOf(() => typedQuery(schema, { constructor: 'a' })),
    8001,
  );
});

test('fast texts of multiples equal the exact ones', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -(2 ** 31), max: 2 ** 31 }),
      fc.bigInt({ min: 1n, max: 10n ** 14n }),
      fc.nat(12),
      (count, value, scale) => {
        const step = { value, scale };
        assert.equal(multiples(count, step), formatMultiples(BigInt(count), step));
      },
    ),
  );
  assert.deepEqual(shortest(500_000_000_000n, 12), { value: 5n, scale: 1 });
});

test('prices and sizes are whole ticks and lots or refused with their codes', () => {
  const units = new MarketUnits(BTC);
  assert.equal(units.parsePrice('64250.5'), 128_501);
  assert.equal(units.parseSize('0.0125'), 125);
  assert.equal(
    codeOf(() => units.parsePrice('64250.25')),
    2003,
  );
  assert.equal(
    codeOf(() => units.parseSize('0.00001')),
    2002,
  );
  assert.equal(
    codeOf(() => units.parsePrice('0')),
    2003,
  );
  assert.equal(
    codeOf(() => units.parsePrice('1e5')),
    8001,
  );
});

test('details of refusals are in human units', () => {
  const units = new MarketUnits(BTC);
  assert.deepEqual(chainDetails(units, 2011, { best: 128_501 }), { best: '64250.5' });
  assert.deepEqual(chainDetails(units, 3001, { required: 1_500_000, available: 1 }), {
    required: '1.5',
    available: '0.000001',
  });
  assert.deepEqual(chainDetails(units, 2009, { market: 1, orderId: 7 }), { market: 'BTC-USD', orderId: '1-7' });
  assert.deepEqual(chainDetails(units, 2020, { failedItem: 2 }), { failedItem: 2 });
});

test('accounts are read in both texts and written in one', () => {
  const text = accountText('11'.repeat(20));
  assert.deepEqual(parseAccount(text), parseAccount(`0x${'11'.repeat(20)}`));
  for (const wrong of ['', 'nave1', `0x${'11'.repeat(19)}`, text.toUpperCase(), `${text}x`]) {
    assert.equal(
      codeOf(() => parseAccount(wrong)),
      8001,
      wrong,
    );
  }
});

test('the coding a client refuses is not used', () => {
  assert.equal(chooseEncoding('gzip, br'), 'br');
  assert.equal(chooseEncoding('gzip;q=1.0, br;q=0'), 'gzip');
  assert.equal(chooseEncoding('identity'), undefined);
  assert.equal(chooseEncoding(undefined), undefined);
});
