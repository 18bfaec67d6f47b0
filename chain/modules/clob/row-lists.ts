import type { I32Column } from '../../state/columns.ts';
import type { Journal, Undoable } from '../../state/journal.ts';
import { SparseInts } from './sparse-ints.ts';

/**
 * Many first-in-first-out lists of rows over one pair of link columns; a row is in at most one of them. O(1) append and
 * removal. Undo is by operation, as in Ladder: a removed row keeps its links.
 */
export class RowLists implements Undoable {
  private readonly journal: Journal;
  private readonly next: I32Column;
  private readonly prev: I32Column;
  private readonly heads = new SparseInts();
  private readonly tails = new SparseInts();

  constructor(journal: Journal, next: I32Column, prev: I32Column) {
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
    return this.next.data[row]!;
  }

  /** Last row of a list, −1 when empty; the others follow by `before`. */
  tail(list: number): number {
    return this.tails.get(list) - 1;
  }

  before(row: number): number {
    return this.prev.data[row]!;
  }

  /** `fresh`: the row's links were never used before in this branch. */
  append(list: number, row: number, fresh: boolean): void {
    if (!fresh) {
      this.next.set(row, this.next.data[row]!);
      this.prev.set(row, this.prev.data[row]!);
    }
    this.journal.noteNumber(this, row, list * 2);
    const tail = this.tails.get(list);
    this.next.data[row] = -1;
    this.prev.data[row] = tail - 1;
    this.tails.set(list, row + 1);
    if (tail === 0) this.heads.set(list, row + 1);
    else this.next.data[tail - 1] = row;
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

  private unlink(list: number, row: number): void {
    const next = this.next.data[row]!;
    const prev = this.prev.data[row]!;
    if (prev < 0) this.heads.set(list, next + 1);
    else this.next.data[prev] = next;
    if (next < 0) this.tails.set(list, prev + 1);
    else this.prev.data[next] = prev;
  }

  private relink(list: number, row: number): void {
    const next = this.next.data[row]!;
    const prev = this.prev.data[row]!;
    if (prev < 0) this.heads.set(list, row + 1);
    else this.next.data[prev] = row;
    if (next < 0) this.tails.set(list, row + 1);
    else this.prev.data[next] = row;
  }
}
