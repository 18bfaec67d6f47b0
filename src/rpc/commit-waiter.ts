import type { TxResult } from '#chain/app-types.ts';
import { toHex } from '#chain/lib/bytes.ts';
import type { PublishedBlock } from '#src/engine/solo/solo-engine.ts';

export interface CommittedTx {
  readonly height: number;
  readonly result: TxResult;
}

/** Hands committed txs to those who wait for them by hash. */
export class CommitWaiter {
  private readonly limit: number;
  private readonly waiting = new Map<string, Set<(committed?: CommittedTx) => void>>();
  private count = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  /**
   * Begins to wait for a tx; `committed` resolves with it, or with undefined after `timeoutMs` or `cancel`.
   * Throws when too many wait.
   */
  watch(hash: string, timeoutMs: number): { committed: Promise<CommittedTx | undefined>; cancel: () => void } {
    if (this.count >= this.limit) throw new Error(`max_subscription_clients ${this.limit} reached`);
    this.count++;
    let finish: (committed?: CommittedTx) => void = () => undefined;
    const committed = new Promise<CommittedTx | undefined>((resolve) => {
      finish = resolve;
    });
    const timer = setTimeout(() => settle(), timeoutMs);
    const settle = (result?: CommittedTx): void => {
      clearTimeout(timer);
      const set = this.waiting.get(hash);
      if (set?.delete(settle)) this.count--;
      if (set?.size === 0) this.waiting.delete(hash);
      finish(result);
    };
    const set = this.waiting.get(hash) ?? new Set();
    this.waiting.set(hash, set.add(settle));
    return { committed, cancel: () => settle() };
  }

  publish({ committed }: PublishedBlock): void {
    if (this.waiting.size === 0) return;
    for (const { hash, result } of committed.txs) {
      const set = this.waiting.get(toHex(hash));
      if (set !== undefined) for (const settle of set) settle({ height: committed.height, result });
    }
  }

  /** Ends every wait. */
  close(): void {
    for (const set of this.waiting.values()) {
      for (const settle of set) settle();
    }
  }
}
