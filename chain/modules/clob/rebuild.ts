import { invariant } from '../../lib/errors.ts';
import type { Book } from './book.ts';
import type { Clob } from './clob.ts';
import { TRIGGER_TRAILING } from './order-extra.ts';
import { watchCondition } from './order-links.ts';
import {
  HIT,
  IN_BOOK,
  IN_DUE,
  IN_HITS,
  IN_TRAILING,
  IN_TWAPS,
  RESTING,
  SIDES,
  TWAP,
  UNTRIGGERED,
} from './order-table.ts';

/** Fills every cache from loaded records: indexes, books, conditions, queues, heaps, margin reservations. O(n log n). */
export function rebuild(clob: Clob): void {
  const o = clob.orders;
  clob.books.rebuild();
  const rows: number[] = [];
  for (let row = 0; row < o.table.rows; row++) if (o.table.isLive(row)) rows.push(row);
  rows.sort((a, b) => o.market.get(a) - o.market.get(b) || o.id.get(a) - o.id.get(b));
  for (const row of rows) indexOrder(clob, row);
  clob.clientIds.rebuild((market, order, clientId) => {
    const row = clob.books.findOrder(market, order);
    invariant(row >= 0, 'clob: clientOrderId of an order that is not open');
    o.clientId.put(row, clientId);
    return row;
  });
  clob.scheduled.rebuild();
  rebuildTrailing(clob, rows);
  rows.sort((a, b) => o.seq.get(a) - o.seq.get(b));
  for (const row of rows) fileOrder(clob, clob.bookOf(row), row);
  rebuildQueues(clob, rows);
}

/** Indexes that hold every order. */
function indexOrder(clob: Clob, row: number): void {
  const o = clob.orders;
  const owner = o.owner.get(row);
  const holder = clob.margin.findRow(owner, o.subaccount.get(row) >>> 0);
  const book = clob.bookOf(row);
  invariant(holder >= 0, 'clob: order of an unknown subaccount');
  o.row.put(row, holder);
  clob.open.enter(book, row);
  if (o.expiresAt.get(row) !== 0) clob.expiry.add(row, o.id.get(row), o.expiresAt.get(row));
}

function isTrailing(clob: Clob, row: number): boolean {
  return clob.orders.state.get(row) === UNTRIGGERED && clob.orders.extraOf(row).trigger === TRIGGER_TRAILING;
}

function rebuildTrailing(clob: Clob, rows: readonly number[]): void {
  const o = clob.orders;
  const stops = rows.filter((row) => isTrailing(clob, row));
  for (const row of stops) if (o.dueOf(row) === 0) o.where.put(row, IN_TRAILING);
  clob.trailing.rebuild(
    (market) => clob.books.get(market).row,
    stops,
    (row) => o.dueOf(row) !== 0,
  );
}

/** The structure an order's links are in; called in order of seq, which is the order inside a level. */
function fileOrder(clob: Clob, book: Book, row: number): void {
  const o = clob.orders;
  const state = o.state.get(row);
  if (state === RESTING) {
    const side = o.side.get(row);
    book.sides[side]!.append(row, true);
    o.where.put(row, IN_BOOK);
    if (o.isReduceOnly(row)) return;
    const { margin } = clob;
    o.handle.put(
      row,
      margin.addResting(o.row.get(row), book.market.id, SIDES[side]!, o.remaining(row), o.ticks.get(row)),
    );
  } else if (state === TWAP) {
    const plan = o.extraOf(row);
    o.heapKey.put(row, plan.startedAt + plan.nextSlice * plan.intervalMs);
    clob.twaps.insert(0, row);
    o.where.put(row, IN_TWAPS);
  } else if (state === UNTRIGGERED && o.dueOf(row) === 0 && !isTrailing(clob, row)) {
    if (!o.has(row, HIT)) {
      watchCondition(clob, book, row, true);
      return;
    }
    clob.hits.append(book.row, row, true);
    o.where.put(row, IN_HITS);
  }
}

function rebuildQueues(clob: Clob, rows: readonly number[]): void {
  const o = clob.orders;
  const due = rows.filter((row) => o.dueOf(row) !== 0).sort((a, b) => o.dueOf(a) - o.dueOf(b));
  for (const row of due) {
    clob.due.append(clob.bookOf(row).row, row, true);
    o.where.put(row, IN_DUE);
  }
}
