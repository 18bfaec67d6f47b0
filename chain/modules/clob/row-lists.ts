import type { Journal, Undoable } from '../../state/journal.ts';
import type { IntField } from './packed-fields.ts';
import { SparseInts } from './sparse-ints.ts';

/**
 * Many first-in-first-out lists of rows over one pair of link columns; a row is in at most one of them. O(1) append and
 * removal. Undo is by operation, as in Ladder: a removed row keeps its links.
 */
export class RowLists implements Undoable {
  private readonly journal: Journal;
  private readonly next: IntField;
  private readonly prev: IntField;
  private readonly heads = new SparseInts();
  private readonly tails = new SparseInts();

  constructor(journal: Journal, next: IntField, prev: IntField) {
    this.journal = journal;
    this.next = next;
    this.prev = prev;
  }

  /** First row of a list, −1 when empty; the others follow by `after`. */
  head(list: number): number {
    return this.heads.get(list) - 1;
  }

  /** The row behind a listed row, −1 at the end. */
  after(row: number): number {
    return this.next.get(row);
  }

  /** Last row of a list, −1 when empty; the others follow by `before`. */
  tail(list: number): number {
    return this.tails.get(list) - 1;
  }

  before(row: number): number {
    return this.prev.get(row);
  }

  /** `fresh`: the row's links were never used before in this branch. */
  append(list: number, row: number, fresh: boolean): void {
    if (!fresh) {
      this.next.set(row, this.next.get(row));
      this.prev.set(row, this.prev.get(row));
    }
    this.journal.noteNumber(this, row, list * 2);
    this.link(list, row);
  }

  remove(list: number, row: number): void {
    this.journal.noteNumber(this, row, list * 2 + 1);
    this.unlink(list, row);
  }

  undo(row: number, operation: number): void {
    const list = Math.floor(operation / 2);
    if (operation === list * 2) this.unlink(list, row);
    else this.relink(list, row);
  }

  /** Not journaled, like the two below: for owners that undo whole operations. */
  link(list: number, row: number): void {
    const tail = this.tails.get(list);
    this.next.put(row, -1);
    this.prev.put(row, tail - 1);
    this.tails.set(list, row + 1);
    if (tail === 0) this.heads.set(list, row + 1);
    else this.next.put(tail - 1, row);
  }

  unlink(list: number, row: number): void {
    const next = this.next.get(row);
    const prev = this.prev.get(row);
    if (prev < 0) this.heads.set(list, next + 1);
    else this.next.put(prev, next);
    if (next < 0) this.tails.set(list, prev + 1);
    else this.prev.put(next, prev);
  }

  /** Puts back what `unlink` took; its neighbours must be again what they were. */
  relink(list: number, row: number): void {
    const next = this.next.get(row);
    const prev = this.prev.get(row);
    if (prev < 0) this.heads.set(list, row + 1);
    else this.next.put(prev, row);
    if (next < 0) this.tails.set(list, row + 1);
    else this.prev.put(next, row);
  }
}
