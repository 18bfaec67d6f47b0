import type { Journal } from '../../state/journal.ts';
import type { ClobSettlement, FillFees, FillRequest, FillVerdict } from '../clob/types.ts';
import { type FillSide, type LedgerEntry, newFillSide, USDC } from '../margin/types.ts';
import type { FeeAccounts, FeePot, SettlementMargin } from './expected.ts';
import { fastFee } from './fast-fees.ts';
import type { FeeRates } from './rates.ts';

interface MutableFees extends FillFees {
  makerFee: number;
  takerFee: number;
  builderFee: number;
}

/**
 * One call a fill: judges both sides by risk §3 and §9 and applies it, or leaves no trace. The maker is judged first
 * (trading §4.4), against state before the taker's side; each side is applied on its own branch, checked by the open rule,
 * and, where it reduces, once more by the reduce rule against the health before.
 */
export class FillSettlement implements ClobSettlement {
  readonly lastFees: MutableFees = { makerFee: 0, takerFee: 0, builderFee: 0 };
  private readonly journal: Journal;
  private readonly margin: SettlementMargin;
  private readonly rates: FeeRates;
  private readonly accounts: FeeAccounts;
  private readonly pot: FeePot;
  private readonly maker = newFillSide();
  private readonly taker = newFillSide();
  /** Who got income of the last fill, for `announce`: row −1 = nobody. */
  private builderRow = -1;
  private referrerRow = -1;
  private referrerShare = 0;

  constructor(journal: Journal, margin: SettlementMargin, rates: FeeRates, accounts: FeeAccounts, pot: FeePot) {
    this.journal = journal;
    this.margin = margin;
    this.rates = rates;
    this.accounts = accounts;
    this.pot = pot;
  }

  fill(request: FillRequest): FillVerdict {
    const slot = this.margin.marketRows.slotOf(request.market);
    const price = request.ticks * this.margin.marketRows.quantums[slot]!;
    const quote = price * request.lots;
    this.setFees(request, quote);
    const branch = this.journal.mark();
    const verdict = this.apply(request, slot, price);
    if (verdict !== 'ok') {
      this.journal.rollback(branch);
      return verdict;
    }
    this.payIncome(request);
    this.accounts.addVolume(this.margin.owner(request.makerRow), quote);
    this.accounts.addVolume(this.margin.owner(request.takerRow), quote);
    this.pot.accrueFee(this.lastFees.takerFee + this.lastFees.makerFee - this.referrerShare);
    this.journal.release(branch);
    return 'ok';
  }

  private setFees(request: FillRequest, quote: number): void {
    const { lastFees, margin, rates } = this;
    const taker = margin.owner(request.takerRow);
    lastFees.makerFee = rates.makerFee(margin.owner(request.makerRow), request.market, quote);
    lastFees.takerFee = rates.takerFee(taker, request.market, quote);
    lastFees.builderFee = request.builder < 0 ? 0 : fastFee(quote, request.builderPpm);
    this.referrerShare = this.accounts.referrer(taker) < 0 ? 0 : Math.floor(lastFees.takerFee / 10);
  }

  private apply(request: FillRequest, slot: number, price: number): FillVerdict {
    const { caps, positions, marketRows } = this.margin;
    const { makerRow, takerRow, lots } = request;
    const f = request.takerSide === 'buy' ? lots : -lots;
    const makerBefore = positions.lots(makerRow, slot);
    const takerBefore = positions.lots(takerRow, slot);
    const openInterest = marketRows.openInterest(slot);
    if (!caps.allowsOwner(makerRow, slot, makerBefore, makerBefore - f)) return 'maker_unhealthy';
    if (!this.applyMaker(request, slot, price, -f)) return 'maker_unhealthy';
    const raised = marketRows.openInterest(slot) + Math.max(0, takerBefore + f) - Math.max(0, takerBefore);
    if (raised > openInterest && !caps.allowsOpenInterest(slot, raised)) return 'position_limit';
    if (!caps.allowsOwner(takerRow, slot, takerBefore, takerBefore + f)) return 'position_limit';
    return this.applyTaker(request, slot, price, f) ? 'ok' : 'margin';
  }

  private applyMaker(request: FillRequest, slot: number, price: number, f: number): boolean {
    const row = request.makerRow;
    const branch = this.journal.mark();
    this.makerSide(request, slot, price, f);
    if (this.margin.checks.isOpenAllowed(row, slot, 0)) return this.keep(branch);
    this.journal.rollback(branch);
    if (!isShrinking(this.margin.positions.lots(row, slot), f)) return false;
    const before = this.margin.checks.maintenance(row);
    this.makerSide(request, slot, price, f);
    return this.margin.checks.isHealthKept(row, before);
  }

