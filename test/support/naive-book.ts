import { amend, cancel, cancelAll, scheduleCancel, sweep } from './naive-book-amend.ts';
import { capacity, claim, close, immediateChecks, reducible } from './naive-book-core.ts';
import type { FinalState, VectorBlock, VectorItem, VectorTx } from './naive-book-json.ts';
import { holds, match, mayFire, run } from './naive-book-match.ts';
import { place } from './naive-book-place.ts';
import {
  BUY,
  DAY,
  emit,
  left,
  levels,
  marketOf,
  type NaiveExchange,
  type NaiveMarket,
  type NaiveOrder,
  newExchange,
  ordersOf,
  ownerOf,
  Refused,
  restore,
  rests,
  SELL,
  type Sign,
  save,
  sideOf,
  slipped,
  subOf,
} from './naive-book-state.ts';

export { type NaiveExchange, newExchange };

const REASONS: Readonly<Record<number, string>> = {
  2011: 'post_only',
  2014: 'price_band',
  5003: 'levels_full',
  3002: 'position_limit',
  3001: 'margin',
};

/** The trigger step of a market (spec: trading §3.6). */
function triggers(x: NaiveExchange, id: number): void {
  const m = marketOf(x, id);
  const waiting = ordersOf(m).filter((o) => o.state === 'untriggered');
  for (const o of waiting.sort((a, b) => a.seq - b.seq)) {
    const t = o.trigger!;
    if (t.kind === 'trailing' && m.mark !== undefined && m.status !== 'halted') {
      t.best = o.side === SELL ? Math.max(t.best, m.mark) : Math.min(t.best, m.mark);
    }
    if (!mayFire(m, o)) {
      o.hit = false;
      m.due = m.due.filter((due) => due !== o.id);
    } else if (!m.due.includes(o.id) && (o.hit || holds(m, o))) {
      m.due.push(o.id);
    }
  }
  for (let fired = 0; fired < m.facts.maxFires; fired++) {
    const now = marketOf(x, id);
    const next = now.due.shift();
    if (next === undefined) return;
    fire(x, now, now.orders.get(next)!);
  }
}

/** A fired order arrives as if placed now. */
function fire(x: NaiveExchange, m: NaiveMarket, o: NaiveOrder): void {
  if (o.trigger!.kind === 'trailing') o.ticks = slipped(m, o.side, o.trigger!.slippage);
  const asked = left(o);
  if (o.reduceOnly) {
    const room = Math.max(0, rests(o) ? claim(x, o, o.ticks!) : reducible(x, o));
    o.lots = o.filled + Math.min(left(o), room);
  }
  o.state = 'active';
  emit(x, 'OrderTriggered', { market: o.market, order: o.id, sub: o.sub, ticks: o.ticks, lots: left(o) });
  const parent = o.parent === undefined ? undefined : m.orders.get(o.parent);
  if (parent !== undefined) close(x, parent, 'bracket');
  if (left(o) === 0 || (o.tif === 'fok' && left(o) < asked)) {
    close(x, o, 'reduce_only');
    return;
  }
  const want = left(o);
  const saved = o.tif === 'fok' ? save(x) : undefined;
  try {
    immediateChecks(x, o);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    close(x, o, REASONS[error.code]!);
    return;
  }
  run(x, o);
  if (saved === undefined || o.filled === want) return;
  restore(x, saved);
  close(x, marketOf(x, o.market).orders.get(o.id)!, 'fok');
}

