import type { Column } from '../../state/columns.ts';
import type { Journal, Undoable } from '../../state/journal.ts';

const FIRST_ROWS = 64;

/**
 * int32 fields of a row side by side: what a cancel or fill touches of an order shares two cache lines instead of lying in
 * thirty arrays. The number of fields is a power of two.
 */
export class IntRows implements Column {
  data: Int32Array<ArrayBuffer>;
  readonly shift: number;

  constructor(fields: number) {
    this.shift = 31 - Math.clz32(fields);
    this.data = new Int32Array(FIRST_ROWS << this.shift);
  }

  ensure(rows: number): void {
    const cells = rows << this.shift;
    if (cells <= this.data.length) return;
    const grown = new Int32Array(Math.max(cells, this.data.length * 2));
    grown.set(this.data);
    this.data = grown;
  }
}

/** The same for safe integers |x| < 2^53. */
export class NumberRows implements Column {
  data: Float64Array<ArrayBuffer>;
  readonly shift: number;

  constructor(fields: number) {
    this.shift = 31 - Math.clz32(fields);
    this.data = new Float64Array(FIRST_ROWS << this.shift);
  }

  ensure(rows: number): void {
    const cells = rows << this.shift;
    if (cells <= this.data.length) return;
    const grown = new Float64Array(Math.max(cells, this.data.length * 2));
    grown.set(this.data);
    this.data = grown;
  }
}

/** One int32 field of all rows: lots, ticks, links (−1 = none), flags. */
export class IntField implements Undoable {
  private readonly journal: Journal;
  private readonly rows: IntRows;
  private readonly field: number;

  constructor(journal: Journal, rows: IntRows, field: number) {
    this.journal = journal;
    this.rows = rows;
    this.field = field;
  }

  get(row: number): number {
    const { data, shift } = this.rows;
    return data[(row << shift) + this.field]!;
  }

  /** Journaled. */
  set(row: number, value: number): void {
    const { data, shift } = this.rows;
    const at = (row << shift) + this.field;
    this.journal.noteNumber(this, row, data[at]!);
    data[at] = value;
  }

  /** Not journaled: for a row that was allocated in this branch, and for caches that undo by operation. */
  put(row: number, value: number): void {
    const { data, shift } = this.rows;
    data[(row << shift) + this.field] = value;
  }

  undo(row: number, old: number): void {
    this.put(row, old);
  }
}

/** One field of safe integers: ids, times, sequence numbers. */
export class NumberField implements Undoable {
  private readonly journal: Journal;
  private readonly rows: NumberRows;
  private readonly field: number;

  constructor(journal: Journal, rows: NumberRows, field: number) {
    this.journal = journal;
    this.rows = rows;
    this.field = field;
  }

  get(row: number): number {
    const { data, shift } = this.rows;
    return data[(row << shift) + this.field]!;
  }

  /** Journaled. */
  set(row: number, value: number): void {
    const { data, shift } = this.rows;
    const at = (row << shift) + this.field;
    this.journal.noteNumber(this, row, data[at]!);
    data[at] = value;
  }

  /** Not journaled, as in IntField. */
  put(row: number, value: number): void {
    const { data, shift } = this.rows;
    data[(row << shift) + this.field] = value;
  }

  undo(row: number, old: number): void {
    this.put(row, old);
  }
}
