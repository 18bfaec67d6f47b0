import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { IntField, NumberField, PackedRows } from '#chain/modules/clob/packed-fields.ts';
import { PairingHeaps } from '#chain/modules/clob/pairing-heap.ts';
import { Journal } from '#chain/state/journal.ts';

const ROWS = 48;
const HEAPS = 3;

function build() {
  const journal = new Journal();
  const ints = new PackedRows(16);
  const numbers = new PackedRows(8);
  ints.ensure(ROWS);
  numbers.ensure(ROWS);
  const key = new NumberField(journal, numbers, 0);
  const link = (field: number): IntField => new IntField(journal, ints, 4 * field);
  return { journal, key, heaps: new PairingHeaps(journal, key, link(0), link(1), link(2), true) };
}

const steps = fc.array(
  fc.record({ row: fc.nat(ROWS - 1), heap: fc.nat(HEAPS - 1), key: fc.integer({ min: -50, max: 50 }) }),
  {
    maxLength: 150,
  },
);

/** Rows by heap, as plain sets. */
type Model = Map<number, number>;

function apply(
  { key, heaps }: ReturnType<typeof build>,
  model: Model,
  step: { row: number; heap: number; key: number },
): void {
  const held = model.get(step.row);
  if (held === undefined) {
    key.set(step.row, step.key);
    heaps.insert(step.heap, step.row);
    model.set(step.row, step.heap);
  } else {
    heaps.remove(held, step.row);
    model.delete(step.row);
  }
}

function check({ key, heaps }: ReturnType<typeof build>, model: Model): void {
  for (let heap = 0; heap < HEAPS; heap++) {
    const rows = [...model].filter(([, held]) => held === heap).map(([row]) => row);
    const least = Math.min(...rows.map((row) => key.get(row)));
    assert.equal(heaps.first(heap) < 0 ? Infinity : key.get(heaps.first(heap)), least);
    for (const limit of [-60, -10, 0, 7, 60]) {
      const found: number[] = [];
      heaps.collect(heap, limit, found);
      assert.deepEqual(found.sort(), rows.filter((row) => key.get(row) <= limit).sort());
    }
  }
}

test('heaps find their least key and all rows up to a limit, whatever was put in and taken out', () => {
  fc.assert(
    fc.property(steps, (operations) => {
      const built = build();
      const model: Model = new Map();
      for (const operation of operations) apply(built, model, operation);
      check(built, model);
    }),
    { numRuns: 200 },
  );
});

test('a dropped branch leaves heaps with the rows they had', () => {
  fc.assert(
    fc.property(steps, steps, (kept, dropped) => {
      const built = build();
      const model: Model = new Map();
      for (const operation of kept) apply(built, model, operation);
      const before = new Map(model);
      const mark = built.journal.mark();
      for (const operation of dropped) apply(built, model, operation);
      built.journal.rollback(mark);
      check(built, before);
    }),
    { numRuns: 200 },
  );
});
