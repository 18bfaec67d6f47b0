import type { MempoolFacts } from '#chain/app-types.ts';
import { AccountQueue } from './account-queue.ts';
import type { Entry } from './entry.ts';

/** What the pool says of a tx that comes in. */
export type NewEntry = Omit<Entry, 'arrival' | 'account'>;

/** Txs for a block. */
export interface Reaped {
  readonly txs: Uint8Array[];
  /** Of those of lanes 1 to 3. */
  readonly weight: number;
}

/** The part of a limited block that cancels find room in before others, as the application reserves it (spec: trading §4.2). */
const CANCEL_SHARE = 1 / 4;

/**
 * The txs that wait for a block, in order of arrival, with what is known of them per account and nonce. A signer's later
 * sequences always stand behind its earlier ones.
 */
export class PendingTxs {
  /** By hash, in order of arrival. */
  private readonly entries = new Map<string, Entry>();
  private readonly accounts = new Map<string, AccountQueue>();
  private readonly nonces = new Map<string, Entry>();
  private arrivals = 0;
  private totalBytes = 0;
  private totalWeight = 0;
  private lane0Weight = 0;
  /** No waiting tx times out or was added before these, ms. */
  private firstTimeoutMs = Number.POSITIVE_INFINITY;
  private firstAddedMs = Number.POSITIVE_INFINITY;

  get size(): number {
    return this.entries.size;
  }
  get bytes(): number {
    return this.totalBytes;
  }
  get weight(): number {
    return this.totalWeight;
  }
  /** Weight of lanes 1 to 3. */
  get orderWeight(): number {
    return this.totalWeight - this.lane0Weight;
  }

  find(txHash: string): Entry | undefined {
    return this.entries.get(txHash);
  }

  findByNonce(nonceKey: string | undefined): Entry | undefined {
    return nonceKey === undefined ? undefined : this.nonces.get(nonceKey);
  }

  findAccount(signer: string): AccountQueue | undefined {
    return this.accounts.get(signer);
  }

  /** In order of arrival; entries may be removed meanwhile. */
  all(): IterableIterator<Entry> {
    return this.entries.values();
  }

  /** Txs that time out at `nowBlockMs` of the chain or were added before `oldestMs` of the clock; looks only when there can be some. */
  expired(nowBlockMs: number, oldestMs: number): Entry[] {
    const found: Entry[] = [];
    if (this.firstTimeoutMs > nowBlockMs && this.firstAddedMs >= oldestMs) return found;
    this.firstTimeoutMs = Number.POSITIVE_INFINITY;
    this.firstAddedMs = Number.POSITIVE_INFINITY;
    for (const entry of this.entries.values()) {
      const { timeoutMs = Number.POSITIVE_INFINITY } = entry.facts;
      if (entry.addedMs < oldestMs || timeoutMs <= nowBlockMs) found.push(entry);
      else {
        this.firstTimeoutMs = Math.min(this.firstTimeoutMs, timeoutMs);
        this.firstAddedMs = Math.min(this.firstAddedMs, entry.addedMs);
      }
    }
    return found;
  }

  /**
   * Puts a tx at the end. Where it replaces another of its sequence, the signer's later sequences move behind it: a
   * replacement gives up its place.
   */
  add(entry: NewEntry, isReplacement: boolean): void {
    this.put(entry);
    const { signer, sequence } = entry.facts;
    if (!isReplacement || sequence === undefined) return;
    for (const later of this.accounts.get(signer)!.after(sequence)) {
      this.remove(later);
      this.put(later);
    }
  }

