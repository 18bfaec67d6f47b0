import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fromHex, toHex } from '#chain/lib/bytes.ts';
import { AppError, InvariantError } from '#chain/lib/errors.ts';
import { nobleCrypto } from '#chain/lib/hash.ts';
import { Collection } from '#chain/state/collection.ts';
import { onBranch } from '#chain/state/journal.ts';
import { bytesKey } from '#chain/state/key-codecs.ts';
import { verifyRecordProof } from '#chain/state/proof.ts';
import type { StoredRecord } from '#chain/state/record.ts';
import { STATE_VERSION, State } from '#chain/state/state.ts';
import { NaiveCommitment } from './naive-commitment.ts';
import { EVENTS_ROOT, rawValue, type Sample, sampleState } from './sample-sources.ts';

/** One write of a random block: to the collection or the table; value undefined removes. */
interface Step {
  readonly table: boolean;
  readonly key: number;
  readonly value: number | undefined;
  readonly dropped: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  table: fc.boolean(),
  key: fc.integer({ min: 0, max: 40 }),
  value: fc.option(fc.integer({ min: 0, max: 300 }), { nil: undefined, freq: 2 }),
  dropped: fc.boolean(),
});
const blocks = fc.array(fc.array(step, { maxLength: 25 }), { minLength: 1, maxLength: 12 });

function write(sample: Sample, { table, key, value }: Step): void {
  if (table && value === undefined) sample.rows.drop(key);
  else if (table) sample.rows.put(key, BigInt(value!), 'n'.repeat(value!));
  else if (value === undefined) sample.raw.delete(Uint8Array.of(key, key));
  else sample.raw.set(Uint8Array.of(key, key), new Uint8Array(value).fill(key));
}

/** Runs the steps; those marked dropped on a branch that fails. */
function runBlock(sample: Sample, steps: readonly Step[]): void {
  for (const one of steps) {
    if (!one.dropped) write(sample, one);
    else
      assert.throws(() =>
        onBranch(sample.state.journal, () => {
          write(sample, one);
          throw new Error('dropped');
        }),
      );
  }
}

test('random blocks give the root, slots and app hash of a naive recompute, removals and growth included', () => {
  fc.assert(
    fc.property(blocks, (all) => {
      const sample = sampleState();
      const naive = new NaiveCommitment();
      all.forEach((steps, height) => {
        runBlock(sample, steps);
        naive.commit(sample.content());
        const commit = sample.state.commitBlock(height, EVENTS_ROOT);
        assert.equal(toHex(commit.stateRoot), toHex(naive.root()));
        assert.equal(toHex(commit.appHash), toHex(naive.appHash(STATE_VERSION, height, EVENTS_ROOT)));
        assert.equal(commit.facts.slotsUsed, naive.slotsUsed);
        for (const change of commit.changes) {
          if (change.value !== undefined) assert.equal(change.slot, naive.slotOf(toHex(change.key)));
        }
      });
    }),
    { numRuns: 60 },
  );
});

test('changes are exactly the difference of two heights, in key order, once each', () => {
  fc.assert(
    fc.property(blocks, (all) => {
      const sample = sampleState();
      let before = new Map<string, Uint8Array>();
      all.forEach((steps, height) => {
        runBlock(sample, steps);
        const after = sample.content();
        const differing = [...new Set([...before.keys(), ...after.keys()])].filter(
          (key) => !before.has(key) || !after.has(key) || toHex(before.get(key)!) !== toHex(after.get(key)!),
        );
        const { changes } = sample.state.commitBlock(height, EVENTS_ROOT);
        assert.deepEqual(
          Array.from(changes, ({ key }) => toHex(key)),
          differing.sort(),
        );
        for (const { key, value } of changes) {
          assert.equal(value === undefined, !after.has(toHex(key)));
          if (value !== undefined) assert.deepEqual(value, after.get(toHex(key)));
        }
        before = after;
      });
    }),
    { numRuns: 60 },
  );
});

