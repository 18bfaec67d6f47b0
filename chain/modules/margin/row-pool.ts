import type { Column } from '../../state/columns.ts';
import { I32Column, SafeColumn } from '../../state/columns.ts';
import type { Journal } from '../../state/journal.ts';

const HEAD = 0;
const USED = 1;

/**
 * Allocation of rows in columns, rollback-safe: the free list and the high-water mark are journaled like the cells, so a
 * dropped branch gives back what it took and takes back what it freed. Row numbers are an accident of memory.
 */
export class RowPool {
  private readonly columns: readonly Column[];
  private readonly next: I32Column;
  /** [head of the free list + 1 (0 = none), rows ever used]. */
  private readonly state: SafeColumn;
  private capacity = 64;

  constructor(journal: Journal, columns: readonly Column[]) {
    this.columns = columns;
    this.next = new I32Column(journal);
    this.state = new SafeColumn(journal);
  }

  /** Rows ever used. */
  get used(): number {
    return this.state.data[USED]!;
  }

  /** A row whose cells hold old values; the caller writes all of them. */
  allocate(): number {
    const head = this.state.data[HEAD]!;
    if (head > 0) {
      this.state.set(HEAD, this.next.data[head - 1]!);
      return head - 1;
    }
    const row = this.state.data[USED]!;
    if (row >= this.capacity) this.grow(row + 1);
    this.state.set(USED, row + 1);
    return row;
  }

  free(row: number): void {
    this.next.set(row, this.state.data[HEAD]!);
    this.state.set(HEAD, row + 1);
  }

  private grow(rows: number): void {
    this.capacity = Math.max(rows, this.capacity * 2);
    this.next.ensure(this.capacity);
    for (const column of this.columns) column.ensure(this.capacity);
  }
}
