import type { Book } from './book.ts';
import type { Clob } from './clob.ts';
import { Ladder } from './ladder.ts';
import { SOURCE_LAST, TRIGGER_STOP, TRIGGER_TRAILING } from './order-extra.ts';
import { BUY, HIT, IN_BOOK, IN_DUE, IN_HITS, IN_LADDER, IN_TRAILING, IN_TWAPS, NOWHERE } from './order-table.ts';

/** A condition holds at or above its price (stop buy, take-profit sell), others at or below (spec: trading §3.6). */
export function isRising(side: number, trigger: number): boolean {
  return (side === BUY) === (trigger === TRIGGER_STOP);
}

/** Ladders of conditions by source, direction and whether they are reduce-only: what may fire depends on that alone. */
export function ladderIndex(source: number, rising: boolean, reduceOnly: boolean): number {
  return source * 4 + (rising ? 0 : 2) + (reduceOnly ? 1 : 0);
}

/** Files an untriggered order where its condition is looked for. `fresh` as in Ladder. */
export function watchCondition(clob: Clob, book: Book, row: number, fresh: boolean): void {
  const o = clob.orders;
  const extra = o.extraOf(row);
  if (extra.trigger === TRIGGER_TRAILING) {
    clob.trailing.watch(row);
    o.where.set(row, IN_TRAILING);
    return;
  }
  const rising = isRising(o.side.get(row), extra.trigger);
  const index = ladderIndex(extra.source, rising, o.isReduceOnly(row));
  let ladder = book.conditions[index];
  if (ladder === undefined) {
    // The best condition is the first to be met: the lowest of the rising, the highest of the falling.
    ladder = new Ladder(clob.ctx.journal, !rising, o.triggerTicks, o.bookPlace, o.ladderQueues);
    book.conditions[index] = ladder;
  }
  ladder.append(row, fresh);
  o.where.set(row, IN_LADDER);
}

/** Takes an order out of whatever structure its links are in: book, conditions, queue, heap. Its reservation stays. */
export function unfile(clob: Clob, book: Book, row: number): void {
  const o = clob.orders;
  unlink(clob, book, row);
  if (o.where.get(row) === IN_DUE) o.due.set(row, 0);
  o.where.set(row, NOWHERE);
}

/** The same without a word in the row's own cells, for a row that ends here. */
export function unlink(clob: Clob, book: Book, row: number): void {
  const o = clob.orders;
  switch (o.where.get(row)) {
    case IN_BOOK:
      book.sides[o.side.get(row)]!.remove(row);
      break;
    case IN_LADDER: {
      const extra = o.extraOf(row);
      const rising = isRising(o.side.get(row), extra.trigger);
      book.conditions[ladderIndex(extra.source, rising, o.isReduceOnly(row))]!.remove(row);
      break;
    }
    case IN_HITS:
      clob.hits.remove(book.row, row);
      break;
    case IN_DUE:
      clob.due.remove(book.row, row);
      break;
    case IN_TRAILING:
      clob.trailing.unwatch(row);
      break;
    case IN_TWAPS:
      clob.twaps.remove(0, row);
      break;
  }
}

/** A last-price condition that a trade satisfied: remembered until the next evaluation, whatever the price does. */
export function markHit(clob: Clob, book: Book, row: number): void {
  unfile(clob, book, row);
  clob.orders.setFlag(row, HIT, true);
  clob.orders.table.touch(row);
  clob.hits.append(book.row, row, false);
  clob.orders.where.set(row, IN_HITS);
}

/** Last-price conditions that hold at `ticks` become hits; `reduceOnly` says which ones. O(found). */
export function markHits(clob: Clob, book: Book, reduceOnly: boolean, ticks: number): void {
  const rising = book.conditions[ladderIndex(SOURCE_LAST, true, reduceOnly)];
  while (rising !== undefined && rising.best !== 0 && rising.best <= ticks) {
    markHit(clob, book, rising.head(rising.best));
  }
  const falling = book.conditions[ladderIndex(SOURCE_LAST, false, reduceOnly)];
  while (falling !== undefined && falling.best !== 0 && falling.best >= ticks) {
    markHit(clob, book, falling.head(falling.best));
  }
}
