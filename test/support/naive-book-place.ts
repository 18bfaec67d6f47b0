import { immediateChecks } from './naive-book-core.ts';
import type { VectorChild, VectorItem } from './naive-book-json.ts';
import { run } from './naive-book-match.ts';
import {
  BUY,
  DAY,
  emit,
  left,
  type NaiveExchange,
  type NaiveMarket,
  type NaiveOrder,
  type NaiveTrigger,
  ownerOf,
  PPM,
  Refused,
  restore,
  rests,
  SELL,
  type Sign,
  save,
  sideName,
  statusOf,
  subOf,
} from './naive-book-state.ts';

const STPS = ['cancel_maker', 'cancel_taker', 'cancel_both', 'decrement'];
const CONDITIONAL_MAX = 100;

function need(condition: boolean, code: number): void {
  if (!condition) throw new Refused(code);
}

const within = (value: number | undefined, low: number, high: number): boolean =>
  value !== undefined && value >= low && value <= high;

/** Places an order, checks in the order of spec: trading §3.2. */
export function place(x: NaiveExchange, owner: string, a: VectorItem): void {
  const sub = `${owner}/${a.sub ?? 0}`;
  const type = a.type ?? 'limit';
  const tif = a.tif ?? (type === 'limit' ? 'gtc' : 'ioc');
  checkForm(a, type, tif);
  need(x.world.subs.has(sub), 1004);
  const m = x.world.markets.get(a.market!)!;
  need(m !== undefined, 4001);
  checkClientIds(x, sub, a);
  const passive = a.postOnly === true || a.trigger !== undefined;
  const code =
    statusCode(m, a.reduceOnly === true, passive) ??
    (a.trigger?.kind === 'trailing' && m.mark === undefined ? 4008 : undefined);
  if (code !== undefined) throw new Refused(code);
  const o = newOrder(m, sub, a, tif);
  const children = checkRanges(x, m, o, a, type);
  checkNotional(m, o);
  checkLimits(x, m, o, children.length);
  const now = o.trigger === undefined && o.twap === undefined;
  if (now) immediateChecks(x, o);
  const saved = now && tif === 'fok' ? save(x) : undefined;
  accept(x, m, o, children);
  if (!now) return;
  run(x, o);
  if (saved !== undefined && o.filled !== a.lots) {
    restore(x, saved);
    throw new Refused(2012);
  }
}

function checkForm(a: VectorItem, type: string, tif: string): void {
  need(a.side === 'buy' || a.side === 'sell', 2001);
  need(['limit', 'market'].includes(type) && ['gtc', 'gtt', 'ioc', 'fok'].includes(tif), 2001);
  need(a.lots !== undefined && STPS.includes(a.stp ?? 'cancel_maker'), 2001);
  need(type !== 'market' || tif === 'ioc', 2001);
  need(type !== 'limit' || a.ticks !== undefined, 2001);
  need(!a.postOnly || rests({ tif }), 2001);
  need((tif === 'gtt') === (a.expiresAt !== undefined) || (a.trigger !== undefined && !rests({ tif })), 2001);
  need(a.twap === undefined || (type === 'market' && a.trigger === undefined && a.children === undefined), 2001);
  need(a.trigger?.kind !== 'trailing' || a.ticks === undefined, 2001);
  for (const { clientOrderId } of [a, ...(a.children ?? [])]) {
    need(clientOrderId === undefined || /^[A-Za-z0-9._:-]{1,36}$/.test(clientOrderId), 2008);
  }
  need(type === 'limit' || a.ticks !== undefined || a.twap !== undefined || a.trigger?.kind === 'trailing', 2004);
}

function checkClientIds(x: NaiveExchange, sub: string, a: VectorItem): void {
  const ids = [a, ...(a.children ?? [])].map((one) => one.clientOrderId).filter((id) => id !== undefined);
  for (const id of ids) {
    need(!x.barred.has(`${sub} ${id}`), 2010);
    need(!subOf(x, sub).clientIds.has(id) && ids.filter((other) => other === id).length === 1, 2009);
  }
}

