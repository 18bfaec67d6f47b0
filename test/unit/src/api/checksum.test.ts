import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checksumText, crc32 } from '#src/api/book/checksum.ts';
import { MarketUnits } from '#src/api/format/market-names.ts';
import { BTC } from '#test/support/fake-view.ts';

const units = new MarketUnits(BTC);

test('the worked example of the specification', () => {
  const book = {
    bids: [
      [128_500, 15_000],
      [128_499, 20_000],
    ],
    asks: [[128_501, 2_500]],
  } as const;
  assert.equal(checksumText(units, book), '64250:1.5:64250.5:0.25:64249.5:2');
  assert.equal(crc32(units, book), 866447198);
});

test('an empty book gives 0', () => {
  assert.equal(crc32(units, { bids: [], asks: [] }), 0);
});

test('levels beyond the 25th do not count', () => {
  const bids = Array.from({ length: 30 }, (_, i) => [1000 - i, 10_000] as const);
  assert.equal(crc32(units, { bids, asks: [] }), crc32(units, { bids: bids.slice(0, 25), asks: [] }));
});
