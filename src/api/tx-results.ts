import { AppError } from '#chain/lib/errors.ts';
import type { ChainView } from '#chain/view.ts';
import type { Indexer } from '#src/indexer/indexer-types.ts';
import { noHistory } from '#src/indexer/no-history.ts';
import type { IndexedBlock, TxRow } from '#src/indexer/rows.ts';
import type { Clock, TxGateway } from './deps.ts';
import { RetryLater, refusal } from './error-body.ts';
import type { TxFormat } from './format/tx.ts';
import type { TxResult } from './schemas/tx.ts';

export interface TxOutcome {
  /** 200 known, 202 pending. */
  readonly status: 200 | 202;
  readonly result: TxResult;
}

interface Waiter {
  resolve(row: TxRow | undefined): void;
}

/** Follows transactions from submission to their block: the same for REST and WebSocket. */
export class TxResults {
  private readonly view: ChainView;
  private readonly indexer: Indexer;
  private readonly gateway: TxGateway;
  private readonly clock: Clock;
  private readonly format: TxFormat;
  private readonly waiting = new Map<string, Set<Waiter>>();
  private readonly hashOf: (bytes: Uint8Array) => string;
  private isReleased = false;

  constructor(parts: {
    view: ChainView;
    indexer: Indexer;
    gateway: TxGateway;
    clock: Clock;
    format: TxFormat;
    hashOf(bytes: Uint8Array): string;
  }) {
    this.view = parts.view;
    this.indexer = parts.indexer;
    this.gateway = parts.gateway;
    this.clock = parts.clock;
    this.format = parts.format;
    this.hashOf = parts.hashOf;
  }

  /** Wakes who waits for a tx of this block. */
  onBlock(block: IndexedBlock): void {
    for (const row of block.txs) {
      const waiters = this.waiting.get(row.hash);
      if (waiters === undefined) continue;
      this.waiting.delete(row.hash);
      for (const waiter of waiters) waiter.resolve(row);
    }
  }

  /** Nobody waits any longer: the node stops. */
  release(): void {
    this.isReleased = true;
    for (const waiters of this.waiting.values()) for (const waiter of waiters) waiter.resolve(undefined);
    this.waiting.clear();
  }

  /** The committed or pending result of a tx hash (64 upper-case hex digits); undefined when unknown. */
  async find(hash: string): Promise<TxResult | undefined> {
    if (!this.indexer.keepsHistory && this.gateway.isPending(hash)) return this.format.pending(hash);
    const row = await this.findRow(hash);
    if (row !== undefined) return this.format.committed(row);
    return this.gateway.isPending(hash) ? this.format.pending(hash) : undefined;
  }

  /**
   * Sends bytes to the pool; bytes that are known are not sent again. `sync` answers once checkTx passed, `commit` once the
   * tx is in a block or `waitMs` ran out.
   * @throws AppError of checkTx
   */
  async submit(bytes: Uint8Array, mode: 'sync' | 'commit', waitMs: number): Promise<TxOutcome> {
    const hash = this.hashOf(bytes);
    if (!this.indexer.keepsHistory) return this.submitUnseen(bytes, hash, mode, waitMs);
    const known = await this.findRow(hash);
    if (known !== undefined) return { status: 200, result: this.format.committed(known) };
    const commit = mode === 'commit' && waitMs > 0 && !this.isReleased ? this.expect(hash, waitMs) : undefined;
    try {
      if (!this.gateway.isPending(hash)) await this.send(bytes);
    } catch (error) {
      commit?.cancel();
      // It may have entered a block between the look-up and the refusal (nonce used): then that is the answer.
      const late = await this.findRow(hash);
      if (late !== undefined) return { status: 200, result: this.format.committed(late) };
      throw error;
    }
    const row = await commit?.done;
    if (row !== undefined) return { status: 200, result: this.format.committed(row) };
    return { status: 202, result: this.format.pending(hash) };
  }

  /** On a node without history, which does not hear what becomes of a tx. @throws AppError 8004 for who wants to wait for it */
  private async submitUnseen(
    bytes: Uint8Array,
    hash: string,
    mode: 'sync' | 'commit',
    waitMs: number,
  ): Promise<TxOutcome> {
    if (mode === 'commit' && waitMs > 0) throw noHistory();
    if (!this.gateway.isPending(hash)) await this.send(bytes);
    return { status: 202, result: this.format.pending(hash) };
  }

  private async send(bytes: Uint8Array): Promise<void> {
    const { code, log, details } = await this.gateway.submit(bytes);
    if (code === 0) return;
    const refused = refusal(code, log, details ?? {});
    const nextAt = refused.details.nextAt;
    if (refused.code === 5013) throw new RetryLater(5013, 500, refused.details);
    if (refused.code === 5002 && typeof nextAt === 'number') {
      throw new RetryLater(5002, Math.max(0, nextAt - this.view.chain().timeMs), refused.details);
    }
    throw refused;
  }

  private async findRow(hash: string): Promise<TxRow | undefined> {
    const { live, history } = this.indexer;
    // Looked at again afterwards: the block may have come while history was read.
    return live.findRecentTx(hash) ?? (await history.findTx(hash)) ?? live.findRecentTx(hash);
  }

  private expect(hash: string, waitMs: number): { done: Promise<TxRow | undefined>; cancel(): void } {
    const set = this.waiting.get(hash) ?? new Set<Waiter>();
    this.waiting.set(hash, set);
    let cancel = (): void => {};
    const done = new Promise<TxRow | undefined>((resolve) => {
      const waiter: Waiter = {
        resolve: (row) => {
          stop();
          resolve(row);
        },
      };
      cancel = () => {
        set.delete(waiter);
        if (set.size === 0 && this.waiting.get(hash) === set) this.waiting.delete(hash);
        waiter.resolve(undefined);
      };
      const stop = this.clock.after(waitMs, cancel);
      set.add(waiter);
    });
    return { done, cancel };
  }
}

/** 64 hex digits in either case, with or without 0x, as upper case. @throws AppError 8001 */
export function parseTxHash(text: string): string {
  const hex = text.startsWith('0x') ? text.slice(2) : text;
  if (!/^[0-9a-fA-F]{64}$/.test(hex))
    throw new AppError(8001, undefined, { field: 'hash', reason: 'not 64 hex digits' });
  return hex.toUpperCase();
}
