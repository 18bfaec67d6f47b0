import type { NaveClient } from './nave-client.ts';
import { pause } from './pause.ts';

export interface FollowOptions<T> {
  /** Gives up then (600,000); what is followed goes on without us. */
  readonly timeoutMs?: number;
  /** Every state that is seen, the first and the last too; undefined: the hub knows nothing of it yet. */
  readonly onChange?: (row: T | undefined) => void;
  readonly signal?: AbortSignal;
  /** Between two looks when no event comes (1,000). */
  readonly pollMs?: number;
}

/** Not finished in time; `last` is what was seen last. Nothing is lost: ask again later. */
export class FollowTimeoutError extends Error {
  override name = 'FollowTimeoutError';
  readonly last: unknown;

  constructor(message: string, last: unknown) {
    super(message);
    this.last = last;
  }
}

export interface Followed<T> {
  readonly what: string;
  readonly account: string;
  read(): Promise<T | undefined>;
  /** Two rows with the same text are the same to whoever follows. */
  describe(row: T): string;
  isFinal(row: T): boolean;
}

/**
 * Reads a row until it is final: after every frame of the account's `bridge` channel, and once in `pollMs` in any case, so
 * that a node without that channel is followed too. Throws FollowTimeoutError, NaveError, the signal's reason.
 */
export async function follow<T>(client: NaveClient, followed: Followed<T>, options: FollowOptions<T>): Promise<T> {
  const { timeoutMs = 600_000, pollMs = 1_000, onChange, signal } = options;
  const deadline = performance.now() + timeoutMs;
  let wake = new AbortController();
  const feed = client.subscribe(
    { channel: 'bridge', account: followed.account },
    { onFrame: () => wake.abort(), onError: () => undefined },
  );
  let seen: string | undefined;
  try {
    for (;;) {
      wake = new AbortController();
      const row = await followed.read();
      const text = row === undefined ? '' : followed.describe(row);
      if (text !== seen) onChange?.(row);
      seen = text;
      if (row !== undefined && followed.isFinal(row)) return row;
      const left = deadline - performance.now();
      if (left <= 0) throw new FollowTimeoutError(`${followed.what} is not final after ${timeoutMs} ms`, row);
      const ends = signal === undefined ? wake.signal : AbortSignal.any([wake.signal, signal]);
      await pause(Math.min(pollMs, left), ends).catch(() => signal?.throwIfAborted());
    }
  } finally {
    feed.close();
  }
}
