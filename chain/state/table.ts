import type { ByteReader } from '../lib/bytes.ts';
import { ByteWriter, ByteReader as Reader } from '../lib/bytes.ts';
import type { ChangeList } from './change-list.ts';
import type { Column } from './columns.ts';
import type { Journal, Undoable } from './journal.ts';
import type { RecordSource, StoredRecord } from './record.ts';

/** How a table's rows become records. Keys exclude the prefix byte. */
export interface RowCodec {
  encodeKey(row: number, out: ByteWriter): void;
  encodeValue(row: number, out: ByteWriter): void;
  /** Writes the decoded key and value into the columns of `row`. */
  decode(row: number, key: ByteReader, value: ByteReader): void;
  /** Row of an encoded key, −1 if absent. */
  findRow(key: ByteReader): number;
}

/**
 * Rows of hot columns that are records of state. Row numbers are an accident of memory: no rule may depend on them, and
 * nothing hashed contains them. A row freed in a block is not used again before the next block, so that a rollback can
 * bring it back. Every writer of a row calls `touch(row)`.
 */
export class RecordTable implements RecordSource, Undoable {
  readonly prefix: number;
  readonly name: string;
  private readonly codec: RowCodec;
  private readonly journal: Journal;
  private live = new Uint8Array(64);
  private liveRows = 0;
  private columns: Column[] = [];
  private slots = new Int32Array(64);
  private dirty = new Uint8Array(64);
  private dirtyRows: number[] = [];
  private freeRows: number[] = [];
  private used = 0;

  constructor(journal: Journal, prefix: number, name: string, codec: RowCodec) {
    this.prefix = prefix;
    this.name = name;
    this.codec = codec;
    this.journal = journal;
  }

  /** Makes the columns grow with the table; call once per column at construction. */
  attach<C extends Column>(column: C): C {
    this.columns.push(column);
    column.ensure(this.live.length);
    return column;
  }

  /** Rows ever used; live ones are those with isLive. */
  get rows(): number {
    return this.used;
  }

  get size(): number {
    return this.liveRows;
  }

  isLive(row: number): boolean {
    return this.live[row] === 1;
  }

  /** A fresh row; the caller writes every column (cells hold old values). */
  allocate(): number {
    const row = this.freeRows.pop() ?? this.grow();
    this.setLive(row, 1);
    this.touch(row);
    return row;
  }

  free(row: number): void {
    this.setLive(row, 0);
    this.touch(row);
  }

  private setLive(row: number, live: number): void {
    this.journal.noteNumber(this, row, this.live[row]!);
    this.undo(row, live);
  }

  /** For the journal. */
  undo(row: number, live: number): void {
    this.liveRows += live - this.live[row]!;
    this.live[row] = live;
  }

  /** Brings back a row that was freed in this block, so that a key that returns in the same block keeps its record. */
  revive(row: number): void {
    this.setLive(row, 1);
    this.touch(row);
  }

  touch(row: number): void {
    if (this.dirty[row] === 1) return;
    this.dirty[row] = 1;
    this.dirtyRows.push(row);
  }

  private grow(): number {
    const row = this.used++;
    if (row >= this.slots.length) {
      const slots = new Int32Array(this.slots.length * 2);
      slots.set(this.slots);
      this.slots = slots;
      const dirty = new Uint8Array(this.dirty.length * 2);
      dirty.set(this.dirty);
      this.dirty = dirty;
      const live = new Uint8Array(this.live.length * 2);
      live.set(this.live);
      this.live = live;
      for (const column of this.columns) column.ensure(live.length);
    }
    this.slots[row] = -1;
    return row;
  }

  collect(changes: ChangeList): void {
    for (const row of this.dirtyRows) {
      const isLive = this.live[row] === 1;
      const slot = this.slots[row]!;
      this.dirty[row] = 0;
      if (isLive || slot >= 0) {
        this.codec.encodeKey(row, changes.beginKey(this.prefix));
        const value = changes.beginValue();
        if (isLive) this.codec.encodeValue(row, value);
        changes.end(slot, row, !isLive);
      }
      if (!isLive) {
        this.slots[row] = -1;
        this.freeRows.push(row);
      }
    }
    this.dirtyRows = [];
  }

  assign(row: number, slot: number): void {
    this.slots[row] = slot;
  }

  load(record: StoredRecord): void {
    const row = this.freeRows.pop() ?? this.grow();
    this.codec.decode(row, new Reader(record.key.subarray(1)), new Reader(record.value));
    this.undo(row, 1);
    this.slots[row] = record.slot;
  }

  find(key: Uint8Array): { value: Uint8Array; slot: number } | undefined {
    const row = this.codec.findRow(new Reader(key.subarray(1)));
    if (row < 0 || this.slots[row]! < 0) return undefined;
    return { value: this.valueBytes(row), slot: this.slots[row]! };
  }

  private valueBytes(row: number): Uint8Array {
    const out = new ByteWriter();
    this.codec.encodeValue(row, out);
    return out.finish();
  }
}
