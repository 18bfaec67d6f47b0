/** How far the estimate may run ahead of the last block seen. */
const MOST_AHEAD_MS = 60_000;

/** Block time as last seen, moved on by the local clock: what nonces and timeouts are counted from. */
export class BlockClock {
  private height = -1;
  private timeMs = 0;
  private seenAt = 0;
  private readonly now: () => number;

  /** `now`: monotonic milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.now = now;
  }

  observe(height: number, timeMs: number): void {
    if (height <= this.height) return;
    this.height = height;
    this.timeMs = timeMs;
    this.seenAt = this.now();
  }

  get isKnown(): boolean {
    return this.height >= 0;
  }

  /** Integer ms. */
  estimate(): number {
    return this.timeMs + Math.min(MOST_AHEAD_MS, Math.floor(this.now() - this.seenAt));
  }
}
