import { ceilDivSafe } from '../../lib/math.ts';
import { arrivalOf, checkArrival, run } from './arrival.ts';
import { slippedTicks } from './band.ts';
import type { Book } from './book.ts';
import type { Clob } from './clob.ts';
import { close, leaveTrailing } from './close.ts';
import { mayFire } from './market-status.ts';
import { SOURCE_INDEX, SOURCE_MARK, TRIGGER_TRAILING } from './order-extra.ts';
import { ladderIndex, markHits, unfile, watchCondition } from './order-links.ts';
import { ACTIVE, BUY, FOK, HIT, IN_DUE, SELL } from './order-table.ts';
import { claim } from './reduce-only.ts';
import type { CancelReason } from './types.ts';

/** Why a fired order ends when checks 8–13 fail (spec: trading §3.6). */
const REASONS: Readonly<Record<number, CancelReason>> = {
  2011: 'post_only',
  2013: 'reduce_only',
  2014: 'price_band',
  3001: 'margin',
  3002: 'position_limit',
  5003: 'levels_full',
  6002: 'margin',
};

/** The trigger step of one market in the end phase: evaluation, then firing from the head of the queue. */
export function runTriggers(clob: Clob, book: Book): void {
  evaluate(clob, book);
  for (let fired = 0; fired < book.market.maxFires; fired++) {
    const row = clob.due.head(book.row);
    if (row < 0) return;
    fire(clob, book, row);
  }
}

/**
 * Conditions that hold now enter the queue in rising seq; what the status forbids leaves it. Costs nothing for conditions
 * that do not hold: they are found by price.
 */
function evaluate(clob: Clob, book: Book): void {
  const market = book.market.id;
  const mark = clob.markets.mark(market);
  if (mark !== 0 && clob.markets.status(market).status !== 'halted') clob.trailing.advance(book.row, mark);
  const allowed = [false, true].filter((reduceOnly) => mayFire(clob, market, reduceOnly));
  if (allowed.length < 2) {
    putBack(clob, book, clob.due.head(book.row), allowed);
    putBack(clob, book, clob.hits.head(book.row), allowed);
  }
  const rows: number[] = [];
  for (const reduceOnly of allowed) collect(clob, book, reduceOnly, mark, rows);
  const o = clob.orders;
  rows.sort((a, b) => o.seq.get(a) - o.seq.get(b));
  for (const row of rows) enqueue(clob, book, row);
}

/** Unfiles forbidden orders of the list that begins with `head`: untriggered again, trades seen forgotten. */
function putBack(clob: Clob, book: Book, head: number, allowed: readonly boolean[]): void {
  const o = clob.orders;
  const rows: number[] = [];
  for (let row = head; row >= 0; row = o.next.get(row)) if (!allowed.includes(o.isReduceOnly(row))) rows.push(row);
  for (const row of rows) {
    unfile(clob, book, row);
    o.setFlag(row, HIT, false);
    o.table.touch(row);
    watchCondition(clob, book, row, false);
  }
}

/** Orders of one kind whose condition holds, with what the trades of the block hit. */
function collect(clob: Clob, book: Book, reduceOnly: boolean, mark: number, out: number[]): void {
  const { books, orders: o } = clob;
  const q = book.market.quantumsPerTickLot;
  const index = clob.markets.index(book.market.id);
  const last = books.lastTicks.data[book.row]!;
  if (mark !== 0) collectAt(book, SOURCE_MARK, reduceOnly, Math.floor(mark / q), ceilDivSafe(mark, q), out);
  if (index !== 0) collectAt(book, SOURCE_INDEX, reduceOnly, Math.floor(index / q), ceilDivSafe(index, q), out);
  if (last !== 0) markHits(clob, book, reduceOnly, last);
  for (let row = clob.hits.head(book.row); row >= 0; row = clob.hits.after(row)) {
    if (o.isReduceOnly(row) === reduceOnly) out.push(row);
  }
  if (mark !== 0) {
    clob.trailing.collectDue(book.row, BUY, reduceOnly, mark, out);
    clob.trailing.collectDue(book.row, SELL, reduceOnly, mark, out);
  }
}

