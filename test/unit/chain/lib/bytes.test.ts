import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  ByteReader,
  ByteWriter,
  compareBytes,
  concat,
  equalBytes,
  findBase64,
  findHex,
  fromHex,
  fromUtf8,
  toBase64,
  toHex,
  utf8,
} from '#chain/lib/bytes.ts';
import { InvariantError } from '#chain/lib/errors.ts';

const bytes = fc.uint8Array({ maxLength: 100 });

test('hex is what Node writes, and reads back with or without 0x, in either case', () => {
  fc.assert(
    fc.property(bytes, (data) => {
      const hex = Buffer.from(data).toString('hex');
      assert.equal(toHex(data), hex);
      for (const text of [hex, `0x${hex}`, hex.toUpperCase()]) assert.deepEqual(findHex(text), data);
    }),
  );
});

test('text that is not hex of whole bytes is refused', () => {
  for (const text of ['0', '0x0', 'zz', '0xzz', ' 00', '00 ', '0x0x00', '0X00', '+1', '-1', '1.', 'é']) {
    assert.equal(findHex(text), undefined, text);
    assert.throws(() => fromHex(text), InvariantError);
  }
});

test('base64 is what Node writes; only its canonical padded form is read', () => {
  fc.assert(
    fc.property(bytes, (data) => {
      const text = Buffer.from(data).toString('base64');
      assert.equal(toBase64(data), text);
      assert.deepEqual(findBase64(text), data);
    }),
  );
  for (const text of ['A', 'AA', 'AAA', 'AB==', 'AAB=', 'A===', '====', 'AA=A', 'AA-_', 'AA==AA==', ' AA=', 'AA==\n']) {
    assert.equal(findBase64(text), undefined, text);
  }
});

test('whatever base64 accepts is what it would write', () => {
  const text = fc.string({ unit: fc.constantFrom(...'AQgw5z+/=-_ '.split('')), maxLength: 12 });
  fc.assert(
    fc.property(text, (candidate) => {
      const found = findBase64(candidate);
      if (found !== undefined) assert.equal(toBase64(found), candidate);
    }),
    { numRuns: 2000 },
  );
});

test('bytes are ordered as Node orders them', () => {
  fc.assert(
    fc.property(bytes, bytes, (a, b) => {
      assert.equal(Math.sign(compareBytes(a, b)), Buffer.compare(a, b));
      assert.equal(equalBytes(a, b), Buffer.compare(a, b) === 0);
      assert.equal(equalBytes(a, a.slice()), true);
      assert.deepEqual(concat(a, b), new Uint8Array(Buffer.concat([a, b])));
    }),
  );
});

test('text round-trips; bytes that are not UTF-8 are refused', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => assert.equal(fromUtf8(utf8(text)), text)));
  for (const bad of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe2, 0x82]]) {
    assert.throws(() => fromUtf8(Uint8Array.from(bad)));
  }
  assert.equal(fromUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61)), '\ufeffa');
});

/** One value of each kind that is written, with the means to write and read it. */
const fields = fc.oneof(
  fc.nat(0xff).map((x) => ({ x, put: (w: ByteWriter) => w.u8(x), get: (r: ByteReader) => r.u8() })),
  fc.nat(0xffff).map((x) => ({ x, put: (w: ByteWriter) => w.u16(x), get: (r: ByteReader) => r.u16() })),
  fc.nat(0xffffffff).map((x) => ({ x, put: (w: ByteWriter) => w.u32(x), get: (r: ByteReader) => r.u32() })),
  fc.integer().map((x) => ({ x, put: (w: ByteWriter) => w.i32(x), get: (r: ByteReader) => r.i32() })),
  fc.maxSafeNat().map((x) => ({ x, put: (w: ByteWriter) => w.u64(x), get: (r: ByteReader) => r.u64() })),
  fc.maxSafeInteger().map((x) => ({ x, put: (w: ByteWriter) => w.i64(x), get: (r: ByteReader) => r.i64() })),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((x) => ({
    x,
    put: (w: ByteWriter) => w.bigU64(x),
    get: (r: ByteReader) => r.bigU64(),
  })),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((x) => ({
    x,
    put: (w: ByteWriter) => w.bigI64(x),
    get: (r: ByteReader) => r.bigI64(),
  })),
  fc.bigInt({ min: -(2n ** 127n), max: 2n ** 127n - 1n }).map((x) => ({
    x,
    put: (w: ByteWriter) => w.bigI128(x),
    get: (r: ByteReader) => r.bigI128(),
  })),
  bytes.map((x) => ({ x, put: (w: ByteWriter) => w.raw(x), get: (r: ByteReader) => r.raw(x.length) })),
  bytes.map((x) => ({ x, put: (w: ByteWriter) => w.bytes16(x), get: (r: ByteReader) => r.bytes16() })),
  fc
    .oneof(fc.string(), fc.string({ unit: 'grapheme' }))
    .map((x) => ({ x, put: (w: ByteWriter) => w.text(x), get: (r: ByteReader) => r.text() })),
);

test('a reader gives back what a writer wrote, in order, and then there is nothing left', () => {
  fc.assert(
    fc.property(fc.array(fields, { maxLength: 30 }), fc.integer({ min: 1, max: 40 }), (all, capacity) => {
      const writer = new ByteWriter(capacity);
      for (const { put } of all) put(writer);
      assert.deepEqual(writer.peek(), writer.finish());
      assert.equal(writer.length, writer.finish().length);
      const reader = new ByteReader(writer.finish());
      for (const { x, get } of all) assert.deepEqual(get(reader) as unknown, x);
      reader.end();
      assert.throws(() => reader.u8(), InvariantError);
    }),
  );
});

test('integers are big endian', () => {
  const writer = new ByteWriter()
    .u16(0x0102)
    .u32(0x03040506)
    .u64(2 ** 40 + 1)
    .i64(-2)
    .bigI128(-1n);
  assert.equal(toHex(writer.finish()), `0102030405060000010000000001fffffffffffffffe${'ff'.repeat(16)}`);
});

test('a finished copy does not change with the writer', () => {
  const writer = new ByteWriter().u8(1);
  const copy = writer.finish();
  writer.reset().u8(2);
  assert.deepEqual(copy, Uint8Array.of(1));
});

test('short input, trailing bytes and integers beyond 2^53 are refused', () => {
  for (const read of ['u8', 'u16', 'u32', 'i32', 'u64', 'i64', 'bigU64', 'bigI64', 'bigI128'] as const) {
    assert.throws(() => new ByteReader(new Uint8Array(0))[read](), InvariantError, read);
  }
  assert.throws(() => new ByteReader(Uint8Array.of(0, 5, 1)).bytes16(), InvariantError);
  assert.throws(() => new ByteReader(Uint8Array.of(0)).end(), InvariantError);
  assert.throws(() => new ByteReader(fromHex('0020000000000000')).u64(), InvariantError);
  assert.throws(() => new ByteReader(fromHex('ffdfffffffffffff')).i64(), InvariantError);
  assert.equal(new ByteReader(fromHex('001fffffffffffff')).u64(), Number.MAX_SAFE_INTEGER);
  assert.equal(new ByteReader(fromHex('ffe0000000000001')).i64(), Number.MIN_SAFE_INTEGER);
});

test('a reader respects the bounds of a view', () => {
  const memory = Uint8Array.from([9, 9, 0, 0, 0, 7, 9]);
  const reader = new ByteReader(memory.subarray(2, 6));
  assert.equal(reader.u32(), 7);
  assert.throws(() => reader.u8(), InvariantError);
});
