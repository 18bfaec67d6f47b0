import { HermesClient } from '@pythnetwork/hermes-client';
import { findBase64 } from '#chain/lib/bytes.ts';

export interface PriceFeederOptions {
  /** Base URL of Hermes. */
  readonly hermes: string;
  /** Feed ids, `0x…` or bare hex. */
  readonly feeds: readonly string[];
  /** Puts MsgSubmitPythUpdate with these updates on the chain; a rejection is reported and the next round tries again. */
  readonly submit: (updates: readonly Uint8Array[]) => Promise<void>;
  readonly signal: AbortSignal;
  /** Between two looks at Hermes; prices that moved or are a second old are sent. */
  readonly intervalMs?: number;
  /** A round that failed; the feeder goes on. */
  readonly onError?: (error: unknown) => void;
}

/** Moves of this much are sent at once, in parts of 10,000. */
const MOVE_BPS = 5n;
/** Seconds after which an unmoved price is sent again. */
const REFRESH_S = 1;

interface Sent {
  readonly price: bigint;
  readonly publishTime: number;
}

/**
 * The localnet's feeder: polls Hermes and submits what is new, until the signal. One request and one submission at a time,
 * so a slow hub is never flooded. Resolves when stopped.
 */
export async function runPriceFeeder(options: PriceFeederOptions): Promise<void> {
  const client = new HermesClient(options.hermes, { timeout: 5_000, httpRetries: 0 });
  const sent = new Map<string, Sent>();
  while (!options.signal.aborted) {
    try {
      await feedOnce(client, options, sent);
    } catch (error) {
      if (!options.signal.aborted) options.onError?.(error);
    }
    await pause(options.intervalMs ?? 250, options.signal);
  }
}

async function feedOnce(client: HermesClient, options: PriceFeederOptions, sent: Map<string, Sent>): Promise<void> {
  const { binary, parsed } = await client.getLatestPriceUpdates(
    [...options.feeds],
    { encoding: 'base64', parsed: true },
    { signal: options.signal },
  );
  const news = new Map<string, Sent>();
  for (const { id, price } of parsed ?? []) {
    news.set(id, { price: BigInt(price.price), publishTime: price.publish_time });
  }
  const due = [...news].some(([id, now]) => isDue(sent.get(id), now));
  if (!due) return;
  await options.submit(binary.data.map(bytesOf));
  for (const [id, now] of news) sent.set(id, now);
}

function isDue(before: Sent | undefined, now: Sent): boolean {
  if (before === undefined) return true;
  if (now.publishTime <= before.publishTime) return false;
  const move = now.price > before.price ? now.price - before.price : before.price - now.price;
  return now.publishTime - before.publishTime >= REFRESH_S || move * 10_000n >= MOVE_BPS * before.price;
}

function bytesOf(text: string): Uint8Array {
  const bytes = findBase64(text);
  if (bytes === undefined) throw new Error('Hermes sent an update that is not base64');
  return bytes;
}

/** Resolves after `ms`, or at once when the signal fires. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
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
