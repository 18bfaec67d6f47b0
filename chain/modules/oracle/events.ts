import { toHex } from '../../lib/bytes.ts';
import type { FeedState, StoredPrice } from './types.ts';

/** Why one feed of a verified update was passed over (spec: oracle §2, step 7). */
export type SkipReason = 'feed_unknown' | 'exponent' | 'price' | 'publish_time' | 'bounds';

const feedText = (feed: Uint8Array): string => `0x${toHex(feed)}`;

/** nave.oracle.v1.PriceStored */
export const priceStored = (feed: Uint8Array, stored: StoredPrice) => ({
  type: 'nave.oracle.v1.PriceStored',
  feed: feedText(feed),
  price: String(stored.price),
  confidence: String(stored.confidence),
  publishTime: stored.publishTime,
});

/** nave.oracle.v1.PriceSkipped */
export const priceSkipped = (feed: Uint8Array, reason: SkipReason) => ({
  type: 'nave.oracle.v1.PriceSkipped',
  feed: feedText(feed),
  reason,
});

/** nave.oracle.v1.OracleModeChanged */
export const oracleModeChanged = (feed: Uint8Array, state: FeedState) => ({
  type: 'nave.oracle.v1.OracleModeChanged',
  feed: feedText(feed),
  mode: state.mode,
  reason: state.reason ?? '',
});

/** nave.oracle.v1.SignerSetPending: power of the validators that approved it so far. */
export const signerSetPending = (namespace: string, index: number, power: number) => ({
  type: 'nave.oracle.v1.SignerSetPending',
  namespace,
  index,
  power,
});

/** nave.oracle.v1.SignerSetChanged */
export const signerSetChanged = (namespace: string, index: number, keys: readonly Uint8Array[]) => ({
  type: 'nave.oracle.v1.SignerSetChanged',
  namespace,
  index,
  keys: keys.map(feedText),
});
