/** How fast blocks are made, ms between the starts of two (spec: chain §4). */
export interface BlockPace {
  readonly blockTimeMs: number;
  readonly emptyBlockTimeMs: number;
}

/** What the timer looks at. */
export interface Workload {
  /** Something waits for a block. */
  hasTxs(): boolean;
  /** What waits fills a block: it is made at once. */
  isFull(): boolean;
}

/** Says when the next block is due: at once when one is full, after blockTimeMs with txs, after emptyBlockTimeMs without. */
export class BlockTimer {
  private readonly pace: BlockPace;
  private readonly workload: Workload;
  private readonly monotonicMs: () => number;
  private startedMs: number;
  private resume: (() => void) | undefined;
  private sleepsForTxs = false;
  private isStopped = false;

  constructor(pace: BlockPace, workload: Workload, monotonicMs: () => number = () => performance.now()) {
    this.pace = pace;
    this.workload = workload;
    this.monotonicMs = monotonicMs;
    this.startedMs = monotonicMs() - pace.emptyBlockTimeMs;
  }

  /** Milliseconds until the next block is due, 0 when it is now. */
  dueInMs(): number {
    if (this.workload.isFull()) return 0;
    const pause = this.workload.hasTxs() ? this.pace.blockTimeMs : this.pace.emptyBlockTimeMs;
    return Math.max(0, this.startedMs + pause - this.monotonicMs());
  }

  /** Resolves when the next block is due, or at `stop`; counts from here for the one after it. */
  async next(): Promise<void> {
    for (let ms = this.dueInMs(); ms > 0 && !this.isStopped; ms = this.dueInMs()) {
      this.sleepsForTxs = this.workload.hasTxs();
      await new Promise<void>((resolve) => {
        const timeout = setTimeout(resolve, ms);
        this.resume = () => {
          clearTimeout(timeout);
          resolve();
        };
      });
      this.resume = undefined;
    }
    this.startedMs = this.monotonicMs();
  }

  /** A tx was admitted: wakes the timer when that can make the block due sooner. */
  wake(): void {
    if (this.resume !== undefined && (!this.sleepsForTxs || this.workload.isFull())) this.resume();
  }

  /** Ends the wait under way and all later ones at once. */
  stop(): void {
    this.isStopped = true;
    this.resume?.();
  }
}
