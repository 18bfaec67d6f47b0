import { MAX_SAFE, type Side } from '../../lib/units.ts';
import type { Journal } from '../../state/journal.ts';
import type { Cells } from './cells.ts';
import {
  ASK_LOTS,
  BID_LOTS,
  CELL_REST,
  CELL_SLOT,
  CONFIDENCE,
  MARK,
  PRICE_VERSION,
  RESERVE,
  RESERVE_VERSION,
  REST_CELL,
  REST_LOTS,
  REST_NEXT,
  REST_PREV,
  REST_SELL,
  REST_TICKS,
  STRIDE,
} from './layout.ts';
import type { MarketRows } from './market-rows.ts';
import { RowPool } from './row-pool.ts';
import { IntRows } from './strided.ts';

/** A resting order as the exact path sees it. */
export interface RestingOrder {
  readonly side: Side;
  readonly lots: number;
  readonly ticks: number;
}

/**
 * Reservations of resting orders that are not reduce-only, a list per cell. A cache of the book: never a record, rebuilt
 * by the clob. Σ reserves of a cell is kept for one price version and recomputed when the version moved (O(orders of the
 * cell)); inside a version every change is O(1).
 */
export class RestingLedger {
  private readonly ints: IntRows;
  private readonly pool: RowPool;
  private readonly cells: Cells;
  private readonly markets: MarketRows;

  constructor(journal: Journal, cells: Cells, markets: MarketRows) {
    this.cells = cells;
    this.markets = markets;
    this.ints = new IntRows(journal, STRIDE);
    this.pool = new RowPool(journal, [this.ints]);
  }

  /** Adds an order to a cell; returns its handle. */
  add(cell: number, side: Side, lots: number, ticks: number): number {
    const handle = this.pool.allocate();
    const { ints } = this;
    const head = this.cells.ints.get(cell, CELL_REST);
    ints.set(handle, REST_NEXT, head);
    ints.set(handle, REST_PREV, -1);
    ints.set(handle, REST_CELL, cell);
    ints.set(handle, REST_SELL, side === 'sell' ? 1 : 0);
    ints.set(handle, REST_TICKS, ticks);
    ints.set(handle, REST_LOTS, 0);
    if (head >= 0) ints.set(head, REST_PREV, handle);
    this.cells.ints.set(cell, CELL_REST, handle);
    this.change(handle, lots);
    return handle;
  }

  /** Cell of an order. */
  cellOf(handle: number): number {
    return this.ints.get(handle, REST_CELL);
  }

  /** Sets the remaining lots (≥ 0). */
  change(handle: number, lots: number): void {
    const { ints } = this;
    const cell = ints.get(handle, REST_CELL);
    const isSell = ints.get(handle, REST_SELL) === 1;
    const moved = lots - ints.get(handle, REST_LOTS);
    if (moved === 0) return;
    ints.set(handle, REST_LOTS, lots);
    const { numbers } = this.cells;
    const field = isSell ? ASK_LOTS : BID_LOTS;
    numbers.set(cell, field, numbers.get(cell, field) + moved);
    const slot = this.cells.ints.get(cell, CELL_SLOT);
    if (numbers.get(cell, RESERVE_VERSION) !== this.markets.numbers.get(slot, PRICE_VERSION)) return;
    const reserve = numbers.get(cell, RESERVE);
    if (reserve < 0) return;
    const next = reserve + moved * this.perLot(slot, isSell, ints.get(handle, REST_TICKS));
    numbers.set(cell, RESERVE, next >= 0 && next <= MAX_SAFE ? next : -1);
  }

  /** Removes an order; returns its cell, which may be empty now. */
  remove(handle: number): number {
    this.change(handle, 0);
    const { ints } = this;
    const cell = ints.get(handle, REST_CELL);
    const next = ints.get(handle, REST_NEXT);
    const previous = ints.get(handle, REST_PREV);
    if (previous < 0) this.cells.ints.set(cell, CELL_REST, next);
    else ints.set(previous, REST_NEXT, next);
    if (next >= 0) ints.set(next, REST_PREV, previous);
    this.pool.free(handle);
    return cell;
  }

  /** Σ reserves of a cell in Quote at the prices in force; −1 when it is no safe integer. */
  reserveOf(cell: number): number {
    const { numbers } = this.cells;
    const slot = this.cells.ints.get(cell, CELL_SLOT);
    const version = this.markets.numbers.get(slot, PRICE_VERSION);
    if (numbers.get(cell, RESERVE_VERSION) !== version) {
      numbers.set(cell, RESERVE, this.recompute(cell, slot));
      numbers.set(cell, RESERVE_VERSION, version);
    }
    return numbers.get(cell, RESERVE);
  }

  private recompute(cell: number, slot: number): number {
    const data = this.ints.data;
    let sum = 0;
    let handle = this.cells.ints.get(cell, CELL_REST);
    while (handle >= 0) {
      const at = handle * STRIDE;
      sum += data[at + REST_LOTS]! * this.perLot(slot, data[at + REST_SELL] === 1, data[at + REST_TICKS]!);
      handle = data[at + REST_NEXT]!;
    }
    return sum <= MAX_SAFE ? sum : -1;
  }

  /**
   * Reserve of one lot at t ticks: max(0, t·qtl − (M − C)) for a bid, max(0, (M + C) − t·qtl) for an ask. Safe integers:
   * t·qtl ≤ maxTicks × qtl < 2^53 (trading §1); a product with lots is checked by the callers.
   */
  perLot(slot: number, isSell: boolean, ticks: number): number {
    const mark = this.markets.numbers.get(slot, MARK);
    const confidence = this.markets.numbers.get(slot, CONFIDENCE);
    const price = ticks * this.markets.quantums[slot]!;
    return Math.max(0, isSell ? mark + confidence - price : price - (mark - confidence));
  }

  /** Orders of a cell, newest first, for the exact path and the invariants. */
  orders(cell: number): RestingOrder[] {
    const out: RestingOrder[] = [];
    for (let h = this.cells.ints.get(cell, CELL_REST); h >= 0; h = this.ints.get(h, REST_NEXT)) {
      out.push({
        side: this.ints.get(h, REST_SELL) === 1 ? 'sell' : 'buy',
        lots: this.ints.get(h, REST_LOTS),
        ticks: this.ints.get(h, REST_TICKS),
      });
    }
    return out;
  }
}
