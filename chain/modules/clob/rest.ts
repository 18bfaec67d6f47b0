import type { Book } from './book.ts';
import type { Clob } from './clob.ts';
import { makeRoomForLevel } from './level-limit.ts';
import { IN_BOOK, RESTING, SIDES } from './order-table.ts';
import { fitReduceOnly } from './reduce-only.ts';

/**
 * Puts what is left of an active order into the book, behind its price; reserves margin unless it is reduce-only. `fresh`:
 * its row was allocated in this branch (see OrderTable).
 */
export function rest(clob: Clob, book: Book, row: number, fresh: boolean): void {
  const o = clob.orders;
  const side = o.side.get(row);
  const ticks = o.ticks.get(row);
  const holder = o.row.get(row);
  makeRoomForLevel(clob, book, side, ticks);
  book.sides[side]!.append(row, fresh);
  if (fresh) {
    o.writeRest(row, clob.books.takeSeq(book.row), clob.nowMs);
  } else {
    o.seq.set(row, clob.books.takeSeq(book.row));
    o.state.set(row, RESTING);
    o.restedAt.set(row, clob.nowMs);
    o.where.set(row, IN_BOOK);
    o.table.touch(row);
  }
  if (o.isReduceOnly(row)) {
    fitReduceOnly(clob, book, holder);
    return;
  }
  const handle = clob.margin.addResting(holder, book.market.id, SIDES[side]!, o.remaining(row), ticks);
  if (fresh) o.handle.put(row, handle);
  else o.handle.set(row, handle);
}
