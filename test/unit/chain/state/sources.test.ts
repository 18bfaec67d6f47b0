import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ByteReader, compareBytes, toHex } from '#chain/lib/bytes.ts';
import { InvariantError } from '#chain/lib/errors.ts';
import { Collection, type KeyCodec } from '#chain/state/collection.ts';
import { Journal, onBranch } from '#chain/state/journal.ts';
import { bytesKey, pairKey, textKey, u32Key, u64Key, unitKey } from '#chain/state/key-codecs.ts';
import { prefixes } from '#chain/state/prefixes.ts';
import { collected } from '#test/support/collected.ts';
import { rawValue, SampleTable } from './sample-sources.ts';

function dropped(journal: Journal, body: () => void): void {
  assert.throws(() =>
    onBranch(journal, () => {
      body();
      throw new Error('dropped');
    }),
  );
}

test('prefixes are distinct bytes that state can own', () => {
  const values = Object.values(prefixes);
  assert.equal(new Set(values).size, values.length);
  for (const prefix of values) assert.ok(Number.isInteger(prefix) && prefix > 0 && prefix < 0xff);
});

function keysRoundTrip<K>(codec: KeyCodec<K>, keys: fc.Arbitrary<K>, compare?: (a: K, b: K) => number): void {
  fc.assert(
    fc.property(keys, keys, (a, b) => {
      assert.deepEqual(codec.decode(codec.encode(a)), a);
      assert.equal(codec.id(a) === codec.id(b), toHex(codec.encode(a)) === toHex(codec.encode(b)));
      if (compare !== undefined) {
        assert.equal(Math.sign(compareBytes(codec.encode(a), codec.encode(b))), Math.sign(compare(a, b)));
      }
    }),
  );
}

test('key codecs give back what they got, keep order and tell keys apart', () => {
  const u32 = fc.oneof(fc.nat(0xffffffff), fc.constantFrom(0, 255, 256, 0x7fffffff, 0x80000000, 0xffffffff));
  const u64 = fc.oneof(fc.maxSafeNat(), fc.constantFrom(0, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1));
  keysRoundTrip(u32Key, u32, (a, b) => a - b);
  keysRoundTrip(u64Key, u64, (a, b) => (a < b ? -1 : a > b ? 1 : 0));
  keysRoundTrip(textKey, fc.string({ unit: 'grapheme' }));
  keysRoundTrip(bytesKey, fc.uint8Array({ minLength: 20, maxLength: 20 }), compareBytes);
  keysRoundTrip(
    pairKey(u32Key, 4, u64Key),
    fc.tuple(u32, u64),
    ([a, b], [c, d]) => a - c || (b < d ? -1 : b > d ? 1 : 0),
  );
  keysRoundTrip(unitKey, fc.constant(0 as const));
});

test('a collection reports each touched record once, and nothing of what a branch dropped', () => {
  const journal = new Journal();
  const collection = new Collection(journal, 3, 'c', u32Key, rawValue);
  collection.set(1, Uint8Array.of(1));
  collection.set(1, Uint8Array.of(2));
  dropped(journal, () => collection.set(2, Uint8Array.of(9)));
  collection.delete(5);
  const changes = collected(collection);
  assert.deepEqual(
    changes.map(({ key, value, slot }) => [toHex(key), value, slot]),
    [['0300000001', Uint8Array.of(2), -1]],
  );
  changes[0]!.assign(4);
  assert.deepEqual(collection.find(changes[0]!.key), { value: Uint8Array.of(2), slot: 4 });
  assert.deepEqual(collected(collection), []);
  collection.delete(1);
  assert.equal(collection.find(changes[0]!.key), undefined);
  assert.deepEqual(
    collected(collection).map(({ value, slot }) => [value, slot]),
    [[undefined, 4]],
  );
  assert.deepEqual(collected(collection), []);
  assert.equal(collection.size, 0);
});

test('a record made and removed in one block was never there', () => {
  const journal = new Journal();
  const collection = new Collection(journal, 3, 'c', u32Key, rawValue);
  const rows = new SampleTable(journal, 4);
  collection.set(1, Uint8Array.of(1));
  collection.delete(1);
  rows.put(1, 1n, 'x');
  rows.drop(1);
  assert.deepEqual(collected(collection), []);
  assert.deepEqual(collected(rows.table), []);
  assert.equal(rows.table.size, 0);
});

test('entries come in key order whatever the order of writing', () => {
  const collection = new Collection(new Journal(), 3, 'c', u32Key, rawValue);
  for (const key of [300, 2, 70_000, 1, 255]) collection.set(key, Uint8Array.of(key));
  assert.deepEqual(
    collection.entries().map(([key]) => key),
    [1, 2, 255, 300, 70_000],
  );
});

test('a record loaded twice is refused', () => {
  const collection = new Collection(new Journal(), 3, 'c', u32Key, rawValue);
  const record = { key: Uint8Array.of(3, 0, 0, 0, 1), value: Uint8Array.of(1), slot: 0 };
  collection.load(record);
  assert.throws(() => collection.load(record), InvariantError);
});

test('a row allocated on a dropped branch is free again in the next block, not before', () => {
  const journal = new Journal();
  const rows = new SampleTable(journal, 4);
  dropped(journal, () => rows.put(7, 1n, 'x'));
  assert.equal(rows.findRow(7), -1);
  rows.put(8, 2n, 'y');
  assert.equal(rows.findRow(8), 1, 'row 0 waits for the end of the block');
  assert.equal(collected(rows.table).length, 1);
  rows.put(9, 3n, 'z');
  assert.equal(rows.findRow(9), 0);
  assert.equal(rows.table.size, 2);
});

test('a row freed on a dropped branch is back with its columns and slot', () => {
  const journal = new Journal();
  const rows = new SampleTable(journal, 4);
  rows.put(7, 1n, 'x');
  collected(rows.table)[0]!.assign(11);
  dropped(journal, () => {
    rows.drop(7);
    rows.put(7, 5n, 'other row, same key');
    rows.drop(7);
  });
  assert.equal(rows.table.size, 1);
  assert.deepEqual(rows.table.find(Uint8Array.of(4, 0, 0, 0, 7))?.slot, 11);
  const changes = collected(rows.table);
  assert.deepEqual(
    changes.map(({ slot, value }) => [slot, value !== undefined]),
    [[11, true]],
  );
});

test('stored records that no table wrote are refused with an InvariantError', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 8 }), fc.uint8Array({ maxLength: 24 }), (key, value) => {
      const rows = new SampleTable(new Journal(), 4);
      const record = { key: Uint8Array.from([4, ...key]), value, slot: 0 };
      try {
        rows.table.load(record);
      } catch (error) {
        assert.ok(error instanceof InvariantError || error instanceof TypeError, String(error));
        return;
      }
      assert.equal(rows.table.size, 1);
    }),
    { numRuns: 500 },
  );
});

test('a short record says that it is short', () => {
  assert.throws(() => new ByteReader(Uint8Array.of(1, 2)).u32(), InvariantError);
});
