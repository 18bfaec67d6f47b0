/** One record as the commitment sees it. `key` includes the prefix byte of its collection. */
export interface StoredRecord {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  readonly slot: number;
}

/** What a block did to one record. `value` undefined = removed. `slot` −1 = new, to be assigned through `assign`. */
export interface RecordChange {
  readonly key: Uint8Array;
  readonly value: Uint8Array | undefined;
  readonly slot: number;
  /** Tells the owner its new slot (only called for new records). */
  readonly assign: (slot: number) => void;
}

/** A typed collection or a table of columns, as seen by commitment, storage, queries and export. */
export interface RecordSource {
  /** First byte of every key; see prefixes.ts. */
  readonly prefix: number;
  readonly name: string;
  /** Everything that changed since the last call; forgets it. Order does not matter: the caller sorts. */
  collect(): RecordChange[];
  /** Puts a stored record back (start and import). Caches are rebuilt by the module afterwards. */
  load(record: StoredRecord): void;
  /** The committed record under `key`, undefined if absent. */
  find(key: Uint8Array): { readonly value: Uint8Array; readonly slot: number } | undefined;
  /** Number of live records. */
  readonly size: number;
}
