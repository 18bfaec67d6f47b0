import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findDecimal, findUnits, formatMultiples, formatUnits, multiplesOf, unitsOf } from '#chain/lib/decimal.ts';

test('every written form comes back as the same text', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n }),
      fc.integer({ min: 0, max: 12 }),
      (v, d) => {
        const text = formatUnits(v, d);
        assert.match(text, /^-?(0|[1-9]\d*)(\.\d*[1-9])?$/);
        assert.notEqual(text, '-0');
        assert.equal(findUnits(text, d, true), v);
        if (v < 0n) assert.equal(findUnits(text, d), undefined);
      },
    ),
  );
});

test('a number is a multiple of a step or refused, never rounded', () => {
  const step = fc.record({ value: fc.bigInt({ min: 1n, max: 10n ** 6n }), scale: fc.integer({ min: 0, max: 6 }) });
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 9n }), step, fc.bigInt({ min: 0n, max: 10n ** 6n }), (n, s, off) => {
      const text = formatMultiples(n, s);
      assert.equal(multiplesOf(findDecimal(text)!, s), n);
      const moved = { value: n * s.value + off, scale: s.scale };
      const expected = off % s.value === 0n ? n + off / s.value : undefined;
      assert.equal(multiplesOf(moved, s), expected);
    }),
  );
});

test('texts outside the grammar are refused', () => {
  const bad = [
    '',
    '.5',
    '5.',
    '05',
    '+1',
    '1e3',
    ' 1',
    '1 ',
    '-1',
    '-0',
    '1,5',
    '0x1',
    '1.1234567890123',
    '1'.repeat(19),
    '١',
  ];
  for (const text of bad) assert.equal(findDecimal(text), undefined, text);
  assert.equal(findDecimal('-0', true), undefined);
  assert.equal(findDecimal('-0.0', true), undefined);
  assert.deepEqual(findDecimal('-1.50', true), { value: -150n, scale: 2 });
  assert.equal(unitsOf({ value: 125n, scale: 3 }, 2), undefined);
  assert.equal(unitsOf({ value: 120n, scale: 3 }, 2), 12n);
  assert.equal(findUnits('0.000001', 6), 1n);
});