  private makerSide(request: FillRequest, slot: number, price: number, f: number): void {
    this.side(this.maker, request.makerRow, slot, f, price, this.lastFees.makerFee);
    if (request.makerHandle < 0) return;
    if (request.makerRemainingAfter > 0) this.margin.changeResting(request.makerHandle, request.makerRemainingAfter);
    else this.margin.removeResting(request.makerHandle);
  }

  private applyTaker(request: FillRequest, slot: number, price: number, f: number): boolean {
    const row = request.takerRow;
    const { checks, positions, rows } = this.margin;
    const fee = this.lastFees.takerFee + this.lastFees.builderFee;
    const rest = request.takerReduceOnly ? 0 : request.takerRestAfter;
    // s rises with open interest, to which this side adds its lots at most: 0 now means 0 then.
    const mayScale = checks.scalePpm(slot, request.lots + rest) !== 0;
    const exposure = mayScale ? rows.exposure(row, slot) : 0;
    const branch = this.journal.mark();
    this.side(this.taker, row, slot, f, price, fee);
    const scale = mayScale && rows.exposure(row, slot) > exposure ? checks.scalePpm(slot, rest) : 0;
    if (checks.isOpenAllowed(row, slot, scale)) return this.keep(branch);
    this.journal.rollback(branch);
    if (!isShrinking(positions.lots(row, slot), f)) return false;
    const before = checks.maintenance(row);
    this.side(this.taker, row, slot, f, price, fee);
    return checks.isHealthKept(row, before);
  }

  private side(side: FillSide, row: number, slot: number, f: number, price: number, fee: number): void {
    this.margin.positions.applyAtPrice(side, row, slot, f, price, fee);
  }

  private keep(branch: number): true {
    this.journal.release(branch);
    return true;
  }

  private payIncome(request: FillRequest): void {
    const { rows } = this.margin;
    this.builderRow = -1;
    this.referrerRow = -1;
    if (this.lastFees.builderFee > 0) {
      this.builderRow = rows.findOrCreate(request.builder, 0);
      rows.addQuote(this.builderRow, this.lastFees.builderFee);
    }
    if (this.referrerShare > 0) {
      this.referrerRow = rows.findOrCreate(this.accounts.referrer(this.margin.owner(request.takerRow)), 0);
      rows.addQuote(this.referrerRow, this.referrerShare);
    }
  }

  /** Events of the last fill: maker, taker, then who else got money. A row that is met twice has one BalanceChanged. */
  announce(): void {
    const { makerFee, takerFee, builderFee } = this.lastFees;
    const makerEntries: LedgerEntry[] = [];
    const takerEntries: LedgerEntry[] = [];
    if (makerFee !== 0) makerEntries.push({ reason: makerFee > 0 ? 'fee' : 'rebate', change: 0 - makerFee });
    if (takerFee !== 0) takerEntries.push({ reason: 'fee', change: 0 - takerFee });
    if (builderFee !== 0) takerEntries.push({ reason: 'builder_fee', change: 0 - builderFee });
    if (this.builderRow < 0 && this.referrerRow < 0) {
      this.margin.events.filled(this.maker, makerEntries);
      this.margin.events.filled(this.taker, takerEntries);
      return;
    }
    const others = this.incomeOfOthers(makerEntries, takerEntries);
    this.margin.events.filled(this.maker, makerEntries);
    this.margin.events.filled(this.taker, takerEntries);
    for (const [row, entries] of others) this.margin.events.balanceChanged(row, USDC, entries);
  }

  /** Income of builder and referrer by row; what a side of the fill earned itself goes to its own entries. */
  private incomeOfOthers(makerEntries: LedgerEntry[], takerEntries: LedgerEntry[]): Map<number, LedgerEntry[]> {
    const others = new Map<number, LedgerEntry[]>();
    const pay = (row: number, entry: LedgerEntry): void => {
      if (row < 0) return;
      if (row === this.maker.row) makerEntries.push(entry);
      else if (row === this.taker.row) takerEntries.push(entry);
      else others.set(row, [...(others.get(row) ?? []), entry]);
    };
    pay(this.builderRow, { reason: 'builder_income', change: this.lastFees.builderFee });
    pay(this.referrerRow, { reason: 'referral_income', change: this.referrerShare });
    return others;
  }
}

/** True when a signed fill f ≠ 0 takes a position towards zero, or to it, without crossing. */
function isShrinking(lots: number, f: number): boolean {
  return (lots > 0 && f < 0 && lots + f >= 0) || (lots < 0 && f > 0 && lots + f <= 0);
}
