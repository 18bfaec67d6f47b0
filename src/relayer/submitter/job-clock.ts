import { retryDelayMs } from './retry-schedule.ts';
import type { FailureClass } from './submit-errors.ts';

interface JobTime {
  attempt: number;
  dueMs: number;
}

const HOPELESS_ATTEMPT = 1_000;

/** When each job may be tried: after the validator's own delay, then by the retry schedule. Kept in memory only. */
export class JobClock {
  private readonly firstDelayMs: number;
  private readonly nowMs: () => number;
  private readonly random: () => number;
  private readonly jobs = new Map<string, JobTime>();

  constructor(firstDelayMs: number, nowMs: () => number, random: () => number = Math.random) {
    this.firstDelayMs = firstDelayMs;
    this.nowMs = nowMs;
    this.random = random;
  }

  /** True when it is time; the first question starts the delay. */
  isDue(job: string): boolean {
    const known = this.jobs.get(job) ?? { attempt: 0, dueMs: this.nowMs() + this.firstDelayMs };
    this.jobs.set(job, known);
    return this.nowMs() >= known.dueMs;
  }

  /** True while a failed one has to wait. */
  isWaiting(job: string): boolean {
    return this.nowMs() < (this.jobs.get(job)?.dueMs ?? 0);
  }

  /** What can not succeed is looked at again only every hour; everything else follows the schedule. */
  failed(job: string, failure: FailureClass): void {
    const known = this.jobs.get(job) ?? { attempt: 0, dueMs: 0 };
    const attempt = failure === 'permanent' ? HOPELESS_ATTEMPT : known.attempt;
    this.jobs.set(job, { attempt: attempt + 1, dueMs: this.nowMs() + retryDelayMs(attempt, this.random()) });
  }

  done(job: string): void {
    this.jobs.delete(job);
  }
}
