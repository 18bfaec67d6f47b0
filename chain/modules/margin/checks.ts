import { MAX_SAFE } from '../../lib/units.ts';
import { isHealthKept } from './decision.ts';
import { equities } from './equity.ts';
import type { ExactAccounts } from './exact-account.ts';
import type { FastMargin } from './fast-margin.ts';
import type { TrialOrder } from './initial-totals.ts';
import { MARK, OPEN_INTEREST } from './layout.ts';
import type { MarketRows } from './market-rows.ts';
import { initialRequirement, maintenanceRequirement, type ScaledMarket, withdrawalFloor } from './requirement.ts';
import { openInterestScale } from './tiers.ts';
import type { Coverage } from './types.ts';

/** The rules of risk §3 on rows: safe integers first, the exact path when a bound is exceeded; both give one answer. */
export class MarginChecks {
  private readonly fast: FastMargin;
  private readonly exact: ExactAccounts;
  private readonly markets: MarketRows;

  constructor(fast: FastMargin, exact: ExactAccounts, markets: MarketRows) {
    this.fast = fast;
    this.exact = exact;
    this.markets = markets;
  }

  /** s in ppm for `extraLots` on top of the open interest; 0 below the lower bound, where most markets are. */
  scalePpm(slot: number, extraLots: number): number {
    if (this.markets.interestUpper[slot] === 0) return 0;
    const lots = this.markets.numbers.get(slot, OPEN_INTEREST) + extraLots;
    const notional = lots * this.markets.numbers.get(slot, MARK);
    if (notional <= MAX_SAFE && notional <= this.markets.interestLower[slot]!) return 0;
    const { openInterestLower, openInterestUpper } = this.markets.paramsOf(slot);
    const exact = BigInt(lots) * BigInt(this.markets.numbers.get(slot, MARK));
    return Number(openInterestScale(exact, openInterestLower, openInterestUpper));
  }

  /** Open rule: E_im − fee ≥ IMR with `trial` resting and s in its market. `fee` ≥ 0 or a rebate, Quote. */
  isOpenAllowed(row: number, slot: number, scalePpm: number, trial?: TrialOrder, fee = 0): boolean {
    if (this.fast.initial(row, slot, scalePpm, trial)) return this.fast.equity - fee >= this.fast.requirement;
    const facts = this.exact.facts(row, trial);
    return equities(facts).initial - BigInt(fee) >= initialRequirement(facts, this.scaled(slot, scalePpm));
  }

  /** E_im and IMR with `trial` resting, exact. */
  initial(row: number, slot: number, scalePpm: number, trial: TrialOrder): Coverage {
    const facts = this.exact.facts(row, trial);
    return { equity: equities(facts).initial, requirement: initialRequirement(facts, this.scaled(slot, scalePpm)) };
  }

  /** IMR with and without `trial`, s in its market only with it: the second half of the rest rule. */
  isRequirementKept(row: number, slot: number, scalePpm: number, trial: TrialOrder): boolean {
    if (this.fast.initial(row, slot, scalePpm, trial)) {
      const after = this.fast.requirement;
      if (this.fast.initial(row, slot, 0, undefined)) return after <= this.fast.requirement;
    }
    const after = initialRequirement(this.exact.facts(row, trial), this.scaled(slot, scalePpm));
    return after <= initialRequirement(this.exact.facts(row));
  }

  /** E_w ≥ max(IMR, ⌈Σ|N|/10⌉) as the row stands. */
  isWithdrawalCovered(row: number): boolean {
    if (this.fast.withdrawal(row)) return this.fast.equity >= this.fast.requirement;
    const facts = this.exact.facts(row);
    return equities(facts).withdrawal >= withdrawalFloor(facts);
  }

  /** E_mm and MMR. */
  maintenance(row: number): Coverage {
    if (this.fast.maintenance(row)) {
      return { equity: BigInt(this.fast.equity), requirement: BigInt(this.fast.requirement) };
    }
    const facts = this.exact.facts(row);
    return { equity: equities(facts).maintenance, requirement: maintenanceRequirement(facts) };
  }

  /** E_mm < MMR. */
  isLiquidatable(row: number): boolean {
    if (this.fast.maintenance(row)) return this.fast.equity < this.fast.requirement;
    const { equity, requirement } = this.maintenance(row);
    return equity < requirement;
  }

  /** The reduce rule's comparison of health before with the row as it stands now. */
  isHealthKept(row: number, before: Coverage): boolean {
    const after = this.maintenance(row);
    return isHealthKept(before.equity, before.requirement, after.equity, after.requirement);
  }

  private scaled(slot: number, scalePpm: number): ScaledMarket {
    return { market: this.markets.market(slot), scalePpm: BigInt(scalePpm) };
  }
}