/** One TWAP in the end phase (spec: trading §3.11). */
function slice(x: NaiveExchange, m: NaiveMarket, o: NaiveOrder): void {
  const t = o.twap!;
  const k = Math.floor((x.now - t.start) / t.interval);
  if (k >= t.slices) {
    close(x, o, 'twap_end');
    return;
  }
  if (k <= t.done || !mayFire(m, o)) return;
  t.done = k;
  let want = Math.min(Math.floor((o.lots * (k + 1)) / t.slices) - o.filled, 3 * Math.ceil(o.lots / t.slices));
  let worst = slipped(m, o.side, t.slippage);
  if (o.ticks !== undefined) worst = o.side === BUY ? Math.min(worst, o.ticks) : Math.max(worst, o.ticks);
  if (o.reduceOnly) {
    want = Math.min(want, reducible(x, o));
    if (reducible(x, o) === 0) {
      close(x, o, 'reduce_only');
      return;
    }
  }
  if (want > 0) {
    const code = capacity(x, o, want, worst);
    if (code !== undefined) {
      emit(x, 'OrderRejected', { action: 'slice', market: o.market, sub: o.sub, order: o.id, code });
    } else {
      emit(x, 'OrderTriggered', { market: o.market, order: o.id, sub: o.sub, ticks: worst, lots: want });
      match(x, o, worst, want);
    }
  }
  if (m.orders.has(o.id) && k === t.slices - 1) close(x, o, 'twap_end');
}

const isBatchOk = (a: VectorItem): boolean =>
  a.items!.length >= 1 &&
  a.items!.length <= 50 &&
  a.items!.every((i) => ['place', 'amend', 'cancel'].includes(i.action));
const itemsOf = (a: VectorItem): readonly VectorItem[] => (a.action === 'batch' && isBatchOk(a) ? a.items! : [a]);

/** A property of the bytes alone (spec: trading §4.2). */
function lane(a: VectorItem): number {
  if (a.action === 'batch') return a.items!.length === 0 ? 3 : Math.max(...a.items!.map(lane));
  if (a.action.startsWith('cancel') || a.action === 'scheduleCancel') return 1;
  return a.postOnly && a.trigger === undefined ? 2 : 3;
}

/** Indexes of the txs in order of execution. */
function executionOrder(txs: readonly VectorTx[]): number[] {
  const floor = new Map<string, number>();
  const lanes = txs.map((tx) => {
    const own = Math.max(...tx.msgs.map(lane));
    if (tx.sequence === undefined) return own;
    floor.set(tx.owner, Math.max(own, floor.get(tx.owner) ?? 0));
    return floor.get(tx.owner)!;
  });
  return txs.map((_, i) => i).sort((a, b) => lanes[a]! - lanes[b]! || a - b);
}

function runItem(x: NaiveExchange, owner: string, a: VectorItem, atomic: boolean): void {
  if (a.action === 'place') place(x, owner, a);
  else if (a.action === 'amend') amend(x, owner, a);
  else if (a.action === 'cancel') cancel(x, owner, a, atomic);
  else if (a.action === 'cancelAll') cancelAll(x, owner, a);
  else if (a.action === 'scheduleCancel') scheduleCancel(x, owner, a);
  else throw new Refused(2021);
}

function reject(x: NaiveExchange, owner: string, a: VectorItem, code: number): void {
  emit(x, 'OrderRejected', {
    action: a.action,
    market: a.market,
    sub: `${owner}/${a.sub ?? 0}`,
    order: a.orderId,
    code,
  });
}

/** All messages of a tx or none (spec: trading §3.10). */
function runTx(x: NaiveExchange, index: number, tx: VectorTx): void {
  const group = tx.msgs.length > 1;
  const saved = group || tx.msgs.some((a) => a.atomic) ? save(x) : undefined;
  let n = 0;
  for (const a of tx.msgs) {
    for (const item of itemsOf(a)) {
      x.context = [String(index), String(n)];
      try {
        runItem(x, tx.owner, item, group || a.atomic === true);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        const whole = a.action !== 'batch' || !isBatchOk(a) || a.atomic === true;
        if (saved !== undefined && whole) {
          abort(x, saved, index, tx, n, error.code);
          return;
        }
        reject(x, tx.owner, item, error.code);
      }
      n++;
    }
  }
}

function abort(
  x: NaiveExchange,
  saved: ReturnType<typeof save>,
  index: number,
  tx: VectorTx,
  failed: number,
  code: number,
): void {
  restore(x, saved);
  tx.msgs.flatMap(itemsOf).forEach((item, n) => {
    x.context = [String(index), String(n)];
    reject(x, tx.owner, item, n === failed ? code : 2020);
  });
}

