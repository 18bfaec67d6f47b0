import { absBig, ceilDiv, maxBig } from '../../lib/math.ts';
import type { Side } from '../../lib/units.ts';
import type { AccountFacts, MarketCell, MarketFacts } from './account-facts.ts';
import { initialMargin, maintenanceMargin } from './tiers.ts';

/** The market whose exposure the sender of an action raises, and the open-interest scale s (ppm) that applies there. */
export interface ScaledMarket {
  readonly market: number;
  readonly scalePpm: bigint;
}

/** Reserve in Quote of a resting order at `price` Quote per lot (t × qtl): what its fill would lose at adverse prices. */
export function orderReserve(side: Side, lots: bigint, price: bigint, market: MarketFacts): bigint {
  const loss = side === 'buy' ? price - (market.mark - market.confidence) : market.mark + market.confidence - price;
  return lots * maxBig(0n, loss);
}

/** X = max(|pos + bids|, |pos − asks|) in lots. */
export function exposure(lots: bigint, bidLots: bigint, askLots: bigint): bigint {
  return maxBig(absBig(lots + bidLots), absBig(lots - askLots));
}

/** Exposure of an account in a market, 0 without a cell. */
export function exposureIn(account: AccountFacts, market: number): bigint {
  for (const cell of account.cells) {
    if (cell.market.id === market) return exposure(cell.lots, cell.bidLots, cell.askLots);
  }
  return 0n;
}

function cellInitial(cell: MarketCell, scaled: ScaledMarket | undefined): bigint {
  const n = exposure(cell.lots, cell.bidLots, cell.askLots) * cell.market.mark;
  const scale = scaled?.market === cell.market.id ? scaled.scalePpm : 0n;
  return initialMargin(n, cell.market.tiers, scale, cell.userPpm) + cell.reserve;
}

/** IMR = Σ IM(X·M) + Σ reserves, Quote; s only in `scaled`. */
export function initialRequirement(account: AccountFacts, scaled?: ScaledMarket): bigint {
  let total = 0n;
  for (const cell of account.cells) total += cellInitial(cell, scaled);
  return total;
}

/** MMR = Σ MM(|N|), Quote; positions only. */
export function maintenanceRequirement(account: AccountFacts): bigint {
  let total = 0n;
  for (const cell of account.cells) {
    total += maintenanceMargin(absBig(cell.lots) * cell.market.mark, cell.market.tiers);
  }
  return total;
}

/** Σ|N|, Quote. */
export function grossNotional(account: AccountFacts): bigint {
  let total = 0n;
  for (const cell of account.cells) total += absBig(cell.lots) * cell.market.mark;
  return total;
}

/** max(IMR, ⌈Σ|N|/10⌉): what E_w must still cover after money left (spec: risk §3). */
export function withdrawalFloor(account: AccountFacts): bigint {
  return maxBig(initialRequirement(account), ceilDiv(grossNotional(account), 10n));
}
