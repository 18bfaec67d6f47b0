import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Ladder } from '#chain/modules/clob/ladder.ts';
import { IntField, PackedRows } from '#chain/modules/clob/packed-fields.ts';
import { RowQueues } from '#chain/modules/clob/row-queues.ts';
import { Journal } from '#chain/state/journal.ts';

const ROWS = 64;
const PRICES = [1, 2, 31, 32, 33, 255, 256, 257, 8_191, 8_192, 70_000, 1_048_576, 2_147_483_646, 2_147_483_647];

function build(highestFirst: boolean) {
  const journal = new Journal();
  const ints = new PackedRows(16);
  ints.ensure(ROWS);
  const ticks = new IntField(journal, ints, 0);
  const place = new IntField(journal, ints, 4);
  const queues = new RowQueues(journal, place);
  return { journal, ticks, ladder: new Ladder(journal, highestFirst, ticks, place, queues) };
}

/** Levels, best first, each with its rows; walked forwards and checked against the walk back. */
function dump({ ladder }: ReturnType<typeof build>): [number, number[]][] {
  const levels: [number, number[]][] = [];
  for (let t = ladder.best; t !== 0; t = ladder.worse(t)) {
    const rows: number[] = [];
    for (let row = ladder.head(t); row >= 0; row = ladder.after(row)) rows.push(row);
    assert.deepEqual(
      rows.map((row) => ladder.isAlone(row)),
      rows.map(() => rows.length === 1),
    );
    levels.push([t, rows]);
  }
  const back: number[] = [];
  for (let t = ladder.worst(); t !== 0; t = ladder.better(t)) back.push(t);
  assert.deepEqual(
    back.reverse(),
    levels.map(([t]) => t),
  );
  assert.equal(ladder.levels, levels.length);
  return levels;
}

/** The same from a plain list of [price, row] in order of arrival. */
function naive(entries: readonly (readonly [number, number])[], highestFirst: boolean): [number, number[]][] {
  const prices = [...new Set(entries.map(([t]) => t))].sort((a, b) => (highestFirst ? b - a : a - b));
  return prices.map((t) => [t, entries.filter(([price]) => price === t).map(([, row]) => row)]);
}

for (const highestFirst of [true, false]) {
  const side = highestFirst ? 'highest' : 'lowest';

  test(`a ladder keeps prices in order and rows first in, first out, ${side} first`, () => {
    const operation = fc.record({ row: fc.nat(ROWS - 1), price: fc.constantFrom(...PRICES) });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
        const built = build(highestFirst);
        let entries: [number, number][] = [];
        for (const { row, price } of operations) {
          if (entries.some(([, listed]) => listed === row)) {
            built.ladder.remove(row);
            entries = entries.filter(([, listed]) => listed !== row);
          } else {
            built.ticks.put(row, price);
            built.ladder.append(row, false);
            entries.push([price, row]);
          }
        }
        assert.deepEqual(dump(built), naive(entries, highestFirst));
      }),
      { numRuns: 200 },
    );
  });

  test(`a dropped branch leaves a ladder as it was, ${side} first`, () => {
    const operation = fc.record({ row: fc.nat(ROWS - 1), price: fc.constantFrom(...PRICES) });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 60 }), fc.array(operation, { maxLength: 120 }), (kept, dropped) => {
        const built = build(highestFirst);
        const listed = new Set<number>();
        const step = ({ row, price }: { row: number; price: number }): void => {
          if (listed.delete(row)) {
            built.ladder.remove(row);
            return;
          }
          listed.add(row);
          built.ticks.set(row, price);
          built.ladder.append(row, false);
        };
        kept.forEach(step);
        const before = dump(built);
        const mark = built.journal.mark();
        dropped.forEach(step);
        built.journal.rollback(mark);
        assert.deepEqual(dump(built), before);
      }),
      { numRuns: 200 },
    );
  });
}

test('an empty ladder has no best, worst or next price', () => {
  const { ladder } = build(true);
  assert.deepEqual(
    [ladder.best, ladder.worst(), ladder.worse(500), ladder.better(500), ladder.head(500)],
    [0, 0, 0, 0, -1],
  );
});
