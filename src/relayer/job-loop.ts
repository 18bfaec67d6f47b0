import { retryDelayMs } from './submitter/retry-schedule.ts';
import { Waker } from './waker.ts';

/** What a step leaves behind: `busy` has more to do, `idle` may look less often. */
export type StepPace = 'busy' | 'normal' | 'idle';

export interface JobLoopOptions {
  readonly step: () => Promise<StepPace>;
  readonly intervalMs: number;
  /** After an idle step, unless woken. Default: intervalMs. */
  readonly idleMs?: number;
  readonly signal: AbortSignal;
  /** Something changed: look now. Retries after failures keep to their schedule. */
  readonly waker?: Waker;
  /** What may have failed answers again: retry now. */
  readonly retryWaker?: Waker;
  /** Errors after which the job must not go on. */
  readonly isFatal?: (error: unknown) => boolean;
  readonly onError: (error: unknown, isFatal: boolean) => void;
  readonly random?: () => number;
}

const LONGEST_RETRY_MS = 180_000;

/**
 * Repeats a job until the signal, one step at a time. A step that throws is repeated by the retry schedule, counted from the
 * last good one and never after more than minutes: it only looks. A fatal error ends the loop. Resolves when it has stopped.
 */
export async function runJobLoop(options: JobLoopOptions): Promise<void> {
  const { step, intervalMs, signal, isFatal, onError, random } = options;
  const waker = options.waker ?? new Waker();
  const sleep = options.retryWaker ?? new Waker();
  const pauses = { busy: 0, normal: intervalMs, idle: Math.max(intervalMs, options.idleMs ?? 0) };
  let failures = 0;
  while (!signal.aborted) {
    try {
      const pace = await step();
      failures = 0;
      await waker.wait(pauses[pace], signal);
    } catch (error) {
      if (signal.aborted) return;
      const fatal = isFatal?.(error) ?? false;
      onError(error, fatal);
      if (fatal) return;
      await sleep.wait(Math.min(retryDelayMs(failures, random?.()), LONGEST_RETRY_MS), signal);
      failures += 1;
    }
  }
}
