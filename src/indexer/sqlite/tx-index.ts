import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { BulkInsert } from './bulk-insert.ts';
import { readMeta, writeMeta } from './open.ts';

/** Txs of a part: about 5 MiB that change while it is the newest. A search looks into every part, the newest first. */
const PART_TXS = 262_144;
const PREFIX_BYTES = 6;

const prefixOf = (hash: Uint8Array): number =>
  Buffer.from(hash.buffer, hash.byteOffset, hash.length).readUIntBE(0, PREFIX_BYTES);

/** Lines of txs by hash. */
export class TxIndex {
  private readonly db: DatabaseSync;
  private readonly rows: BulkInsert;
  private readonly ofPart: StatementSync;
  private added: { readonly prefix: number; readonly at: number }[] = [];

  constructor(db: DatabaseSync) {
    this.db = db;
    this.rows = new BulkInsert(db, 'txs', 3);
    this.ofPart = db.prepare('SELECT at FROM txs WHERE part = ? AND prefix = ? ORDER BY at');
  }

  add(hash: Uint8Array, at: number): void {
    this.added.push({ prefix: prefixOf(hash), at });
  }

  /** Enters what was added, inside the caller's transaction. */
  flush(): void {
    const count = this.count();
    const rows = this.added.map(({ prefix, at }, i) => ({ part: Math.floor((count + i) / PART_TXS), prefix, at }));
    this.added = [];
    // One leaf of the tree after the other.
    rows.sort((a, b) => a.part - b.part || a.prefix - b.prefix);
    for (const { part, prefix, at } of rows) this.rows.add(part, prefix, at);
    this.rows.flush();
    writeMeta(this.db, 'txs', count + rows.length);
  }

  /** Drops what was added. */
  forget(): void {
    this.added = [];
    this.rows.forget();
  }

  /** Address of the line of a tx; `isIt` tells it from others with the same prefix. O(parts). */
  find(hash: Uint8Array, isIt: (at: number) => boolean): number | undefined {
    const prefix = prefixOf(hash);
    for (let part = Math.floor(this.count() / PART_TXS); part >= 0; part--) {
      const found = this.ofPart.all(part, prefix) as unknown as { at: number }[];
      const line = found.find(({ at }) => isIt(at));
      if (line !== undefined) return line.at;
    }
    return undefined;
  }

  private count(): number {
    return Number(readMeta(this.db, 'txs') ?? 0);
  }
}
