import { hash } from 'node:crypto';
import type { ApplicationInterface, BlockCommitted, CheckTxResult, MempoolFacts } from '#chain/app-types.ts';
import { AppError } from '#chain/lib/errors.ts';
import { AdmissionQueue, type VerifyAhead } from './admission-queue.ts';
import { type MempoolConfig, mempoolDefaults } from './config.ts';
import { type MempoolCounters, newCounters } from './counters.ts';
import { type DropReason, type Entry, nonceKey } from './entry.ts';
import { PendingTxs, type Reaped } from './pending-txs.ts';
import { RecentTxs } from './recent.ts';
import { duplicateOf, refusal, type SubmitResult } from './submit-result.ts';
import { looksUrgent } from './urgent-tx.ts';

export interface MempoolDeps {
  readonly app: Pick<ApplicationInterface, 'checkTx'>;
  /** Committed ordered sequence of an account (lower-case hex of its 20 bytes); 0 for an unknown one. */
  sequence(signer: string): number;
  /** Verifies signatures in workers before checkTx asks for them. */
  readonly verifyAhead?: VerifyAhead;
  /** Whether a tx goes through admission before the ordinary ones: those of lanes 0 and 1 unless told otherwise. */
  isUrgent?(tx: Uint8Array): boolean;
  /** A reason to take no tx of this lane now (the late-clock rule of chain §4). */
  refuse?(facts: MempoolFacts): AppError | undefined;
  /** Wall clock, ms. */
  now?(): number;
  readonly log?: { warn(context: object, message: string): void };
}

const RETRY_MS = 500;
/** Txs that are checked again after a block however small it is. */
const LEAST_RECHECK = 16;

/** Of a sequence error: the tx is not used up, others of its signer must come before it. */
const isAhead = ({ details }: AppError): boolean => (details.got as number) > (details.expected as number);

/** Hex as one flat string; built piece by piece it would be flattened again at every use as a key. */
const flatHex = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');

/**
 * The pool of txs that wait for a block, under both engines: who may enter, who must leave. A signer's ordered txs have
 * consecutive sequences beginning at the committed one.
 */
export class Mempool {
  readonly counters: MempoolCounters = newCounters();
  private readonly config: MempoolConfig;
  private readonly deps: MempoolDeps;
  private readonly ordinary: AdmissionQueue;
  /** Prices, bridge votes and cancels: they do not stand behind a flood of orders, nor can a flood of them stop orders. */
  private readonly urgent: AdmissionQueue;
  private readonly recent: RecentTxs;
  private readonly pending = new PendingTxs();
  /** Hashes between arrival and admission. */
  private readonly arriving = new Map<string, Promise<SubmitResult>>();
  private readonly listeners = new Set<() => void>();
  private recheckFrom = 0;
  private isClosed = false;

  constructor(config: Partial<MempoolConfig>, deps: MempoolDeps) {
    this.config = { ...mempoolDefaults, ...config };
    this.deps = deps;
    this.recent = new RecentTxs(this.config.recentTxs);
    const onError = (error: unknown): void => {
      this.counters.verifierErrors++;
      deps.log?.warn({ err: error }, 'signature verifier failed');
    };
    const { urgentBatchTxs: batchTxs, urgentBatchesInFlight: batchesInFlight } = this.config;
    this.ordinary = new AdmissionQueue(this.config, deps.verifyAhead, onError);
    this.urgent = new AdmissionQueue({ batchTxs, batchesInFlight }, deps.verifyAhead, onError);
  }

  /** Txs that wait for a block. */
  get size(): number {
    return this.pending.size;
  }
  get bytes(): number {
    return this.pending.bytes;
  }
  get weight(): number {
    return this.pending.weight;
  }
  /** Weight of lanes 1 to 3. */
  get orderWeight(): number {
    return this.pending.orderWeight;
  }
  /** Submissions whose signatures are being verified. */
  get arrivingTxs(): number {
    return this.ordinary.size + this.urgent.size;
  }

