import { setImmediate as turn } from 'node:timers/promises';

/** Measures work that is done in steps with turns of the event loop between them. Begins with a step. */
export class StepTimes {
  /** Of the steps that have ended. */
  longestMs = 0;
  private startedMs = performance.now();

  /** Ends a step, gives the event loop a turn, begins the next. */
  async next(): Promise<void> {
    await this.wait(turn());
  }

  /** Ends a step, waits, begins the next. */
  async wait(until: Promise<unknown>): Promise<void> {
    this.end();
    await until;
    this.startedMs = performance.now();
  }

  end(): void {
    this.longestMs = Math.max(this.longestMs, performance.now() - this.startedMs);
  }
}
