import { deepEqual, equal } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compare } from './gas-report.ts';

describe('gas report', () => {
  const snapshot = { deposit: 65_000, other: 1_000 };
  const failuresOf = (measured: Record<string, number>) =>
    compare(measured, snapshot).failures.filter((line) => /^(deposit|other):/.test(line));

  it('lets 3 % over the snapshot pass and no more', () => {
    deepEqual(failuresOf({ deposit: 66_950, other: 1_030 }), []);
    deepEqual(failuresOf({ deposit: 66_951, other: 1_031 }), [
      'deposit: more than 3 % above the snapshot',
      'other: more than 3 % above the snapshot',
    ]);
  });

  it('refuses what is above its limit, not measured, or new', () => {
    deepEqual(failuresOf({ deposit: 69_001, other: 1_000 }), ['deposit: above its limit']);
    deepEqual(failuresOf({ deposit: 65_000 }), ['other: not measured']);
    const { failures } = compare({ extra: 1 }, {});
    equal(failures.includes('extra: not in the snapshot'), true);
    equal(failures.includes('payout 100: not measured'), true);
  });
});
