import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  blockBytes,
  effectiveLanes,
  fillBlock,
  findBlockFault,
  LANE0_BYTES,
  MAX_LANE0_WEIGHT,
  MAX_WEIGHT,
  type TxFootprint,
} from '#chain/block/block-space.ts';

let counter = 0;
const tx = (over: Partial<TxFootprint>): TxFootprint => ({
  lane: 3,
  weight: 2,
  bytes: 300,
  signer: 'a',
  sequence: undefined,
  hash: String(counter++),
  ...over,
});
const MAX_BYTES = 2_000_000;

test('a tx takes its bytes, a tag and the uvarint of its length', () => {
  assert.equal(blockBytes(127), 129);
  assert.equal(blockBytes(128), 131);
  assert.equal(blockBytes(16_384), 16_388);
});

test('lanes order the block and arrival orders inside a lane', () => {
  const txs = [tx({ lane: 3 }), tx({ lane: 1 }), tx({ lane: 2 }), tx({ lane: 0 }), tx({ lane: 1 })];
  assert.deepEqual(fillBlock(txs, MAX_BYTES), [3, 1, 4, 2, 0]);
});

test('an ordered cancel stays behind the same signer’s earlier place', () => {
  const txs = [tx({ lane: 3, sequence: 5 }), tx({ lane: 1, sequence: 6 }), tx({ lane: 1, signer: 'b' })];
  assert.deepEqual(effectiveLanes(txs), [3, 3, 1]);
  assert.deepEqual(fillBlock(txs, MAX_BYTES), [2, 0, 1]);
});

test('an unordered cancel of the same signer overtakes', () => {
  assert.deepEqual(fillBlock([tx({ lane: 3, sequence: 5 }), tx({ lane: 1 })], MAX_BYTES), [1, 0]);
});

test('a tx that does not fit is passed over for the next and takes its signer’s later sequence with it', () => {
  const txs = [tx({ bytes: 900, sequence: 1 }), tx({ bytes: 100, sequence: 2 }), tx({ bytes: 100, signer: 'b' })];
  assert.deepEqual(fillBlock(txs, 400), [2]);
});

test('a tx that is there twice goes in once, and what its signer ordered behind it waits', () => {
  const twin = tx({ lane: 1, hash: 'twin' });
  const txs = [
    twin,
    tx({ lane: 3, sequence: 1, hash: 'twin' }),
    tx({ lane: 1, sequence: 2 }),
    tx({ lane: 3, signer: 'b' }),
  ];
  assert.deepEqual(fillBlock(txs, MAX_BYTES), [0, 3]);
});

test('a quarter of the rest is kept for cancels however many places came before them', () => {
  const places = Array.from({ length: 40 }, () => tx({ bytes: 60_000 }));
  const cancels = Array.from({ length: 3 }, () => tx({ lane: 1, bytes: 60_000 }));
  const order = fillBlock([...places, ...cancels], 1_500_000);
  assert.deepEqual(order.slice(0, 3), [40, 41, 42]);
});

test('cancels may use what places leave', () => {
  const cancels = Array.from({ length: 20 }, () => tx({ lane: 1, bytes: 60_000 }));
  assert.equal(fillBlock(cancels, 1_500_000).length, 20);
});

test('lane 0 stops at its bytes and at its weight', () => {
  const heavy = Array.from({ length: 200 }, () => tx({ lane: 0, weight: 500 }));
  assert.equal(fillBlock(heavy, MAX_BYTES).length, MAX_LANE0_WEIGHT / 500);
  const large = Array.from({ length: 20 }, () => tx({ lane: 0, bytes: 60_000 }));
  assert.equal(fillBlock(large, MAX_BYTES).length, Math.floor(LANE0_BYTES / blockBytes(60_000)));
});

test('whatever the candidates, the filled block passes the check of every validator', () => {
  const footprint = fc.record({
    lane: fc.constantFrom(0, 1, 2, 3),
    weight: fc.integer({ min: 1, max: 5000 }),
    bytes: fc.integer({ min: 100, max: 65_536 }),
    signer: fc.constantFrom('a', 'b', 'c'),
    ordered: fc.boolean(),
    hash: fc.integer({ min: 0, max: 60 }).map(String),
  });
  fc.assert(
    fc.property(fc.array(footprint, { maxLength: 80 }), fc.integer({ min: 0, max: 1_500_000 }), (rows, maxBytes) => {
      const next: Record<string, number> = {};
      const txs = rows.map((row): TxFootprint => {
        if (row.ordered) next[row.signer] = (next[row.signer] ?? 0) + 1;
        const sequence = row.ordered ? next[row.signer] : undefined;
        return { ...row, lane: row.lane as 0, sequence };
      });
      const order = fillBlock(txs, maxBytes);
      const block = order.map((i) => txs[i]!);
      assert.equal(findBlockFault(block, maxBytes), undefined);
      const last: Record<string, number> = {};
      for (const { signer, sequence } of block) {
        if (sequence === undefined) continue;
        assert.ok(sequence > (last[signer] ?? 0), 'sequences of a signer rise');
        last[signer] = sequence;
      }
    }),
  );
});

test('a proposal is refused for lane order, duplicates, bytes and weight', () => {
  assert.match(findBlockFault([tx({ lane: 3 }), tx({ lane: 2 })], MAX_BYTES)!, /lane 2 follows lane 3/);
  const twice = tx({});
  assert.match(findBlockFault([twice, twice], MAX_BYTES)!, /twice/);
  assert.match(findBlockFault([tx({ bytes: 500 })], 400)!, /fit/);
  assert.match(findBlockFault([tx({ weight: MAX_WEIGHT + 1 })], MAX_BYTES)!, /weight/);
  assert.match(findBlockFault([tx({ lane: 0, weight: MAX_LANE0_WEIGHT + 1 })], MAX_BYTES)!, /lane 0/);
});
