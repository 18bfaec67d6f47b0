import { absBig, floorDiv, minBig } from '../../lib/math.ts';
import type { AccountFacts, MarketCell } from './account-facts.ts';
import { collateralSums } from './collateral.ts';

const E9 = 1_000_000_000n;

/** The equities of risk §2 in Quote: plain, maintenance, initial, on closing (E_b), on withdrawal (E_w). */
export interface Equities {
  readonly plain: bigint;
  readonly maintenance: bigint;
  readonly initial: bigint;
  readonly closing: bigint;
  readonly withdrawal: bigint;
}

/** pend = ⌊−(F − F_pos) × lots / 1e9⌋ in Quote: a risen index makes longs pay (spec: risk §2). */
export function pendingFunding(funding: bigint, fundingAt: bigint, lots: bigint): bigint {
  return floorDiv(-(funding - fundingAt) * lots, E9);
}

/** uPnL = lots × M − entry. */
export function unrealizedPnl(lots: bigint, mark: bigint, entry: bigint): bigint {
  return lots * mark - entry;
}

/** uPnL and pending funding of a cell. */
export function cellPnl(cell: MarketCell): bigint {
  const { market } = cell;
  return unrealizedPnl(cell.lots, market.mark, cell.entry) + pendingFunding(market.funding, cell.fundingAt, cell.lots);
}

/** Σ pend over all positions. */
export function totalPending(account: AccountFacts): bigint {
  let total = 0n;
  for (const cell of account.cells) total += pendingFunding(cell.market.funding, cell.fundingAt, cell.lots);
  return total;
}

/** All five equities; O(positions + assets). */
export function equities(account: AccountFacts): Equities {
  const held = collateralSums(account.holdings);
  let pnl = 0n;
  let adverse = 0n;
  let losses = 0n;
  for (const cell of account.cells) {
    const x = cellPnl(cell);
    const low = x - absBig(cell.lots) * cell.market.confidence;
    pnl += x;
    adverse += low;
    losses += minBig(0n, low);
  }
  const q = account.quote;
  return {
    plain: q + held.plain + pnl,
    maintenance: q + held.mm + pnl,
    initial: q + held.im + adverse,
    closing: q + held.sale + pnl,
    withdrawal: q + held.im + losses,
  };
}
