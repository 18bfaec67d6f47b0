import type { Lots, Ticks } from '../../lib/units.ts';
import type { Book } from './book.ts';
import type { Clob } from './clob.ts';
import { close, reduceOrClose } from './close.ts';
import type { ClobSettlement } from './expected.ts';
import { applyFill } from './fill.ts';
import { NO_EXTRA } from './order-extra.ts';
import { BUY, CANCEL_BOTH, CANCEL_MAKER, CANCEL_TAKER, DECREMENT, HAS_EXTRA, SIDES } from './order-table.ts';

/** Why a taker stopped before its limit was reached or its lots were filled. */
export type StopReason = 'price_band' | 'match_limit' | 'stp' | 'margin' | 'position_limit';

/** What became of a taker: lots it did not trade, and why it may not go on; no reason: nothing more at its price. */
export interface MatchOutcome {
  readonly left: Lots;
  readonly stopped: StopReason | undefined;
}

const FILLED: MatchOutcome = { left: 0, stopped: undefined };

/**
 * Trades up to `want` lots of the active order `taker` at `ticks` or better, price before time (spec: trading §4.4). The
 * best level and its head are looked at anew for each maker, because a fill may cut or cancel any other order.
 * `mayRest`: what is left will stay in the book. Needs a mark.
 */
export function match(
  clob: Clob,
  book: Book,
  settlement: ClobSettlement,
  taker: number,
  ticks: Ticks,
  want: Lots,
  mayRest: boolean,
): MatchOutcome {
  const o = clob.orders;
  const side = o.side.get(taker);
  const owner = o.owner.get(taker);
  const stp = o.stp.get(taker);
  const opposite = book.sides[1 - side]!;
  if (!book.crosses(side, ticks)) return { left: want, stopped: undefined };
  const edge = book.band.edge(book.market, clob.markets.mark(book.market.id), side);
  beginTaker(clob, book, taker, ticks);

  let left = want;
  for (let touched = 0; left > 0; touched++) {
    const price = opposite.best;
    if (price === 0 || isBeyond(side, price, ticks)) return { left, stopped: undefined };
    if (isBeyond(side, price, edge)) return { left, stopped: 'price_band' };
    if (touched === book.market.maxMakers) return { left, stopped: 'match_limit' };
    const maker = opposite.head(price);

    if (o.owner.get(maker) === owner) {
      const both = Math.min(left, o.remaining(maker));
      if (stp === CANCEL_MAKER || stp === CANCEL_BOTH) close(clob, maker, 'stp');
      if (stp === CANCEL_TAKER || stp === CANCEL_BOTH) return { left, stopped: 'stp' };
      if (stp === DECREMENT) {
        reduceOrClose(clob, maker, both, 'stp');
        if (both === left) return { left, stopped: 'stp' };
        left -= both;
        decrementTaker(clob, taker, both);
      }
      continue;
    }

    const lots = Math.min(left, o.remaining(maker));
    clob.fill.takerRestAfter = mayRest ? left - lots : 0;
    const verdict = applyFill(clob, book, settlement, maker, taker, lots);
    if (verdict === 'ok') left -= lots;
    else if (verdict === 'maker_unhealthy') close(clob, maker, 'maker_unhealthy');
    else return { left, stopped: verdict };
  }
  return FILLED;
}

function isBeyond(side: number, price: Ticks, limit: Ticks): boolean {
  return side === BUY ? price > limit : price < limit;
}

/** What all fills of a taker have in common. */
function beginTaker(clob: Clob, book: Book, taker: number, ticks: Ticks): void {
  const { orders: o, fill } = clob;
  const extra = o.has(taker, HAS_EXTRA) ? o.extraOf(taker) : NO_EXTRA;
  fill.market = book.market.id;
  fill.takerSide = SIDES[o.side.get(taker)]!;
  fill.takerRow = o.row.get(taker);
  fill.takerReduceOnly = o.isReduceOnly(taker);
  fill.takerLimit = ticks;
  fill.builder = extra.builder;
  fill.builderPpm = extra.builderPpm;
}

function decrementTaker(clob: Clob, taker: number, lots: Lots): void {
  const o = clob.orders;
  o.lots.set(taker, o.lots.get(taker) - lots);
  o.table.touch(taker);
  clob.events.amended(taker, 'stp');
}
