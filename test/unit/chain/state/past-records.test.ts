import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { toHex } from '#chain/lib/bytes.ts';
import { AppError } from '#chain/lib/errors.ts';
import type { StoredRecord } from '#chain/state/record.ts';
import { EVENTS_ROOT, type Sample, sampleState } from './sample-sources.ts';

interface Write {
  readonly key: number;
  /** undefined removes. */
  readonly value: number | undefined;
}

const write: fc.Arbitrary<Write> = fc.record({
  key: fc.integer({ min: 0, max: 30 }),
  value: fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined, freq: 2 }),
});
const block = fc.array(write, { maxLength: 20 });

function commit(sample: Sample, height: number, writes: readonly Write[]): void {
  for (const { key, value } of writes) {
    if (value === undefined) sample.raw.delete(Uint8Array.of(key));
    else sample.raw.set(Uint8Array.of(key), new Uint8Array(value).fill(key));
  }
  sample.state.commitBlock(height, EVENTS_ROOT);
}

test('an old height loads into an empty state with its state root, whatever is committed while it is read', () => {
  fc.assert(
    fc.property(
      fc.array(block, { minLength: 2, maxLength: 8 }),
      fc.array(block, { maxLength: 4 }),
      fc.integer({ min: 1, max: 7 }),
      (blocks, later, every) => {
        const sample = sampleState();
        for (const [height, writes] of blocks.entries()) commit(sample, height, writes);
        const height = Math.floor((blocks.length - 1) / 2);
        const facts = sample.state.getFacts(height);
        const waiting = [...later];
        const records: StoredRecord[] = [];
        for (const record of sample.state.recordsAt(height)) {
          records.push(record);
          const next = records.length % every === 0 ? waiting.shift() : undefined;
          if (next !== undefined) commit(sample, sample.state.height + 1, next);
        }
        const past = sampleState().state;
        assert.equal(toHex(past.load(records, facts)), toHex(facts.stateRoot));
      },
    ),
    { numRuns: 200 },
  );
});

test('reading ends with 8004 when the height leaves the history on the way', () => {
  const sample = sampleState({ keepHeights: 2 });
  const all = Array.from({ length: 5 }, (_, key) => ({ key, value: 3 }));
  commit(sample, 0, all);
  const reader = sample.state.recordsAt(0);
  assert.equal(reader.next().done, false);
  for (let height = 1; height <= 3; height++) commit(sample, height, [{ key: 0, value: height }]);
  assert.throws(
    () => [...reader],
    (error: unknown) => error instanceof AppError && error.code === 8004,
  );
});
