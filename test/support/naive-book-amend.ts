import { close, immediateChecks, unlist } from './naive-book-core.ts';
import type { VectorItem } from './naive-book-json.ts';
import { run } from './naive-book-match.ts';
import { referencePrice, statusCode } from './naive-book-place.ts';
import {
  BUY,
  DAY,
  emit,
  emitAmended,
  left,
  type NaiveExchange,
  type NaiveMarket,
  type NaiveOrder,
  ordersOf,
  Refused,
  rests,
  SELL,
  subOf,
} from './naive-book-state.ts';

/** The open order an item aims at: 2001, 1004, 4001, 2015. `bar`: a clientOrderId that finds nothing is barred. */
function find(x: NaiveExchange, owner: string, a: VectorItem, bar: boolean): [NaiveMarket, NaiveOrder] {
  const sub = `${owner}/${a.sub ?? 0}`;
  if ((a.orderId === undefined) === (a.clientOrderId === undefined)) throw new Refused(2001);
  if (!x.world.subs.has(sub)) throw new Refused(1004);
  const m = x.world.markets.get(a.market!);
  if (m === undefined) throw new Refused(4001);
  let id = a.orderId;
  if (a.clientOrderId !== undefined) {
    const known = subOf(x, sub).clientIds.get(a.clientOrderId);
    id = known !== undefined && known.market === a.market && known.closedAt === undefined ? known.order : undefined;
    if (id === undefined && bar) x.barred.add(`${sub} ${a.clientOrderId}`);
  }
  const o = id === undefined ? undefined : m.orders.get(id);
  if (o === undefined || o.sub !== sub) throw new Refused(2015);
  return [m, o];
}

export function cancel(x: NaiveExchange, owner: string, a: VectorItem, atomic: boolean): void {
  close(x, find(x, owner, a, !atomic)[1], 'user');
}

/** Checks in the order of spec: trading §3.9. */
export function amend(x: NaiveExchange, owner: string, a: VectorItem): void {
  const [m, o] = find(x, owner, a, false);
  const dormant = o.state === 'untriggered' || o.state === 'waiting';
  const plain = o.trigger !== undefined && o.trigger.kind !== 'trailing';
  const inBracket = o.children.length > 0 || o.parent !== undefined;
  const forbidden =
    o.twap !== undefined ||
    (inBracket && a.lots !== undefined) ||
    (o.parent !== undefined && a.expiresAt !== undefined) ||
    (a.triggerTicks !== undefined && !(dormant && plain)) ||
    (a.ticks !== undefined && o.ticks === undefined);
  if (forbidden) throw new Refused(2016);
  const ticks = a.ticks ?? o.ticks;
  const lots = a.lots ?? o.lots;
  const trigger = a.triggerTicks ?? o.trigger?.ticks;
  const expires = a.expiresAt === undefined ? o.expires : a.expiresAt || undefined;
  if (ticks === o.ticks && lots === o.lots && expires === o.expires && trigger === o.trigger?.ticks)
    throw new Refused(2017);
  const keeps = ticks === o.ticks && lots <= o.lots && trigger === o.trigger?.ticks;
  const code = keeps ? undefined : statusCode(m, o.reduceOnly, o.post || a.postOnly === true || dormant);
  if (code !== undefined) throw new Refused(code);
  checkRanges(x, m, a);
  if (a.lots !== undefined && lots <= o.filled) {
    close(x, o, 'amended');
    return;
  }

  const next: NaiveOrder = {
    ...o,
    ticks,
    lots,
    expires,
    post: o.post || a.postOnly === true,
    tif: rests(o) ? (expires === undefined ? 'gtc' : 'gtt') : o.tif,
    trigger: o.trigger === undefined ? undefined : { ...o.trigger, ticks: trigger },
  };
  const changed = ticks !== o.ticks || lots !== o.lots;
  if (!o.reduceOnly && changed && left(next) * referencePrice(m, next) < m.facts.minNotional) throw new Refused(2005);
  const moves = !keeps && !dormant;
  if (moves) {
    immediateChecks(x, next, o);
    unlist(m, o);
  }
  if (!keeps && dormant) {
    unlist(m, o);
    next.hit = false;
    next.seq = m.nextSeq++;
  }
  const { hit, seq, tif } = next;
  Object.assign(o, { ticks, lots: next.lots, expires, tif, trigger: next.trigger, hit, seq });
  emitAmended(x, o, 'user', keeps ? 'kept' : 'lost');
  if (moves) {
    o.state = 'active';
    run(x, o);
  }
}

function checkRanges(x: NaiveExchange, m: NaiveMarket, a: VectorItem): void {
  const outside = (value: number | undefined, max: number): boolean =>
    value !== undefined && !(value >= 1 && value <= max);
  if (outside(a.lots, m.facts.maxOrderLots)) throw new Refused(2002);
  if (outside(a.ticks, m.facts.maxTicks)) throw new Refused(2003);
  if (a.expiresAt && !(a.expiresAt > x.now && a.expiresAt <= x.now + 365 * DAY)) throw new Refused(2006);
  if (outside(a.triggerTicks, m.facts.maxTicks)) throw new Refused(2007);
}

export function cancelAll(x: NaiveExchange, owner: string, a: VectorItem): void {
  const sub = `${owner}/${a.sub ?? 0}`;
  if (a.side !== undefined && a.side !== 'buy' && a.side !== 'sell') throw new Refused(2001);
  if (!x.world.subs.has(sub)) throw new Refused(1004);
  if (a.market !== undefined && !x.world.markets.has(a.market)) throw new Refused(4001);
  sweep(x, sub, 'user', a.market, a.side);
}

/** Cancels by market and id. */
export function sweep(x: NaiveExchange, sub: string, reason: string, market?: number, side?: string): void {
  for (const m of x.world.markets.values()) {
    for (const o of ordersOf(m)) {
      if (!m.orders.has(o.id) || o.sub !== sub) continue;
      if (market !== undefined && market !== m.facts.id) continue;
      if (side !== undefined && o.side !== (side === 'buy' ? BUY : SELL)) continue;
      close(x, o, reason);
    }
  }
}

export function scheduleCancel(x: NaiveExchange, owner: string, a: VectorItem): void {
  const sub = `${owner}/${a.sub ?? 0}`;
  const time = a.time ?? 0;
  if (!x.world.subs.has(sub)) throw new Refused(1004);
  if (time !== 0 && !(time >= x.now + 5_000 && time <= x.now + DAY)) throw new Refused(2006);
  subOf(x, sub).deadline = time || undefined;
  emit(x, 'CancelScheduled', { sub, time: time || undefined });
}
