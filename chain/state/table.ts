import type { ByteReader } from '../lib/bytes.ts';
import { ByteWriter, ByteReader as Reader } from '../lib/bytes.ts';
import type { Column } from './columns.ts';
import { U8Column } from './columns.ts';
import type { Journal } from './journal.ts';
import type { RecordChange, RecordSource, StoredRecord } from './record.ts';

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
export class RecordTable implements RecordSource {
  readonly prefix: number;
  readonly name: string;
  private readonly codec: RowCodec;
  private readonly live: U8Column;
  private columns: Column[] = [];
  private slots = new Int32Array(64);
  private dirty = new Uint8Array(64);
  private dirtyRows: number[] = [];
  private freeRows: number[] = [];
  private used = 0;
  private readonly writer = new ByteWriter(512);

  constructor(journal: Journal, prefix: number, name: string, codec: RowCodec) {
    this.prefix = prefix;
    this.name = name;
    this.codec = codec;
    this.live = new U8Column(journal);
    this.columns.push(this.live);
  }

  /** Makes the columns grow with the table; call once per column at construction. */
  attach<C extends Column>(column: C): C {
    this.columns.push(column);
    column.ensure(this.live.data.length);
    return column;
  }

  /** Rows ever used; live ones are those with isLive. */
  get rows(): number {
    return this.used;
  }

  get size(): number {
    let n = 0;
    for (let row = 0; row < this.used; row++) n += this.live.data[row]!;
    return n;
  }

  isLive(row: number): boolean {
    return this.live.data[row] === 1;
  }

  /** A fresh row; the caller writes every column (cells hold old values). */
  allocate(): number {
    const row = this.freeRows.pop() ?? this.grow();
    this.live.set(row, 1);
    this.touch(row);
    return row;
  }

  free(row: number): void {
    this.live.set(row, 0);
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
    }
    for (const column of this.columns) column.ensure(row + 1);
    this.slots[row] = -1;
    return row;
  }

  collect(): RecordChange[] {
    const rows = this.dirtyRows;
    const ends = new Uint32Array(rows.length * 2);
    // One block's keys and values share one array: an array each would cost more than encoding them.
    const out = this.writer.reset();
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      const isLive = this.live.data[row] === 1;
      if (isLive || this.slots[row]! >= 0) this.codec.encodeKey(row, out.u8(this.prefix));
      ends[i * 2] = out.length;
      if (isLive) this.codec.encodeValue(row, out);
      ends[i * 2 + 1] = out.length;
    }
    const bytes = out.finish();
    const changes: RecordChange[] = [];
    for (let i = 0, from = 0; i < rows.length; i++) {
      const row = rows[i]!;
      const isLive = this.live.data[row] === 1;
      const slot = this.slots[row]!;
      this.dirty[row] = 0;
      if (isLive || slot >= 0) {
        const key = bytes.subarray(from, ends[i * 2]!);
        const value = isLive ? bytes.subarray(ends[i * 2]!, ends[i * 2 + 1]!) : undefined;
        changes.push({ key, value, slot, assign: (s) => this.assign(row, s) });
      }
      if (!isLive) {
        this.slots[row] = -1;
        this.freeRows.push(row);
      }
      from = ends[i * 2 + 1]!;
    }
    this.dirtyRows = [];
    return changes;
  }

  private assign(row: number, slot: number): void {
    this.slots[row] = slot;
  }

  load(record: StoredRecord): void {
    const row = this.freeRows.pop() ?? this.grow();
    this.codec.decode(row, new Reader(record.key.subarray(1)), new Reader(record.value));
    this.live.data[row] = 1;
    this.slots[row] = record.slot;
  }

  find(key: Uint8Array): { value: Uint8Array; slot: number } | undefined {
    const row = this.codec.findRow(new Reader(key.subarray(1)));
    if (row < 0 || this.slots[row]! < 0) return undefined;
    return { value: this.valueBytes(row), slot: this.slots[row]! };
  }

  private valueBytes(row: number): Uint8Array {
    this.writer.reset();
    this.codec.encodeValue(row, this.writer);
    return this.writer.finish();
  }
}