  private put(arrived: NewEntry): void {
    const { facts } = arrived;
    let account = this.accounts.get(facts.signer);
    if (account === undefined) {
      account = new AccountQueue();
      this.accounts.set(facts.signer, account);
    }
    const entry: Entry = {
      hash: arrived.hash,
      tx: arrived.tx,
      facts,
      account,
      nonceKey: arrived.nonceKey,
      arrival: this.arrivals++,
      addedMs: arrived.addedMs,
      isLocal: arrived.isLocal,
      isGossiped: arrived.isGossiped,
    };
    this.entries.set(entry.hash, entry);
    if (entry.nonceKey !== undefined) this.nonces.set(entry.nonceKey, entry);
    account.add(entry);
    this.firstTimeoutMs = Math.min(this.firstTimeoutMs, facts.timeoutMs ?? Number.POSITIVE_INFINITY);
    this.firstAddedMs = Math.min(this.firstAddedMs, entry.addedMs);
    this.totalBytes += facts.bytes;
    this.totalWeight += facts.weight;
    if (facts.lane === 0) this.lane0Weight += facts.weight;
  }

  /** False when it was not here. */
  remove(entry: Entry): boolean {
    const { facts, nonceKey, account } = entry;
    if (!this.entries.delete(entry.hash)) return false;
    if (nonceKey !== undefined && this.nonces.get(nonceKey) === entry) this.nonces.delete(nonceKey);
    account.remove(entry);
    if (account.txs === 0) this.accounts.delete(facts.signer);
    this.totalBytes -= facts.bytes;
    this.totalWeight -= facts.weight;
    if (facts.lane === 0) this.lane0Weight -= facts.weight;
    return true;
  }

  /**
   * Of lanes 0 to `maxLane`, in order of arrival; a signer's order is never broken. Where lanes 1 to 3 weigh more than
   * `maxWeight`, lane 0 comes first, then cancels up to their share, then all others until the weight is reached.
   */
  reap(maxLane: number, maxWeight = Number.POSITIVE_INFINITY): Reaped {
    const reaped: { txs: Uint8Array[]; weight: number } = { txs: [], weight: 0 };
    const take = ({ tx, facts }: Entry): void => {
      reaped.txs.push(tx);
      if (facts.lane > 0) reaped.weight += facts.weight;
    };
    const early = new Set<Entry>();
    const isLimited = this.orderWeight > maxWeight;
    if (isLimited) {
      this.each((entry) => {
        const { lane } = entry.facts;
        if (lane > 1 || (lane === 1 && reaped.weight >= maxWeight * CANCEL_SHARE)) return false;
        early.add(entry);
        take(entry);
        return true;
      });
    }
    this.each(
      (entry) => {
        if (entry.facts.lane > maxLane) return false;
        if (!early.has(entry)) take(entry);
        return true;
      },
      () => isLimited && reaped.weight >= maxWeight,
    );
    return reaped;
  }

  /** Offers txs in order of arrival until `isDone`; after an ordered one that is not taken, its signer's later ones are not offered. */
  private each(takes: (entry: Entry) => boolean, isDone: () => boolean = () => false): void {
    const passedOver = new Set<string>();
    for (const entry of this.entries.values()) {
      if (isDone()) return;
      const { sequence, signer } = entry.facts;
      const isOrdered = sequence !== undefined;
      if (isOrdered && passedOver.has(signer)) continue;
      if (!takes(entry) && isOrdered) passedOver.add(signer);
    }
  }

  /** Locally entered txs that were not handed out yet, up to `maxBytes`. */
  reapForGossip(maxBytes: number): Uint8Array[] {
    const txs: Uint8Array[] = [];
    let bytes = 0;
    for (const entry of this.entries.values()) {
      if (!entry.isLocal || entry.isGossiped) continue;
      bytes += entry.facts.bytes;
      if (bytes > maxBytes) break;
      entry.isGossiped = true;
      txs.push(entry.tx);
    }
    return txs;
  }

  /** How much a tx would add, given the one it replaces. */
  growth(facts: MempoolFacts, replaced: Entry | undefined): { txs: number; bytes: number; weight: number } {
    const freed = replaced?.facts;
    return {
      txs: freed === undefined ? 1 : 0,
      bytes: facts.bytes - (freed?.bytes ?? 0),
      weight: facts.weight - (freed?.weight ?? 0),
    };
  }
}
