import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ByteReader, ByteWriter, toHex } from '#chain/lib/bytes.ts';
import { decodeSubaccount, encodeSubaccount, type SubaccountRecord } from '#chain/modules/margin/subaccount-codec.ts';
import { MarginWorld } from '#test/support/naive-margin-world.ts';

const I64 = 2n ** 63n;
const WIDE = 2n ** 84n;
const SAFE = Number.MAX_SAFE_INTEGER;
const QUOTES = [0n, 1n, -1n, 2n ** 32n, -(2n ** 32n), 2n ** 53n + 1n, -(2n ** 53n) - 1n, I64 - 1n, -I64];
const INDICES = [0n, -1n, 2n ** 32n - 1n, -(2n ** 32n), 2n ** 64n, -(2n ** 64n) - 1n, WIDE - 1n, 1n - WIDE];

/** The layout of the README, by bigints. */
function reference(record: SubaccountRecord): string {
  const out = new ByteWriter();
  out.u8(0).bigI64(record.quote).u64(record.accountSeq).u64(record.updatedHeight).u16(record.holdings.length);
  for (const { asset, amount } of record.holdings) out.u32(asset).bigI64(amount);
  out.u16(record.positions.length);
  for (const p of record.positions) out.u32(p.market).i32(p.lots).i64(p.entry).bigI128(p.fundingAt);
  out.u16(record.settings.length);
  for (const { market, imPpm } of record.settings) out.u32(market).u32(imPpm);
  return toHex(out.finish());
}

test('columns are written as the record says, at every extreme of balance and funding index', () => {
  const count = QUOTES.length * INDICES.length;
  const { margin } = new MarginWorld(count);
  const { rows } = margin;
  for (let owner = 0; owner < count; owner++) {
    const fundingAt = INDICES[owner % INDICES.length]!;
    const record: SubaccountRecord = {
      quote: QUOTES[owner % QUOTES.length]!,
      accountSeq: owner * 2 ** 40,
      updatedHeight: owner,
      holdings: owner % 3 === 0 ? [{ asset: 2, amount: I64 - 1n }] : [],
      positions: [
        {
          market: 1,
          lots: owner % 2 === 0 ? 2 ** 31 - 1 : 1 - 2 ** 31,
          entry: owner % 2 === 0 ? SAFE : -SAFE,
          fundingAt,
        },
        { market: 3, lots: -1, entry: -1, fundingAt: -fundingAt },
      ],
      settings: owner % 5 === 0 ? [] : [{ market: 2, imPpm: 1_000_000 }],
    };
    const row = rows.restore(owner, 0, record);
    const out = new ByteWriter(8);
    encodeSubaccount(row, rows.numbers, rows.cells, rows.holdings, out);
    assert.equal(toHex(out.finish()), reference(record));
    assert.deepEqual(decodeSubaccount(new ByteReader(out.finish())), record);
    assert.deepEqual(rows.record(row), record);
  }
});
