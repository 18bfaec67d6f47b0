import { MAX_SAFE } from '../../lib/units.ts';
import type { CapExcess } from '../clob/types.ts';
import { MARK, OPEN_INTEREST } from './layout.ts';
import { type MarketRows, OWNER_SHARE } from './market-rows.ts';
import type { Positions } from './positions.ts';
import type { Subaccounts } from './subaccounts.ts';

/** Open-interest caps (spec: risk §9): only what raises is limited; 0 = no cap. */
export class OpenInterestCaps {
  private readonly rows: Subaccounts;
  private readonly markets: MarketRows;
  private readonly positions: Positions;

  constructor(rows: Subaccounts, markets: MarketRows, positions: Positions) {
    this.rows = rows;
    this.markets = markets;
    this.positions = positions;
  }

  /** OI·M stays within the cap with `lots` long lots in the market. */
  allowsOpenInterest(slot: number, lots: number): boolean {
    const cap = this.markets.interestUpper[slot]!;
    return cap === 0 || this.isWithin(slot, lots, cap, 1n);
  }

  /**
   * The owner's lots × M, Σ |position| over all its subaccounts, stay within 5 % of the cap when the row's position goes
   * from `before` to `after`; a position that does not grow always may. O(subaccounts of the owner).
   */
  allowsOwner(row: number, slot: number, before: number, after: number): boolean {
    if (this.markets.interestUpper[slot] === 0 || Math.abs(after) <= Math.abs(before)) return true;
    const lots = this.othersLots(row, slot) + Math.abs(after);
    return this.isWithin(slot, lots, this.markets.interestOfOwner[slot]!, OWNER_SHARE);
  }

  /**
   * Check 12: neither cap could be passed by an order of `f` signed lots, if all its counterparties opened positions. What
   * the order adds to its own side is the most it can add to the open interest.
   */
  allowsOrder(row: number, slot: number, before: number, f: number): boolean {
    const after = before + f;
    const raised = f > 0 ? Math.max(0, after) - Math.max(0, before) : Math.max(0, -after) - Math.max(0, -before);
    if (raised > 0 && !this.allowsOpenInterest(slot, this.markets.numbers.get(slot, OPEN_INTEREST) + raised)) {
      return false;
    }
    return this.allowsOwner(row, slot, before, after);
  }

  /** Which cap an order would pass and by how much, Quote (api-types §1, 3002); undefined when it passes none. */
  explainOrder(row: number, slot: number, before: number, f: number): CapExcess | undefined {
    const cap = this.markets.paramsOf(slot).openInterestUpper;
    const mark = BigInt(this.markets.numbers.get(slot, MARK));
    const after = before + f;
    const raised = f > 0 ? Math.max(0, after) - Math.max(0, before) : Math.max(0, -after) - Math.max(0, -before);
    const lots = this.markets.openInterest(slot) + raised;
    if (raised > 0 && !this.allowsOpenInterest(slot, lots)) {
      return { scope: 'market', limit: cap.toString(), wouldBe: (BigInt(lots) * mark).toString() };
    }
    if (this.allowsOwner(row, slot, before, after)) return undefined;
    const held = this.othersLots(row, slot) + Math.abs(after);
    return { scope: 'owner', limit: (cap / OWNER_SHARE).toString(), wouldBe: (BigInt(held) * mark).toString() };
  }

  /** Σ |position| of the owner's other subaccounts. */
  private othersLots(row: number, slot: number): number {
    let lots = 0;
    for (let other = this.rows.firstOf(this.rows.owner(row)); other >= 0; other = this.rows.nextOf(other)) {
      if (other !== row) lots += Math.abs(this.positions.lots(other, slot));
    }
    return lots;
  }

  /** lots × M ≤ the market's cap / share, Quote; `bound` is the same for safe integers. */
  private isWithin(slot: number, lots: number, bound: number, share: bigint): boolean {
    const mark = this.markets.numbers.get(slot, MARK);
    const notional = lots * mark;
    if (notional <= MAX_SAFE) return notional <= bound;
    return BigInt(lots) * BigInt(mark) <= this.markets.paramsOf(slot).openInterestUpper / share;
  }
}
