import type { Lots, Ticks } from '../../lib/units.ts';
import type { Book } from './book.ts';
import { type Clob, refuse } from './clob.ts';
import { close } from './close.ts';
import type { ClobSettlement } from './expected.ts';
import { wouldBeDust } from './level-limit.ts';
import { match } from './match.ts';
import { BUY, FOK, GTT, POST_ONLY, REDUCE_ONLY, SELL, SIDES, TIFS } from './order-table.ts';
import { claim } from './reduce-only.ts';
import { rest } from './rest.ts';
import type { CancelReason, Refusal } from './types.ts';

/** An order about to act: placed, amended or fired. */
export interface Arrival {
  /** Its row when it is an order already, −1 before acceptance. */
  readonly row: number;
  /** Margin's row of the subaccount. */
  readonly holder: number;
  readonly side: number;
  readonly tif: number;
  readonly flags: number;
  readonly ticks: Ticks;
  readonly filled: Lots;
  /** Total; the reduce-only check cuts it. */
  lots: Lots;
}

/** The order of `row` about to act on its own terms. */
export function arrivalOf(clob: Clob, row: number): Arrival {
  const o = clob.orders;
  return {
    row,
    holder: o.row.get(row),
    side: o.side.get(row),
    tif: o.tif.get(row),
    flags: o.flags.get(row),
    ticks: o.ticks.get(row),
    filled: o.filled.get(row),
    lots: o.lots.get(row),
  };
}

/**
 * Checks 8–13 of spec: trading §3.2. An order that rests already is counted as if it were not in the book; its reservation
 * must be free.
 */
export function checkArrival(clob: Clob, book: Book, a: Arrival): Refusal | undefined {
  const { market } = book;
  const mayRest = a.tif <= GTT;
  const reduceOnly = (a.flags & REDUCE_ONLY) !== 0;
  if (reduceOnly) {
    const room = mayRest
      ? claim(clob, book, a.holder, a.side, a.ticks, a.row)
      : clob.reducible(a.holder, market.id, a.side);
    const left = a.lots - a.filled;
    if (room <= 0 || (a.tif === FOK && room < left)) return refuse(2013);
    a.lots = a.filled + Math.min(left, room);
  }
  const crosses = book.crosses(a.side, a.ticks);
  if (crosses && (a.flags & POST_ONLY) !== 0) return refuse(2011, { best: book.best(1 - a.side) });
  if (mayRest && !crosses) {
    const mark = clob.markets.mark(market.id);
    if (book.band.isBeyond(market, mark, a.side, a.ticks)) {
      return refuse(2014, { low: book.band.edge(market, mark, SELL), high: book.band.edge(market, mark, BUY), mark });
    }
    if (wouldBeDust(clob, book, a.side, a.ticks, a.row)) return refuse(5003);
  }
  return reduceOnly ? undefined : checkCapacity(clob, book, a.holder, a.side, a.lots - a.filled, a.ticks);
}

/**
 * Checks 12 and 13 for `lots` more at `ticks`: position and open-interest limits, then margin; before them the breaker of a
 * bridge (bridge §2), for what could go beyond the position it has. Not for reduce-only.
 */
export function checkCapacity(
  clob: Clob,
  book: Book,
  holder: number,
  side: number,
  lots: Lots,
  ticks: Ticks,
): Refusal | undefined {
  const { id, maxPositionLots } = book.market;
  const name = SIDES[side]!;
  const position = clob.margin.position(holder, id);
  const wouldBe = (side === 0 ? position : -position) + clob.margin.restingLots(holder, id, name) + lots;
  if (clob.collateral.isAnyStuck && wouldBe > 0 && clob.collateral.isStuck(holder)) {
    return refuse(6002, { state: 'latency' });
  }
  if (wouldBe > maxPositionLots) return refuse(3002, { limit: maxPositionLots, wouldBe, scope: 'position' });
  if (!clob.margin.withinOpenInterestCaps(holder, id, name, lots)) {
    return refuse(3002, { ...(clob.margin.explainOpenInterest?.(holder, id, name, lots) ?? { scope: 'market' }) });
  }
  if (clob.margin.canPlace(holder, id, name, lots, ticks)) return undefined;
  return refuse(3001, { ...clob.margin.explainMargin?.(holder, id, name, lots, ticks) });
}

/** Matches an active order, then rests or drops what is left (spec: trading §4.4). `fresh`: placed in this message. */
export function run(clob: Clob, book: Book, settlement: ClobSettlement, row: number, fresh: boolean): void {
  const o = clob.orders;
  const ticks = o.ticks.get(row);
  const mayRest = o.mayRest(row);
  if (book.crosses(o.side.get(row), ticks)) {
    const { left, stopped } = match(clob, book, settlement, row, ticks, o.remaining(row), mayRest);
    if (left === 0) return;
    if (stopped !== undefined) {
      close(clob, row, stopped);
      return;
    }
    // What does not cross passed the band in check 10.
    if (mayRest && book.band.isBeyond(book.market, clob.markets.mark(book.market.id), o.side.get(row), ticks)) {
      close(clob, row, 'price_band');
      return;
    }
  }
  if (mayRest) rest(clob, book, row, fresh);
  else close(clob, row, TIFS[o.tif.get(row)] as CancelReason);
}
