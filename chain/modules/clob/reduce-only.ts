import type { Book } from './book.ts';
import type { Clob } from './clob.ts';
import { close, reduceOrClose, withdraw } from './close.ts';
import { BUY, HIT, RESTING, SELL, WAITING } from './order-table.ts';

/**
 * Lots left for a reduce-only order that would rest at `ticks`: the position minus what the subaccount's resting
 * reduce-only orders at that price or better hold, `except` itself (spec: trading §3.5). May be negative.
 */
export function claim(clob: Clob, book: Book, holder: number, side: number, ticks: number, except: number): number {
  const o = clob.orders;
  let room = clob.reducible(holder, book.market.id, side);
  for (let row = book.reduceOnly.head(holder); row >= 0; row = book.reduceOnly.after(row)) {
    if (row === except || o.state.get(row) !== RESTING || o.side.get(row) !== side) continue;
    const price = o.ticks.get(row);
    if (side === BUY ? price >= ticks : price <= ticks) room -= o.remaining(row);
  }
  return room;
}

/**
 * Resting reduce-only orders claim the position in book priority: what does not fit is cut or canceled, the worst price
 * and there the latest first. At most 100 orders; nothing to do costs one pass.
 */
export function fitReduceOnly(clob: Clob, book: Book, holder: number): void {
  if (book.reduceOnly.head(holder) < 0) return;
  const o = clob.orders;
  const position = clob.margin.position(holder, book.market.id);
  const side = position > 0 ? SELL : BUY;
  for (;;) {
    let over = -Math.abs(position);
    let worst = -1;
    for (let row = book.reduceOnly.head(holder); row >= 0; row = book.reduceOnly.after(row)) {
      if (o.state.get(row) !== RESTING || o.side.get(row) !== side) continue;
      over += o.remaining(row);
      if (worst < 0 || o.standsBefore(worst, row)) worst = row;
    }
    if (over <= 0) return;
    reduceOrClose(clob, worst, Math.min(over, o.remaining(worst)), 'reduce_only');
  }
}

/**
 * After every change of a position: one that reached zero or changed sign ends its reduce-only orders, by id; then the
 * resting ones are fitted to what is left (spec: trading §3.5).
 */
export function positionChanged(clob: Clob, book: Book, holder: number, before: number): void {
  if (book.reduceOnly.head(holder) < 0) return;
  const after = clob.margin.position(holder, book.market.id);
  if (before !== 0 && (after === 0 || before > 0 !== after > 0))
    endReduceOnly(clob, book, holder, before > 0 ? SELL : BUY);
  fitReduceOnly(clob, book, holder);
}

/** Ends the reduce-only orders of a side. An armed child whose parent is open waits again: the entry may still fill. */
function endReduceOnly(clob: Clob, book: Book, holder: number, side: number): void {
  const o = clob.orders;
  const rows: number[] = [];
  for (let row = book.reduceOnly.head(holder); row >= 0; row = book.reduceOnly.after(row)) {
    if (o.side.get(row) === side && o.state.get(row) !== WAITING) rows.push(row);
  }
  rows.sort((a, b) => o.id.get(a) - o.id.get(b));
  for (const row of rows) {
    if (!o.table.isLive(row)) continue;
    const { parent } = o.extraOf(row);
    if (parent !== 0 && book.index.find(parent) >= 0) waitAgain(clob, row);
    else close(clob, row, 'reduce_only');
  }
}

function waitAgain(clob: Clob, row: number): void {
  const o = clob.orders;
  withdraw(clob, row);
  o.lots.set(row, o.filled.get(row));
  o.state.set(row, WAITING);
  o.setFlag(row, HIT, false);
  clob.events.amended(row, 'reduce_only');
}
