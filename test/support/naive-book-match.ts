import {
  close,
  isBeyondBand,
  movePosition,
  positionChanged,
  positionOf,
  reduceOrClose,
  rest,
} from './naive-book-core.ts';
import {
  BUY,
  bandEdge,
  ceilOf,
  emit,
  emitAmended,
  floorOf,
  left,
  levels,
  marketOf,
  type NaiveExchange,
  type NaiveMarket,
  type NaiveOrder,
  ordersOf,
  ownerOf,
  PPM,
  rests,
  type Sign,
  sideName,
  sideOf,
  statusOf,
  subOf,
} from './naive-book-state.ts';

/** Trades up to `want` lots; what was not traded, and why it stopped early (spec: trading §4.4). */
export function match(x: NaiveExchange, o: NaiveOrder, ticks: number, want: number): [number, string | undefined] {
  const m = marketOf(x, o.market);
  const other = -o.side as Sign;
  for (let touched = 0; want > 0; touched++) {
    const price = levels(m, other)[0];
    if (price === undefined || (ticks - price) * o.side < 0) return [want, undefined];
    if ((bandEdge(m, o.side) - price) * o.side < 0) return [want, 'price_band'];
    if (touched === m.facts.maxMakers) return [want, 'match_limit'];
    const maker = m.orders.get(sideOf(m, other).get(price)![0]!)!;
    if (ownerOf(maker.sub) === ownerOf(o.sub)) {
      const both = Math.min(want, left(maker));
      if (o.stp === 'cancel_maker' || o.stp === 'cancel_both') close(x, maker, 'stp');
      if (o.stp === 'cancel_taker' || o.stp === 'cancel_both') return [want, 'stp'];
      if (o.stp === 'decrement') {
        reduceOrClose(x, maker, both, 'stp');
        if (both === want) return [want, 'stp'];
        want -= both;
        o.lots -= both;
        emitAmended(x, o, 'stp');
      }
    } else if (!subOf(x, maker.sub).healthy && !maker.reduceOnly) {
      close(x, maker, 'maker_unhealthy');
    } else {
      const lots = Math.min(want, left(maker));
      want -= lots;
      fill(x, m, maker, o, price, lots);
    }
  }
  return [0, undefined];
}

/** One fill and what follows, in the order of spec: trading §4.5. */
function fill(
  x: NaiveExchange,
  m: NaiveMarket,
  maker: NaiveOrder,
  taker: NaiveOrder,
  ticks: number,
  lots: number,
): void {
  const notional = ticks * lots * m.facts.quantumsPerTickLot;
  const makerFee = ceilOf(PPM, notional, x.owners.get(ownerOf(maker.sub))!.makerPpm);
  const takerFee = ceilOf(PPM, notional, x.owners.get(ownerOf(taker.sub))!.takerPpm);
  maker.filled += lots;
  taker.filled += lots;
  emit(x, 'OrderFilled', {
    market: m.facts.id,
    trade: m.nextTrade++,
    maker: maker.id,
    makerSub: maker.sub,
    taker: taker.id,
    takerSub: taker.sub,
    side: sideName(taker.side),
    ticks,
    lots,
    makerFee,
    takerFee,
    makerRemaining: left(maker),
    takerRemaining: left(taker),
  });
  const before = [maker, taker].map((o) => positionOf(x, o.sub, m)[0]);
  for (const [o, fee] of [
    [maker, makerFee],
    [taker, takerFee],
  ] as const) {
    movePosition(x, o.sub, m, o.side, lots, ticks);
    subOf(x, o.sub).fees += fee;
  }
  m.last = ticks;
  for (const o of ordersOf(m)) {
    if (o.state === 'untriggered' && o.trigger!.source === 'last' && mayFire(m, o) && holds(m, o)) o.hit = true;
  }
  [maker, taker].forEach((o, i) => {
    afterFill(x, m, o, lots);
    positionChanged(x, o.sub, m, before[i]!);
  });
}

function afterFill(x: NaiveExchange, m: NaiveMarket, o: NaiveOrder, lots: number): void {
  for (const id of o.parent === undefined ? [] : o.family) {
    const sibling = m.orders.get(id);
    if (id !== o.id && sibling !== undefined) reduceOrClose(x, sibling, lots, 'oco');
  }
  for (const id of o.children) {
    const child = m.orders.get(id);
    if (child !== undefined) arm(x, child, floorOf(o.placed, child.cap, o.filled));
  }
  if (left(o) === 0) close(x, o, undefined);
}

function arm(x: NaiveExchange, child: NaiveOrder, target: number): void {
  if (target <= child.target) return;
  child.lots += target - child.target;
  child.target = target;
  child.state = 'untriggered';
  emitAmended(x, child, 'armed');
}

/** Matches an active order, then rests or drops what is left. */
export function run(x: NaiveExchange, o: NaiveOrder): void {
  const m = marketOf(x, o.market);
  const [rest_, why] = match(x, o, o.ticks!, left(o));
  if (rest_ === 0) return;
  if (why !== undefined || !rests(o)) close(x, o, why ?? o.tif);
  else if (isBeyondBand(m, o.side, o.ticks!)) close(x, o, 'price_band');
  else rest(x, o);
}

export function mayFire(m: NaiveMarket, o: NaiveOrder): boolean {
  const status = statusOf(m);
  return status === 'active' || (status === 'reduce_only' && o.reduceOnly);
}

/** Is the condition of an untriggered order true now? (spec: trading §3.6, §3.7) */
export function holds(m: NaiveMarket, o: NaiveOrder): boolean {
  const t = o.trigger!;
  const { quantumsPerTickLot: q } = m.facts;
  if (t.kind === 'trailing') {
    if (m.mark === undefined) return false;
    if (o.side === BUY) return m.mark >= ceilOf(PPM, t.best, PPM + t.callback);
    return m.mark <= floorOf(PPM, t.best, PPM - t.callback);
  }
  const price = t.source === 'mark' ? m.mark : t.source === 'index' ? m.index : m.last;
  if (price === undefined) return false;
  const level = t.source === 'last' ? t.ticks! : t.ticks! * q;
  return (o.side === BUY) === (t.kind === 'stop') ? price >= level : price <= level;
}
