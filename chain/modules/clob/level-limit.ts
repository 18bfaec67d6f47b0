import type { Book } from './book.ts';
import type { Clob } from './clob.ts';
import { close } from './close.ts';

/**
 * Check 11: true when an order resting at `ticks` would open the worst level of a full side (spec: trading §4.6). `except`:
 * a resting order that is about to leave its place, −1 = none.
 */
export function wouldBeDust(clob: Clob, book: Book, side: number, ticks: number, except: number): boolean {
  const ladder = book.sides[side]!;
  const freed = except >= 0 && isOnlyOne(clob, book, side, except) ? clob.orders.ticks.get(except) : 0;
  const levels = ladder.levels - (freed === 0 ? 0 : 1);
  if (levels < book.market.maxLevels) return false;
  if (ticks !== freed && ladder.has(ticks)) return false;
  let worst = ladder.worst();
  if (worst === freed) worst = ladder.better(worst);
  return ladder.isBetter(worst, ticks);
}

/** A rest that opens one level too many first cancels every order of the worst one, first in time first. */
export function makeRoomForLevel(clob: Clob, book: Book, side: number, ticks: number): void {
  const ladder = book.sides[side]!;
  if (ladder.levels < book.market.maxLevels || ladder.has(ticks)) return;
  const rows: number[] = [];
  for (let row = ladder.head(ladder.worst()); row >= 0; row = ladder.after(row)) rows.push(row);
  for (const row of rows) close(clob, row, 'evicted');
}

function isOnlyOne(clob: Clob, book: Book, side: number, row: number): boolean {
  const ladder = book.sides[side]!;
  return ladder.head(clob.orders.ticks.get(row)) === row && ladder.isAlone(row);
}
