import { invariant } from '../../lib/errors.ts';
import { ceilDiv, ceilDivSafe } from '../../lib/math.ts';
import { MAX_SAFE } from '../../lib/units.ts';
import type { Cells } from './cells.ts';
import { pendingFunding } from './equity.ts';
import { applyFill } from './fill.ts';
import type { InitialTotals } from './initial-totals.ts';
import { CELL_LOTS, ENTRY, F_HIGH, F_LOW, FUNDING_HIGH, FUNDING_LOW } from './layout.ts';
import type { MarketRows } from './market-rows.ts';
import type { Subaccounts } from './subaccounts.ts';
import type { FillSide } from './types.ts';

/** Positions and their funding (spec: risk §4, §5). Every method that changes one keeps OI, A and the pool. */
export class Positions {
  private readonly rows: Subaccounts;
  private readonly cells: Cells;
  private readonly markets: MarketRows;
  private readonly totals: InitialTotals;
  private readonly closed: (row: number) => void;

  /** `closed` hears of every row that closed a position. */
  constructor(rows: Subaccounts, markets: MarketRows, totals: InitialTotals, closed: (row: number) => void) {
    this.totals = totals;
    this.closed = closed;
    this.rows = rows;
    this.cells = rows.cells;
    this.markets = markets;
  }

  /** Signed lots. */
  lots(row: number, slot: number): number {
    const cell = this.cells.find(row, slot);
    return cell < 0 ? 0 : this.cells.ints.get(cell, CELL_LOTS);
  }

  /** Q += pend, F_pos = F, the pool pays. `side` gets funding and fundingFrom. */
  settle(side: FillSide, cell: number): void {
    const { slot, row } = side;
    const { numbers } = this.cells;
    const market = this.markets.numbers;
    side.funding = 0n;
    const high = market.get(slot, FUNDING_HIGH);
    const low = market.get(slot, FUNDING_LOW);
    const lots = this.cells.ints.get(cell, CELL_LOTS);
    if (high === numbers.get(cell, F_HIGH) && low === numbers.get(cell, F_LOW)) return;
    this.totals.open(row, cell);
    if (lots !== 0) {
      this.rows.touch(row);
      const index = this.markets.funding(slot);
      side.fundingFrom = this.cells.fundingAt(cell);
      side.funding = pendingFunding(index, side.fundingFrom, BigInt(lots));
      this.rows.addQuoteBig(row, side.funding);
      this.markets.addPool(slot, -side.funding);
      this.markets.addClaims(slot, (index - side.fundingFrom) * BigInt(lots));
    }
    numbers.set(cell, F_HIGH, high);
    numbers.set(cell, F_LOW, low);
  }

  /**
   * Applies a signed fill f at `price` Quote per lot (t × qtl): funding first, then position, Q less `fee` and open interest.
   * Safe integers by the bounds of trading §1; a product beyond 2^53 takes the exact path.
   */
  applyAtPrice(side: FillSide, row: number, slot: number, f: number, price: number, fee: number): void {
    const cell = this.begin(side, row, slot, fee);
    const entry = this.cells.numbers.get(cell, ENTRY);
    const before = side.lotsBefore;
    const size = Math.abs(f);
    const sign = f > 0 ? 1 : -1;
    const closing = (before > 0 && f < 0) || (before < 0 && f > 0) ? Math.min(size, Math.abs(before)) : 0;
    let left = entry;
    let realised = 0;
    if (closing > 0) {
      const release = releasedEntry(entry, closing, Math.abs(before));
      realised = -sign * closing * price - release;
      left = entry - release;
    }
    this.commit(side, cell, f, left + sign * (size - closing) * price, realised);
  }

  /** The same for a fill given as a total quote (takeover, ADL), exact. */
  applyTotal(side: FillSide, row: number, slot: number, f: number, quote: bigint): void {
    const cell = this.begin(side, row, slot, 0);
    const entry = BigInt(this.cells.numbers.get(cell, ENTRY));
    const filled = applyFill(BigInt(side.lotsBefore), entry, BigInt(f), quote);
    this.commit(side, cell, f, Number(filled.entry), Number(filled.realised));
  }

  private begin(side: FillSide, row: number, slot: number, fee: number): number {
    const cell = this.cells.findOrCreate(row, slot, this.markets.market(slot));
    side.row = row;
    side.slot = slot;
    side.fee = fee;
    this.settle(side, cell);
    side.lotsBefore = this.cells.ints.get(cell, CELL_LOTS);
    return cell;
  }

  private commit(side: FillSide, cell: number, f: number, entry: number, realised: number): void {
    const lots = side.lotsBefore + f;
    invariant(Number.isSafeInteger(entry) && Number.isSafeInteger(realised), 'margin: position beyond 2^53');
    invariant(lots < 2 ** 31 && lots > -(2 ** 31), 'margin: lots beyond 2^31');
    side.lots = lots;
    side.entry = entry + 0;
    side.realised = realised + 0;
    this.totals.open(side.row, cell);
    this.moveMoney(side, this.cells.numbers.get(cell, ENTRY));
    this.cells.ints.set(cell, CELL_LOTS, lots);
    this.cells.numbers.set(cell, ENTRY, side.entry);
    this.markets.positionMoved(side.slot, side.lotsBefore, lots);
    if (
      this.markets.numbers.get(side.slot, FUNDING_HIGH) !== 0 ||
      this.markets.numbers.get(side.slot, FUNDING_LOW) !== 0
    ) {
      this.markets.addClaims(side.slot, this.markets.funding(side.slot) * BigInt(f));
    }
    if (lots !== 0) return;
    this.cells.dropIfEmpty(cell);
    this.closed(side.row);
  }

  /** Q += realised − fee; Σ (Q − entry) with it. Differences of safe integers are safe integers nearly always, else exact. */
  private moveMoney({ row, realised, fee, entry }: FillSide, entryBefore: number): void {
    const change = realised - fee;
    const moved = entry - entryBefore;
    if (Number.isSafeInteger(change) && Number.isSafeInteger(moved) && Number.isSafeInteger(change - moved)) {
      this.rows.trade(row, change, moved);
      return;
    }
    this.rows.addQuoteBig(row, BigInt(realised) - BigInt(fee));
    this.rows.sums.addMoneyBig(BigInt(entryBefore) - BigInt(entry));
  }

  /** Settles the funding of every position of a row, in rising market id; `settled` sees each side that was paid. */
  settleAll(row: number, side: FillSide, settled: (side: FillSide) => void): void {
    side.row = row;
    for (let cell = this.cells.first(row); cell >= 0; cell = this.cells.next(cell)) {
      const lots = this.cells.ints.get(cell, CELL_LOTS);
      if (lots === 0) continue;
      side.slot = this.cells.slot(cell);
      side.lots = lots;
      this.settle(side, cell);
      if (side.funding !== 0n) settled(side);
    }
  }
}

/** ⌈entry·closing/size⌉, entry signed: the released part of an entry is rounded against the account. */
function releasedEntry(entry: number, closing: number, size: number): number {
  if (closing === size) return entry;
  const product = entry * closing;
  if (product <= MAX_SAFE && product >= -MAX_SAFE) return ceilDivSafe(product, size);
  return Number(ceilDiv(BigInt(entry) * BigInt(closing), BigInt(size)));
}
