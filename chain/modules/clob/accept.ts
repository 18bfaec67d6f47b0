import type { Arrival } from './arrival.ts';
import type { Book } from './book.ts';
import type { Clob } from './clob.ts';
import { type OrderExtra, TRIGGER_TRAILING } from './order-extra.ts';
import { watchCondition } from './order-links.ts';
import { ACTIVE, IN_TRAILING, IN_TWAPS, TWAP, UNTRIGGERED, WAITING } from './order-table.ts';

/** The cells of an order that is about to exist; `row` −1, `filled` 0. */
export interface NewOrder extends Arrival {
  readonly owner: number;
  readonly subaccount: number;
  readonly stp: number;
  readonly state: number;
  /** 0 = none, like the one below. */
  readonly triggerTicks: number;
  readonly expiresAt: number;
  readonly clientOrderId: string | undefined;
  readonly extra: OrderExtra;
}

/** Gives an order its id and seq, puts it into every index and reports it. Returns its row. */
export function accept(clob: Clob, book: Book, order: NewOrder): number {
  const o = clob.orders;
  const { books } = clob;
  const row = o.table.allocate();
  const id = books.nextOrder.data[book.row]!;
  const seq = books.nextSeq.data[book.row]!;
  o.write(row, book.market.id, id, seq, clob.nowMs, order);
  enter(clob, book, row, id, order);
  const clientId = takeClientId(clob, book, order, id, row);
  if (clientId >= 0) o.clientId.put(row, clientId);
  clob.events.placed(book.market.id, id, seq, order, clientId);
  return row;
}

/** Row of the order's clientOrderId, −1 when it has none. */
function takeClientId(clob: Clob, book: Book, order: NewOrder, id: number, row: number): number {
  const { holder, owner, subaccount, clientOrderId } = order;
  if (clientOrderId === undefined) return -1;
  return clob.clientIds.take(holder, owner, subaccount, clientOrderId, book.market.id, id, row);
}

/** Puts a row into the indexes that hold every order, and its condition or plan where it is looked for. */
function enter(clob: Clob, book: Book, row: number, id: number, { state, expiresAt, extra }: NewOrder): void {
  const o = clob.orders;
  clob.open.accept(book, row);
  if (expiresAt !== 0) clob.expiry.add(row, id, expiresAt);
  if (state === TWAP) {
    o.heapKey.put(row, extra.startedAt);
    clob.twaps.insert(0, row);
    o.where.put(row, IN_TWAPS);
  } else if (state === UNTRIGGERED) {
    if (extra.trigger === TRIGGER_TRAILING) {
      clob.trailing.join(book.row, row, clob.markets.mark(book.market.id));
      o.where.put(row, IN_TRAILING);
    } else {
      watchCondition(clob, book, row, true);
    }
  }
}

/** What a placed order begins as. */
export function firstState(extra: OrderExtra): number {
  if (extra.slices > 0) return TWAP;
  if (extra.trigger === 0) return ACTIVE;
  return extra.parent === 0 ? UNTRIGGERED : WAITING;
}
