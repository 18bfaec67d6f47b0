import { ceilDivSafe, mulDivCeilSafe } from '../../lib/math.ts';
import { MAX_SAFE } from '../../lib/units.ts';
import type { Cells } from './cells.ts';
import { pendingOf } from './fast-pending.ts';
import { IM_RATE, MM_RATE, tierMargin } from './fast-tiers.ts';
import { InitialTotals, type TrialOrder } from './initial-totals.ts';
import {
  CELL_LOTS,
  CELL_NEXT,
  CELL_SLOT,
  CONFIDENCE,
  ENTRY,
  HELD_IM,
  HELD_MM,
  HELD_VERSION,
  MARK,
  OPEN_CELL,
  OTHERS_EQUITY,
  OTHERS_MAGNITUDE,
  OTHERS_REQUIREMENT,
  Q_HIGH,
  Q_LOW,
  ROW_HOLDING,
  ROW_STRIDE,
  STRIDE,
} from './layout.ts';
import type { MarketRows } from './market-rows.ts';
import type { RestingLedger } from './resting-ledger.ts';
import type { Subaccounts } from './subaccounts.ts';

const E6 = 1_000_000;

/** Collateral sums kept per row; `refresh` recomputes a stale one and says whether both are safe integers. */
export interface CollateralCache {
  readonly version: number;
  refresh(row: number): boolean;
}

/**
 * Margin of a subaccount in safe integers, straight from the columns.
 *
 * Bound: each method sums the magnitudes of all its terms; while that sum is ≤ 2^53 − 1 every product and partial sum was
 * exact (rounding is monotone, so a term beyond 2^53 makes it fail, and so does NaN). Then it returns true and the result
 * fields hold; otherwise it returns false and the caller takes the exact path. No allocation.
 */
export class FastMargin {
  /** E_im and IMR of the last `initial`, E_w, the larger of IMR and ⌈Σ|N|/10⌉ of the last `withdrawal`. */
  equity = 0;
  requirement = 0;
  /** Σ pend of the last `withdrawal`. */
  pending = 0;

  private readonly rows: Subaccounts;
  private readonly cells: Cells;
  private readonly markets: MarketRows;
  private readonly totals: InitialTotals;
  private readonly held: CollateralCache;

  constructor(rows: Subaccounts, markets: MarketRows, resting: RestingLedger, held: CollateralCache) {
    this.rows = rows;
    this.cells = rows.cells;
    this.markets = markets;
    this.totals = new InitialTotals(rows, markets, resting);
    this.held = held;
  }

  /** Q plus the weighted collateral, NaN when no safe integer: it makes the bound fail. */
  private start(row: number, field: typeof HELD_IM | typeof HELD_MM): number {
    const data = this.rows.numbers.data;
    const at = row * ROW_STRIDE;
    const high = data[at + Q_HIGH]!;
    const quote = high >= -2097152 && high < 2097152 ? high * 4294967296 + data[at + Q_LOW]! : Number.NaN;
    if (this.rows.ints.data[row * STRIDE + ROW_HOLDING]! < 0) return quote;
    if (data[at + HELD_VERSION] !== this.held.version && !this.held.refresh(row)) return Number.NaN;
    const weighted = data[at + field]!;
    return Math.abs(quote) + weighted <= MAX_SAFE ? quote + weighted : Number.NaN;
  }

  /**
   * E_im and IMR. `scalePpm` (0..1e6) is s of the market of `slot`, −1 = none; `trial`, an order of that market, rests too.
   * O(1) for a row whose sums are kept, else O(cells).
   */
  initial(row: number, slot: number, scalePpm: number, trial: TrialOrder | undefined): boolean {
    const { totals } = this;
    if (!totals.select(row, slot)) return false;
    const start = this.start(row, HELD_IM);
    const data = this.rows.numbers.data;
    const at = row * ROW_STRIDE;
    let equity = start + data[at + OTHERS_EQUITY]!;
    let requirement = data[at + OTHERS_REQUIREMENT]!;
    let magnitude = Math.abs(start) + data[at + OTHERS_MAGNITUDE]!;
    const cell = data[at + OPEN_CELL]!;
    const isOfMarket = cell >= 0 && this.cells.ints.data[cell * STRIDE + CELL_SLOT] === slot;
    if (cell >= 0) {
      totals.measure(cell, isOfMarket ? scalePpm : 0, isOfMarket ? trial : undefined);
      equity += totals.equity;
      requirement += totals.requirement;
      magnitude += totals.magnitude;
    }
    if (trial !== undefined && !isOfMarket) {
      const lots = trial.bidLots + trial.askLots;
      const n = lots * this.markets.numbers.data[slot * STRIDE + MARK]!;
      let need = tierMargin(n, this.markets.tiers[slot]!, IM_RATE);
      if (scalePpm !== 0) need += mulDivCeilSafe(n - need, scalePpm, E6);
      requirement += need + lots * trial.reservePerLot;
      magnitude += n;
    }
    this.equity = equity;
    this.requirement = requirement;
    return magnitude <= MAX_SAFE && requirement <= MAX_SAFE;
  }

  /** E_w and max(IMR, ⌈Σ|N|/10⌉), Σ pend. O(cells), twice. */
  withdrawal(row: number): boolean {
    if (!this.initial(row, -1, 0, undefined)) return false;
    const requirement = this.requirement;
    const cellInts = this.cells.ints.data;
    const cellNumbers = this.cells.numbers.data;
    const market = this.markets.numbers.data;
    let equity = this.start(row, HELD_IM);
    let gross = 0;
    let total = 0;
    for (let cell = this.cells.first(row); cell >= 0; cell = cellInts[cell * STRIDE + CELL_NEXT]!) {
      const c = cell * STRIDE;
      const m = cellInts[c + CELL_SLOT]! * STRIDE;
      const lots = cellInts[c + CELL_LOTS]!;
      if (lots === 0) continue;
      const notional = lots * market[m + MARK]!;
      const pending = pendingOf(cellNumbers, c, market, m, lots);
      const x = notional - cellNumbers[c + ENTRY]! + pending - Math.abs(lots) * market[m + CONFIDENCE]!;
      if (x < 0) equity += x;
      gross += Math.abs(notional);
      total += pending;
    }
    this.equity = equity;
    this.requirement = Math.max(requirement, ceilDivSafe(gross, 10));
    this.pending = total;
    return true;
  }

  /** E_mm and MMR. O(cells). */
  maintenance(row: number): boolean {
    const cellInts = this.cells.ints.data;
    const cellNumbers = this.cells.numbers.data;
    const market = this.markets.numbers.data;
    let equity = this.start(row, HELD_MM);
    let magnitude = Math.abs(equity);
    let requirement = 0;
    for (let cell = this.cells.first(row); cell >= 0; cell = cellInts[cell * STRIDE + CELL_NEXT]!) {
      const c = cell * STRIDE;
      const lots = cellInts[c + CELL_LOTS]!;
      if (lots === 0) continue;
      const slot = cellInts[c + CELL_SLOT]!;
      const m = slot * STRIDE;
      const notional = lots * market[m + MARK]!;
      const entry = cellNumbers[c + ENTRY]!;
      const pending = pendingOf(cellNumbers, c, market, m, lots);
      equity += notional - entry + pending;
      magnitude += Math.abs(notional) + Math.abs(entry) + Math.abs(pending);
      requirement += tierMargin(Math.abs(notional), this.markets.tiers[slot]!, MM_RATE);
    }
    this.equity = equity;
    this.requirement = requirement;
    return magnitude <= MAX_SAFE;
  }
}
