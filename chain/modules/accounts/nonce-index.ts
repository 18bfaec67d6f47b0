import type { Journal, Undoable } from '../../state/journal.ts';

/** A timeout in nanoseconds as bucket · 10^8 + rest, both exact doubles. */
export interface SplitTime {
  /** Tenths of a second since 1970, < 2^53. */
  readonly bucket: number;
  /** 0..99,999,999 ns. */
  readonly rest: number;
}

const BUCKET_NS = 100_000_000n;
const BUCKET = 100_000_000;
/** Accounts below this keep account · 10^8 + rest below 2^53. */
export const MAX_ACCOUNT = 90_000_000;

/** `timeoutNs` below 2^63. */
export function splitTime(timeoutNs: bigint): SplitTime {
  const bucket = timeoutNs / BUCKET_NS;
  return { bucket: Number(bucket), rest: Number(timeoutNs - bucket * BUCKET_NS) };
}

export const joinTime = ({ bucket, rest }: SplitTime): bigint => BigInt(bucket) * BUCKET_NS + BigInt(rest);

/**
 * (account, timeout) → row of a used nonce, grouped by tenths of a second so that expiry looks at what is due only.
 * A cache of the nonce table.
 */
export class NonceIndex implements Undoable {
  private readonly journal: Journal;
  private readonly buckets = new Map<number, Map<number, number>>();

  constructor(journal: Journal) {
    this.journal = journal;
  }

  /** −1 when the nonce is free. */
  find(account: number, { bucket, rest }: SplitTime): number {
    return this.buckets.get(bucket)?.get(account * BUCKET + rest) ?? -1;
  }

  add(account: number, { bucket, rest }: SplitTime, row: number): void {
    const key = account * BUCKET + rest;
    this.journal.noteNumber(this, bucket, key);
    this.put(bucket, key, row);
  }

  remove(account: number, { bucket, rest }: SplitTime): void {
    const key = account * BUCKET + rest;
    this.journal.noteObject(this, bucket, { key, row: this.buckets.get(bucket)!.get(key)! });
    this.drop(bucket, key);
  }

  /** Rows of every nonce in buckets that begin at or before `bucket`. O(buckets + rows returned). */
  rowsUntil(bucket: number): number[] {
    const rows: number[] = [];
    for (const [one, entries] of this.buckets) if (one <= bucket) rows.push(...entries.values());
    return rows;
  }

  clear(): void {
    this.buckets.clear();
  }

  undo(bucket: number, key: number, removed: unknown): void {
    if (removed === undefined) this.drop(bucket, key);
    else {
      const { key: old, row } = removed as { key: number; row: number };
      this.put(bucket, old, row);
    }
  }

  private put(bucket: number, key: number, row: number): void {
    let entries = this.buckets.get(bucket);
    if (entries === undefined) {
      entries = new Map();
      this.buckets.set(bucket, entries);
    }
    entries.set(key, row);
  }

  private drop(bucket: number, key: number): void {
    const entries = this.buckets.get(bucket)!;
    entries.delete(key);
    if (entries.size === 0) this.buckets.delete(bucket);
  }
}
