import { renameSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Address, Hex } from 'viem';
import type { Fees } from './fees.ts';

/** A transaction that was signed and whose fate is not known yet. */
export interface PendingTx extends Fees {
  readonly nonce: number;
  /** What it is for; see SpokeJob. */
  readonly job: string;
  readonly to: Address;
  readonly data: Hex;
  readonly gas: bigint;
  /** Every signed form, newest last: any of them may be mined. */
  readonly attempts: readonly { readonly hash: Hex; readonly raw: Hex }[];
}

/** Whose nonces these are. A file of somebody else is set aside, never mixed in. */
export interface NonceOwner {
  readonly chainId: bigint;
  readonly sender: Address;
  /** Of the hub's domain: another hub on the same chain is another owner. */
  readonly hubSalt: Hex;
}

/** Another process writes with this key on this chain. */
export class NonceTableBusy extends Error {
  override name = 'NonceTableBusy';
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS owner (name TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS pending (
    nonce INTEGER PRIMARY KEY, job TEXT NOT NULL, recipient TEXT NOT NULL, data TEXT NOT NULL, gas TEXT NOT NULL,
    max_fee TEXT NOT NULL, tip TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS attempt (
    nonce INTEGER NOT NULL, hash TEXT NOT NULL, raw TEXT NOT NULL, PRIMARY KEY (nonce, hash));
`;

/**
 * Signed transactions, on disk before they are sent, so that a crash never leaves one behind unknown. The file is locked
 * while open: one writer per key and chain. Losing it loses nothing but knowledge of what may still be mined.
 */
export class NonceTable {
  private readonly database: DatabaseSync;

  private constructor(database: DatabaseSync) {
    this.database = database;
  }

  /** `:memory:` for tests. Throws NonceTableBusy. A file of another owner is renamed to `*.of-another-chain`. */
  static open(file: string, owner: NonceOwner): NonceTable {
    const name = `${owner.chainId} ${owner.sender.toLowerCase()} ${owner.hubSalt}`;
    const database = openLocked(file);
    const row = database.prepare('SELECT name FROM owner').get() as { name: string } | undefined;
    if (row === undefined) database.prepare('INSERT INTO owner VALUES (?)').run(name);
    if (row === undefined || row.name === name) return new NonceTable(database);
    database.close();
    renameSync(file, `${file}.of-another-chain`);
    return NonceTable.open(file, owner);
  }

  /** Lowest nonce first. */
  pending(): readonly PendingTx[] {
    const rows = this.database.prepare('SELECT * FROM pending ORDER BY nonce').all() as unknown as PendingRow[];
    const attempts = this.database.prepare('SELECT hash, raw FROM attempt WHERE nonce = ? ORDER BY rowid');
    return rows.map((row) => ({
      nonce: row.nonce,
      job: row.job,
      to: row.recipient as Address,
      data: row.data as Hex,
      gas: BigInt(row.gas),
      maxFeePerGas: BigInt(row.max_fee),
      maxPriorityFeePerGas: BigInt(row.tip),
      attempts: attempts.all(row.nonce).map((one) => ({ hash: one.hash as Hex, raw: one.raw as Hex })),
    }));
  }

  /** Durable when it returns. The fees are those of the newest attempt. */
  record(tx: Omit<PendingTx, 'attempts'>, attempt: PendingTx['attempts'][number]): void {
    const { nonce, job, to, data, gas, maxFeePerGas, maxPriorityFeePerGas } = tx;
    this.database.exec('BEGIN');
    this.database
      .prepare('INSERT OR REPLACE INTO pending VALUES (?, ?, ?, ?, ?, ?, ?)')
      .run(nonce, job, to, data, `${gas}`, `${maxFeePerGas}`, `${maxPriorityFeePerGas}`);
    this.database.prepare('INSERT OR IGNORE INTO attempt VALUES (?, ?, ?)').run(nonce, attempt.hash, attempt.raw);
    this.database.exec('COMMIT');
  }

  /** Its fate is known. */
  remove(nonce: number): void {
    this.database.exec('BEGIN');
    this.database.prepare('DELETE FROM pending WHERE nonce = ?').run(nonce);
    this.database.prepare('DELETE FROM attempt WHERE nonce = ?').run(nonce);
    this.database.exec('COMMIT');
  }

  close(): void {
    this.database.close();
  }
}

interface PendingRow {
  readonly nonce: number;
  readonly job: string;
  readonly recipient: string;
  readonly data: string;
  readonly gas: string;
  readonly max_fee: string;
  readonly tip: string;
}

function openLocked(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL;');
    database.exec(`BEGIN EXCLUSIVE; ${SCHEMA} COMMIT;`);
  } catch (error) {
    database.close();
    throw new NonceTableBusy(`${file} is in use by another relayer`, { cause: error });
  }
  return database;
}
