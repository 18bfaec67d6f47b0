import type { VectorBlock, VectorChild, VectorItem, VectorSetup, VectorTx } from './naive-book-json.ts';
import { marketOf, type NaiveExchange, ordersOf, ownerOf } from './naive-book-state.ts';

/** Chances in percent, and relative weights of actions. */
export interface StreamMix {
  /** place, amend, cancel, cancelAll, scheduleCancel, batch. */
  readonly weights: readonly [number, number, number, number, number, number];
  readonly groups: number;
  readonly taker: number;
  readonly conditional: number;
  readonly reduceOnly: number;
  readonly owners: number;
  /** How often prices jump, statuses change, accounts fall ill. */
  readonly wild: number;
  readonly trouble: number;
  readonly market: Partial<VectorSetup['markets'][number]>;
  readonly maxOpenOrders: number;
}

const BASE: StreamMix = {
  weights: [62, 15, 10, 1, 1, 11],
  groups: 4,
  taker: 30,
  conditional: 18,
  reduceOnly: 18,
  owners: 4,
  wild: 5,
  trouble: 3,
  market: {},
  maxOpenOrders: 60,
};

export const STREAM_MIXES: Readonly<Record<string, StreamMix>> = {
  balanced: BASE,
  conditional: { ...BASE, conditional: 65, reduceOnly: 35, wild: 15, trouble: 5 },
  trailing: { ...BASE, conditional: 70, wild: 60, trouble: 10, market: { maxFires: 2 } },
  limits: {
    ...BASE,
    maxOpenOrders: 14,
    market: { maxLevels: 5, maxMakers: 3, maxFires: 1, maxPositionLots: 150, maxOrderLots: 150 },
  },
  storm: {
    ...BASE,
    weights: [50, 12, 10, 3, 5, 20],
    groups: 8,
    conditional: 35,
    reduceOnly: 40,
    owners: 3,
    trouble: 15,
  },
};

