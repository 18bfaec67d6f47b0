/**
 * The order book in its most naive form, for ever the judge of the fast one: plain objects, sorted lists, full copies to
 * undo. Rules: spec trading §§2–4, with the budget margin of test/vectors/data/trading/README.md.
 */
import type { VectorAccount, VectorMarket, VectorSetup } from './naive-book-json.ts';

export type Sign = 1 | -1;
export const BUY: Sign = 1;
export const SELL: Sign = -1;
export const PPM = 1_000_000;
export const DAY = 86_400_000;

export interface NaiveTrigger {
  readonly kind: string;
  readonly source: string;
  ticks: number | undefined;
  readonly callback: number;
  readonly slippage: number;
  best: number;
}

export interface NaiveTwap {
  readonly start: number;
  readonly interval: number;
  readonly slices: number;
  readonly slippage: number;
  done: number;
}

export type NaiveState = 'active' | 'resting' | 'untriggered' | 'waiting' | 'twap';

export interface NaiveOrder {
  id: number;
  seq: number;
  readonly market: number;
  readonly sub: string;
  readonly side: Sign;
  lots: number;
  filled: number;
  placed: number;
  ticks: number | undefined;
  tif: string;
  readonly post: boolean;
  readonly reduceOnly: boolean;
  readonly stp: string;
  expires: number | undefined;
  readonly clientId: string | undefined;
  trigger: NaiveTrigger | undefined;
  twap: NaiveTwap | undefined;
  hit: boolean;
  state: NaiveState;
  parent: number | undefined;
  children: number[];
  family: number[];
  /** Of a child: lots it was placed with, and lots armed so far. */
  readonly cap: number;
  target: number;
}

export interface NaiveMarket {
  readonly facts: VectorMarket;
  status: string;
  mark: number | undefined;
  index: number | undefined;
  last: number | undefined;
  nextOrder: number;
  nextTrade: number;
  nextSeq: number;
  readonly orders: Map<number, NaiveOrder>;
  /** Sign of the side → ticks → order ids in priority. */
  readonly book: Record<'1' | '-1', Map<number, number[]>>;
  due: number[];
}

export interface NaiveSubaccount {
  margin: number;
  healthy: boolean;
  readonly positions: Map<number, [lots: number, entry: number]>;
  readonly clientIds: Map<string, { readonly market: number; readonly order: number; closedAt: number | undefined }>;
  deadline: number | undefined;
  fees: number;
}

export interface NaiveWorld {
  readonly markets: Map<number, NaiveMarket>;
  readonly subs: Map<string, NaiveSubaccount>;
  /** Owner → closed ids, earliest first. */
  readonly closed: Map<string, [sub: string, clientId: string][]>;
}

/** One exchange. `world` is replaced by a copy whenever something is undone, so nobody keeps parts of it across that. */
export interface NaiveExchange {
  world: NaiveWorld;
  lines: string[];
  now: number;
  height: number;
  context: readonly [tx: string, item: string];
  readonly barred: Set<string>;
  readonly owners: ReadonlyMap<string, VectorAccount>;
  readonly maxClosed: number;
}

export class Refused extends Error {
  readonly code: number;
  constructor(code: number) {
    super(String(code));
    this.code = code;
  }
}

export function newExchange(setup: VectorSetup): NaiveExchange {
  const markets = setup.markets
    .toSorted((a, b) => a.id - b.id)
    .map((facts): [number, NaiveMarket] => [
      facts.id,
      {
        facts,
        status: 'active',
        mark: undefined,
        index: undefined,
        last: undefined,
        nextOrder: 1,
        nextTrade: 1,
        nextSeq: 1,
        orders: new Map(),
        book: { '1': new Map(), '-1': new Map() },
        due: [],
      },
    ]);
  const accounts = setup.accounts.toSorted((a, b) => (a.owner < b.owner ? -1 : 1));
  const subs = accounts.flatMap((account) =>
    Object.entries(account.subaccounts).map(([number, margin]): [string, NaiveSubaccount] => [
      `${account.owner}/${number}`,
      { margin, healthy: true, positions: new Map(), clientIds: new Map(), deadline: undefined, fees: 0 },
    ]),
  );
  return {
    world: {
      markets: new Map(markets),
      subs: new Map(subs),
      closed: new Map(accounts.map((account) => [account.owner, []])),
    },
    lines: [],
    now: 0,
    height: 0,
    context: ['B', '-'],
    barred: new Set(),
    owners: new Map(accounts.map((account) => [account.owner, account])),
    maxClosed: setup.maxClosedIds ?? 4096,
  };
}

