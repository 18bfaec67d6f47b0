import type { Journal, Undoable } from '../../state/journal.ts';

const BUCKET_MS = 1_000;
/** Stale entries are cleared out when they could be more than half of at least this many. */
const CLEARING_FLOOR = 4_096;

/** Row and id of each entry in turn. */
type Bucket = number[];

/** What the queue asks of the orders; ids tell a row's present order from the one that was entered. */
export interface Expiring {
  isOpen(row: number, id: number): boolean;
  readonly expiresAt: { get(row: number): number };
  /** Open orders, an upper bound of the entries that are not stale. */
  readonly open: number;
}

/**
 * Orders by the second they expire in. An entry is written once and never searched: an order that ends or gets another
 * expiry leaves a stale entry, which is skipped when its second comes, or cleared out before stale ones outnumber the rest:
 * O(1) amortised for each order, and nothing at all when it is canceled. Undo is by operation: an entry is the last of its
 * bucket when its branch is dropped.
 */
export class ExpiryQueue implements Undoable {
  private readonly journal: Journal;
  private readonly orders: Expiring;
  private readonly buckets = new Map<number, Bucket>();
  /** Seconds of the buckets as a binary heap, earliest first. */
  private readonly seconds: number[] = [];
  private entries = 0;

  constructor(journal: Journal, orders: Expiring) {
    this.journal = journal;
    this.orders = orders;
  }

  /** Entries, stale ones too. */
  get size(): number {
    return this.entries;
  }

  add(row: number, id: number, expiresAt: number): void {
    const second = Math.floor(expiresAt / BUCKET_MS);
    this.journal.noteNumber(this, second, row);
    let bucket = this.buckets.get(second);
    if (bucket === undefined) {
      bucket = [];
      this.buckets.set(second, bucket);
      this.push(second);
    }
    bucket.push(row, id);
    this.entries++;
  }

  undo(second: number): void {
    this.buckets.get(second)!.length -= 2;
    this.entries--;
  }

  /** Rows of open orders with expiresAt ≤ `nowMs`, in no particular order. Only between branches: what is due leaves. */
  takeDue(nowMs: number): number[] {
    if (this.entries > 2 * this.orders.open + CLEARING_FLOOR) this.clearStale();
    const due: number[] = [];
    const now = Math.floor(nowMs / BUCKET_MS);
    while (this.seconds.length > 0 && this.seconds[0]! <= now) {
      const second = this.seconds[0]!;
      const bucket = this.buckets.get(second)!;
      const later = this.split(bucket, second, nowMs, due);
      if (later.length > 0) {
        this.buckets.set(second, later);
        return due;
      }
      this.buckets.delete(second);
      this.pop();
    }
    return due;
  }

  /** Appends what is due to `due`; returns what is not due yet. */
  private split(bucket: Bucket, second: number, nowMs: number, due: number[]): Bucket {
    const later: Bucket = [];
    for (let i = 0; i < bucket.length; i += 2) {
      const row = bucket[i]!;
      const id = bucket[i + 1]!;
      if (!this.isCurrent(row, id, second)) continue;
      if (this.orders.expiresAt.get(row) <= nowMs) due.push(row);
      else later.push(row, id);
    }
    this.entries -= (bucket.length - later.length) / 2;
    return later;
  }

  private isCurrent(row: number, id: number, second: number): boolean {
    return this.orders.isOpen(row, id) && Math.floor(this.orders.expiresAt.get(row) / BUCKET_MS) === second;
  }

  private clearStale(): void {
    for (const [second, bucket] of this.buckets) {
      const kept: Bucket = [];
      for (let i = 0; i < bucket.length; i += 2) {
        if (this.isCurrent(bucket[i]!, bucket[i + 1]!, second)) kept.push(bucket[i]!, bucket[i + 1]!);
      }
      this.entries -= (bucket.length - kept.length) / 2;
      this.buckets.set(second, kept);
    }
  }

  private push(second: number): void {
    const heap = this.seconds;
    let at = heap.length;
    heap.push(second);
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (heap[parent]! <= second) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = second;
  }

  private pop(): void {
    const heap = this.seconds;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1]! < heap[child]!) child++;
      if (heap[child]! >= last) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
  }
}
