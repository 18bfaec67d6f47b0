import { retryDelayMs } from './submitter/retry-schedule.ts';

export interface JobLoopOptions {
  readonly step: () => Promise<unknown>;
  readonly intervalMs: number;
  readonly signal: AbortSignal;
  /** Errors after which the job must not go on. */
  readonly isFatal?: (error: unknown) => boolean;
  readonly onError: (error: unknown, isFatal: boolean) => void;
  readonly random?: () => number;
}

/**
 * Repeats a job until the signal, one step at a time. A step that throws is repeated by the retry schedule, counted from the
 * last good one; a fatal error ends the loop. Resolves when it has stopped.
 */
export async function runJobLoop({
  step,
  intervalMs,
  signal,
  isFatal,
  onError,
  random,
}: JobLoopOptions): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    let waitMs = intervalMs;
    try {
      await step();
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      const fatal = isFatal?.(error) ?? false;
      onError(error, fatal);
      if (fatal) return;
      waitMs = retryDelayMs(failures, random?.());
      failures += 1;
    }
    await untilNext(waitMs, signal);
  }
}

/** Resolves after `ms`, or at once when the signal fires. */
function untilNext(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