test('a restart from the stored changes goes on with the same roots', () => {
  fc.assert(
    fc.property(blocks, blocks, (first, second) => {
      const kept = sampleState();
      const disk = new Map<string, StoredRecord>();
      let height = 0;
      let last = kept.state.commitBlock(height, EVENTS_ROOT);
      for (const steps of first) {
        runBlock(kept, steps);
        last = kept.state.commitBlock(++height, EVENTS_ROOT);
        for (const { key, value, slot } of last.changes) {
          if (value === undefined) disk.delete(toHex(key));
          else disk.set(toHex(key), { key, value, slot });
        }
      }
      const restarted = sampleState();
      const root = restarted.state.load(disk.values(), last.facts);
      assert.equal(toHex(root), toHex(last.stateRoot));
      assert.equal(toHex(restarted.state.appHash()), toHex(last.appHash));
      assert.deepEqual(restarted.content(), kept.content());
      for (const steps of second) {
        height++;
        runBlock(kept, steps);
        runBlock(restarted, steps);
        const a = kept.state.commitBlock(height, EVENTS_ROOT);
        const b = restarted.state.commitBlock(height, EVENTS_ROOT);
        assert.equal(toHex(a.appHash), toHex(b.appHash));
        assert.deepEqual([...b.changes], [...a.changes]);
      }
    }),
    { numRuns: 40 },
  );
});

test('an export holds every record in key order and imports to the same root', () => {
  const sample = sampleState();
  for (let i = 0; i < 30; i++) {
    sample.raw.set(Uint8Array.of(i * 7), new Uint8Array(i));
    sample.rows.put(1000 - i, BigInt(i), `n${i}`);
  }
  sample.state.commitBlock(0, EVENTS_ROOT);
  for (let i = 0; i < 30; i += 3) sample.raw.delete(Uint8Array.of(i * 7));
  const { facts } = sample.state.commitBlock(1, EVENTS_ROOT);
  const exported = [...sample.state.records()];
  assert.equal(exported.length, sample.state.size);
  const keys = exported.map((record) => toHex(record.key));
  assert.deepEqual(keys, keys.toSorted());
  const imported = sampleState();
  assert.deepEqual(imported.state.load(exported, facts), facts.stateRoot);
  assert.deepEqual([...imported.state.records()], exported);
});

test('every record of every kept height reads as it was and proves itself against that height', () => {
  fc.assert(
    fc.property(fc.array(fc.array(step, { maxLength: 12 }), { minLength: 2, maxLength: 9 }), (all) => {
      const sample = sampleState({ keepHeights: 4 });
      const past: { content: Map<string, Uint8Array>; appHash: Uint8Array }[] = [];
      all.forEach((steps, height) => {
        runBlock(sample, steps);
        const { appHash } = sample.state.commitBlock(height, EVENTS_ROOT);
        past.push({ content: sample.content(), appHash });
      });
      const everyKey = new Set(past.flatMap(({ content }) => [...content.keys()]));
      const { state } = sample;
      assert.equal(state.oldestHeight, Math.max(0, all.length - 5));
      for (let height = state.oldestHeight; height < all.length; height++) {
        const { content, appHash } = past[height]!;
        for (const hex of everyKey) {
          const key = fromHex(hex);
          const value = content.get(hex);
          assert.deepEqual(state.recordAt(key, height)?.value, value);
          const proof = state.proofAt(key, height);
          assert.deepEqual(proof?.value, value);
          if (proof !== undefined) assert.equal(verifyRecordProof(proof, appHash, nobleCrypto), true);
        }
      }
    }),
    { numRuns: 40 },
  );
});

test('a height that is not held is refused with what is', () => {
  const sample = sampleState({ keepHeights: 2 });
  for (let height = 5; height <= 10; height++) {
    sample.raw.set(Uint8Array.of(1), Uint8Array.of(height));
    sample.state.commitBlock(height, EVENTS_ROOT);
  }
  const key = Uint8Array.of(7, 1);
  for (const height of [0, 7, 11, -1, 8.5]) {
    assert.throws(
      () => sample.state.recordAt(key, height),
      (error) => error instanceof AppError && error.code === 8004,
    );
    assert.throws(() => sample.state.proofAt(key, height), AppError);
  }
  assert.deepEqual(sample.state.recordAt(key, 8)?.value, Uint8Array.of(8));
});

test('an archive keeps every height', () => {
  const sample = sampleState({ keepHeights: Number.POSITIVE_INFINITY });
  for (let height = 0; height < 150; height++) {
    sample.raw.set(Uint8Array.of(1), Uint8Array.of(height));
    sample.state.commitBlock(height, EVENTS_ROOT);
  }
  for (const height of [0, 77, 149]) {
    assert.deepEqual(sample.state.recordAt(Uint8Array.of(7, 1), height)?.value, Uint8Array.of(height));
  }
});

test('a state without records has a root', () => {
  const { state } = sampleState();
  const { stateRoot, facts } = state.commitBlock(0, EVENTS_ROOT);
  assert.deepEqual(stateRoot, nobleCrypto.sha256(new Uint8Array(33)));
  assert.equal(facts.slotsUsed, 0);
  assert.equal(state.size, 0);
});