/** The table of spec: trading §2. */
export function statusCode(m: NaiveMarket, reduceOnly: boolean, passive: boolean): number | undefined {
  const status = statusOf(m);
  if (status === 'active' || (status === 'post_only' && passive) || (status === 'reduce_only' && reduceOnly))
    return undefined;
  if (m.mark === undefined && (m.status === 'active' || m.status === 'reduce_only')) return 4008;
  return { post_only: 4002, reduce_only: 4003, cancel_only: 4004, halted: 4005, settling: 4006, settled: 4007 }[status];
}

function newOrder(m: NaiveMarket, sub: string, a: VectorItem, tif: string): NaiveOrder {
  return {
    id: 0,
    seq: 0,
    market: m.facts.id,
    sub,
    side: a.side === 'buy' ? BUY : SELL,
    lots: a.lots!,
    filled: 0,
    placed: 0,
    ticks: a.ticks,
    tif,
    post: a.postOnly === true,
    reduceOnly: a.reduceOnly === true,
    stp: a.stp ?? 'cancel_maker',
    expires: a.expiresAt,
    clientId: a.clientOrderId,
    trigger: undefined,
    twap: undefined,
    hit: false,
    state: 'active',
    parent: undefined,
    children: [],
    family: [],
    cap: 0,
    target: 0,
  };
}

/** Check 5; gives the order its trigger and plan, and returns its children. */
function checkRanges(x: NaiveExchange, m: NaiveMarket, o: NaiveOrder, a: VectorItem, type: string): NaiveOrder[] {
  need(within(o.lots, 1, m.facts.maxOrderLots), 2002);
  need(o.ticks === undefined || within(o.ticks, 1, m.facts.maxTicks), 2003);
  need(o.expires === undefined || within(o.expires, x.now + 1, x.now + 365 * DAY), 2006);
  if (a.trigger !== undefined) o.trigger = readTrigger(m, a.trigger, type);
  if (a.twap !== undefined) {
    const { durationMs, intervalMs, slippagePpm } = a.twap;
    const slices = Math.floor(durationMs / intervalMs);
    need(within(durationMs, 300_000, DAY) && within(intervalMs, 30_000, 3_600_000), 2018);
    need(slices * intervalMs === durationMs && slices >= 2 && o.lots >= slices, 2018);
    need(within(slippagePpm, 1, PPM - 1) && STPS.indexOf(o.stp) < 2, 2018);
    o.twap = { start: x.now, interval: intervalMs, slices, slippage: slippagePpm, done: -1 };
  }
  const children = (a.children ?? []).map((child) => readChild(m, o, child));
  const kinds = new Set(children.map((child) => child.trigger!.kind));
  need(
    a.children === undefined || (!o.reduceOnly && within(children.length, 1, 2) && kinds.size === children.length),
    2019,
  );
  return children;
}

function readTrigger(m: NaiveMarket, t: NonNullable<VectorItem['trigger']>, type: string): NaiveTrigger {
  if (t.kind === 'trailing') {
    need(type === 'market' && (t.source ?? 'mark') === 'mark' && t.ticks === undefined, 2007);
    need(within(t.callbackPpm, 1_000, 500_000) && within(t.slippagePpm, 1, PPM - 1), 2007);
    return {
      kind: 'trailing',
      source: 'mark',
      ticks: undefined,
      callback: t.callbackPpm!,
      slippage: t.slippagePpm!,
      best: m.mark!,
    };
  }
  need(t.kind === 'stop' || t.kind === 'take_profit', 2007);
  need(['mark', 'index', 'last'].includes(t.source ?? '') && within(t.ticks, 1, m.facts.maxTicks), 2007);
  return { kind: t.kind!, source: t.source!, ticks: t.ticks, callback: 0, slippage: 0, best: 0 };
}

