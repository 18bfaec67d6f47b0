import type { Book } from './book.ts';
import { armChildren, reduceSibling } from './bracket.ts';
import type { Clob } from './clob.ts';
import { close } from './close.ts';
import type { ClobSettlement, FillVerdict } from './expected.ts';
import { markHits } from './order-links.ts';
import { HAS_EXTRA } from './order-table.ts';
import { positionChanged } from './reduce-only.ts';

/**
 * One fill of `lots` at the maker's price, and all that follows from it, in the order of spec: trading §4.5. `clob.fill`
 * holds what is common to the taker's fills. Any verdict but `ok` leaves no trace.
 */
export function applyFill(
  clob: Clob,
  book: Book,
  settlement: ClobSettlement,
  maker: number,
  taker: number,
  lots: number,
): FillVerdict {
  const { orders: o, fill, margin } = clob;
  const market = book.market.id;
  const makerHolder = o.row.get(maker);
  const takerHolder = fill.takerRow;
  const makerLeft = o.remaining(maker) - lots;
  fill.ticks = o.ticks.get(maker);
  fill.lots = lots;
  fill.makerRow = makerHolder;
  fill.makerHandle = o.handle.get(maker);
  fill.makerRemainingAfter = makerLeft;
  fill.makerReduceOnly = o.isReduceOnly(maker);
  const makerBefore = book.reduceOnly.head(makerHolder) < 0 ? 0 : margin.position(makerHolder, market);
  const takerBefore = book.reduceOnly.head(takerHolder) < 0 ? 0 : margin.position(takerHolder, market);
  const verdict = settlement.fill(fill);
  if (verdict !== 'ok') return verdict;

  o.filled.set(maker, o.filled.get(maker) + lots);
  o.filled.set(taker, o.filled.get(taker) + lots);
  o.table.touch(maker);
  o.table.touch(taker);
  const { books } = clob;
  const tradeId = books.takeTradeId(book.row, fill.ticks, clob.nowMs);
  clob.events.filled(tradeId, maker, taker, fill, settlement.lastFees);
  settlement.announce?.();

  noteTrade(clob, book, fill.ticks);
  settle(clob, book, maker, lots, makerHolder, makerBefore);
  settle(clob, book, taker, lots, takerHolder, takerBefore);
  return 'ok';
}

/** What a fill does to one of its orders and to the other orders of that subaccount. */
function settle(clob: Clob, book: Book, row: number, lots: number, holder: number, before: number): void {
  if (clob.orders.has(row, HAS_EXTRA)) {
    reduceSibling(clob, book, row, lots);
    armChildren(clob, book, row);
  }
  if (clob.orders.remaining(row) === 0) close(clob, row, undefined);
  positionChanged(clob, book, holder, before);
}

/** Last-price conditions see every trade made while the status lets them fire (spec: trading §3.6). */
function noteTrade(clob: Clob, book: Book, ticks: number): void {
  if (!book.hasLastConditions()) return;
  const { status } = clob.markets.status(book.market.id);
  if (status === 'active') markHits(clob, book, false, ticks);
  if (status === 'active' || status === 'reduce_only') markHits(clob, book, true, ticks);
}
