import type { Holding } from './collateral.ts';
import type { MarginTier } from './tiers.ts';

/** Prices and tiers of a market as the exact formulas see them. */
export interface MarketFacts {
  readonly id: number;
  /** M, Quote per lot. */
  readonly mark: bigint;
  /** C, Quote per lot. */
  readonly confidence: bigint;
  /** F, 1e-9 Quote per lot. */
  readonly funding: bigint;
  readonly tiers: readonly MarginTier[];
}

/** One market of one subaccount: position, resting orders that are not reduce-only, the user's setting. */
export interface MarketCell {
  readonly market: MarketFacts;
  readonly lots: bigint;
  /** Signed notional paid, Quote. */
  readonly entry: bigint;
  /** F at the last settlement. */
  readonly fundingAt: bigint;
  readonly bidLots: bigint;
  readonly askLots: bigint;
  /** Σ reserves of its resting orders, Quote. */
  readonly reserve: bigint;
  readonly userPpm: bigint;
}

/** A subaccount as the exact formulas see it: everything self-contained, at most one cell a market. */
export interface AccountFacts {
  /** Q, Quote; may be negative. */
  readonly quote: bigint;
  readonly holdings: readonly Holding[];
  readonly cells: readonly MarketCell[];
}

/** Signed lots of the account in a market. */
export function lotsOf(account: AccountFacts, market: number): bigint {
  let lots = 0n;
  for (const cell of account.cells) if (cell.market.id === market) lots += cell.lots;
  return lots;
}
