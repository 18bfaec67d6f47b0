import { pause } from './pause.ts';

/** Asks four times a second until it holds; an error of a question counts as not yet. Throws after `ms`. */
export async function waitFor(
  signal: AbortSignal,
  ms: number,
  what: string,
  holds: () => Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + ms;
  while (!(await holds().catch(() => false))) {
    if (signal.aborted) throw new Error('stopped');
    if (Date.now() > deadline) throw new Error(`no ${what} after ${ms / 1000} s`);
    await pause(250, signal);
  }
}
