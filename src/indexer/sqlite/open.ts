import { DatabaseSync } from 'node:sqlite';
import { migrate } from './migrations.ts';

/** Connections that open or close at the same moment wait for each other's recovery of the WAL. */
const BUSY_MS = 10_000;

export interface ChainIdentity {
  readonly chainId: string;
  /** Lower-case hex. */
  readonly genesisHash: string;
}

/**
 * Opens the database for writing, migrated, and bound to one chain.
 * @throws Error when it belongs to another chain or a newer program
 */
export function openForWriting(path: string, chain: ChainIdentity): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: BUSY_MS });
  try {
    // FULL: a height this store reported as kept survives a power cut, so the state may pass it. Pages of the tables change
    // again and again: the WAL may grow to 32 MiB before they are copied into the file.
    db.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 8192',
    );
    migrate(db);
    const identity = `${chain.chainId} ${chain.genesisHash}`;
    db.prepare("INSERT OR IGNORE INTO meta VALUES ('chain', ?)").run(identity);
    const stored = readMeta(db, 'chain');
    if (stored !== identity) throw new Error(`it is of another chain or genesis (${stored}); this one is ${identity}`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** A second connection for readers; sees whole blocks only. */
export function openForReading(path: string): DatabaseSync {
  // Not opened read-only: whichever connection comes first must be able to make the shared memory of the WAL.
  const db = new DatabaseSync(path, { timeout: BUSY_MS });
  db.exec('PRAGMA query_only = ON; PRAGMA cache_size = -32768');
  return db;
}

export function readMeta(db: DatabaseSync, name: string): string | undefined {
  return (db.prepare('SELECT value FROM meta WHERE name = ?').get(name) as { value: string } | undefined)?.value;
}

export function writeMeta(db: DatabaseSync, name: string, value: number): void {
  db.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)').run(name, String(value));
}
