import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RecordReader, recordBounds } from '#src/indexer/sqlite/record-reader.ts';
import { RecordWriter } from '#src/indexer/sqlite/record-writer.ts';

const bufferOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

function readerOf(write: (to: RecordWriter) => void): RecordReader {
  const writer = new RecordWriter(0);
  writer.begin();
  write(writer);
  writer.end();
  const bytes = bufferOf(writer.finish());
  const [bound] = recordBounds(bytes);
  return new RecordReader(bytes, bound!.from, bound!.to);
}

test('every safe integer and every text is read as it was written', () => {
  const edges = [0, 1, -1, 63, 64, -64, 8191, 8192, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), 2 ** 32, Number.MAX_SAFE_INTEGER];
  for (const value of [...edges, Number.MIN_SAFE_INTEGER])
    assert.equal(readerOf((to) => to.number(value)).number(), value);
  const number = fc.oneof(fc.maxSafeInteger(), fc.integer());
  const text = fc.string({ unit: 'binary', maxLength: 200 });
  fc.assert(
    fc.property(fc.array(fc.tuple(number, text, fc.boolean())), (rows) => {
      const from = readerOf((to) => {
        for (const [value, name, flag] of rows)
          to.number(value)
            .text(name)
            .flag(flag)
            .optional(flag ? { name } : null);
      });
      for (const [value, name, flag] of rows) {
        assert.deepEqual(
          [from.number(), from.text(), from.flag(), from.optional()],
          [value, name, flag, flag ? { name } : null],
        );
      }
      assert.throws(() => from.number(), /damaged/);
    }),
  );
});

test('hex is kept as bytes, nothing and what is known as one', () => {
  const account = '0123456789abcdef'.repeat(2).padEnd(40, '7');
  const hash = 'AF09'.repeat(16);
  const from = readerOf((to) => to.hex(account).hex(account, account).hex('', account).hex(hash).hex(hash, hash));
  assert.deepEqual([from.address(), from.address(account), from.address(account)], [account, account, '']);
  assert.deepEqual([from.hash(), from.hash(hash)], [hash, hash]);
});

test('what has no place in a record is refused, not changed', () => {
  const writer = new RecordWriter(0).begin();
  for (const value of [0.5, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY])
    assert.throws(() => writer.number(value), /safe integer/);
  for (const value of ['xy', '0g', 'é0', '--']) assert.throws(() => writer.hex(value), /not hex/);
  assert.throws(() => writer.choice(['a', 'b'], 'c'), /not one of a, b: c/);
});

test('any bytes are read as values or refused as damaged', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const from = new RecordReader(bufferOf(bytes));
      try {
        for (;;) {
          assert.ok(Number.isFinite(from.number()));
          from.text();
          from.choice(['a', 'b']);
          from.hash();
        }
      } catch (error) {
        assert.match((error as Error).message, /damaged/);
      }
    }),
  );
});