export interface Saved {
  readonly world: NaiveWorld;
  readonly lines: number;
}

export const save = (x: NaiveExchange): Saved => ({ world: structuredClone(x.world), lines: x.lines.length });

export function restore(x: NaiveExchange, saved: Saved): void {
  x.world = structuredClone(saved.world);
  x.lines.length = saved.lines;
}

export const marketOf = (x: NaiveExchange, id: number): NaiveMarket => x.world.markets.get(id)!;
export const subOf = (x: NaiveExchange, key: string): NaiveSubaccount => x.world.subs.get(key)!;
export const ownerOf = (sub: string): string => sub.split('/')[0]!;
export const left = (o: NaiveOrder): number => o.lots - o.filled;
export const rests = (o: { readonly tif: string }): boolean => o.tif === 'gtc' || o.tif === 'gtt';
export const sideOf = (m: NaiveMarket, side: Sign): Map<number, number[]> => m.book[`${side}`];
export const sideName = (side: Sign): string => (side === BUY ? 'buy' : 'sell');

/** Open orders of a market, by id. */
export const ordersOf = (m: NaiveMarket): NaiveOrder[] => [...m.orders.values()].sort((a, b) => a.id - b.id);

/** ⌊product/divisor⌋ of integers whose product may pass 2^53. */
export function floorOf(divisor: number, ...factors: readonly number[]): number {
  const product = factors.reduce((p, f) => p * BigInt(f), 1n);
  const by = BigInt(divisor);
  const quotient = product / by;
  return Number(product < 0n && quotient * by !== product ? quotient - 1n : quotient);
}

export const ceilOf = (divisor: number, first: number, ...factors: readonly number[]): number =>
  0 - floorOf(divisor, -first, ...factors);

/** Prices of a side, best first. */
export function levels(m: NaiveMarket, side: Sign): number[] {
  return [...sideOf(m, side).keys()].sort((a, b) => (b - a) * side);
}

/** Status with the missing mark counted (spec: trading §2). */
export function statusOf(m: NaiveMarket): string {
  if (m.mark !== undefined || (m.status !== 'active' && m.status !== 'reduce_only')) return m.status;
  return m.status === 'active' ? 'post_only' : 'cancel_only';
}

export function bandEdge(m: NaiveMarket, side: Sign): number {
  const { bandPpm, quantumsPerTickLot: q } = m.facts;
  return side === BUY ? floorOf(PPM * q, m.mark!, PPM + bandPpm) : ceilOf(PPM * q, m.mark!, PPM - bandPpm);
}

export function slipped(m: NaiveMarket, side: Sign, ppm: number): number {
  const q = m.facts.quantumsPerTickLot;
  const ticks = side === BUY ? floorOf(PPM * q, m.mark!, PPM + ppm) : ceilOf(PPM * q, m.mark!, PPM - ppm);
  return Math.min(Math.max(ticks, 1), m.facts.maxTicks);
}

export function emit(
  x: NaiveExchange,
  kind: string,
  fields: Readonly<Record<string, string | number | undefined>>,
): void {
  const shown = Object.entries(fields).map(([key, value]) => `${key}=${value ?? '-'}`);
  x.lines.push([x.height, ...x.context, kind, ...shown].join(' '));
}

export function emitAmended(x: NaiveExchange, o: NaiveOrder, reason: string, priority = 'kept'): void {
  emit(x, 'OrderAmended', {
    market: o.market,
    order: o.id,
    sub: o.sub,
    ticks: o.ticks,
    lots: o.lots,
    remaining: left(o),
    trigger: o.trigger?.ticks,
    expires: o.expires,
    priority,
    reason,
  });
}
