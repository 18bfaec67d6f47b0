import type { Hex } from 'viem';
import type { NonceTable } from './nonce-table.ts';

/** What became of the transaction that was on its way. `lost`: its nonce was used by another one. */
export type SettledTx =
  | { readonly kind: 'none' | 'waiting' }
  | { readonly kind: 'mined' | 'reverted' | 'lost'; readonly job: string; readonly hash?: Hex };

/** A sender that was refused and has not asked again for this long wants nothing any more. */
const CLAIM_MS = 10_000;

/**
 * What the senders of one key on one chain share, one for each spoke there: the nonce table, and whose turn it is. There is
 * one transaction at a time; who was refused first sends next, so that a busy spoke leaves the others room. Whoever looks
 * after the transaction on its way, its own sender is told what became of it.
 */
export class KeyWriter {
  readonly table: NonceTable;
  /** When the newest attempt of the transaction on its way was sent, by nonce; ms. */
  readonly sentAt = new Map<number, number>();
  private readonly ceilings = new Map<number, bigint | undefined>();
  private readonly results = new Map<number, SettledTx>();
  private readonly claims = new Map<number, { readonly sinceMs: number; readonly askedMs: number }>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(table: NonceTable) {
    this.table = table;
  }

  /** A spoke sends with this key. `ceiling`: most it pays, wei per gas. */
  join(spoke: number, ceiling: bigint | undefined): void {
    this.ceilings.set(spoke, ceiling);
  }

  /** Runs tasks one after the other, in the order of the calls. */
  alone<T>(task: () => Promise<T>): Promise<T> {
    const done = this.last.then(task);
    this.last = done.catch(() => undefined);
    return done;
  }

  /** True when a spoke may send now; a refusal puts it into the queue. */
  mayBegin(spoke: number, nowMs: number): boolean {
    const sinceMs = this.claims.get(spoke)?.sinceMs ?? nowMs;
    const isBehind = [...this.claims].some(
      ([other, claim]) => other !== spoke && nowMs - claim.askedMs < CLAIM_MS && claim.sinceMs < sinceMs,
    );
    if (!isBehind && this.table.pending().length === 0) return true;
    this.claims.set(spoke, { sinceMs, askedMs: nowMs });
    return false;
  }

  /** Its turn is over. */
  begun(spoke: number): void {
    this.claims.delete(spoke);
  }

  /** Whose a recorded transaction is, and what for. A spoke that is not served any more leaves its own to `finder`. */
  ownerOf(job: string, finder: number): { readonly spoke: number; readonly job: string; readonly ceiling?: bigint } {
    const [, number, rest] = /^spoke (\d+): (.*)$/s.exec(job) ?? [];
    const named = Number(number);
    const spoke = number !== undefined && this.ceilings.has(named) ? named : finder;
    const ceiling = this.ceilings.get(spoke);
    return { spoke, job: rest ?? job, ...(ceiling !== undefined && { ceiling }) };
  }

  /** As a job is recorded, so that its spoke is known after a restart. */
  static recorded(spoke: number, job: string): string {
    return `spoke ${spoke}: ${job}`;
  }

  deliver(spoke: number, result: SettledTx): void {
    this.results.set(spoke, result);
  }

  /** What another spoke's sender found out for this one, once. */
  takeResult(spoke: number): SettledTx | undefined {
    const result = this.results.get(spoke);
    this.results.delete(spoke);
    return result;
  }
}