/** Ladder conditions met by a price that lies at or above `floor` ticks and at or below `ceiling` ticks. */
function collectAt(
  book: Book,
  source: number,
  reduceOnly: boolean,
  floor: number,
  ceiling: number,
  out: number[],
): void {
  const rising = book.conditions[ladderIndex(source, true, reduceOnly)];
  for (let t = rising?.best ?? 0; t !== 0 && t <= floor; t = rising!.worse(t)) {
    for (let row = rising!.head(t); row >= 0; row = rising!.after(row)) out.push(row);
  }
  const falling = book.conditions[ladderIndex(source, false, reduceOnly)];
  for (let t = falling?.best ?? 0; t !== 0 && t >= ceiling; t = falling!.worse(t)) {
    for (let row = falling!.head(t); row >= 0; row = falling!.after(row)) out.push(row);
  }
}

function enqueue(clob: Clob, book: Book, row: number): void {
  const o = clob.orders;
  unfile(clob, book, row);
  o.due.set(row, clob.books.takeDue(book.row));
  clob.due.append(book.row, row, false);
  o.where.set(row, IN_DUE);
  o.table.touch(row);
}

/** A fired order arrives as if placed now, with its checks as cancel reasons instead of codes. */
function fire(clob: Clob, book: Book, row: number): void {
  const { orders: o, events } = clob;
  const { market } = book;
  const extra = o.extraOf(row);
  const side = o.side.get(row);
  leaveTrailing(clob, row);
  unfile(clob, book, row);
  if (extra.trigger === TRIGGER_TRAILING) {
    o.ticks.set(row, slippedTicks(market, clob.markets.mark(market.id), side, extra.slippagePpm));
  }
  const asked = o.remaining(row);
  if (o.isReduceOnly(row)) cutToPosition(clob, book, row);
  else book.conditional.add(o.owner.get(row), -1);
  o.state.set(row, ACTIVE);
  o.setFlag(row, HIT, false);
  o.extra.set(row, { ...extra, triggered: true });
  o.table.touch(row);
  const left = o.remaining(row);
  events.triggered(row, o.ticks.get(row), left);
  endParent(clob, book, extra.parent);
  const fillOrKill = o.tif.get(row) === FOK;
  if (left === 0 || (fillOrKill && left < asked)) {
    close(clob, row, 'reduce_only');
    return;
  }
  const arrival = arrivalOf(clob, row);
  const refusal = checkArrival(clob, book, arrival);
  if (refusal !== undefined) {
    close(clob, row, REASONS[refusal.code]!);
    return;
  }
  o.lots.set(row, arrival.lots);
  if (fillOrKill) runFillOrKill(clob, book, row);
  else run(clob, book, clob.settlement, row, false);
}

/** Cuts a reduce-only order to what it may reduce now, down to nothing. */
function cutToPosition(clob: Clob, book: Book, row: number): void {
  const o = clob.orders;
  const holder = o.row.get(row);
  const side = o.side.get(row);
  const room = o.mayRest(row)
    ? claim(clob, book, holder, side, o.ticks.get(row), row)
    : clob.reducible(holder, book.market.id, side);
  o.lots.set(row, o.filled.get(row) + Math.min(o.remaining(row), Math.max(0, room)));
}

/** An exit fired: the entry must not go on filling. */
function endParent(clob: Clob, book: Book, parent: number): void {
  if (parent === 0) return;
  const row = book.index.find(parent);
  if (row >= 0) close(clob, row, 'bracket');
}

function runFillOrKill(clob: Clob, book: Book, row: number): void {
  const { orders: o } = clob;
  const { journal } = clob.ctx;
  const mark = journal.mark();
  const want = o.lots.get(row);
  run(clob, book, clob.settlement, row, false);
  if (o.filled.get(row) === want) {
    journal.release(mark);
    return;
  }
  journal.rollback(mark);
  close(clob, row, 'fok');
}
