import type { Clock } from '../deps.ts';

interface Waiter {
  readonly height: number;
  resolve(reached: boolean): void;
}

/** Lets reads wait until the node has published a height (`minHeight`, spec: api §3). */
export class HeightGate {
  private readonly clock: Clock;
  private readonly current: () => number;
  private waiters: Waiter[] = [];
  private isReleased = false;

  constructor(clock: Clock, current: () => number) {
    this.clock = clock;
    this.current = current;
  }

  /** True once the height is published, false when the time ran out first. */
  wait(height: number, timeoutMs: number): Promise<boolean> {
    if (this.current() >= height) return Promise.resolve(true);
    if (this.isReleased) return Promise.resolve(false);
    return new Promise((resolve) => {
      const waiter: Waiter = {
        height,
        resolve: (reached) => {
          stop();
          this.waiters = this.waiters.filter((other) => other !== waiter);
          resolve(reached);
        },
      };
      const stop = this.clock.after(timeoutMs, () => waiter.resolve(false));
      this.waiters.push(waiter);
    });
  }

  /** Called after each block. */
  advance(): void {
    const height = this.current();
    for (const waiter of this.waiters.filter((one) => one.height <= height)) waiter.resolve(true);
  }

  /** Nobody waits any longer. */
  release(): void {
    this.isReleased = true;
    for (const waiter of [...this.waiters]) waiter.resolve(false);
  }
}
