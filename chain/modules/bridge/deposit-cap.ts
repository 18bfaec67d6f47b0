import { maxBig, minBig } from '../../lib/math.ts';
import type { BridgeBase } from './base.ts';

/** Below what balances can hold, whatever is added. */
const MOST = (1n << 62n) - 1n;
const PRICE_TO_QUOTE = 1_000_000n;

/**
 * Hub units that may still come in under the cap of an asset, ≥ 0. The cap counts what is in escrow but for refunds, at the
 * last price there was; an asset that has a cap and never had a price is over it.
 */
export function roomUnderCap({ deps }: BridgeBase, asset: number): bigint {
  const found = deps.assets.find(asset);
  const cap = found?.cap ?? null;
  const held = deps.bank.totals(asset).escrow - deps.bank.balance('refunds', asset);
  if (found === undefined || cap === null) return maxBig(0n, MOST - held);
  if (found.index === 0n) return 0n;
  const most = (cap * 10n ** BigInt(found.decimals) * PRICE_TO_QUOTE) / found.index;
  return maxBig(0n, minBig(MOST, most) - held);
}
