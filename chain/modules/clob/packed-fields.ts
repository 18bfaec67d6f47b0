import type { Column } from '../../state/columns.ts';
import type { Journal, Undoable } from '../../state/journal.ts';

const FIRST_ROWS = 64;

/** A field is told when growth has moved the rows. */
export interface Field {
  attach(buffer: ArrayBuffer): void;
}

/**
 * Rows of fields side by side in one array of bytes: what a cancel or fill touches of an order shares a cache line
 * instead of lying in thirty arrays. A row is a power of two of bytes; each field is a view that begins at its own place in
 * row 0, so that reading one is a single indexed load.
 */
export class PackedRows implements Column {
  /** log2 of a row's bytes. */
  readonly shift: number;
  /** The same bytes as cells of three widths, for code that writes whole rows: a field object each costs three times as much. */
  ints: Int32Array;
  numbers: Float64Array;
  bytes: Uint8Array;
  private buffer: ArrayBuffer;
  private readonly fields: Field[] = [];

  constructor(bytes: number) {
    this.shift = 31 - Math.clz32(bytes);
    this.buffer = new ArrayBuffer(FIRST_ROWS << this.shift);
    this.ints = new Int32Array(this.buffer);
    this.numbers = new Float64Array(this.buffer);
    this.bytes = new Uint8Array(this.buffer);
  }

  ensure(rows: number): void {
    const bytes = rows * 2 ** this.shift;
    if (bytes <= this.buffer.byteLength) return;
    const grown = new ArrayBuffer(Math.max(bytes, this.buffer.byteLength * 2));
    new Uint8Array(grown).set(this.bytes);
    this.buffer = grown;
    this.ints = new Int32Array(grown);
    this.numbers = new Float64Array(grown);
    this.bytes = new Uint8Array(grown);
    for (const field of this.fields) field.attach(grown);
  }

  add<F extends Field>(field: F): F {
    this.fields.push(field);
    field.attach(this.buffer);
    return field;
  }
}

/**
 * One int32 field of all rows: lots, ticks, links (−1 = none). The three classes are alike on purpose: V8 compiles a method once,
 * and one that saw three kinds of arrays would ask on each access which it has.
 */
export class IntField implements Undoable, Field {
  private readonly journal: Journal;
  private readonly place: number;
  private readonly shift: number;
  private cells = new Int32Array(0);

  /** `place`: byte of the row it begins at, a multiple of 4. */
  constructor(journal: Journal, rows: PackedRows, place: number) {
    this.journal = journal;
    this.place = place;
    this.shift = rows.shift - 2;
    rows.add(this);
  }

  attach(buffer: ArrayBuffer): void {
    this.cells = new Int32Array(buffer, this.place);
  }

  get(row: number): number {
    return this.cells[row << this.shift]!;
  }

  /** Journaled. */
  set(row: number, value: number): void {
    const at = row << this.shift;
    this.journal.noteNumber(this, at, this.cells[at]!);
    this.cells[at] = value;
  }

  /** Not journaled: for a row that was allocated in this branch, and for caches that undo by operation. */
  put(row: number, value: number): void {
    this.cells[row << this.shift] = value;
  }

  undo(at: number, old: number): void {
    this.cells[at] = old;
  }
}

/** One field of safe integers |x| < 2^53: ids, times, sequence numbers. */
export class NumberField implements Undoable, Field {
  private readonly journal: Journal;
  private readonly place: number;
  private readonly shift: number;
  private cells = new Float64Array(0);

  /** `place`: byte of the row it begins at, a multiple of 8. */
  constructor(journal: Journal, rows: PackedRows, place: number) {
    this.journal = journal;
    this.place = place;
    this.shift = rows.shift - 3;
    rows.add(this);
  }

  attach(buffer: ArrayBuffer): void {
    this.cells = new Float64Array(buffer, this.place);
  }

  get(row: number): number {
    return this.cells[row << this.shift]!;
  }

  /** Journaled. */
  set(row: number, value: number): void {
    const at = row << this.shift;
    this.journal.noteNumber(this, at, this.cells[at]!);
    this.cells[at] = value;
  }

  /** Not journaled, as in IntField. */
  put(row: number, value: number): void {
    this.cells[row << this.shift] = value;
  }

  undo(at: number, old: number): void {
    this.cells[at] = old;
  }
}

/** One field of small numbers, 0..255: enums and flags. */
export class ByteField implements Undoable, Field {
  private readonly journal: Journal;
  private readonly place: number;
  private readonly shift: number;
  private cells = new Uint8Array(0);

  constructor(journal: Journal, rows: PackedRows, place: number) {
    this.journal = journal;
    this.place = place;
    this.shift = rows.shift;
    rows.add(this);
  }

  attach(buffer: ArrayBuffer): void {
    this.cells = new Uint8Array(buffer, this.place);
  }

  get(row: number): number {
    return this.cells[row << this.shift]!;
  }

  /** Journaled. */
  set(row: number, value: number): void {
    const at = row << this.shift;
    this.journal.noteNumber(this, at, this.cells[at]!);
    this.cells[at] = value;
  }

  /** Not journaled, as in IntField. */
  put(row: number, value: number): void {
    this.cells[row << this.shift] = value;
  }

  undo(at: number, old: number): void {
    this.cells[at] = old;
  }
}
