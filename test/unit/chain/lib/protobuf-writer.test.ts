import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { toHex } from '#chain/lib/bytes.ts';
import { type Codec, messageCodec, messageWriter } from '#chain/lib/protobuf.ts';
import { ProtobufWriter } from '#chain/lib/protobuf-writer.ts';
import { WireError } from '#chain/lib/wire-error.ts';

interface Sample {
  readonly number: number;
  readonly signed: number;
  readonly flag: boolean;
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly parts: readonly Part[];
  readonly far: number;
}
interface Part {
  readonly text: string;
}
const Part: Codec<Part> = messageCodec('test.Part', [[1, 'text', 'string']], (v, o) => ({ text: v[o] as string }));
const Sample: Codec<Sample> = messageCodec(
  'test.Sample',
  [
    [1, 'number', 'uint64'],
    [2, 'signed', 'int64'],
    [3, 'flag', 'bool'],
    [4, 'text', 'string'],
    [5, 'bytes', 'bytes'],
    [6, 'parts', 'message', { repeated: true, of: () => Part }],
    [300, 'far', 'uint64'],
  ],
  (v, o) => ({
    number: v[o] as number,
    signed: v[o + 1] as number,
    flag: v[o + 2] as boolean,
    text: v[o + 3] as string,
    bytes: v[o + 4] as Uint8Array,
    parts: v[o + 5] as Part[],
    far: v[o + 6] as number,
  }),
);

function write(sample: Sample, to: ProtobufWriter): void {
  to.uint(1, sample.number);
  to.int(2, sample.signed);
  to.bool(3, sample.flag);
  to.text(4, sample.text);
  to.bytes(5, sample.bytes);
  for (const part of sample.parts) {
    const start = to.open(6);
    to.text(1, part.text);
    to.close(start);
  }
  to.uint(300, sample.far);
}

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.integer({ min: 100, max: 20_000 }).map((n) => 'x'.repeat(n)),
);
const unsigned = fc.oneof(
  fc.maxSafeNat(),
  fc.nat({ max: 300 }),
  fc.constantFrom(0, 127, 128, 2 ** 31 - 1, 2 ** 31, 2 ** 32),
);
const samples: fc.Arbitrary<Sample> = fc.record(
  {
    number: unsigned,
    signed: fc.oneof(
      fc.maxSafeInteger(),
      unsigned.map((n) => 0 - n),
    ),
    flag: fc.boolean(),
    text,
    bytes: fc.uint8Array({ maxLength: 300 }),
    parts: fc.array(
      text.map((one) => ({ text: one })),
      { maxLength: 3 },
    ),
    far: unsigned,
  },
  { noNullPrototype: true },
);

test('fields written one by one are the message that the strict decoder reads and its codec writes', () => {
  const to = new ProtobufWriter();
  fc.assert(
    fc.property(samples, (sample) => {
      to.restart();
      write(sample, to);
      const bytes = to.copy();
      assert.deepEqual(Sample.decode(bytes), sample);
      assert.equal(toHex(Sample.encode(sample)), toHex(bytes));
      assert.deepEqual(to.view(), bytes);
    }),
  );
});

test('a negative number is its 64-bit two’s complement', () => {
  const to = new ProtobufWriter();
  fc.assert(
    fc.property(fc.maxSafeNat(), (n) => {
      to.restart();
      to.negative(-n - 1);
      const seven = [...to.view()].map((byte, i) => BigInt(byte & 127) << BigInt(7 * i));
      assert.equal(
        BigInt.asIntN(
          64,
          seven.reduce((sum, part) => sum + part),
        ),
        BigInt(-n - 1),
      );
      assert.equal(to.view().length, 10);
    }),
  );
});

test('messages of a codec follow what is already written, and an empty field of bytes is left out', () => {
  const writePart = messageWriter(Part);
  const to = new ProtobufWriter();
  to.byte(9);
  writePart({ text: 'a' }, to);
  const empty = to.open(5);
  writePart({ text: '' }, to);
  to.closeBytes(empty);
  const full = to.open(5);
  writePart({ text: 'b' }, to);
  to.closeBytes(full);
  assert.equal(toHex(to.copy()), '090a01612a030a0162');
});

test('what a field cannot carry is refused', () => {
  const to = new ProtobufWriter();
  for (const value of [-1, 0.5, 2 ** 53, Number.NaN]) assert.throws(() => to.uint(1, value), WireError);
  for (const value of [0.5, -(2 ** 53), Number.POSITIVE_INFINITY]) assert.throws(() => to.int(1, value), WireError);
  assert.throws(() => to.text(1, '\ud800'), WireError);
});
