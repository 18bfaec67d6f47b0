import { absBig } from '../../lib/math.ts';
import { type AccountFacts, lotsOf } from './account-facts.ts';
import { equities, totalPending } from './equity.ts';
import {
  exposureIn,
  initialRequirement,
  maintenanceRequirement,
  type ScaledMarket,
  withdrawalFloor,
} from './requirement.ts';

export type FillDecision = 'open' | 'reduce' | 'refuse';
export type WithdrawRefusal = 'borrow' | 'balance' | 'margin';
export type SweepRefusal = 'position' | 'orders' | 'debt';

/** s applies only when the action raises the sender's exposure in its market (spec: risk §3). */
function scaledIfRaised(before: AccountFacts, after: AccountFacts, scaled: ScaledMarket): ScaledMarket | undefined {
  return exposureIn(after, scaled.market) > exposureIn(before, scaled.market) ? scaled : undefined;
}

/** Cross-multiplied: health does not fall; with negative equity the equity itself must not (spec: risk §3 reduce). */
export function isHealthKept(equity0: bigint, mmr0: bigint, equity1: bigint, mmr1: bigint): boolean {
  if (mmr1 > mmr0) return false;
  return equity0 >= 0n ? equity1 * mmr0 >= equity0 * mmr1 : equity1 >= equity0;
}

/** True when lots go towards zero or stay, without crossing it. */
export function isReduction(lots0: bigint, lots1: bigint): boolean {
  return absBig(lots1) <= absBig(lots0) && lots0 * lots1 >= 0n;
}

/**
 * Open or reduce rule for fills of one order in one market, fees included in `after`. `scaled` names the market and s with
 * the open interest after the fills; `isSender` false (a maker) ignores s.
 */
export function decideFill(
  before: AccountFacts,
  after: AccountFacts,
  scaled: ScaledMarket,
  isSender: boolean,
): FillDecision {
  const scale = isSender ? scaledIfRaised(before, after, scaled) : undefined;
  const e1 = equities(after);
  if (e1.initial >= initialRequirement(after, scale)) return 'open';
  if (!isReduction(lotsOf(before, scaled.market), lotsOf(after, scaled.market))) return 'refuse';
  const kept = isHealthKept(
    equities(before).maintenance,
    maintenanceRequirement(before),
    e1.maintenance,
    maintenanceRequirement(after),
  );
  return kept ? 'reduce' : 'refuse';
}

/** Rest or amend rule; s with the open interest including the lots left resting. */
export function canRest(before: AccountFacts, after: AccountFacts, scaled: ScaledMarket): boolean {
  const imr = initialRequirement(after, scaledIfRaised(before, after, scaled));
  return equities(after).initial >= imr || imr <= initialRequirement(before);
}

/**
 * Withdraw rule on the account as it would be afterwards; `isQuote`: the asset is USDC. Undefined = allowed. The balance
 * of another asset is the caller's to check before (a negative holding is answered with `balance`).
 */
export function findWithdrawRefusal(after: AccountFacts, isQuote: boolean): WithdrawRefusal | undefined {
  if (isQuote && after.quote + totalPending(after) < 0n) return 'borrow';
  if (after.holdings.some((holding) => holding.amount < 0n)) return 'balance';
  return equities(after).withdrawal >= withdrawalFloor(after) ? undefined : 'margin';
}

/** Sweep of an isolated child: undefined = all of Q may go to the parent. */
export function findSweepRefusal(child: AccountFacts, hasOrders: boolean): SweepRefusal | undefined {
  if (child.cells.some((cell) => cell.lots !== 0n)) return 'position';
  if (hasOrders) return 'orders';
  return child.quote < 0n ? 'debt' : undefined;
}

/** Account with its quote changed by `change`. */
export function withQuote(account: AccountFacts, change: bigint): AccountFacts {
  return { ...account, quote: account.quote + change };
}
