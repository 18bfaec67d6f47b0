import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { IntField, PackedRows } from '#chain/modules/clob/packed-fields.ts';
import { QueueEnds, RowQueues } from '#chain/modules/clob/row-queues.ts';
import { Journal, type Undoable } from '#chain/state/journal.ts';

const ROWS = 128;
const QUEUES = 4;
const APPENDED = 0;

/** An owner that notes its operations as ladders and indexes do, beside plain arrays. */
class Owner implements Undoable {
  readonly journal = new Journal();
  readonly rows = new PackedRows(8);
  readonly place = new IntField(this.journal, this.rows, 0);
  readonly queues = new RowQueues(this.journal, this.place);
  readonly ends = new QueueEnds(QUEUES);
  readonly queueOf = new Map<number, number>();
  plain: number[][] = Array.from({ length: QUEUES }, () => []);

  constructor() {
    this.rows.ensure(ROWS);
  }

  /** Takes the row out if it is queued, else appends it to `queue`. */
  step(row: number, queue: number): void {
    const at = this.queueOf.get(row);
    if (at === undefined) {
      this.place.set(row, this.place.get(row));
      this.queues.append(this.ends, queue, row);
      this.journal.noteNumber(this, row, APPENDED + queue * 2);
      this.queueOf.set(row, queue);
      this.plain[queue]!.push(row);
      return;
    }
    this.journal.noteNumber(this, row, 1 + at * 2);
    this.queues.remove(this.ends, at, row);
    this.queueOf.delete(row);
    this.plain[at] = this.plain[at]!.filter((other) => other !== row);
  }

  undo(row: number, operation: number): void {
    const queue = operation >>> 1;
    if ((operation & 1) === APPENDED) {
      this.queues.unappend(this.ends, queue, row);
      this.queueOf.delete(row);
    } else {
      this.queues.putBack(this.ends, queue, row);
      this.queueOf.set(row, queue);
    }
  }

  walked(): number[][] {
    return this.plain.map((_, queue) => {
      const rows: number[] = [];
      const { queues, ends } = this;
      for (let row = queues.head(ends, queue); row >= 0; row = queues.after(row)) rows.push(row);
      assert.equal(ends.isEmpty(queue), rows.length === 0);
      for (const row of rows) assert.equal(queues.isAlone(row), rows.length === 1);
      return rows;
    });
  }
}

const operations = fc.array(fc.tuple(fc.nat(ROWS - 1), fc.nat(QUEUES - 1)), { maxLength: 300, size: 'large' });

test('rows leave a queue from any place and the others stay in order of arrival', () => {
  fc.assert(
    fc.property(operations, (steps) => {
      const owner = new Owner();
      for (const [row, queue] of steps) owner.step(row, queue);
      assert.deepEqual(owner.walked(), owner.plain);
    }),
    { numRuns: 300 },
  );
});

test('dropped branches, one in another, leave the queues as they were', () => {
  fc.assert(
    fc.property(operations, operations, operations, operations, (before, dropped, inner, after) => {
      const owner = new Owner();
      for (const [row, queue] of before) owner.step(row, queue);
      const kept = owner.plain.map((rows) => [...rows]);
      const mark = owner.journal.mark();
      for (const [row, queue] of dropped) owner.step(row, queue);
      const innerMark = owner.journal.mark();
      const middle = owner.plain.map((rows) => [...rows]);
      for (const [row, queue] of inner) owner.step(row, queue);
      owner.journal.rollback(innerMark);
      assert.deepEqual(owner.walked(), middle);
      owner.journal.rollback(mark);
      assert.deepEqual(owner.walked(), kept);
      owner.plain = kept;
      for (const [row, queue] of after) owner.step(row, queue);
      assert.deepEqual(owner.walked(), owner.plain);
    }),
    { numRuns: 300 },
  );
});
