import { ceilDivSafe, mulDivCeilSafe } from '../../lib/math.ts';
import { MAX_SAFE } from '../../lib/units.ts';
import type { Cells } from './cells.ts';
import { fastPending } from './fast-pending.ts';
import { IM_RATE, MM_RATE, tierMargin } from './fast-tiers.ts';
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
  F_HIGH,
  F_LOW,
  FUNDING_HIGH,
  FUNDING_LOW,
  HELD_IM,
  HELD_MM,
  HELD_VERSION,
  MARK,
  PRICE_VERSION,
  Q_HIGH,
  Q_LOW,
  RESERVE,
  RESERVE_VERSION,
  ROW_CELL,
  ROW_HOLDING,
  STRIDE,
} from './layout.ts';
import type { MarketRows } from './market-rows.ts';
import type { RestingLedger } from './resting-ledger.ts';
import type { Subaccounts } from './subaccounts.ts';

const E6 = 1_000_000;
/** |ΔF high| below this keeps ΔF = Δhigh·2^32 + Δlow below 2^53. */
const SAFE_DELTA = 1048576;

/** An order as it would rest: lots it adds to one side (the other 0) and what each reserves, Quote ≥ 0. */
export interface TrialOrder {
  readonly slot: number;
  readonly bidLots: number;
  readonly askLots: number;
  readonly reservePerLot: number;
}

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
  private readonly resting: RestingLedger;
  private readonly held: CollateralCache;

  constructor(rows: Subaccounts, markets: MarketRows, resting: RestingLedger, held: CollateralCache) {
    this.rows = rows;
    this.cells = rows.cells;
    this.markets = markets;
    this.resting = resting;
    this.held = held;
  }

  /** Q plus the weighted collateral, NaN when no safe integer: it makes the bound fail. */
  private start(row: number, field: typeof HELD_IM | typeof HELD_MM): number {
    const data = this.rows.numbers.data;
    const at = row * STRIDE;
    const high = data[at + Q_HIGH]!;
    const quote = high >= -2097152 && high < 2097152 ? high * 4294967296 + data[at + Q_LOW]! : Number.NaN;
    if (this.rows.ints.data[row * STRIDE + ROW_HOLDING]! < 0) return quote;
    if (data[at + HELD_VERSION] !== this.held.version && !this.held.refresh(row)) return Number.NaN;
    return Math.abs(quote) + this.rows.numbers.data[at + field]! <= MAX_SAFE
      ? quote + this.rows.numbers.data[at + field]!
      : Number.NaN;
  }

  /**
   * E_im and IMR. `scalePpm` (0..1e6) applies in market slot `scaledSlot`; `trial` is added to that market's resting
   * orders. O(cells).
   */
  initial(row: number, scaledSlot: number, scalePpm: number, trial: TrialOrder | undefined): boolean {
    const cellInts = this.cells.ints.data;
    const cellNumbers = this.cells.numbers.data;
    const market = this.markets.numbers.data;
    const tiers = this.markets.tiers;
    let equity = this.start(row, HELD_IM);
    let magnitude = Math.abs(equity);
    let requirement = 0;
    let pendingTrial = trial;
    let cell = this.rows.ints.data[row * STRIDE + ROW_CELL]!;
    while (cell >= 0) {
      const c = cell * STRIDE;
      const slot = cellInts[c + CELL_SLOT]!;
      const m = slot * STRIDE;
      const mark = market[m + MARK]!;
      const lots = cellInts[c + CELL_LOTS]!;
      let long = lots;
      let short = lots;
      if (lots !== 0) {
        const notional = lots * mark;
        const entry = cellNumbers[c + ENTRY]!;
        const adverse = Math.abs(lots) * market[m + CONFIDENCE]!;
        const pending = this.pendingOf(c, m, lots);
        equity += notional - entry + pending - adverse;
        magnitude += Math.abs(notional) + Math.abs(entry) + Math.abs(pending) + adverse;
      }
      if (cellInts[c + CELL_REST]! >= 0) {
        long += cellNumbers[c + BID_LOTS]!;
        short -= cellNumbers[c + ASK_LOTS]!;
        const reserve =
          cellNumbers[c + RESERVE_VERSION] === market[m + PRICE_VERSION]
            ? cellNumbers[c + RESERVE]!
            : this.resting.reserveOf(cell);
        requirement += reserve >= 0 ? reserve : Number.NaN;
      }
      if (pendingTrial !== undefined && pendingTrial.slot === slot) {
        long += pendingTrial.bidLots;
        short -= pendingTrial.askLots;
        requirement += (pendingTrial.bidLots + pendingTrial.askLots) * pendingTrial.reservePerLot;
        pendingTrial = undefined;
      }
      const exposure = Math.max(Math.abs(long), Math.abs(short));
      if (exposure !== 0) {
        const n = exposure * mark;
        let need = tierMargin(n, tiers[slot]!, IM_RATE);
        if (scalePpm !== 0 && slot === scaledSlot) need += mulDivCeilSafe(n - need, scalePpm, E6);
        const user = cellInts[c + CELL_USER_PPM]!;
        requirement += user === 0 ? need : Math.max(need, mulDivCeilSafe(n, user, E6));
        magnitude += n;
      }
      cell = cellInts[c + CELL_NEXT]!;
    }
    if (pendingTrial !== undefined) {
      const lots = pendingTrial.bidLots + pendingTrial.askLots;
      const n = lots * market[pendingTrial.slot * STRIDE + MARK]!;
      let need = tierMargin(n, tiers[pendingTrial.slot]!, IM_RATE);
      if (scalePpm !== 0) need += mulDivCeilSafe(n - need, scalePpm, E6);
      requirement += need + lots * pendingTrial.reservePerLot;
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
      const pending = this.pendingOf(c, m, lots);
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
      const pending = this.pendingOf(c, m, lots);
      equity += notional - entry + pending;
      magnitude += Math.abs(notional) + Math.abs(entry) + Math.abs(pending);
      requirement += tierMargin(Math.abs(notional), this.markets.tiers[slot]!, MM_RATE);
    }
    this.equity = equity;
    this.requirement = requirement;
    return magnitude <= MAX_SAFE;
  }

  /** Pending funding of a position at cell offset c in market offset m; Infinity or NaN when no safe integer. */
  private pendingOf(c: number, m: number, lots: number): number {
    const market = this.markets.numbers.data;
    const cell = this.cells.numbers.data;
    const dHigh = market[m + FUNDING_HIGH]! - cell[c + F_HIGH]!;
    if (!(dHigh < SAFE_DELTA && dHigh > -SAFE_DELTA)) return Number.NaN;
    const dF = dHigh * 4294967296 + (market[m + FUNDING_LOW]! - cell[c + F_LOW]!);
    return dF === 0 ? 0 : fastPending(dF, lots);
  }
}
