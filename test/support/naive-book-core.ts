import {
  BUY,
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
  Refused,
  SELL,
  type Sign,
  sideOf,
  subOf,
} from './naive-book-state.ts';

/** Takes an order out of book and queue. */
export function unlist(m: NaiveMarket, o: NaiveOrder): void {
  const side = sideOf(m, o.side);
  const level = (side.get(o.ticks ?? -1) ?? []).filter((id) => id !== o.id);
  if (o.ticks !== undefined && side.has(o.ticks)) {
    if (level.length === 0) side.delete(o.ticks);
    else side.set(o.ticks, level);
  }
  m.due = m.due.filter((id) => id !== o.id);
}

/** Ends an order; no reason: filled. Children that wait end with it (spec: trading §3.8). */
export function close(x: NaiveExchange, o: NaiveOrder, reason: string | undefined): void {
  const m = marketOf(x, o.market);
  unlist(m, o);
  m.orders.delete(o.id);
  if (o.clientId !== undefined) closeClientId(x, o.sub, o.clientId);
  if (reason !== undefined) {
    emit(x, 'OrderCanceled', { market: o.market, order: o.id, sub: o.sub, remaining: left(o), reason });
  }
  for (const id of o.children) {
    const child = m.orders.get(id);
    if (child?.state === 'waiting') close(x, child, 'parent_closed');
  }
}

function closeClientId(x: NaiveExchange, sub: string, clientId: string): void {
  subOf(x, sub).clientIds.get(clientId)!.closedAt = x.now;
  const closed = x.world.closed.get(ownerOf(sub))!;
  closed.push([sub, clientId]);
  if (closed.length <= x.maxClosed) return;
  const [oldSub, oldId] = closed.shift()!;
  subOf(x, oldSub).clientIds.delete(oldId);
}

export function reduceOrClose(x: NaiveExchange, o: NaiveOrder, lots: number, reason: string): void {
  if (lots >= left(o)) close(x, o, reason);
  else if (lots > 0) {
    o.lots -= lots;
    emitAmended(x, o, reason);
  }
}

/** Puts an order into the book, evicting the worst level of a full side (spec: trading §4.6). */
export function rest(x: NaiveExchange, o: NaiveOrder): void {
  const m = marketOf(x, o.market);
  const side = sideOf(m, o.side);
  if (!side.has(o.ticks!) && side.size >= m.facts.maxLevels) {
    for (const id of side.get(levels(m, o.side).at(-1)!)!.slice()) close(x, m.orders.get(id)!, 'evicted');
  }
  o.state = 'resting';
  o.seq = m.nextSeq++;
  side.set(o.ticks!, [...(side.get(o.ticks!) ?? []), o.id]);
  if (o.reduceOnly) fitReduceOnly(x, o.sub, m);
}

export function positionOf(x: NaiveExchange, sub: string, m: NaiveMarket): [number, number] {
  return subOf(x, sub).positions.get(m.facts.id) ?? [0, 0];
}

/** Lots of the position an order of this side closes. */
export function reducible(x: NaiveExchange, o: NaiveOrder): number {
  return Math.max(0, -o.side * positionOf(x, o.sub, marketOf(x, o.market))[0]);
}

/** Resting reduce-only orders of a subaccount, in book priority. */
function restingReduceOnly(sub: string, m: NaiveMarket, side: Sign): NaiveOrder[] {
  return levels(m, side)
    .flatMap((ticks) => sideOf(m, side).get(ticks)!)
    .map((id) => m.orders.get(id)!)
    .filter((o) => o.sub === sub && o.reduceOnly);
}

/** Lots left for a reduce-only order that would rest at `ticks`, after those before it. */
export function claim(x: NaiveExchange, o: NaiveOrder, ticks: number): number {
  const ahead = restingReduceOnly(o.sub, marketOf(x, o.market), o.side).filter(
    (r) => r.id !== o.id && (r.ticks! - ticks) * o.side >= 0,
  );
  return ahead.reduce((room, r) => room - left(r), reducible(x, o));
}

export function fitReduceOnly(x: NaiveExchange, sub: string, m: NaiveMarket): void {
  const [lots] = positionOf(x, sub, m);
  const orders = restingReduceOnly(sub, m, lots > 0 ? SELL : BUY);
  let over = orders.reduce((sum, o) => sum + left(o), -Math.abs(lots));
  for (const o of orders.reverse()) {
    if (over <= 0) break;
    const cut = Math.min(over, left(o));
    over -= cut;
    reduceOrClose(x, o, cut, 'reduce_only');
  }
}