  /** Called after each admitted tx; returns how to stop it. */
  onAdmitted(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** No submission is taken any more; those under way still get their answer. */
  close(): void {
    this.isClosed = true;
  }

  has(txHash: string): boolean {
    return this.pending.find(txHash) !== undefined || this.arriving.has(txHash);
  }

  /**
   * Takes raw tx bytes from a client (`isLocal`) or from a peer. Resolves when the pool has decided; never rejects.
   * Refusals: 5006 size, 5013 backlog, account cap or queue (retryable), 9002 late clock, 9004 stopping, 1005 sequence,
   * and whatever checkTx says.
   */
  submit(tx: Uint8Array, isLocal = true): Promise<SubmitResult> {
    const txHash = hash('sha256', tx, 'hex');
    const isUrgent = this.deps.isUrgent?.(tx) ?? looksUrgent(tx);
    const queue = isUrgent ? this.urgent : this.ordinary;
    const early = this.decideUnread(tx, txHash, queue);
    if (early !== undefined) return Promise.resolve(early);
    const before = this.arriving.get(txHash);
    if (before !== undefined) {
      this.counters.duplicates++;
      return before.then((result) => (result.code === 0 ? { ...result, duplicate: 'pending' } : result));
    }
    const decided = new Promise<SubmitResult>((resolve) => {
      const decide = (mayWait: boolean): void => {
        const result = this.admit(tx, txHash, isLocal, mayWait);
        if (result === undefined) {
          this.ordinary.push(tx, () => decide(false));
          return;
        }
        this.arriving.delete(txHash);
        resolve(result);
      };
      queue.push(tx, () => decide(isUrgent && this.ordinary.size > 0));
    });
    this.arriving.set(txHash, decided);
    return decided;
  }

  /** What can be said without reading the tx. */
  private decideUnread(tx: Uint8Array, txHash: string, queue: AdmissionQueue): SubmitResult | undefined {
    this.counters.submitted++;
    if (this.isClosed) return this.refuse(txHash, new AppError(9004));
    if (tx.length > this.config.maxTxBytes) {
      const details = { bytes: tx.length, maxBytes: this.config.maxTxBytes };
      return this.refuse(txHash, new AppError(5006, undefined, details));
    }
    const height = this.recent.find(txHash);
    if (height !== undefined || this.pending.find(txHash) !== undefined) {
      this.counters.duplicates++;
      return duplicateOf(txHash, height);
    }
    if (queue.size >= this.config.queueTxs) return this.refuse(txHash, this.full('queue'));
    return undefined;
  }

  private refuse(txHash: string, error: AppError): SubmitResult {
    this.counters.refused++;
    if (error.code === 5013) this.counters.shed++;
    return refusal(txHash, error);
  }

  private full(scope: 'queue' | 'backlog' | 'account'): AppError {
    return new AppError(5013, undefined, { scope, retryAfterMs: RETRY_MS });
  }

  private check(tx: Uint8Array, recheck: boolean): CheckTxResult {
    try {
      return this.deps.app.checkTx(tx, recheck);
    } catch (error) {
      this.deps.log?.warn({ err: error }, 'checkTx failed');
      const { code, codespace, message } = new AppError(9001);
      return { code, codespace, log: message, gasWanted: 0n, gasUsed: 0n };
    }
  }

  /** Undefined when `mayWait` and the sequence says that an earlier tx of the signer has yet to be admitted. */
  private admit(tx: Uint8Array, txHash: string, isLocal: boolean, mayWait: boolean): SubmitResult | undefined {
    const { facts, ...verdict } = this.check(tx, false);
    if (verdict.code !== 0 || facts === undefined) {
      this.counters.refused++;
      return { hash: txHash, ...verdict };
    }
    const key = nonceKey(facts);
    const replaced = this.pending.findByNonce(key);
    const late = this.deps.refuse?.(facts);
    const outOfOrder = this.sequenceError(facts);
    if (mayWait && late === undefined && outOfOrder !== undefined && isAhead(outOfOrder)) return undefined;
    const error = late ?? outOfOrder ?? this.capError(facts, replaced);
    if (error !== undefined) return this.refuse(txHash, error);
    if (replaced !== undefined) this.drop(replaced, 'replaced');
    const entry = { hash: txHash, tx, facts, nonceKey: key, addedMs: this.now(), isLocal, isGossiped: false };
    this.pending.add(entry, replaced !== undefined);
    this.counters.admitted++;
    for (const listener of this.listeners) listener();
    return { hash: txHash, ...verdict };
  }

  /** An ordered tx must continue its signer's txs, committed and waiting, or replace a waiting one. */
  private sequenceError(facts: MempoolFacts): AppError | undefined {
    if (facts.sequence === undefined) return undefined;
    const committed = this.deps.sequence(facts.signer);
    const expected = this.pending.findAccount(facts.signer)?.expected(committed) ?? committed;
    if (facts.sequence >= committed && facts.sequence <= expected) return undefined;
    const message = `account sequence mismatch, expected ${expected}, got ${facts.sequence}`;
    return new AppError(1005, message, { expected, got: facts.sequence });
  }

  private capError(facts: MempoolFacts, replaced: Entry | undefined): AppError | undefined {
    const { config, pending } = this;
    const growth = pending.growth(facts, replaced);
    const account = pending.findAccount(facts.signer);
    const isAccountFull =
      (account?.txs ?? 0) + growth.txs > config.accountTxs ||
      (account?.bytes ?? 0) + growth.bytes > config.accountBytes;
    if (isAccountFull) return this.full('account');
    const isUrgent = facts.lane <= 1;
    const fits =
      pending.size + growth.txs <= config.maxTxs + (isUrgent ? config.reservedTxs : 0) &&
      pending.bytes + growth.bytes <= config.maxBytes + (isUrgent ? config.reservedBytes : 0) &&
      pending.weight + growth.weight <= config.maxWeight + (isUrgent ? config.reservedWeight : 0);
    return fits ? undefined : this.full('backlog');
  }

  private drop(entry: Entry, reason: DropReason): void {
    if (this.pending.remove(entry)) this.counters.dropped[reason]++;
  }

  /** Candidates for a block in order of arrival, of lanes 0 to `maxLane`; a signer's order is never broken. */
  reap(maxLane = 3): Uint8Array[] {
    return this.pending.reap(maxLane).txs;
  }

  /** The same where lanes 1 to 3 may weigh about `maxWeight` (the tx that reaches it is the last); see PendingTxs.reap. */
  reapWithin(maxLane: number, maxWeight: number): Reaped {
    return this.pending.reap(maxLane, maxWeight);
  }

  /** Locally entered txs that were not handed out yet, up to `maxBytes`: what comet gossips. */
  reapForGossip(maxBytes: number): Uint8Array[] {
    return this.pending.reapForGossip(maxBytes);
  }

  /** The first `limit` txs in order of arrival. */
  list(limit: number): Uint8Array[] {
    const txs: Uint8Array[] = [];
    for (const { tx } of this.pending.all()) {
      if (txs.length >= limit) break;
      txs.push(tx);
    }
    return txs;
  }

  /** Facts of a waiting tx. */
  findFacts(txHash: string): MempoolFacts | undefined {
    return this.pending.find(txHash)?.facts;
  }

  /** Call after `app.commit()`: forgets what was committed and what no block can take any more. */
  onCommitted(block: Pick<BlockCommitted, 'height' | 'timeMs' | 'txs'>): void {
    const moved = new Set<string>();
    for (const { hash: committed, decoded } of block.txs) {
      const txHash = decoded?.hashHex ?? flatHex(committed);
      this.recent.add(txHash, block.height);
      const entry = this.pending.find(txHash);
      if (entry !== undefined && this.pending.remove(entry)) this.counters.committed++;
      const signer = entry?.facts.signer ?? decoded?.signerHex;
      if (signer !== undefined) moved.add(signer);
    }
    this.dropExpired(block.timeMs, moved);
    this.dropStale(moved);
    this.recheck(Math.max(LEAST_RECHECK, block.txs.length >> 2), moved);
    this.dropStale(moved);
  }

  /** @param moved gains the signers whose txs are no longer consecutive */
  private dropExpired(blockTimeMs: number, moved: Set<string>): void {
    for (const entry of this.pending.expired(blockTimeMs, this.now() - this.config.ttlMs)) {
      this.drop(entry, 'expired');
      moved.add(entry.facts.signer);
    }
  }

  /** Of signers whose sequence moved or who lost a tx; the others' are as consecutive as they were. */
  private dropStale(moved: ReadonlySet<string>): void {
    for (const signer of moved) {
      const account = this.pending.findAccount(signer);
      if (account === undefined || account.ordered.size === 0) continue;
      for (const entry of account.stale(this.deps.sequence(signer))) this.drop(entry, 'sequence');
    }
  }

  /** Bounded work in proportion to the block's: goes round the pool; what is not looked at fails harmlessly when it executes. */
  private recheck(most: number, moved: Set<string>): void {
    const limit = Math.min(most, this.config.recheckTxs);
    const due: Entry[] = [];
    for (const entry of this.pending.all()) {
      if (entry.arrival < this.recheckFrom) continue;
      if (due.length === limit) break;
      due.push(entry);
    }
    const last = due.at(-1);
    this.recheckFrom = last === undefined || due.length < limit ? 0 : last.arrival + 1;
    for (const entry of due) {
      if (this.check(entry.tx, true).code === 0) continue;
      this.drop(entry, 'recheck');
      moved.add(entry.facts.signer);
    }
  }

  private now(): number {
    return this.deps.now?.() ?? Date.now();
  }
}
