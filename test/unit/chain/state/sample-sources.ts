import type { ByteReader } from '#chain/lib/bytes.ts';
import { ByteWriter, toHex } from '#chain/lib/bytes.ts';
import { nobleCrypto } from '#chain/lib/hash.ts';
import { Collection } from '#chain/state/collection.ts';
import { I64Column, ObjectColumn, SafeColumn } from '#chain/state/columns.ts';
import type { Journal } from '#chain/state/journal.ts';
import { bytesKey } from '#chain/state/key-codecs.ts';
import { State, type StateOptions } from '#chain/state/state.ts';
import { RecordTable } from '#chain/state/table.ts';

export const EVENTS_ROOT = new Uint8Array(32).fill(0xee);

export const rawValue = { encode: (v: Uint8Array) => v, decode: (v: Uint8Array) => v.slice() };

/** A table of key u32 → amount i64 ‖ note, with the row map its owner keeps. */
export class SampleTable {
  readonly table: RecordTable;
  readonly ids: SafeColumn;
  readonly amounts: I64Column;
  readonly notes: ObjectColumn<string>;

  constructor(journal: Journal, prefix: number) {
    this.table = new RecordTable(journal, prefix, 'sample', {
      encodeKey: (row, out) => out.u32(this.ids.data[row]!),
      encodeValue: (row, out) => out.bigI64(this.amounts.data[row]!).text(this.notes.data[row]!),
      decode: (row, key, value) => this.decode(row, key, value),
      findRow: (key) => this.findRow(key.u32()),
    });
    this.ids = this.table.attach(new SafeColumn(journal));
    this.amounts = this.table.attach(new I64Column(journal));
    this.notes = this.table.attach(new ObjectColumn<string>(journal));
  }

  private decode(row: number, key: ByteReader, value: ByteReader): void {
    this.ids.data[row] = key.u32();
    this.amounts.data[row] = value.bigI64();
    this.notes.data[row] = value.text();
  }

  findRow(id: number): number {
    for (let row = 0; row < this.table.rows; row++) {
      if (this.table.isLive(row) && this.ids.data[row] === id) return row;
    }
    return -1;
  }

  put(id: number, amount: bigint, note: string): void {
    let row = this.findRow(id);
    if (row < 0) {
      row = this.table.allocate();
      this.ids.set(row, id);
    }
    this.amounts.set(row, amount);
    this.notes.set(row, note);
    this.table.touch(row);
  }

  drop(id: number): void {
    const row = this.findRow(id);
    if (row >= 0) this.table.free(row);
  }

  /** Content by key hex, read through the codec of the test alone. */
  content(): Map<string, Uint8Array> {
    const out = new Map<string, Uint8Array>();
    for (let row = 0; row < this.table.rows; row++) {
      if (!this.table.isLive(row)) continue;
      const key = new ByteWriter().u8(this.table.prefix).u32(this.ids.data[row]!).finish();
      out.set(toHex(key), new ByteWriter().bigI64(this.amounts.data[row]!).text(this.notes.data[row]!).finish());
    }
    return out;
  }
}

/** A state with one collection of raw bytes (prefix 7) and one table (prefix 9). */
export function sampleState(options: Partial<StateOptions> = {}) {
  const state = new State({ crypto: nobleCrypto, ...options });
  const raw = new Collection(state.journal, 7, 'raw', bytesKey, rawValue);
  const rows = new SampleTable(state.journal, 9);
  state.register(rows.table, raw);
  const content = (): Map<string, Uint8Array> => {
    const out = rows.content();
    for (const [key, value] of raw.entries()) out.set(`07${toHex(key)}`, value);
    return out;
  };
  return { state, raw, rows, content };
}

export type Sample = ReturnType<typeof sampleState>;
