import { mulDivCeilSafe } from '../../lib/math.ts';
import { MAX_SAFE } from '../../lib/units.ts';
import type { Cells } from './cells.ts';
import { pendingOf } from './fast-pending.ts';
import { IM_RATE, tierMargin } from './fast-tiers.ts';
import {
  ASK_LOTS,
  BID_LOTS,
  CELL_LOTS,
  CELL_NEXT,
  CELL_REST,
  CELL_SLOT,
  CELL_USER_PPM,
  CONFIDENCE,
  ENTRY,
  MARK,
  OPEN_CELL,
  OTHERS_EPOCH,
  OTHERS_EQUITY,
  OTHERS_MAGNITUDE,
  OTHERS_REQUIREMENT,
  PRICE_VERSION,
  RESERVE,
  RESERVE_VERSION,
  ROW_CELL,
  ROW_STRIDE,
  STRIDE,
} from './layout.ts';
import type { MarketRows } from './market-rows.ts';
import type { RestingLedger } from './resting-ledger.ts';
import type { Subaccounts } from './subaccounts.ts';

const E6 = 1_000_000;

/** An order as it would rest: lots it adds to one side (the other 0) and what each reserves, Quote ≥ 0. */
export interface TrialOrder {
  readonly slot: number;
  readonly bidLots: number;
  readonly askLots: number;
  readonly reservePerLot: number;
}

/**
 * What the cells of a subaccount add to E_im and IMR, summed over all but one, the open cell; kept while prices, funding and
 * parameters stay (`MarketRows.epoch`). Orders come in one market after another, so a check measures one cell, not ten.
 *
 * Invariant: the sums of an epoch hold every cell but the open one as it is now. Whoever changes what `measure` reads of a
 * cell calls `open` on it before. The sums are journaled, so a dropped branch leaves them right; they are safe integers,
 * their magnitudes too, else the row is stale. No allocation.
 */
export class InitialTotals {
  /** What the last measured cell adds to E_im and IMR; `magnitude` bounds every term of it (see FastMargin). */
  equity = 0;
  requirement = 0;
  magnitude = 0;

  private readonly rows: Subaccounts;
  private readonly cells: Cells;
  private readonly markets: MarketRows;
  private readonly resting: RestingLedger;

  constructor(rows: Subaccounts, markets: MarketRows, resting: RestingLedger) {
    this.rows = rows;
    this.cells = rows.cells;
    this.markets = markets;
    this.resting = resting;
  }

  /** Says that a cell of a row is about to change. */
  open(row: number, cell: number): void {
    const data = this.rows.numbers.data;
    const at = row * ROW_STRIDE;
    if (data[at + OTHERS_EPOCH] === this.markets.epoch && data[at + OPEN_CELL] !== cell) this.change(row, cell);
  }

  /**
   * Makes the sums fresh, and the cell of a market slot the open one when there is one; slot −1: any may be open. O(1) while
   * the sums are fresh, else O(cells). False when they are no safe integers.
   */
  select(row: number, slot: number): boolean {
    const data = this.rows.numbers.data;
    const at = row * ROW_STRIDE;
    const current = data[at + OPEN_CELL]!;
    if (data[at + OTHERS_EPOCH] !== this.markets.epoch) return this.sum(row, this.cells.find(row, slot));
    if (slot < 0) return true;
    if (current >= 0 && this.cells.ints.data[current * STRIDE + CELL_SLOT] === slot) return true;
    const cell = this.cells.find(row, slot);
    return cell < 0 || this.change(row, cell);
  }

  /** Closes the open cell and opens another, both as they are now. */
  private change(row: number, cell: number): boolean {
    const { numbers } = this.rows;
    let equity = numbers.get(row, OTHERS_EQUITY);
    let requirement = numbers.get(row, OTHERS_REQUIREMENT);
    let magnitude = numbers.get(row, OTHERS_MAGNITUDE);
    const closing = numbers.get(row, OPEN_CELL);
    if (closing >= 0) {
      this.measure(closing, 0, undefined);
      equity += this.equity;
      requirement += this.requirement;
      magnitude += this.magnitude;
    }
    if (!(magnitude <= MAX_SAFE && requirement <= MAX_SAFE)) return this.fail(row);
    this.measure(cell, 0, undefined);
    this.keep(row, cell, equity - this.equity, requirement - this.requirement, magnitude - this.magnitude);
    return true;
  }

