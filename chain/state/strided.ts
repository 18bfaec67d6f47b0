import type { Column } from './columns.ts';
import type { Journal, Undoable } from './journal.ts';

/**
 * Journaled rows of several fields side by side: what is read together shares cache lines.
 * `data[row * stride + field]` may be read directly (fetch `data` anew after an allocation); every write goes through `set`.
 */
export class IntRows implements Column, Undoable {
  data: Int32Array<ArrayBuffer>;
  readonly stride: number;
  private readonly journal: Journal;

  constructor(journal: Journal, stride: number) {
    this.journal = journal;
    this.stride = stride;
    this.data = new Int32Array(64 * stride);
  }

  ensure(rows: number): void {
    if (rows * this.stride <= this.data.length) return;
    const grown = new Int32Array(Math.max(rows * this.stride, this.data.length * 2));
    grown.set(this.data);
    this.data = grown;
  }

  get(row: number, field: number): number {
    return this.data[row * this.stride + field]!;
  }

  set(row: number, field: number, value: number): void {
    const at = row * this.stride + field;
    this.journal.noteNumber(this, at, this.data[at]!);
    this.data[at] = value;
  }

  undo(at: number, old: number): void {
    this.data[at] = old;
  }
}

/** The same for safe integers |x| < 2^53. */
export class NumberRows implements Column, Undoable {
  data: Float64Array<ArrayBuffer>;
  readonly stride: number;
  private readonly journal: Journal;

  constructor(journal: Journal, stride: number) {
    this.journal = journal;
    this.stride = stride;
    this.data = new Float64Array(64 * stride);
  }

  ensure(rows: number): void {
    if (rows * this.stride <= this.data.length) return;
    const grown = new Float64Array(Math.max(rows * this.stride, this.data.length * 2));
    grown.set(this.data);
    this.data = grown;
  }

  get(row: number, field: number): number {
    return this.data[row * this.stride + field]!;
  }

  set(row: number, field: number, value: number): void {
    const at = row * this.stride + field;
    this.journal.noteNumber(this, at, this.data[at]!);
    this.data[at] = value;
  }

  undo(at: number, old: number): void {
    this.data[at] = old;
  }
}
