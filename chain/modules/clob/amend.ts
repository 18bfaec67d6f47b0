import { arrivalOf, checkArrival, run } from './arrival.ts';
import type { Book } from './book.ts';
import { type Clob, refuse } from './clob.ts';
import { close, withdraw } from './close.ts';
import { findOrder } from './find-order.ts';
import { checkStatus } from './market-status.ts';
import { belowMinNotional, notionalPrice } from './notional.ts';
import { TRIGGER_NONE, TRIGGER_TRAILING } from './order-extra.ts';
import { unfile, watchCondition } from './order-links.ts';
import { ACTIVE, GTC, GTT, HIT, IN_TRAILING, POST_ONLY, TWAP, UNTRIGGERED } from './order-table.ts';
import { checkExpiry, isWithin } from './place-ranges.ts';
import type { AmendInput, ChargeAgent, Refusal } from './types.ts';

/** The order's terms after the amend, and what it may keep. */
interface NewTerms {
  readonly ticks: number;
  readonly lots: number;
  readonly triggerTicks: number;
  readonly expiresAt: number;
  readonly tif: number;
  readonly keepsPriority: boolean;
}

/** What an amend did: a refusal (it stands untouched), or the lots its new arrival traded. */
export interface AmendResult {
  readonly refusal: Refusal | undefined;
  readonly orderId: number;
  readonly filled: number;
}

const refused = (refusal: Refusal): AmendResult => ({ refusal, orderId: 0, filled: 0 });

/** Amends an open order; the checks of spec: trading §3.9 in their order. */
export function amend(clob: Clob, owner: number, a: AmendInput, charge?: ChargeAgent): AmendResult {
  const target = findOrder(clob, owner, a, false);
  if ('code' in target) return refused(target);
  const { book, row } = target;
  const o = clob.orders;
  const done = (filled: number): AmendResult => ({ refusal: undefined, orderId: o.id.get(row), filled });
  if (!isAllowed(clob, row, a)) return refused(refuse(2016));
  const terms = newTerms(clob, row, a);
  if (terms === undefined) return refused(refuse(2017));
  const refusal =
    checkMarket(clob, book, row, a, terms) ??
    checkRanges(clob, book, a) ??
    (a.lots !== undefined && a.lots <= o.filled.get(row) ? undefined : checkWorth(clob, book, row, terms, charge));
  if (refusal !== undefined) return refused(refusal);
  if (a.lots !== undefined && a.lots <= o.filled.get(row)) {
    close(clob, row, 'amended');
    return done(0);
  }
  if (o.state.get(row) >= UNTRIGGERED) {
    amendCondition(clob, book, row, terms);
    return done(0);
  }
  if (terms.keepsPriority) {
    keepPlace(clob, row, terms);
    return done(0);
  }
  const before = o.filled.get(row);
  const late = moveInBook(clob, book, row, a, terms);
  return late === undefined ? done(o.filled.get(row) - before) : refused(late);
}

/** 2016: fields that this order does not let go of. */
function isAllowed(clob: Clob, row: number, a: AmendInput): boolean {
  const o = clob.orders;
  const extra = o.extraOf(row);
  const state = o.state.get(row);
  if (state === TWAP) return false;
  if (extra.family > 0 && a.lots !== undefined) return false;
  if (extra.parent > 0 && a.expiresAt !== undefined) return false;
  const hasPrice = extra.trigger !== TRIGGER_NONE && extra.trigger !== TRIGGER_TRAILING;
  if (a.triggerTicks !== undefined && !(hasPrice && state >= UNTRIGGERED)) return false;
  return a.ticks === undefined || o.ticks.get(row) !== 0;
}

/** undefined: nothing changes. Priority is kept iff ticks and triggerTicks are unchanged and lots not larger. */
function newTerms(clob: Clob, row: number, a: AmendInput): NewTerms | undefined {
  const o = clob.orders;
  const old = {
    ticks: o.ticks.get(row),
    lots: o.lots.get(row),
    triggerTicks: o.triggerTicks.get(row),
    expiresAt: o.expiresAt.get(row),
  };
  const ticks = a.ticks ?? old.ticks;
  const lots = a.lots ?? old.lots;
  const triggerTicks = a.triggerTicks ?? old.triggerTicks;
  const expiresAt = a.expiresAt ?? old.expiresAt;
  const samePrices = ticks === old.ticks && triggerTicks === old.triggerTicks;
  if (samePrices && lots === old.lots && expiresAt === old.expiresAt) return undefined;
  const tif = o.mayRest(row) ? (expiresAt === 0 ? GTC : GTT) : o.tif.get(row);
  return { ticks, lots, triggerTicks, expiresAt, tif, keepsPriority: samePrices && lots <= old.lots };
}

function checkMarket(clob: Clob, book: Book, row: number, a: AmendInput, terms: NewTerms): Refusal | undefined {
  if (terms.keepsPriority) return undefined;
  const o = clob.orders;
  const passive = o.has(row, POST_ONLY) || a.postOnly || o.state.get(row) >= UNTRIGGERED;
  return checkStatus(clob, book.market.id, o.isReduceOnly(row), passive);
}

