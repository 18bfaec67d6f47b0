import { accept, firstState, type NewOrder } from './accept.ts';
import { checkArrival, run } from './arrival.ts';
import type { Book } from './book.ts';
import { type Clob, refuse } from './clob.ts';
import { checkPlaceForm } from './form.ts';
import { checkStatus, statusDetails } from './market-status.ts';
import { belowMinNotional, notionalPrice } from './notional.ts';
import { TRIGGER_NONE } from './order-extra.ts';
import { FOK, GTC, GTT, HAS_EXTRA, IOC, MARKET_TYPE, POST_ONLY, REDUCE_ONLY, TWAP } from './order-table.ts';
import { extraOfChild, extraOfInput, stpOf, tifOf } from './place-extra.ts';
import { checkRanges } from './place-ranges.ts';
import type { ChargeAgent, ChildInput, ItemResult, PlaceInput, Refusal } from './types.ts';

/** Reduce-only, untriggered, waiting and TWAP orders of one owner in one market (spec: trading §3.2, check 7). */
const MAX_CONDITIONAL = 100;
const NO_IDS: readonly number[] = [];

/** Places an order; the checks of spec: trading §3.2 in their order, then §4.4. A refusal leaves nothing. */
export function place(clob: Clob, owner: number, a: PlaceInput, charge?: ChargeAgent): ItemResult {
  const refusal = checkPlaceForm(a);
  if (refusal !== undefined) return refused(refusal);
  const holder = clob.margin.findRow(owner, a.subaccount);
  if (holder < 0) return refused(refuse(1004));
  const book = clob.books.find(a.market);
  if (book === undefined) return refused(refuse(4001));

  const order = newOrder(clob, owner, holder, a);
  const early =
    checkClientOrderIds(clob, holder, a) ??
    checkMarket(clob, book, a) ??
    checkRanges(clob, book, a) ??
    checkAgent(clob, book, order, charge) ??
    checkNotional(clob, book, order) ??
    checkOpenOrders(clob, book, order, a.children?.length ?? 0) ??
    (clob.margin.isActive(holder) ? undefined : refuse(3003));
  if (early !== undefined) return refused(early);
  if (order.extra.trigger !== TRIGGER_NONE || order.state === TWAP) {
    const row = acceptAll(clob, book, order, a);
    return accepted(clob, row);
  }
  const late = checkArrival(clob, book, order);
  if (late !== undefined) return refused(late);
  return order.tif === FOK ? placeFillOrKill(clob, book, order, a) : placeNow(clob, book, order, a);
}

function placeNow(clob: Clob, book: Book, order: NewOrder, a: PlaceInput): ItemResult {
  const row = acceptAll(clob, book, order, a);
  run(clob, book, clob.settlement, row, true);
  return accepted(clob, row);
}

/** Check 14: tried on a branch; whatever kept it from being filled whole undoes everything it did. */
function placeFillOrKill(clob: Clob, book: Book, order: NewOrder, a: PlaceInput): ItemResult {
  const { journal } = clob.ctx;
  const mark = journal.mark();
  const result = placeNow(clob, book, order, a);
  if (result.filled === a.lots) {
    journal.release(mark);
    return result;
  }
  journal.rollback(mark);
  return refused(refuse(2012));
}

/** The order, then its children. Returns the order's row. */
function acceptAll(clob: Clob, book: Book, order: NewOrder, a: PlaceInput): number {
  const row = accept(clob, book, order);
  if (a.children !== undefined) {
    const parent = clob.orders.id.get(row);
    for (const child of a.children) accept(clob, book, newChild(order, parent, a.children.length, child));
  }
  return row;
}

function accepted(clob: Clob, row: number): ItemResult {
  const o = clob.orders;
  const orderId = o.id.get(row);
  const family = o.has(row, HAS_EXTRA) ? o.extraOf(row).family : 0;
  const childOrderIds = family === 0 ? NO_IDS : Array.from({ length: family }, (_, i) => orderId + 1 + i);
  return { code: 0, details: undefined, orderId, childOrderIds, filled: o.filled.get(row) };
}

export function refused(refusal: Refusal): ItemResult {
  return { code: refusal.code, details: refusal.details, orderId: 0, childOrderIds: NO_IDS, filled: 0 };
}

function newOrder(clob: Clob, owner: number, holder: number, a: PlaceInput): NewOrder {
  const extra = extraOfInput(clob, a);
  return {
    row: -1,
    filled: 0,
    holder,
    owner,
    subaccount: a.subaccount,
    side: a.side === 'buy' ? 0 : 1,
    tif: tifOf(a.tif),
    stp: stpOf(a.stp),
    flags: (a.postOnly ? POST_ONLY : 0) | (a.reduceOnly ? REDUCE_ONLY : 0) | (a.type === 'market' ? MARKET_TYPE : 0),
    state: firstState(extra),
    lots: a.lots!,
    ticks: a.ticks ?? 0,
    triggerTicks: a.trigger?.ticks ?? 0,
    expiresAt: a.expiresAt ?? 0,
    clientOrderId: a.clientOrderId,
    extra,
  };
}