/** Runs a block; its lines are appended to `x.lines`. */
export function runBlock(x: NaiveExchange, block: VectorBlock): void {
  x.height++;
  x.now = block.timeMs;
  x.context = ['B', '-'];
  x.barred.clear();
  applyBlockFacts(x, block);
  begin(x);
  for (const i of executionOrder(block.txs)) runTx(x, i, block.txs[i]!);
  x.context = ['E', '-'];
  for (const id of [...x.world.markets.keys()]) triggers(x, id);
  for (const m of x.world.markets.values()) {
    for (const o of ordersOf(m)) if (o.twap !== undefined && m.orders.has(o.id)) slice(x, m, o);
  }
}

function applyBlockFacts(x: NaiveExchange, block: VectorBlock): void {
  for (const [id, said] of Object.entries(block.markets ?? {})) {
    const m = marketOf(x, Number(id));
    m.status = said.status ?? m.status;
    if (said.mark !== undefined) m.mark = said.mark ?? undefined;
    if (said.index !== undefined) m.index = said.index ?? undefined;
  }
  for (const [key, said] of Object.entries(block.accounts ?? {})) {
    const sub = subOf(x, key);
    sub.margin = said.margin ?? sub.margin;
    sub.healthy = said.healthy ?? sub.healthy;
  }
}

/** Old ids, settling markets, scheduled cancels, expiry (spec: trading §4.1). */
function begin(x: NaiveExchange): void {
  for (const [key, sub] of x.world.subs) {
    for (const [id, { closedAt }] of [...sub.clientIds]) {
      if (closedAt === undefined || closedAt + DAY > x.now) continue;
      sub.clientIds.delete(id);
      const closed = x.world.closed.get(ownerOf(key))!;
      closed.splice(
        closed.findIndex(([s, c]) => s === key && c === id),
        1,
      );
    }
  }
  for (const m of x.world.markets.values()) {
    if (m.status !== 'settling' && m.status !== 'settled') continue;
    for (const o of ordersOf(m)) if (m.orders.has(o.id)) close(x, o, 'settling');
  }
  const due = [...x.world.subs].filter(([, sub]) => sub.deadline !== undefined && sub.deadline <= x.now);
  for (const [key, sub] of due.sort((a, b) => a[1].deadline! - b[1].deadline!)) {
    sub.deadline = undefined;
    emit(x, 'CancelScheduled', { sub: key, time: undefined });
    sweep(x, key, 'scheduled_cancel');
  }
  for (const m of x.world.markets.values()) {
    const expired = ordersOf(m).filter((o) => o.expires !== undefined && o.expires <= x.now);
    for (const o of expired.sort((a, b) => a.expires! - b.expires! || a.id - b.id)) {
      if (m.orders.has(o.id)) close(x, o, 'expired');
    }
  }
}

/** The state in the form of the vectors. */
export function naiveResult(x: NaiveExchange): FinalState {
  const book: Record<string, FinalState['book'][string]> = {};
  for (const m of x.world.markets.values()) {
    const side = (sign: Sign): [number, [number, number][]][] =>
      levels(m, sign).map((t) => [
        t,
        sideOf(m, sign)
          .get(t)!
          .map((id): [number, number] => [id, left(m.orders.get(id)!)]),
      ]);
    const pending = ordersOf(m).filter((o) => o.state !== 'resting');
    book[m.facts.id] = {
      bids: side(BUY),
      asks: side(SELL),
      pending: pending.map((o) => [o.id, o.state, left(o)]),
      last: m.last ?? null,
      nextOrderId: m.nextOrder,
      nextTradeId: m.nextTrade,
    };
  }
  const positions: Record<string, Record<string, [number, number]>> = {};
  const fees: Record<string, number> = {};
  for (const [key, sub] of x.world.subs) {
    const open = [...sub.positions].filter(([, [lots]]) => lots !== 0).sort((a, b) => a[0] - b[0]);
    if (open.length > 0) positions[key] = Object.fromEntries(open);
    if (sub.fees !== 0) fees[key] = sub.fees;
  }
  return { book, positions, fees };
}
