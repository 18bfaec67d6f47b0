import type { Book } from './book.ts';
import type { Clob } from './clob.ts';
import { unfile, unlink } from './order-links.ts';
import { HAS_EXTRA, IN_TRAILING, NOWHERE, WAITING } from './order-table.ts';
import type { AmendReason, CancelReason } from './types.ts';

/**
 * End of an order's life; `reason` undefined: filled. Children that hold nothing end with their parent, armed ones stay
 * (spec: trading §3.8).
 */
export function close(clob: Clob, row: number, reason: CancelReason | undefined): void {
  const o = clob.orders;
  const book = clob.bookOf(row);
  // The cells of a dying row stay as they are: should the branch be dropped, they are right again.
  const watched = o.where.get(row) === IN_TRAILING;
  if (o.group.get(row) >= 0) clob.trailing.leave(row, watched);
  if (!watched) unlink(clob, book, row);
  // Settlement has freed what a filled order reserved.
  if (reason !== undefined && o.handle.get(row) >= 0) clob.margin.removeResting(o.handle.get(row));
  retire(clob, book, row);
  if (reason !== undefined) clob.events.canceled(row, reason);
  if (o.has(row, HAS_EXTRA)) endWaitingChildren(clob, book, row);
}

function endWaitingChildren(clob: Clob, book: Book, row: number): void {
  const o = clob.orders;
  const { family, parent } = o.extraOf(row);
  if (parent !== 0) return;
  const id = o.id.get(row);
  for (let i = 1; i <= family; i++) {
    const child = book.index.find(id + i);
    if (child >= 0 && o.state.get(child) === WAITING) close(clob, child, 'parent_closed');
  }
}

/** Takes an order out of its structure and frees what it reserves; it stays open. */
export function withdraw(clob: Clob, row: number): void {
  const o = clob.orders;
  leaveTrailing(clob, row);
  unfile(clob, clob.bookOf(row), row);
  const handle = o.handle.get(row);
  if (handle >= 0) {
    clob.margin.removeResting(handle);
    o.handle.set(row, -1);
  }
  o.table.touch(row);
}

/** A trailing stop that ends or fires leaves its group for good. */
export function leaveTrailing(clob: Clob, row: number): void {
  const o = clob.orders;
  if (o.group.get(row) < 0) return;
  const watched = o.where.get(row) === IN_TRAILING;
  clob.trailing.leave(row, watched);
  if (watched) o.where.set(row, NOWHERE);
  o.group.set(row, -1);
}

/** Shrinks an open order by `lots`, keeping its priority; it ends when nothing would be left. */
export function reduceOrClose(clob: Clob, row: number, lots: number, reason: AmendReason & CancelReason): void {
  const o = clob.orders;
  const remaining = o.remaining(row);
  if (lots >= remaining) {
    close(clob, row, reason);
    return;
  }
  if (lots <= 0) return;
  o.lots.set(row, o.lots.get(row) - lots);
  o.table.touch(row);
  const handle = o.handle.get(row);
  if (handle >= 0) clob.margin.changeResting(handle, remaining - lots);
  clob.events.amended(row, reason);
}

/** Forgets an order in every index; its id of the client is kept as closed. */
function retire(clob: Clob, book: Book, row: number): void {
  const o = clob.orders;
  clob.open.leave(book, row);
  const clientId = o.clientId.get(row);
  if (clientId >= 0) clob.clientIds.close(clientId, clob.nowMs, clob.params.maxClosedIds);
  o.table.free(row);
}