function checkRanges(clob: Clob, book: Book, a: AmendInput): Refusal | undefined {
  const { maxOrderLots, maxTicks } = book.market;
  if (a.lots !== undefined && !isWithin(a.lots, 1, maxOrderLots))
    return refuse(2002, { min: 1, max: maxOrderLots, unit: 'lots' });
  if (a.ticks !== undefined && !isWithin(a.ticks, 1, maxTicks))
    return refuse(2003, { min: 1, max: maxTicks, unit: 'ticks' });
  if (a.expiresAt !== undefined && a.expiresAt !== 0) {
    const refusal = checkExpiry(clob.nowMs, a.expiresAt);
    if (refusal !== undefined) return refusal;
  }
  return a.triggerTicks !== undefined && !isWithin(a.triggerTicks, 1, maxTicks) ? refuse(2007) : undefined;
}

/** The agent's limit on what the amend adds, then 2005 on the new remaining if lots or ticks changed. */
function checkWorth(clob: Clob, book: Book, row: number, terms: NewTerms, charge?: ChargeAgent): Refusal | undefined {
  const o = clob.orders;
  const { id, quantumsPerTickLot, minNotional } = book.market;
  if (charge !== undefined) {
    const price = (ticks: number): number => (ticks === 0 ? clob.markets.mark(id) : ticks * quantumsPerTickLot);
    const added = terms.lots * price(terms.ticks) - o.lots.get(row) * price(o.ticks.get(row));
    if (added > 0 && !charge(added)) return refuse(1008);
  }
  if (o.isReduceOnly(row) || (terms.lots === o.lots.get(row) && terms.ticks === o.ticks.get(row))) return undefined;
  const { trigger } = o.extraOf(row);
  const best = o.group.get(row) < 0 ? undefined : clob.trailing.bestOf(row);
  const price = notionalPrice(clob, book, terms.tif, trigger, terms.ticks, terms.triggerTicks, best);
  const notional = (terms.lots - o.filled.get(row)) * price;
  return notional < minNotional ? belowMinNotional(minNotional, notional) : undefined;
}

/** An untriggered or waiting order: a new seq if priority is lost, out of the due queue, trades seen are forgotten. */
function amendCondition(clob: Clob, book: Book, row: number, terms: NewTerms): void {
  const o = clob.orders;
  if (terms.keepsPriority) {
    writeTerms(clob, row, terms, terms.lots);
    clob.events.amended(row, 'user', 'kept');
    return;
  }
  const watching = o.where.get(row) === IN_TRAILING;
  if (!watching) unfile(clob, book, row);
  o.setFlag(row, HIT, false);
  writeTerms(clob, row, terms, terms.lots);
  o.seq.set(row, clob.books.takeSeq(book.row));
  if (!watching && o.state.get(row) === UNTRIGGERED) watchCondition(clob, book, row, false);
  clob.events.amended(row, 'user', 'lost');
}

/** A resting order that keeps its priority. */
function keepPlace(clob: Clob, row: number, terms: NewTerms): void {
  const o = clob.orders;
  const handle = o.handle.get(row);
  if (handle >= 0 && terms.lots !== o.lots.get(row)) {
    clob.margin.changeResting(handle, terms.lots - o.filled.get(row));
  }
  writeTerms(clob, row, terms, terms.lots);
  clob.events.amended(row, 'user', 'kept');
}

/**
 * A resting order that loses its priority passes checks 8–13 as if it were not in the book, leaves its place and arrives
 * again with its id. Refused: it stands untouched.
 */
function moveInBook(clob: Clob, book: Book, row: number, a: AmendInput, terms: NewTerms): Refusal | undefined {
  const o = clob.orders;
  const { journal } = clob.ctx;
  const mark = journal.mark();
  const handle = o.handle.get(row);
  if (handle >= 0) {
    clob.margin.removeResting(handle);
    o.handle.set(row, -1);
  }
  // `postOnly` guards this amend, the order's own flag all of them.
  const { ticks, lots, tif } = terms;
  const flags = o.flags.get(row) | (a.postOnly ? POST_ONLY : 0);
  const arrival = { ...arrivalOf(clob, row), ticks, lots, tif, flags };
  const refusal = checkArrival(clob, book, arrival);
  if (refusal !== undefined) {
    journal.rollback(mark);
    return refusal;
  }
  journal.release(mark);
  withdraw(clob, row);
  writeTerms(clob, row, terms, arrival.lots);
  o.state.set(row, ACTIVE);
  clob.events.amended(row, 'user', 'lost');
  run(clob, book, clob.settlement, row, false);
  return undefined;
}

function writeTerms(clob: Clob, row: number, terms: NewTerms, lots: number): void {
  const o = clob.orders;
  const expiresAt = o.expiresAt.get(row);
  if (terms.expiresAt !== expiresAt) {
    o.expiresAt.set(row, terms.expiresAt);
    if (terms.expiresAt !== 0) clob.expiry.add(row, o.id.get(row), terms.expiresAt);
  }
  o.ticks.set(row, terms.ticks);
  o.lots.set(row, lots);
  o.triggerTicks.set(row, terms.triggerTicks);
  o.tif.set(row, terms.tif);
  o.table.touch(row);
}
