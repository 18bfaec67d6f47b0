import type { Book } from './book.ts';
import { type Clob, refuse } from './clob.ts';
import { checkTarget } from './form.ts';
import type { AmendInput, CancelInput, Refusal } from './types.ts';

/** The open order a cancel or amend aims at. */
export interface Target {
  readonly book: Book;
  readonly row: number;
}

/**
 * 2001, 1004, 4001, 2015 in this order (spec: trading §3.9, §3.12). `barMissing`: a clientOrderId that finds nothing is
 * barred until the end of the block.
 */
export function findOrder(
  clob: Clob,
  owner: number,
  a: CancelInput | AmendInput,
  barMissing: boolean,
): Target | Refusal {
  const form = checkTarget(a.orderId, a.clientOrderId);
  if (form !== undefined) return form;
  const holder = clob.margin.findRow(owner, a.subaccount);
  if (holder < 0) return refuse(1004);
  const book = clob.books.find(a.market);
  if (book === undefined) return refuse(4001);
  const row =
    a.orderId === undefined ? openOrderOf(clob, holder, a.market, a.clientOrderId!) : book.index.find(a.orderId);
  if (row >= 0 && clob.orders.row.get(row) === holder) return { book, row };
  if (barMissing && a.clientOrderId !== undefined) clob.clientIds.bar(holder, a.clientOrderId);
  return refuse(2015);
}

/** Row of the subaccount's open order of that clientOrderId in a market, −1 = none. */
function openOrderOf(clob: Clob, holder: number, market: number, clientOrderId: string): number {
  const ids = clob.clientIds;
  const id = ids.find(holder, clientOrderId);
  return id >= 0 && ids.market.get(id) === market && ids.closedAt.get(id) === 0 ? ids.orderRow.get(id) : -1;
}
