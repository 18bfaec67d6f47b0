import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ByteWriter } from '#chain/lib/bytes.ts';
import { InvariantError } from '#chain/lib/errors.ts';
import { ChangeList } from '#chain/state/change-list.ts';
import { type Block, NO_BLOCK, RecordArena, recordKey, recordValue } from '#chain/state/record-arena.ts';

const size = fc.oneof(fc.nat(40), fc.nat(3000), fc.integer({ min: 65_000, max: 66_000 }));
const step = fc.record({
  slot: fc.nat(60),
  key: fc.integer({ min: 1, max: 50 }),
  value: fc.option(size, { nil: undefined, freq: 3 }),
  held: fc.boolean(),
});

/** What a change of a record, as lists have it, is compared with. */
function compare(arena: RecordArena, block: Block, key: Uint8Array, value: Uint8Array) {
  const list = new ChangeList();
  list.beginKey(0).u8(1);
  list.beginValue();
  list.end(-1, 0, true);
  list.beginKey(key[0]!).raw(key.subarray(1));
  list.beginValue().raw(value);
  list.end(-1, 0, false);
  const page = { bytes: list.bytes, words: list.words };
  return arena.compare(block, { page, from: list.blocks[1]!, keyEnd: list.ends[1]!, end: list.valueEnds[1]! });
}

/** As leaves hash it. */
function recordOf(key: Uint8Array, value: Uint8Array): Uint8Array {
  return new ByteWriter().bytes16(key).raw(value).finish();
}

test('blocks keep their bytes until they are freed, whatever is written, cleared and freed around them', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const arena = new RecordArena();
      const records = new Map<Block, { key: Uint8Array; value: Uint8Array }>();
      const bySlot = new Map<number, Block>();
      const held: Block[] = [];
      steps.forEach(({ slot, key: keyLength, value: valueLength, held: isHeld }, n) => {
        const old = bySlot.get(slot);
        assert.equal(arena.blockOf(slot), old ?? NO_BLOCK);
        if (valueLength !== undefined) {
          const key = new Uint8Array(keyLength).fill(n);
          const value = new Uint8Array(valueLength).fill(n + 1);
          const block = n % 2 === 0 ? arena.putRecord(slot, recordOf(key, value)) : arena.put(slot, key, value);
          assert.ok(!records.has(block), 'a held block was given away');
          records.set(block, { key, value });
          bySlot.set(slot, block);
        } else if (old !== undefined) {
          arena.clear(slot);
          bySlot.delete(slot);
        }
        if (old !== undefined && isHeld) held.push(old);
        else if (old !== undefined) {
          arena.free(old, arena.lengthOf(old));
          records.delete(old);
        }
        for (const block of n % 7 === 6 ? held.splice(0) : []) {
          arena.free(block, arena.lengthOf(block));
          records.delete(block);
        }
      });
      assert.equal(arena.size, bySlot.size);
      for (const [block, { key, value }] of records) {
        const record = arena.record(block);
        assert.deepEqual(recordKey(record), key);
        assert.deepEqual(recordValue(record), value);
        assert.equal(compare(arena, block, key, value), 'same');
        assert.equal(arena.hasKey(block, key), true);
        for (const other of [Uint8Array.from([...key, 1]), key.with(-1, key.at(-1)! ^ 1), key.with(0, key[0]! ^ 1)]) {
          assert.equal(arena.hasKey(block, other), false);
          assert.equal(compare(arena, block, other, value), 'other key');
        }
        assert.equal(compare(arena, block, key, Uint8Array.from([...value, 1])), 'other value');
        assert.equal(compare(arena, block, key, Uint8Array.from([...value, 0])), 'other value');
        if (value.length === 0) continue;
        assert.equal(compare(arena, block, key, value.with(0, value[0]! ^ 1)), 'other value');
        assert.equal(compare(arena, block, key, value.subarray(1)), 'other value');
      }
    }),
    { numRuns: 60 },
  );
});

test('key and value are told apart, not only their bytes in a row', () => {
  const arena = new RecordArena();
  const block = arena.put(3, Uint8Array.of(1, 2), Uint8Array.of(3));
  assert.equal(compare(arena, block, Uint8Array.of(1), Uint8Array.of(2, 3)), 'other key');
  assert.equal(arena.hasKey(block, Uint8Array.of(1)), false);
  assert.equal(arena.has(2), false);
  assert.equal(arena.has(-1), false);
  assert.throws(() => arena.clear(2), InvariantError);
});