/** mulberry32: one number in, the same stream everywhere. */
function randomOf(seed: number): (n: number) => number {
  let s = seed >>> 0;
  return (n) => {
    s = (s + 0x6d2b79f5) >>> 0;
    let t = Math.imul(s ^ (s >>> 15), 1 | s);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

/** Makes blocks of random operations; aims amends and cancels at open orders of the naive book it is given. */
export class OperationStream {
  readonly setup: VectorSetup;
  private readonly below: (n: number) => number;
  private readonly mix: StreamMix;
  private readonly owners: readonly string[];
  private readonly price = new Map([
    [1, 1000],
    [2, 240],
  ]);
  private readonly status = new Map([
    [1, 'active'],
    [2, 'active'],
  ]);
  private clientId = 0;
  private now = 1_000_000;

  constructor(seed: number, mix: StreamMix) {
    this.below = randomOf(seed);
    this.mix = mix;
    this.owners = ['a', 'b', 'c', 'd'].slice(0, mix.owners);
    const market = {
      quantumsPerTickLot: 100,
      maxOrderLots: 900,
      maxTicks: 100_000,
      maxPositionLots: 2_500,
      minNotional: 100_000,
      bandPpm: 50_000,
      imPpm: 50_000,
      maxLevels: 40,
      maxMakers: 12,
      maxFires: 6,
      ...mix.market,
    };
    this.setup = {
      maxClosedIds: 30,
      markets: [
        { id: 1, ...market },
        { id: 2, ...market, quantumsPerTickLot: 333, minNotional: 60_000, bandPpm: 80_000 },
      ],
      accounts: this.owners.map((owner, i) => ({
        owner,
        subaccounts: { '0': 20_000_000 + i * 1_000_000, '1': 12_000_000, '2': 2_000_000 },
        makerPpm: [100, 20, -20, 80][i]!,
        takerPpm: [400, 260, 200, 350][i]!,
        maxOpenOrders: mix.maxOpenOrders,
      })),
    };
  }

  next(x: NaiveExchange): VectorBlock {
    const txs = Array.from({ length: this.below(14) }, (): VectorTx => {
      const owner = this.among(this.owners);
      const count = this.chance(this.mix.groups) ? 2 + this.below(3) : 1;
      const msgs = Array.from({ length: count }, () => this.action(x, owner, false));
      return this.chance(10) ? { owner, msgs, sequence: 1 } : { owner, msgs };
    });
    const longer = this.chance(92)
      ? this.among([250, 500, 1000, 2000])
      : this.among([10_000, 30_000, 70_000, 90_000_000]);
    this.now += longer;
    const markets: Record<string, { mark: number | null; index: number; status: string }> = {};
    for (const id of [1, 2]) markets[id] = this.marketFacts(x, id);
    const sick = this.chance(2 * this.mix.trouble)
      ? {
          [`${this.among(this.owners)}/${this.below(3)}`]: {
            healthy: this.chance(60),
            margin: 2_000_000 * (1 + this.below(14)),
          },
        }
      : {};
    return { timeMs: this.now, markets, accounts: sick, txs };
  }

  private among<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }

  private chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  private marketFacts(x: NaiveExchange, id: number) {
    const old = this.price.get(id)!;
    const step = this.chance(this.mix.wild) ? Math.trunc(((this.below(101) - 50) * old) / 1000) : this.below(7) - 3;
    const price = Math.max(50, old + step);
    this.price.set(id, price);
    const q = marketOf(x, id).facts.quantumsPerTickLot;
    const status = this.status.get(id)!;
    if (status !== 'active' && this.chance(35)) this.status.set(id, 'active');
    else if (status === 'active' && this.chance(this.mix.trouble)) {
      this.status.set(id, this.among(['post_only', 'reduce_only', 'reduce_only', 'cancel_only', 'halted', 'settling']));
    }
    const mark = this.chance(this.mix.trouble) ? null : price * q + this.below(q);
    return { mark, index: price * q - this.below(q), status: this.status.get(id)! };
  }

  private action(x: NaiveExchange, owner: string, nested: boolean): VectorItem {
    const weights = nested ? this.mix.weights.slice(0, 3) : this.mix.weights;
    let pick = this.below(weights.reduce((sum, w) => sum + w, 0));
    let kind = 0;
    while (pick >= weights[kind]!) pick -= weights[kind++]!;
    if (kind === 0) return this.place(x, owner);
    if (kind === 1) return this.amend(x, owner);
    if (kind === 2) return { action: 'cancel', ...this.target(x, owner) };
    if (kind === 3)
      return { action: 'cancelAll', sub: this.below(3), ...this.among([{}, { market: 1 }, { side: 'sell' }]) };
    if (kind === 4) {
      const time = this.among([0, this.now + 8_000, this.now + 60_000, this.now + 1]);
      return { action: 'scheduleCancel', sub: this.below(3), time };
    }
    const items = Array.from({ length: this.below(7) }, () => this.action(x, owner, true));
    return { action: 'batch', atomic: this.chance(50), items };
  }

  private target(x: NaiveExchange, owner: string): Pick<VectorItem, 'sub'> & { market: number } {
    const open = [1, 2].flatMap((id) => ordersOf(marketOf(x, id))).filter((o) => ownerOf(o.sub) === owner);
    if (open.length > 0 && this.chance(88)) {
      const o = this.among(open);
      const sub = Number(o.sub.split('/')[1]);
      const byClientId = o.clientId !== undefined && this.chance(40);
      return { market: o.market, sub, ...(byClientId ? { clientOrderId: o.clientId! } : { orderId: o.id }) };
    }
    const market = 1 + this.below(2);
    const near = Math.max(0, marketOf(x, market).nextOrder + 2 - this.below(20));
    const aim = this.chance(60) ? { clientOrderId: `c${this.clientId + 3 - this.below(12)}` } : { orderId: near };
    return { market, sub: this.below(3), ...aim };
  }

  private around(market: number, perMille: number): number {
    const price = this.price.get(market)!;
    return Math.max(1, price + Math.trunc(((this.below(2 * perMille + 1) - perMille) * price) / 1000));
  }

  private amend(x: NaiveExchange, owner: string): VectorItem {
    const target = this.target(x, owner);
    const what = this.below(10);
    return {
      action: 'amend',
      ...target,
      ...(what < 5 ? { ticks: this.around(target.market, 25) } : {}),
      ...(what > 3 ? { lots: 1 + this.below(60) } : {}),
      ...(this.chance(12) ? { expiresAt: this.among([0, this.now + 20_000]) } : {}),
      ...(this.chance(15) ? { triggerTicks: this.around(target.market, 20) } : {}),
      ...(this.chance(30) ? { postOnly: true } : {}),
    };
  }

  private place(x: NaiveExchange, owner: string): VectorItem {
    const market = 1 + this.below(2);
    const order = {
      action: 'place',
      market,
      sub: this.below(3),
      side: this.among(['buy', 'sell']),
      lots: this.lots(),
      ...this.aim(x, owner),
    };
    const named = this.chance(40) ? { clientOrderId: this.newClientId() } : {};
    const stp = this.chance(30)
      ? { stp: this.among(['cancel_maker', 'cancel_taker', 'cancel_both', 'decrement']) }
      : {};
    const away = order.side === 'buy' ? 1 : -1;
    const body = this.chance(this.mix.conditional) ? this.conditional(order.market, away) : this.plain(order, away);
    return { ...order, ...named, ...stp, ...body };
  }

  private lots(): number {
    return this.chance(3) ? this.among([0, 901, 900, 700]) : 1 + this.below(60);
  }

  private newClientId(): string {
    return `c${this.chance(90) ? ++this.clientId : Math.max(1, this.clientId - this.below(20))}`;
  }

  /** Reduce-only orders aim at a position the owner has, mostly. */
  private aim(x: NaiveExchange, owner: string) {
    if (!this.chance(this.mix.reduceOnly)) return {};
    const held = [...x.world.subs]
      .filter(([key]) => ownerOf(key) === owner)
      .flatMap(([key, sub]) => [...sub.positions].map(([market, [lots]]) => ({ key, market, lots })))
      .filter(({ lots }) => lots !== 0);
    if (held.length === 0 || this.chance(10)) return { reduceOnly: true };
    const { key, market, lots } = this.among(held);
    return { reduceOnly: true, market, sub: Number(key.split('/')[1]), side: lots > 0 ? 'sell' : 'buy' };
  }

  /** A stop, take-profit, trailing stop or TWAP. */
  private conditional(market: number, away: number): Partial<VectorItem> {
    const price = this.price.get(market)!;
    const kind = this.below(5);
    if (kind === 4) {
      const intervalMs = 30_000 * this.among([1, 2, 5]);
      const twap = { durationMs: 300_000, intervalMs, slippagePpm: 5_000 + this.below(20_000) };
      return { type: 'market', lots: 20 + this.below(60), stp: 'cancel_taker', twap };
    }
    if (kind === 3) {
      return {
        type: 'market',
        trigger: { kind: 'trailing', callbackPpm: 1_000 * (1 + this.below(20)), slippagePpm: 20_000 },
      };
    }
    const stop = this.chance(60);
    const gap = Math.trunc((away * (stop ? 1 : -1) * this.below(30) * price) / 1000);
    const trigger = {
      kind: stop ? 'stop' : 'take_profit',
      source: this.among(['mark', 'index', 'last']),
      ticks: Math.max(1, price + gap),
    };
    if (kind === 0)
      return { type: 'market', trigger, ticks: Math.max(1, price + Math.trunc((away * 40 * price) / 1000)) };
    const tif = this.among(['gtc', 'gtc', 'ioc', 'fok']);
    return {
      trigger,
      tif,
      ticks: this.around(market, 15),
      ...(tif === 'gtc' && this.chance(20) ? { postOnly: true } : {}),
    };
  }

  private plain(
    order: { readonly market: number; readonly lots: number; readonly reduceOnly?: boolean },
    away: number,
  ): Partial<VectorItem> {
    const price = this.price.get(order.market)!;
    const offset = (perMille: number): number => Math.max(1, price + Math.trunc((perMille * price) / 1000));
    if (this.chance(this.mix.taker)) {
      const how: Partial<VectorItem> = this.among([{ tif: 'ioc' }, { tif: 'fok' }, { type: 'market' }, { tif: 'gtc' }]);
      return { ...how, ticks: offset(away * this.below(25)) };
    }
    return {
      ticks: this.chance(85) ? offset(-away * this.below(30)) : this.around(order.market, 80),
      ...(this.chance(35) ? { postOnly: true } : {}),
      ...(this.chance(15) ? { tif: 'gtt', expiresAt: this.now + this.below(60_000) } : {}),
      ...(!order.reduceOnly && this.chance(this.mix.conditional / 2) ? { children: this.children(order, away) } : {}),
    };
  }

  private children(order: { readonly market: number; readonly lots: number }, away: number): VectorChild[] {
    const price = this.price.get(order.market)!;
    const kinds = this.chance(70) ? ['take_profit', 'stop'] : ['take_profit'];
    return kinds.map((kind) => {
      const gap = Math.trunc((away * (kind === 'stop' ? -1 : 1) * (3 + this.below(20)) * price) / 1000);
      const triggerTicks = Math.max(1, price + gap);
      const limit = kind === 'take_profit' && this.chance(50);
      return {
        kind,
        source: this.among(['mark', 'last']),
        triggerTicks,
        ticks: limit ? triggerTicks : Math.max(1, triggerTicks - away * Math.trunc(price / 50)),
        ...(limit ? { type: 'limit' } : {}),
        ...(this.chance(30) ? { lots: 1 + this.below(order.lots + 1) } : {}),
      };
    });
  }
}
