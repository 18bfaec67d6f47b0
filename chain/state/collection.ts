import { compareBytes } from '../lib/bytes.ts';
import { invariant } from '../lib/errors.ts';
import type { ChangeList } from './change-list.ts';
import type { Journal, Undoable } from './journal.ts';
import type { RecordSource, StoredRecord } from './record.ts';

/** `encode` excludes the prefix byte and must order as the domain does (big endian); `id` is unique per key. */
export interface KeyCodec<K> {
  encode(key: K): Uint8Array;
  decode(bytes: Uint8Array): K;
  id(key: K): string | number;
}

export interface ValueCodec<V> {
  /** May be one array that each call writes anew: who keeps the bytes copies them. */
  encode(value: V): Uint8Array;
  decode(bytes: Uint8Array): V;
}

interface Entry<K, V> {
  readonly key: K;
  value: V | undefined;
  slot: number;
  dirty: boolean;
}

/**
 * Key → value records held decoded in memory. Values are immutable: change one by setting a new object. Every write is
 * journaled; what changed is encoded once, at the end of the block.
 */
export class Collection<K, V> implements RecordSource, Undoable {
  readonly prefix: number;
  readonly name: string;
  private readonly journal: Journal;
  private readonly keys: KeyCodec<K>;
  private readonly values: ValueCodec<V>;
  private readonly byId = new Map<string | number, Entry<K, V>>();
  private dirty: Entry<K, V>[] = [];
  /** Entries of the last `collect`. */
  private collected: Entry<K, V>[] = [];
  private live = 0;

  constructor(journal: Journal, prefix: number, name: string, keys: KeyCodec<K>, values: ValueCodec<V>) {
    this.journal = journal;
    this.prefix = prefix;
    this.name = name;
    this.keys = keys;
    this.values = values;
  }

  get size(): number {
    return this.live;
  }

  get(key: K): V | undefined {
    return this.byId.get(this.keys.id(key))?.value;
  }

  has(key: K): boolean {
    return this.get(key) !== undefined;
  }

  set(key: K, value: V): void {
    this.write(key, value);
  }

  /** No effect when absent. */
  delete(key: K): void {
    if (this.has(key)) this.write(key, undefined);
  }

  /** Live [key, value] in key-byte order: O(n log n), for genesis, export, invariants and small registries. */
  entries(): [K, V][] {
    const rows: { bytes: Uint8Array; pair: [K, V] }[] = [];
    for (const entry of this.byId.values()) {
      if (entry.value !== undefined) rows.push({ bytes: this.keys.encode(entry.key), pair: [entry.key, entry.value] });
    }
    return rows.sort((a, b) => compareBytes(a.bytes, b.bytes)).map((row) => row.pair);
  }

  private write(key: K, value: V | undefined): void {
    const id = this.keys.id(key);
    let entry = this.byId.get(id);
    if (entry === undefined) {
      entry = { key, value: undefined, slot: -1, dirty: false };
      this.byId.set(id, entry);
    }
    this.journal.noteObject(this, 0, { entry, old: entry.value });
    this.put(entry, value);
    if (!entry.dirty) {
      entry.dirty = true;
      this.dirty.push(entry);
    }
  }

  private put(entry: Entry<K, V>, value: V | undefined): void {
    this.live += (value === undefined ? 0 : 1) - (entry.value === undefined ? 0 : 1);
    entry.value = value;
  }

  undo(_index: number, _number: number, note: unknown): void {
    const { entry, old } = note as { entry: Entry<K, V>; old: V | undefined };
    this.put(entry, old);
  }

  collect(changes: ChangeList): void {
    const written = this.dirty;
    for (let i = 0; i < written.length; i++) {
      const entry = written[i]!;
      const { key, value, slot } = entry;
      entry.dirty = false;
      if (value === undefined) this.byId.delete(this.keys.id(key));
      if (value === undefined && slot < 0) continue;
      changes.beginKey(this.prefix).raw(this.keys.encode(key));
      const out = changes.beginValue();
      if (value !== undefined) out.raw(this.values.encode(value));
      changes.end(slot, i, value === undefined);
    }
    this.collected = written;
    this.dirty = [];
  }

  assign(i: number, slot: number): void {
    this.collected[i]!.slot = slot;
  }

  load(record: StoredRecord): void {
    const key = this.keys.decode(record.key.subarray(1));
    const value = this.values.decode(record.value);
    const id = this.keys.id(key);
    invariant(!this.byId.has(id), `${this.name}: record loaded twice`);
    this.byId.set(id, { key, value, slot: record.slot, dirty: false });
    this.live++;
  }

  find(key: Uint8Array): { value: Uint8Array; slot: number } | undefined {
    const entry = this.byId.get(this.keys.id(this.keys.decode(key.subarray(1))));
    if (entry?.value === undefined || entry.slot < 0) return undefined;
    return { value: this.values.encode(entry.value).slice(), slot: entry.slot };
  }
}