function readChild(m: NaiveMarket, parent: NaiveOrder, c: VectorChild): NaiveOrder {
  const type = c.type ?? 'market';
  const cap = c.lots ?? parent.lots;
  const known = (c.kind === 'stop' || c.kind === 'take_profit') && ['mark', 'index', 'last'].includes(c.source ?? '');
  need(known && within(c.triggerTicks, 1, m.facts.maxTicks) && within(c.ticks, 1, m.facts.maxTicks), 2019);
  need(['limit', 'market'].includes(type) && within(cap, 1, parent.lots), 2019);
  return {
    ...parent,
    side: -parent.side as Sign,
    lots: 0,
    ticks: c.ticks,
    tif: type === 'limit' ? 'gtc' : 'ioc',
    post: false,
    reduceOnly: true,
    expires: undefined,
    clientId: c.clientOrderId,
    trigger: { kind: c.kind, source: c.source!, ticks: c.triggerTicks, callback: 0, slippage: 0, best: 0 },
    twap: undefined,
    state: 'waiting',
    children: [],
    family: [],
    cap,
  };
}

function checkNotional(m: NaiveMarket, o: NaiveOrder): void {
  need(o.reduceOnly || o.lots * referencePrice(m, o) >= m.facts.minNotional, 2005);
  need(o.twap === undefined || Math.floor(o.lots / o.twap.slices) * m.mark! >= m.facts.minNotional, 2005);
}

/** Quantums per lot at which minNotional is measured. */
export function referencePrice(m: NaiveMarket, o: NaiveOrder): number {
  const q = m.facts.quantumsPerTickLot;
  if (rests(o)) return o.ticks! * q;
  if (o.trigger === undefined) return m.mark!;
  return o.trigger.kind === 'trailing' ? o.trigger.best : o.trigger.ticks! * q;
}

function checkLimits(x: NaiveExchange, m: NaiveMarket, o: NaiveOrder, children: number): void {
  const owner = ownerOf(o.sub);
  const all = [...x.world.markets.values()].flatMap((one) => [...one.orders.values()]);
  const open = all.filter((one) => ownerOf(one.sub) === owner);
  const special = o.trigger !== undefined || o.twap !== undefined;
  const slots = (rests(o) || special ? 1 : 0) + children;
  need(slots === 0 || open.length + slots <= x.owners.get(owner)!.maxOpenOrders, 5001);
  const held = open.filter(
    (one) => one.market === m.facts.id && (one.reduceOnly || ['untriggered', 'waiting', 'twap'].includes(one.state)),
  );
  const more = o.reduceOnly || special ? slots : children;
  need(more === 0 || held.length + more <= CONDITIONAL_MAX, 5004);
}

function accept(x: NaiveExchange, m: NaiveMarket, o: NaiveOrder, children: readonly NaiveOrder[]): void {
  if (o.trigger !== undefined) o.state = 'untriggered';
  if (o.twap !== undefined) o.state = 'twap';
  const ids = children.map((_, i) => m.nextOrder + 1 + i);
  for (const one of [o, ...children]) {
    one.id = m.nextOrder++;
    one.seq = m.nextSeq++;
    one.placed = one.lots;
    m.orders.set(one.id, one);
    if (one !== o) {
      one.parent = o.id;
      one.family = ids;
      o.children.push(one.id);
    }
    if (one.clientId !== undefined) {
      subOf(x, one.sub).clientIds.set(one.clientId, { market: m.facts.id, order: one.id, closedAt: undefined });
    }
    emit(x, 'OrderPlaced', {
      market: m.facts.id,
      order: one.id,
      sub: one.sub,
      clientOrderId: one.clientId,
      side: sideName(one.side),
      ticks: one.ticks,
      lots: left(one),
      tif: one.tif,
      state: one.state === 'active' ? 'open' : one.state,
    });
  }
}
