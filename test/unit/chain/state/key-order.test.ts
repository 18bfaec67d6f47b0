import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ByteWriter, compareBytes } from '#chain/lib/bytes.ts';
import { compareKeys, equalKeys, type Keys, sortByKey } from '#chain/state/key-order.ts';

function sideBySide(list: readonly Uint8Array[]): Keys {
  const starts = new Int32Array(list.length);
  const ends = new Int32Array(list.length);
  const out = new ByteWriter();
  list.forEach((key, i) => {
    // What stands between keys is not theirs.
    out.u8(i);
    while (out.length % 4 !== 2) out.u8(0xff - i);
    starts[i] = out.length;
    ends[i] = out.raw(key).length;
  });
  while (out.length % 4 !== 0) out.u8(1);
  const bytes = out.finish();
  return { bytes, words: new Int32Array(bytes.buffer), starts, ends };
}

/** Long common beginnings, few different bytes, zeros at the end: what tells keys apart is anywhere. */
const key = fc.oneof(
  fc.uint8Array({ maxLength: 8 }),
  fc.array(fc.constantFrom(0, 1, 255), { maxLength: 40 }).map((bytes) => Uint8Array.from(bytes)),
  fc.tuple(fc.nat(3), fc.nat(70_000)).map(([a, b]) => Uint8Array.of(9, 0, 0, a, 0, 0, 0, 0, b >>> 16, b >>> 8, b)),
  fc.nat(300).map((length) => new Uint8Array(length)),
);

test('numbers of keys are sorted by the keys whatever the keys are, and the rest of the order stays', () => {
  fc.assert(
    fc.property(fc.array(key, { maxLength: 400 }), fc.nat(5), (list, before) => {
      const keys = sideBySide(list);
      const order = Uint32Array.from({ length: list.length }, (_, i) => i);
      const from = Math.min(before, list.length);
      sortByKey(keys, order, from, list.length);
      const sorted = list.slice(from).sort(compareBytes);
      assert.deepEqual(
        Array.from(order.subarray(from), (i) => list[i]!),
        sorted,
      );
      assert.deepEqual(
        [...order].sort((a, b) => a - b),
        [...list.keys()],
      );
      assert.deepEqual([...order.subarray(0, from)], [...list.keys()].slice(0, from));
    }),
    { numRuns: 300 },
  );
});

test('two keys compare as their bytes do', () => {
  fc.assert(
    fc.property(key, key, (a, b) => {
      const keys = sideBySide([a, b, a]);
      assert.equal(Math.sign(compareKeys(keys, 0, 1)), Math.sign(compareBytes(a, b)));
      assert.equal(equalKeys(keys, 0, 1), compareBytes(a, b) === 0);
      assert.equal(equalKeys(keys, 0, 2), true);
    }),
  );
});
