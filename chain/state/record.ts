import type { ChangeList } from './change-list.ts';

/** One record as the commitment sees it. `key` includes the prefix byte of its collection. */
export interface StoredRecord {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  readonly slot: number;
}

/** What a block did to one record. `value` undefined = removed, with the slot it had. */
export interface RecordChange {
  readonly key: Uint8Array;
  readonly value: Uint8Array | undefined;
  readonly slot: number;
}

/** A typed collection or a table of columns, as seen by commitment, storage, queries and export. */
export interface RecordSource {
  /** First byte of every key; see prefixes.ts. */
  readonly prefix: number;
  readonly name: string;
  /** Adds everything that changed since the last call; forgets it. Order does not matter: the caller sorts. */
  collect(changes: ChangeList): void;
  /** Tells the source the slot of a record that its last `collect` added as new, by the owner it gave. */
  assign(owner: number, slot: number): void;
  /** Puts a stored record back (start and import). Caches are rebuilt by the module afterwards. */
  load(record: StoredRecord): void;
  /** The committed record under `key`, undefined if absent. */
  find(key: Uint8Array): { readonly value: Uint8Array; readonly slot: number } | undefined;
  /** Number of live records. */
  readonly size: number;
}
