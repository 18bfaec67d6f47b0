import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { toHex } from '#chain/lib/bytes.ts';
import { nobleCrypto } from '#chain/lib/hash.ts';
import { FreeSlots } from '#chain/state/free-slots.ts';
import { depthFor, SlotTree, widthAt } from '#chain/state/slot-tree.ts';

const leafOf = (n: number): Uint8Array => new Uint8Array(createHash('sha256').update(String(n)).digest());

function naiveRoot(leaves: ReadonlyMap<number, Uint8Array>, depth: number, index = 0): Uint8Array {
  if (depth === 0) return leaves.get(index) ?? new Uint8Array(32);
  const hash = createHash('sha256').update(naiveRoot(leaves, depth - 1, index * 2));
  return new Uint8Array(hash.update(naiveRoot(leaves, depth - 1, index * 2 + 1)).digest());
}

test('depth is the smallest whose tree has room for the slots', () => {
  const expected = [0, 0, 1, 2, 2, 3, 3, 3, 3, 4];
  expected.forEach((depth, slots) => {
    assert.equal(depthFor(slots), depth);
  });
  assert.equal(depthFor(2 ** 20), 20);
  assert.equal(depthFor(2 ** 20 + 1), 21);
  assert.equal(widthAt(5, 1), 3);
});

test('a tree that deepens by several levels at once keeps what was below the old root', () => {
  const tree = new SlotTree(nobleCrypto);
  tree.update(Int32Array.of(5), leafOf(5), 6);
  tree.update(Int32Array.of(16), leafOf(16), 17);
  const leaves = new Map([5, 16].map((slot) => [slot, leafOf(slot)]));
  assert.equal(toHex(tree.root()), toHex(naiveRoot(leaves, 5)));
});

test('updates of any slots in any order give the root and the nodes of a naive tree', () => {
  const update = fc.uniqueArray(fc.integer({ min: 0, max: 300 }), { maxLength: 20 });
  fc.assert(
    fc.property(fc.array(update, { minLength: 1, maxLength: 8 }), (updates) => {
      const tree = new SlotTree(nobleCrypto);
      const leaves = new Map<number, Uint8Array>();
      let used = 0;
      updates.forEach((slots, round) => {
        slots.sort((a, b) => a - b);
        const hashes = new Uint8Array(slots.length * 32);
        slots.forEach((slot, i) => {
          const leaf = (slot + round) % 4 === 0 ? new Uint8Array(32) : leafOf(slot * 1000 + round);
          hashes.set(leaf, i * 32);
          leaves.set(slot, leaf);
        });
        used = Math.max(used, ...slots.map((slot) => slot + 1));
        const before = slots.map((slot) => (slot < tree.slotsUsed ? toHex(tree.node(0, slot)) : undefined));
        const replaced = tree.update(Int32Array.from(slots), hashes, used).levels[0]!;
        const known = before.filter((hash) => hash !== undefined);
        assert.deepEqual([...replaced.indexes], slots.slice(0, known.length));
        assert.equal(toHex(replaced.hashes), known.join(''));
        assert.equal(toHex(tree.root()), toHex(naiveRoot(leaves, tree.depth)));
        assert.equal(tree.depth, depthFor(used));
      });
      const again = new SlotTree(nobleCrypto);
      for (const [slot, leaf] of leaves) again.setLeaf(slot, leaf);
      again.rebuild(used);
      assert.equal(toHex(again.root()), toHex(tree.root()));
      for (let level = 0; level <= tree.depth; level++) {
        for (let i = 0; i < 2 ** (tree.depth - level); i++) assert.deepEqual(again.node(level, i), tree.node(level, i));
      }
    }),
    { numRuns: 60 },
  );
});

test('free slots come back lowest first', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat(1000), { nil: undefined, freq: 3 }), { maxLength: 300 }), (steps) => {
      const free = new FreeSlots();
      const model = new Set<number>();
      for (const slot of steps) {
        if (slot === undefined) {
          const lowest = model.size === 0 ? -1 : Math.min(...model);
          assert.equal(free.take(), lowest);
          model.delete(lowest);
        } else if (!model.has(slot)) {
          free.add(slot);
          model.add(slot);
        }
        assert.equal(free.size, model.size);
      }
    }),
    { numRuns: 100 },
  );
});