/** A child begins with 0 lots (spec: trading §3.8). */
function newChild(order: NewOrder, parent: number, family: number, child: ChildInput): NewOrder {
  const extra = extraOfChild(child, parent, family, order.lots);
  return {
    ...order,
    side: 1 - order.side,
    tif: child.type === 'limit' ? GTC : IOC,
    flags: REDUCE_ONLY | (child.type === 'market' ? MARKET_TYPE : 0),
    state: firstState(extra),
    lots: 0,
    ticks: child.ticks!,
    triggerTicks: child.triggerTicks!,
    expiresAt: 0,
    clientOrderId: child.clientOrderId,
    extra,
  };
}

/** Check 3: the order's id, then its children's; each first 2010, then 2009. */
function checkClientOrderIds(clob: Clob, holder: number, a: PlaceInput): Refusal | undefined {
  const { clientOrderId: id, children } = a;
  const refusal = id === undefined ? undefined : checkClientOrderId(clob, holder, id);
  if (refusal !== undefined || children === undefined) return refusal;
  const ids = [id, ...children.map((child) => child.clientOrderId)].filter((one) => one !== undefined);
  for (const one of ids) {
    const taken = checkClientOrderId(clob, holder, one);
    if (taken !== undefined) return taken;
    if (ids.indexOf(one) !== ids.lastIndexOf(one)) return refuse(2009, { market: a.market });
  }
  return undefined;
}

function checkClientOrderId(clob: Clob, holder: number, id: string): Refusal | undefined {
  const { clientIds } = clob;
  if (clientIds.isBarred(holder, id)) return refuse(2010);
  const used = clientIds.find(holder, id);
  if (used < 0) return undefined;
  return refuse(2009, { market: clientIds.market.get(used), orderId: clientIds.order.get(used) });
}

/** Check 4. */
function checkMarket(clob: Clob, book: Book, a: PlaceInput): Refusal | undefined {
  const refusal = checkStatus(clob, book.market.id, a.reduceOnly, a.postOnly || a.trigger !== undefined);
  if (refusal !== undefined) return refusal;
  return a.trigger?.kind === 'trailing' && clob.markets.mark(book.market.id) === 0
    ? refuse(4008, statusDetails(clob, book.market.id))
    : undefined;
}

/** The agent's day limit: lots × ticks × q, M without ticks (spec: trading §6). */
function checkAgent(clob: Clob, book: Book, order: NewOrder, charge: ChargeAgent | undefined): Refusal | undefined {
  if (charge === undefined) return undefined;
  const { id, quantumsPerTickLot } = book.market;
  const price = order.ticks === 0 ? clob.markets.mark(id) : order.ticks * quantumsPerTickLot;
  return charge(order.lots * price) ? undefined : refuse(1008);
}

/** Check 6. */
function checkNotional(clob: Clob, book: Book, order: NewOrder): Refusal | undefined {
  const { market } = book;
  if ((order.flags & REDUCE_ONLY) === 0) {
    const { trigger } = order.extra;
    const price = notionalPrice(clob, book, order.tif, trigger, order.ticks, order.triggerTicks, undefined);
    if (order.lots * price < market.minNotional) return belowMinNotional(market.minNotional, order.lots * price);
  }
  if (order.extra.slices > 0) {
    const slice = Math.floor(order.lots / order.extra.slices) * clob.markets.mark(market.id);
    if (slice < market.minNotional) return belowMinNotional(market.minNotional, slice);
  }
  return undefined;
}

/** Check 7: what this message may leave open. */
function checkOpenOrders(clob: Clob, book: Book, order: NewOrder, children: number): Refusal | undefined {
  const special = order.extra.trigger !== TRIGGER_NONE || order.extra.slices > 0;
  const open = (order.tif <= GTT || special ? 1 : 0) + children;
  if (open === 0) return undefined;
  const limit = clob.accounts.maxOpenOrders(order.owner);
  const used = clob.open.ofOwner.get(order.owner);
  if (used + open > limit) return refuse(5001, { limit, used });
  const conditional = special || (order.flags & REDUCE_ONLY) !== 0 ? open : children;
  const held = book.conditional.get(order.owner);
  if (conditional > 0 && held + conditional > MAX_CONDITIONAL)
    return refuse(5004, { limit: MAX_CONDITIONAL, used: held });
  return undefined;
}
