import { checkCapacity } from './arrival.ts';
import { slippedTicks } from './band.ts';
import type { Book } from './book.ts';
import type { Clob } from './clob.ts';
import { close } from './close.ts';
import { mayFire } from './market-status.ts';
import { match } from './match.ts';
import { BUY } from './order-table.ts';

/** A slice catches up by at most this many average ones. */
const CATCH_UP = 3;

/** TWAPs whose next slice is due, by market and id (spec: trading §3.11). O(due log due). */
export function dueTwaps(clob: Clob): number[] {
  const o = clob.orders;
  const rows: number[] = [];
  clob.twaps.collect(0, clob.nowMs, rows);
  return rows.sort((a, b) => o.market.get(a) - o.market.get(b) || o.id.get(a) - o.id.get(b));
}

/** Runs the latest due slice of a TWAP; missed ones are merged into it, a status that forbids it postpones it. */
export function runSlice(clob: Clob, book: Book, row: number): void {
  const o = clob.orders;
  const plan = o.extraOf(row);
  const slice = Math.floor((clob.nowMs - plan.startedAt) / plan.intervalMs);
  if (slice >= plan.slices) {
    close(clob, row, 'twap_end');
    return;
  }
  if (!mayFire(clob, book.market.id, o.isReduceOnly(row))) return;
  scheduleNext(clob, row, slice + 1);

  let want = sliceLots(o.lots.get(row), o.filled.get(row), slice, plan.slices);
  if (o.isReduceOnly(row)) {
    const reducible = clob.reducible(o.row.get(row), book.market.id, o.side.get(row));
    if (reducible === 0) {
      close(clob, row, 'reduce_only');
      return;
    }
    want = Math.min(want, reducible);
  }
  if (want > 0) trade(clob, book, row, want);
  if (slice === plan.slices - 1 && o.table.isLive(row)) close(clob, row, 'twap_end');
}

/** min(⌊lots·(k + 1)/n⌋ − filled, 3·ceil(lots/n)); lots·(k + 1) < 2^31 · 2,880. */
function sliceLots(lots: number, filled: number, slice: number, slices: number): number {
  const target = Math.floor((lots * (slice + 1)) / slices) - filled;
  return Math.min(target, CATCH_UP * Math.ceil(lots / slices));
}

/** Checks 12 and 13, then matches at the worst price of this slice; a refusal is reported and caught up later. */
function trade(clob: Clob, book: Book, row: number, want: number): void {
  const o = clob.orders;
  const side = o.side.get(row);
  const ticks = worstTicks(clob, book, row);
  const refusal = o.isReduceOnly(row) ? undefined : checkCapacity(clob, book, o.row.get(row), side, want, ticks);
  if (refusal !== undefined) {
    clob.events.sliceRejected(row, refusal);
    return;
  }
  clob.events.triggered(row, ticks, want);
  match(clob, book, clob.settlement, row, ticks, want, false);
}

/** As far as the slippage lets it, and not beyond the order's own limit. */
function worstTicks(clob: Clob, book: Book, row: number): number {
  const o = clob.orders;
  const side = o.side.get(row);
  const limit = o.ticks.get(row);
  const mark = clob.markets.mark(book.market.id);
  const worst = slippedTicks(book.market, mark, side, o.extraOf(row).slippagePpm);
  if (limit === 0) return worst;
  return side === BUY ? Math.min(worst, limit) : Math.max(worst, limit);
}

function scheduleNext(clob: Clob, row: number, slice: number): void {
  const o = clob.orders;
  const plan = o.extraOf(row);
  clob.twaps.remove(0, row);
  o.extra.set(row, { ...plan, nextSlice: slice });
  o.heapKey.set(row, plan.startedAt + slice * plan.intervalMs);
  clob.twaps.insert(0, row);
  o.table.touch(row);
}
