import { MAX_SAFE, type Side } from '../../lib/units.ts';
import type { Journal } from '../../state/journal.ts';
import { IntRows } from '../../state/strided.ts';
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
  REST_NEXT,
  REST_PLACES,
  REST_PREV,
  REST_STRIDE,
  REST_TICKS,
} from './layout.ts';
import type { MarketRows } from './market-rows.ts';
import { RowPool } from './row-pool.ts';

/** Handles of a block: its number × 8 + place. */
const HANDLES = 8;

/** A resting order as the exact path sees it. */
export interface RestingOrder {
  readonly side: Side;
  readonly lots: number;
  readonly ticks: number;
}

/**
 * Reservations of resting orders that are not reduce-only. A cache of the book: never a record, rebuilt by the clob. The
 * orders of a cell are kept in blocks of six, a cache line each, in no order: an order touches its block, not its neighbours.
 * Σ reserves of a cell is kept for one price version and recomputed when the version moved (O(orders of the cell)); inside a
 * version every change is O(1).
 *
 * Invariants: every block of a cell holds an order; a place is free when its ticks are 0, so all of a free block are.
 */
export class RestingLedger {
  private readonly ints: IntRows;
  private readonly pool: RowPool;
  private readonly cells: Cells;
  private readonly markets: MarketRows;

  constructor(journal: Journal, cells: Cells, markets: MarketRows) {
    this.cells = cells;
    this.markets = markets;
    this.ints = new IntRows(journal, REST_STRIDE);
    this.pool = new RowPool(journal, [this.ints]);
  }

  /** Adds an order (ticks ≥ 1) to a cell; returns its handle. */
  add(cell: number, side: Side, lots: number, ticks: number): number {
    const { ints } = this;
    const isSell = side === 'sell';
    const head = this.cells.ints.get(cell, CELL_REST);
    let block = head;
    let place = head < 0 ? -1 : this.freePlace(head);
    if (place < 0) {
      block = this.openBlock(cell, head);
      place = 0;
    }
    const field = REST_TICKS + 2 * place;
    ints.set(block, field, isSell ? -ticks : ticks);
    ints.set(block, field + 1, lots);
    this.count(cell, isSell, ticks, lots);
    return block * HANDLES + place;
  }

  /** Cell of an order. */
  cellOf(handle: number): number {
    return this.ints.get(Math.floor(handle / HANDLES), REST_CELL);
  }

  /** Sets the remaining lots (≥ 0). */
  change(handle: number, lots: number): void {
    const { ints } = this;
    const block = Math.floor(handle / HANDLES);
    const field = REST_TICKS + 2 * (handle % HANDLES);
    const moved = lots - ints.get(block, field + 1);
    if (moved === 0) return;
    ints.set(block, field + 1, lots);
    const ticks = ints.get(block, field);
    this.count(ints.get(block, REST_CELL), ticks < 0, Math.abs(ticks), moved);
  }

  /** Removes an order; its cell may be empty then. */
  remove(handle: number): void {
    const { ints } = this;
    const block = Math.floor(handle / HANDLES);
    const field = REST_TICKS + 2 * (handle % HANDLES);
    const ticks = ints.get(block, field);
    this.count(ints.get(block, REST_CELL), ticks < 0, Math.abs(ticks), -ints.get(block, field + 1));
    ints.set(block, field, 0);
    if (this.isEmpty(block)) this.closeBlock(block);
  }

  /** Counts lots that joined (or left, < 0) a side at `ticks`. */
  private count(cell: number, isSell: boolean, ticks: number, moved: number): void {
    const { numbers } = this.cells;
    const field = isSell ? ASK_LOTS : BID_LOTS;
    numbers.set(cell, field, numbers.get(cell, field) + moved);
    const slot = this.cells.ints.get(cell, CELL_SLOT);
    if (numbers.get(cell, RESERVE_VERSION) !== this.markets.numbers.get(slot, PRICE_VERSION)) return;
    const reserve = numbers.get(cell, RESERVE);
    const change = moved * this.perLot(slot, isSell, ticks);
    if (reserve < 0 || change === 0) return;
    const next = reserve + change;
    numbers.set(cell, RESERVE, next >= 0 && next <= MAX_SAFE ? next : -1);
  }

  private freePlace(block: number): number {
    const { data } = this.ints;
    const first = block * REST_STRIDE + REST_TICKS;
    for (let place = 0; place < REST_PLACES; place++) if (data[first + 2 * place] === 0) return place;
    return -1;
  }

  private isEmpty(block: number): boolean {
    const { data } = this.ints;
    const first = block * REST_STRIDE + REST_TICKS;
    for (let place = 0; place < REST_PLACES; place++) if (data[first + 2 * place] !== 0) return false;
    return true;
  }

  private openBlock(cell: number, head: number): number {
    const { ints } = this;
    const block = this.pool.allocate();
    ints.set(block, REST_NEXT, head);
    ints.set(block, REST_PREV, -1);
    ints.set(block, REST_CELL, cell);
    if (head >= 0) ints.set(head, REST_PREV, block);
    this.cells.ints.set(cell, CELL_REST, block);
    return block;
  }

  private closeBlock(block: number): void {
    const { ints } = this;
    const next = ints.get(block, REST_NEXT);
    const previous = ints.get(block, REST_PREV);
    if (previous < 0) this.cells.ints.set(ints.get(block, REST_CELL), CELL_REST, next);
    else ints.set(previous, REST_NEXT, next);
    if (next >= 0) ints.set(next, REST_PREV, previous);
    this.pool.free(block);
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
    const { data } = this.ints;
    let sum = 0;
    for (let block = this.cells.ints.get(cell, CELL_REST); block >= 0; block = data[block * REST_STRIDE + REST_NEXT]!) {
      const first = block * REST_STRIDE + REST_TICKS;
      for (let at = first; at < first + 2 * REST_PLACES; at += 2) {
        const ticks = data[at]!;
        if (ticks !== 0) sum += data[at + 1]! * this.perLot(slot, ticks < 0, Math.abs(ticks));
      }
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

  /** Orders of a cell for the exact path and the invariants. */
  orders(cell: number): RestingOrder[] {
    const out: RestingOrder[] = [];
    const { ints } = this;
    for (let block = this.cells.ints.get(cell, CELL_REST); block >= 0; block = ints.get(block, REST_NEXT)) {
      for (let field = REST_TICKS; field < REST_TICKS + 2 * REST_PLACES; field += 2) {
        const ticks = ints.get(block, field);
        if (ticks === 0) continue;
        out.push({ side: ticks < 0 ? 'sell' : 'buy', lots: ints.get(block, field + 1), ticks: Math.abs(ticks) });
      }
    }
    return out;
  }
}