  private sum(row: number, open: number): boolean {
    let equity = 0;
    let requirement = 0;
    let magnitude = 0;
    let cell = this.rows.ints.data[row * STRIDE + ROW_CELL]!;
    while (cell >= 0) {
      if (cell !== open) {
        this.measure(cell, 0, undefined);
        equity += this.equity;
        requirement += this.requirement;
        magnitude += this.magnitude;
      }
      cell = this.cells.ints.data[cell * STRIDE + CELL_NEXT]!;
    }
    if (!(magnitude <= MAX_SAFE && requirement <= MAX_SAFE)) return this.fail(row);
    this.keep(row, open, equity, requirement, magnitude);
    return true;
  }

  private keep(row: number, open: number, equity: number, requirement: number, magnitude: number): void {
    const { numbers } = this.rows;
    numbers.set(row, OTHERS_EQUITY, equity);
    numbers.set(row, OTHERS_REQUIREMENT, requirement);
    numbers.set(row, OTHERS_MAGNITUDE, magnitude);
    numbers.set(row, OTHERS_EPOCH, this.markets.epoch);
    numbers.set(row, OPEN_CELL, open);
  }

  private fail(row: number): false {
    this.rows.numbers.set(row, OTHERS_EPOCH, -1);
    return false;
  }

  /**
   * What one cell adds to E_im and IMR, into the fields above: `trial`, an order of its market, rests with it, `scalePpm`
   * (0..1e6) is s of its market. Exact while `magnitude` and `requirement` are ≤ 2^53 − 1.
   */
  measure(cell: number, scalePpm: number, trial: TrialOrder | undefined): void {
    const cellInts = this.cells.ints.data;
    const cellNumbers = this.cells.numbers.data;
    const market = this.markets.numbers.data;
    const c = cell * STRIDE;
    const slot = cellInts[c + CELL_SLOT]!;
    const m = slot * STRIDE;
    const mark = market[m + MARK]!;
    const lots = cellInts[c + CELL_LOTS]!;
    let equity = 0;
    let requirement = 0;
    let magnitude = 0;
    let long = lots;
    let short = lots;
    if (lots !== 0) {
      const notional = lots * mark;
      const entry = cellNumbers[c + ENTRY]!;
      const adverse = Math.abs(lots) * market[m + CONFIDENCE]!;
      const pending = pendingOf(cellNumbers, c, market, m, lots);
      equity = notional - entry + pending - adverse;
      magnitude = Math.abs(notional) + Math.abs(entry) + Math.abs(pending) + adverse;
    }
    if (cellInts[c + CELL_REST]! >= 0) {
      long += cellNumbers[c + BID_LOTS]!;
      short -= cellNumbers[c + ASK_LOTS]!;
      const reserve =
        cellNumbers[c + RESERVE_VERSION] === market[m + PRICE_VERSION]
          ? cellNumbers[c + RESERVE]!
          : this.resting.reserveOf(cell);
      requirement = reserve >= 0 ? reserve : Number.NaN;
    }
    if (trial !== undefined) {
      long += trial.bidLots;
      short -= trial.askLots;
      requirement += (trial.bidLots + trial.askLots) * trial.reservePerLot;
    }
    const exposure = Math.max(Math.abs(long), Math.abs(short));
    if (exposure !== 0) {
      const n = exposure * mark;
      let need = tierMargin(n, this.markets.tiers[slot]!, IM_RATE);
      if (scalePpm !== 0) need += mulDivCeilSafe(n - need, scalePpm, E6);
      const user = cellInts[c + CELL_USER_PPM]!;
      requirement += user === 0 ? need : Math.max(need, mulDivCeilSafe(n, user, E6));
      magnitude += n;
    }
    this.equity = equity;
    this.requirement = requirement;
    this.magnitude = magnitude;
  }
}
