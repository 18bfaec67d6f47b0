import type { Journal, Undoable } from './journal.ts';

/**
 * Journaled columns of hot state. Hot code may read `.data[i]` directly (fetch `.data` anew after a row was allocated:
 * growth replaces it) and must write through `set`. Reads beyond the capacity are bugs of the caller.
 */
export interface Column {
  /** Makes room for `rows` rows; new cells are 0 (or undefined). */
  ensure(rows: number): void;
}

const FIRST_CAPACITY = 64;

/** Signed 32-bit: lots, ticks, row links (−1 = none). */
export class I32Column implements Column, Undoable {
  data = new Int32Array(FIRST_CAPACITY);
  private readonly journal: Journal;
  constructor(journal: Journal) {
    this.journal = journal;
  }
  ensure(rows: number): void {
    if (rows > this.data.length) {
      const grown = new Int32Array(Math.max(rows, this.data.length * 2));
      grown.set(this.data);
      this.data = grown;
    }
  }
  set(row: number, value: number): void {
    this.journal.noteNumber(this, row, this.data[row]!);
    this.data[row] = value;
  }
  undo(row: number, old: number): void {
    this.data[row] = old;
  }
}

/** Unsigned 8-bit: flags and enums. */
export class U8Column implements Column, Undoable {
  data = new Uint8Array(FIRST_CAPACITY);
  private readonly journal: Journal;
  constructor(journal: Journal) {
    this.journal = journal;
  }
  ensure(rows: number): void {
    if (rows > this.data.length) {
      const grown = new Uint8Array(Math.max(rows, this.data.length * 2));
      grown.set(this.data);
      this.data = grown;
    }
  }
  set(row: number, value: number): void {
    this.journal.noteNumber(this, row, this.data[row]!);
    this.data[row] = value;
  }
  undo(row: number, old: number): void {
    this.data[row] = old;
  }
}

/** Safe integers |x| < 2^53 (the writer states why): notionals, times, sequence numbers. Never fractions. */
export class SafeColumn implements Column, Undoable {
  data = new Float64Array(FIRST_CAPACITY);
  private readonly journal: Journal;
  constructor(journal: Journal) {
    this.journal = journal;
  }
  ensure(rows: number): void {
    if (rows > this.data.length) {
      const grown = new Float64Array(Math.max(rows, this.data.length * 2));
      grown.set(this.data);
      this.data = grown;
    }
  }
  set(row: number, value: number): void {
    this.journal.noteNumber(this, row, this.data[row]!);
    this.data[row] = value;
  }
  undo(row: number, old: number): void {
    this.data[row] = old;
  }
}

/** Signed 64-bit: balances, funding indices. */
export class I64Column implements Column, Undoable {
  data = new BigInt64Array(FIRST_CAPACITY);
  private readonly journal: Journal;
  constructor(journal: Journal) {
    this.journal = journal;
  }
  ensure(rows: number): void {
    if (rows > this.data.length) {
      const grown = new BigInt64Array(Math.max(rows, this.data.length * 2));
      grown.set(this.data);
      this.data = grown;
    }
  }
  set(row: number, value: bigint): void {
    this.journal.noteObject(this, row, this.data[row]!);
    this.data[row] = value;
  }
  undo(row: number, _number: number, old: unknown): void {
    this.data[row] = old as bigint;
  }
}

/** Immutable objects or strings; replaced whole, never mutated. */
export class ObjectColumn<T> implements Column, Undoable {
  readonly data: (T | undefined)[] = [];
  private readonly journal: Journal;
  constructor(journal: Journal) {
    this.journal = journal;
  }
  ensure(rows: number): void {
    while (this.data.length < rows) this.data.push(undefined);
  }
  set(row: number, value: T | undefined): void {
    this.journal.noteObject(this, row, this.data[row]);
    this.data[row] = value;
  }
  undo(row: number, _number: number, old: unknown): void {
    this.data[row] = old as T | undefined;
  }
}