/** After every change of a position (spec: trading §3.5). */
export function positionChanged(x: NaiveExchange, sub: string, m: NaiveMarket, before: number): void {
  const [after] = positionOf(x, sub, m);
  if (before !== 0 && Math.sign(before) * Math.sign(after) <= 0) {
    const side = before > 0 ? SELL : BUY;
    for (const o of ordersOf(m)) {
      if (!m.orders.has(o.id) || o.sub !== sub || !o.reduceOnly || o.side !== side || o.state === 'waiting') continue;
      if (o.parent !== undefined && m.orders.has(o.parent)) {
        o.lots = o.filled;
        o.state = 'waiting';
        o.hit = false;
        unlist(m, o);
        emitAmended(x, o, 'reduce_only');
      } else {
        close(x, o, 'reduce_only');
      }
    }
  }
  fitReduceOnly(x, sub, m);
}

/** A reduction leaves entry' = ⌊entry·(|pos| − lots)/|pos|⌋. */
export function movePosition(
  x: NaiveExchange,
  sub: string,
  m: NaiveMarket,
  side: Sign,
  lots: number,
  ticks: number,
): void {
  const q = m.facts.quantumsPerTickLot;
  const [p, e] = positionOf(x, sub, m);
  let next: [number, number];
  if (p * side >= 0) next = [p + side * lots, e + side * lots * ticks * q];
  else if (lots <= Math.abs(p)) next = [p + side * lots, floorOf(Math.abs(p), e, Math.abs(p) - lots)];
  else next = [p + side * lots, (p + side * lots) * ticks * q];
  subOf(x, sub).positions.set(m.facts.id, next);
}

function need(m: NaiveMarket, lots: number, ticks: number): number {
  return ceilOf(PPM, lots, ticks, m.facts.quantumsPerTickLot, m.facts.imPpm);
}

function used(x: NaiveExchange, sub: string, without: NaiveOrder | undefined): number {
  let total = 0;
  for (const m of x.world.markets.values()) {
    total += ceilOf(PPM, Math.abs(positionOf(x, sub, m)[1]), m.facts.imPpm);
    for (const o of m.orders.values()) {
      if (o.sub === sub && o.state === 'resting' && !o.reduceOnly && o.id !== without?.id)
        total += need(m, left(o), o.ticks!);
    }
  }
  return total;
}

/** Checks 12 and 13: 3002, 3001 or undefined. `without`: a resting order counted as gone. */
export function capacity(
  x: NaiveExchange,
  o: NaiveOrder,
  lots: number,
  ticks: number,
  without?: NaiveOrder,
): number | undefined {
  if (o.reduceOnly) return undefined;
  const m = marketOf(x, o.market);
  const same = ordersOf(m).filter(
    (r) => r.sub === o.sub && r.side === o.side && r.state === 'resting' && !r.reduceOnly && r.id !== without?.id,
  );
  const resting = same.reduce((sum, r) => sum + left(r), 0);
  if (o.side * positionOf(x, o.sub, m)[0] + resting + lots > m.facts.maxPositionLots) return 3002;
  const { healthy, margin } = subOf(x, o.sub);
  const sameMarket = without !== undefined && without.market === o.market ? without : undefined;
  return healthy && used(x, o.sub, sameMarket) + need(m, lots, ticks) <= margin ? undefined : 3001;
}

/** Checks 8–13 for an order about to act; cuts a reduce-only order. `without`: its own resting self. */
export function immediateChecks(x: NaiveExchange, o: NaiveOrder, without?: NaiveOrder): void {
  const m = marketOf(x, o.market);
  const mayRest = o.tif === 'gtc' || o.tif === 'gtt';
  const ticks = o.ticks!;
  if (o.reduceOnly) {
    const room = mayRest ? claim(x, o, ticks) : reducible(x, o);
    if (room <= 0 || (o.tif === 'fok' && room < left(o))) throw new Refused(2013);
    o.lots = o.filled + Math.min(left(o), room);
  }
  const best = levels(m, -o.side as Sign)[0];
  const crosses = best !== undefined && (ticks - best) * o.side >= 0;
  if (o.post && crosses) throw new Refused(2011);
  if (mayRest && !crosses) {
    if (isBeyondBand(m, o.side, ticks)) throw new Refused(2014);
    const own = without?.id;
    const free = levels(m, o.side).filter((t) => String(sideOf(m, o.side).get(t)) !== String(own));
    const isFull = !free.includes(ticks) && free.length >= m.facts.maxLevels;
    if (isFull && (ticks - free.at(-1)!) * o.side < 0) throw new Refused(5003);
  }
  const code = capacity(x, o, left(o), ticks, without);
  if (code !== undefined) throw new Refused(code);
}

export function isBeyondBand(m: NaiveMarket, side: Sign, ticks: number): boolean {
  if (m.mark === undefined) return false;
  const { bandPpm, quantumsPerTickLot: q } = m.facts;
  const edge = side === BUY ? floorOf(PPM * q, m.mark, PPM + bandPpm) : ceilOf(PPM * q, m.mark, PPM - bandPpm);
  return (edge - ticks) * side < 0;
}