test('slots ever used keep the depth when every record is gone', () => {
  const sample = sampleState();
  for (let i = 0; i < 5; i++) sample.raw.set(Uint8Array.of(i), Uint8Array.of(i));
  sample.state.commitBlock(0, EVENTS_ROOT);
  for (let i = 0; i < 5; i++) sample.raw.delete(Uint8Array.of(i));
  const { facts, stateRoot } = sample.state.commitBlock(1, EVENTS_ROOT);
  assert.equal(facts.slotsUsed, 5);
  assert.deepEqual(sampleState().state.load([], facts), stateRoot);
});

test('a record removed and made anew in one block keeps its slot, in tables as in collections', () => {
  const sample = sampleState();
  for (let i = 0; i < 4; i++) {
    sample.rows.put(i, 1n, 'a');
    sample.raw.set(Uint8Array.of(i), Uint8Array.of(1));
  }
  sample.state.commitBlock(0, EVENTS_ROOT);
  const slots = [sample.state.find(fromHex('0900000002'))!.slot, sample.state.find(fromHex('0702'))!.slot];
  sample.rows.drop(2);
  sample.rows.put(2, 5n, 'b');
  sample.raw.delete(Uint8Array.of(2));
  sample.raw.set(Uint8Array.of(2), Uint8Array.of(2));
  const { changes } = sample.state.commitBlock(1, EVENTS_ROOT);
  assert.equal(changes.length, 2);
  const after = [sample.state.find(fromHex('0900000002'))!, sample.state.find(fromHex('0702'))!];
  assert.deepEqual(
    after.map((record) => record.slot),
    slots,
  );
  sample.rows.put(2, 6n, 'c');
  assert.equal(sample.state.commitBlock(2, EVENTS_ROOT).changes.cells[3], slots[0]);
});

test('bytes that are the key of nothing are found to be nothing', () => {
  const sample = sampleState();
  sample.rows.put(1, 1n, '');
  sample.state.commitBlock(0, EVENTS_ROOT);
  assert.ok(sample.state.find(fromHex('0900000001')));
  for (const hex of ['', '09', '090000', '090000000100', '0a00000001', 'ff', '07']) {
    assert.equal(sample.state.find(fromHex(hex)), undefined, hex);
  }
});

test('large and changing values survive the arena', () => {
  const sample = sampleState();
  const sizes = [0, 15, 16, 300, 65_533, 65_600, 200_000, 40, 70_000];
  sizes.forEach((size, height) => {
    for (let k = 0; k < 5; k++) sample.raw.set(Uint8Array.of(k), new Uint8Array(size + k).fill(height));
    sample.state.commitBlock(height, EVENTS_ROOT);
    for (let k = 0; k < 5; k++) {
      assert.deepEqual(sample.state.find(Uint8Array.of(7, k))?.value, new Uint8Array(size + k).fill(height));
    }
  });
  sizes.forEach((size, height) => {
    assert.equal(sample.state.recordAt(Uint8Array.of(7, 3), height)?.value.length, size + 3);
  });
});

test('wrong use is refused: shared prefixes, gaps in heights, commits inside a branch, broken stored records', () => {
  const sample = sampleState();
  const twin = new Collection(sample.state.journal, 7, 'twin', bytesKey, rawValue);
  assert.throws(() => sample.state.register(twin), /raw|twin/);
  assert.throws(() => sample.state.register(new Collection(sample.state.journal, 0, 'zero', bytesKey, rawValue)));
  assert.throws(() => sample.state.appHash(), InvariantError);
  sample.state.commitBlock(3, EVENTS_ROOT);
  assert.throws(() => sample.state.commitBlock(5, EVENTS_ROOT), InvariantError);
  const mark = sample.state.journal.mark();
  assert.throws(() => sample.state.commitBlock(4, EVENTS_ROOT), InvariantError);
  sample.state.journal.release(mark);
  const at = { height: 1, version: 1, slotsUsed: 1, eventsRoot: EVENTS_ROOT };
  const record = { key: Uint8Array.of(7, 1), value: Uint8Array.of(1), slot: 0 };
  assert.throws(() => sampleState().state.load([record, record], at), InvariantError);
  assert.throws(() => sampleState().state.load([{ ...record, slot: 1 }], at), InvariantError);
  assert.throws(() => sampleState().state.load([{ ...record, key: Uint8Array.of(8) }], at), InvariantError);
  assert.throws(() => new State({ crypto: nobleCrypto }).load([record], at), InvariantError);
});
