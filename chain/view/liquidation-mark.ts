import type { AccountFacts } from '../modules/margin/account-facts.ts';
import { equities } from '../modules/margin/equity.ts';
import { maintenanceRequirement } from '../modules/margin/requirement.ts';

/** E_mm − MMR of the account if one market's mark were `mark` (Quote per lot) and nothing else moved. */
function slackAt(account: AccountFacts, market: number, mark: bigint): bigint {
  const cells = account.cells.map((cell) =>
    cell.market.id === market ? { ...cell, market: { ...cell.market, mark } } : cell,
  );
  const moved = { ...account, cells };
  return equities(moved).maintenance - maintenanceRequirement(moved);
}

/**
 * The mark (Quote per lot) of one market at which its holder becomes liquidatable, everything else as it is: for a long the
 * highest, for a short the lowest. Undefined when no mark in 0..top does. The slack rises with the mark for a long and falls
 * for a short, because mm < 1, so halving finds it: O(log top) evaluations.
 */
export function liquidationMark(account: AccountFacts, market: number, top: bigint): bigint | undefined {
  const lots = account.cells.find((cell) => cell.market.id === market)?.lots ?? 0n;
  if (lots === 0n) return undefined;
  const isBad = (mark: bigint): boolean => slackAt(account, market, mark) < 0n;
  let low = 0n;
  let high = top;
  if (lots > 0n) {
    if (!isBad(low)) return undefined;
    while (low < high) {
      const middle = (low + high + 1n) / 2n;
      if (isBad(middle)) low = middle;
      else high = middle - 1n;
    }
    return low;
  }
  if (!isBad(high)) return undefined;
  while (low < high) {
    const middle = (low + high) / 2n;
    if (isBad(middle)) high = middle;
    else low = middle + 1n;
  }
  return low;
}
