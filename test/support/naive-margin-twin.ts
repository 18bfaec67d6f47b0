import assert from 'node:assert/strict';
import { FastMargin } from '#chain/modules/margin/fast-margin.ts';
import {
  markOf,
  naiveEquities,
  naiveExposure,
  naiveFloor,
  naiveImr,
  naiveLots,
  naiveMmr,
  naiveReport,
  naiveSettledQuote,
  qtlOf,
} from './naive-margin.ts';
import { naiveCanFill, naiveCanRest, naiveCanWithdraw } from './naive-margin-decisions.ts';
import { naiveFill, naiveTradeFees } from './naive-margin-fills.ts';
import type { Random } from './naive-margin-random.ts';
import type { NaiveAccount, NaiveMarket, NaiveOrder } from './naive-margin-types.ts';
import { ASSET_IDS, MarginWorld } from './naive-margin-world.ts';

interface TwinOrder {
  readonly handle: number;
  readonly order: NaiveOrder;
}

interface TwinSub {
  readonly row: number;
  readonly owner: number;
  readonly account: NaiveAccount;
  readonly orders: TwinOrder[];
}

interface TwinState {
  subs: TwinSub[];
  markets: Record<string, NaiveMarket>;
  pot: bigint;
}

const abs = (a: bigint): bigint => (a < 0n ? -a : a);
const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** The product and the naive engine under the same operations; any difference fails an assertion. */
export class MarginTwin {
  readonly world: MarginWorld;
  readonly fast: FastMargin;
  readonly verdicts = new Map<string, number>();
  private readonly random: Random;
  private state: TwinState;

  constructor(random: Random, owners: number) {
    this.random = random;
    this.world = new MarginWorld(owners);
    const { margin } = this.world;
    this.fast = new FastMargin(margin.rows, margin.marketRows, margin.resting, margin.exact);
    this.state = { subs: [], markets: this.world.naive.markets, pot: 0n };
    for (let owner = 0; owner < owners; owner++) {
      this.open(owner, 0);
      if (owner % 3 === 0) this.open(owner, 1);
    }
  }

  private count(name: string): void {
    this.verdicts.set(name, (this.verdicts.get(name) ?? 0) + 1);
  }

  private open(owner: number, subaccount: number): void {
    const { random } = this;
    const quote = BigInt(random.int(1_000, 200_000)) * 1_000_000n + BigInt(random.int(0, 999_999));
    const row = this.world.margin.credit(owner, subaccount, 1, quote, 'genesis');
    const account: NaiveAccount = { owner: `${owner}`, quote, balances: {}, positions: [], orders: [], userIm: {} };
    for (const name of ['USDT', 'ETH']) {
      if (!random.chance(400_000)) continue;
      const amount = random.big(name === 'ETH' ? 50_000_000_000n : 100_000_000_000n) + 1n;
      this.world.margin.credit(owner, subaccount, ASSET_IDS[name]!, amount, 'genesis');
      account.balances[name] = amount;
    }
    this.state.subs.push({ row, owner, account, orders: [] });
  }

  /** Runs `steps` operations on a branch and drops it, on both sides. */
  dropped(steps: number): void {
    const saved = structuredClone(this.state);
    const mark = this.world.journal.mark();
    for (let i = 0; i < steps; i++) this.step();
    this.world.journal.rollback(mark);
    this.state = saved;
    this.world.naive.markets = saved.markets;
  }

  step(): void {
    const { random } = this;
    const at = random.int(0, 99);
    if (at < 35) this.place();
    else if (at < 80) this.fill();
    else if (at < 90) this.cancel();
    else if (at < 95) this.move();
    else this.setting();
  }

  /** A new block: prices, confidence and funding move. */
  nextBlock(): void {
    const { random, world } = this;
    world.block.height++;
    for (const m of Object.values(this.state.markets)) {
      m.mark = max(1n, m.mark + (m.mark * BigInt(random.int(-20_000, 20_000))) / 1_000_000n);
      m.conf = random.chance(500_000) ? 0n : (m.mark * BigInt(random.int(1, 4_000))) / 1_000_000n;
      if (random.chance(300_000)) m.funding += BigInt(random.int(-2_000_000_000, 2_000_000_000));
    }
    const eth = world.naive.assets.ETH!;
    eth.index = max(1n, eth.index + (eth.index * BigInt(random.int(-30_000, 30_000))) / 1_000_000n);
    eth.valid = !random.chance(100_000);
    eth.conf = random.chance(500_000) ? 0n : eth.index / 500n;
    world.refresh();
  }

  private ticksNear(m: NaiveMarket): number {
    const ticks = markOf(m) / qtlOf(m);
    return Number(max(1n, ticks + (ticks * BigInt(this.random.int(-30_000, 30_000))) / 1_000_000n));
  }

  private openInterest(id: string): bigint {
    return this.state.subs.reduce((sum, s) => sum + max(0n, naiveLots(s.account, id)), 0n);
  }

  private place(): void {
    const { random, world } = this;
    const sub = random.pick(this.state.subs);
    const m = random.pick(Object.values(this.state.markets));
    const side = random.pick(['buy', 'sell'] as const);
    const ticks = this.ticksNear(m);
    const lots = random.int(1, 10 ** random.int(1, 6));
    const order: NaiveOrder = { market: m.id, side, lots: BigInt(lots), ticks: BigInt(ticks), reduceOnly: false };
    const wanted = this.naiveCanPlace(sub, m, order);
    assert.equal(world.margin.canPlace(sub.row, Number(m.id), side, lots, ticks), wanted, 'canPlace');
    assert.equal(
      world.margin.withinOpenInterestCaps(sub.row, Number(m.id), side, lots),
      this.naiveCapsAllow(sub, m, order),
      'open-interest caps',
    );
    this.count(wanted ? 'placed' : 'refused');
    if (!wanted && !random.chance(100_000)) return;
    const handle = world.margin.addResting(sub.row, Number(m.id), side, lots, ticks);
    sub.orders.push({ handle, order });
    sub.account.orders.push(order);
  }

  private naiveCanPlace(sub: TwinSub, m: NaiveMarket, order: NaiveOrder): boolean {
    const quote = order.lots * order.ticks * qtlOf(m);
    const fee = naiveTradeFees(quote, 400n, 0n, this.world.accounts.referrer(sub.owner) >= 0, 0n, false).taker;
    const naive = this.world.naive;
    const after = { ...sub.account, quote: sub.account.quote - fee, orders: [...sub.account.orders, order] };
    const action = { market: m.id, oi: this.openInterest(m.id) + order.lots };
    if (naiveCanRest(sub.account, after, naive, action)) return true;
    const f = order.side === 'buy' ? order.lots : -order.lots;
    const before = naiveLots(sub.account, m.id);
    if (before * f >= 0n || abs(f) > abs(before)) return false;
    const filled = structuredClone(sub.account);
    naiveFill(filled, structuredClone(m), f, quote);
    filled.quote -= fee;
    return this.isReduceAllowed(sub.account, filled);
  }

  private isReduceAllowed(before: NaiveAccount, after: NaiveAccount): boolean {
    const { naive } = this.world;
    const e0 = naiveEquities(before, naive).Emm;
    const e1 = naiveEquities(after, naive).Emm;
    const m0 = naiveMmr(before, naive);
    const m1 = naiveMmr(after, naive);
    return m1 <= m0 && (e0 >= 0n ? e1 * m0 >= e0 * m1 : e1 >= e0);
  }

  private ownerLots(owner: number, id: string, except: TwinSub): bigint {
    return this.state.subs
      .filter((s) => s.owner === owner && s !== except)
      .reduce((sum, s) => sum + abs(naiveLots(s.account, id)), 0n);
  }

  private ownerAllows(sub: TwinSub, m: NaiveMarket, before: bigint, after: bigint): boolean {
    if (abs(after) <= abs(before)) return true;
    return (this.ownerLots(sub.owner, m.id, sub) + abs(after)) * markOf(m) * 20n <= m.oiUpper;
  }

  private naiveCapsAllow(sub: TwinSub, m: NaiveMarket, order: NaiveOrder): boolean {
    const before = naiveLots(sub.account, m.id);
    const after = order.side === 'buy' ? before + order.lots : before - order.lots;
    const raised = order.side === 'buy' ? max(0n, after) - max(0n, before) : max(0n, -after) - max(0n, -before);
    if (raised > 0n && (this.openInterest(m.id) + raised) * markOf(m) > m.oiUpper) return false;
    return this.ownerAllows(sub, m, before, after);
  }

  private fill(): void {
    const { random, world } = this;
    const maker = random.pick(this.state.subs);
    const taker = random.pick(this.state.subs);
    if (maker.owner === taker.owner || maker.orders.length === 0) return;
    const resting = random.pick(maker.orders);
    const { order } = resting;
    const m = this.state.markets[order.market]!;
    const lots = random.chance(300_000) ? Number(order.lots) : random.int(1, Number(order.lots));
    const rest = random.chance(500_000) ? 0 : random.int(1, 1_000_000);
    const takerSide = order.side === 'buy' ? 'sell' : 'buy';
    const builder = random.chance(100_000) ? random.int(0, 2) : -1;
    const wanted = this.naiveSettle(maker, taker, m, order, BigInt(lots), BigInt(rest), builder);
    const verdict = world.settlement.fill({
      market: Number(m.id),
      ticks: Number(order.ticks),
      lots,
      takerSide,
      takerRow: taker.row,
      makerRow: maker.row,
      makerHandle: resting.handle,
      makerRemainingAfter: Number(order.lots) - lots,
      takerReduceOnly: false,
      makerReduceOnly: false,
      takerRestAfter: rest,
      takerLimit: Number(order.ticks),
      builder,
      builderPpm: 50,
    });
    assert.equal(verdict, wanted.verdict, 'verdict of a fill');
    this.count(verdict);
    if (verdict !== 'ok') return;
    world.settlement.announce?.();
    wanted.commit();
    if (order.lots === BigInt(lots)) this.forget(maker, resting);
    else (order as { lots: bigint }).lots -= BigInt(lots);
  }

  private forget(sub: TwinSub, gone: TwinOrder): void {
    sub.orders.splice(sub.orders.indexOf(gone), 1);
    sub.account.orders.splice(sub.account.orders.indexOf(gone.order), 1);
  }

  private naiveSettle(
    maker: TwinSub,
    taker: TwinSub,
    m: NaiveMarket,
    order: NaiveOrder,
    lots: bigint,
    rest: bigint,
    builder: number,
  ): { verdict: string; commit: () => void } {
    const none = (): void => {};
    const { naive, accounts } = this.world;
    const quote = lots * order.ticks * qtlOf(m);
    const referrer = accounts.referrer(taker.owner);
    const fees = naiveTradeFees(quote, 400n, 100n, referrer >= 0, builder >= 0 ? 50n : 0n, false);
    const f = order.side === 'buy' ? -lots : lots;
    const market = structuredClone(m);
    const makerAfter = structuredClone(maker.account);
    const takerAfter = structuredClone(taker.account);
    const at = maker.account.orders.indexOf(order);
    if (order.lots === lots) makerAfter.orders.splice(at, 1);
    else makerAfter.orders[at]!.lots -= lots;
    naiveFill(makerAfter, market, -f, quote);
    makerAfter.quote -= fees.maker;
    naiveFill(takerAfter, market, f, quote);
    takerAfter.quote -= fees.taker;
    const [m0, t0] = [naiveLots(maker.account, m.id), naiveLots(taker.account, m.id)];
    const oi = this.openInterest(m.id);
    const raised = oi + max(0n, m0 - f) - max(0n, m0) + max(0n, t0 + f) - max(0n, t0);
    const action = { market: m.id, oi: raised };
    if (!this.ownerAllows(maker, m, m0, m0 - f)) return { verdict: 'maker_unhealthy', commit: none };
    if (naiveCanFill(maker.account, makerAfter, naive, action, false) === 'refuse') {
      return { verdict: 'maker_unhealthy', commit: none };
    }
    if (raised > oi && raised * markOf(m) > m.oiUpper) return { verdict: 'position_limit', commit: none };
    if (!this.ownerAllows(taker, m, t0, t0 + f)) return { verdict: 'position_limit', commit: none };
    const scaled = { market: m.id, oi: raised + rest };
    if (naiveCanFill(taker.account, takerAfter, naive, scaled, true) === 'refuse') {
      return { verdict: 'margin', commit: none };
    }
    const commit = (): void => {
      Object.assign(m, market);
      Object.assign(maker.account, { quote: makerAfter.quote, positions: makerAfter.positions });
      Object.assign(taker.account, { quote: takerAfter.quote, positions: takerAfter.positions });
      this.state.pot += fees.pot;
      if (builder >= 0) this.main(builder).account.quote += fees.builder;
      if (referrer >= 0) this.main(referrer).account.quote += fees.referrer;
    };
    return { verdict: 'ok', commit };
  }

  private main(owner: number): TwinSub {
    return this.state.subs.find((s) => s.owner === owner)!;
  }

  private cancel(): void {
    const sub = this.random.pick(this.state.subs);
    if (sub.orders.length === 0) return;
    const gone = this.random.pick(sub.orders);
    const lots = Number(gone.order.lots);
    if (lots > 1 && this.random.chance(500_000)) {
      const left = this.random.int(1, lots - 1);
      this.world.margin.changeResting(gone.handle, left);
      (gone.order as { lots: bigint }).lots = BigInt(left);
      return;
    }
    this.world.margin.removeResting(gone.handle);
    this.forget(sub, gone);
  }

  /** A withdrawal, judged first; a refused one is undone by its branch, as a message is. */
  private move(): void {
    const { random, world } = this;
    const sub = random.pick(this.state.subs);
    const name = random.pick(['USDC', ...Object.keys(sub.account.balances)]);
    const held = name === 'USDC' ? max(1n, sub.account.quote) : sub.account.balances[name]! + 1n;
    const amount = random.big(held) + 1n;
    const wanted = naiveCanWithdraw(sub.account, world.naive, name, amount);
    const mark = world.journal.mark();
    let got: string | null = null;
    try {
      world.margin.withdraw(sub.row, ASSET_IDS[name]!, amount, 'withdrawal');
    } catch (error) {
      const code = (error as { code: number }).code;
      got = code === 3010 ? 'margin' : code === 3011 ? 'borrow' : name === 'USDC' ? 'borrow' : 'balance';
    }
    assert.equal(got, wanted, `withdraw ${amount} ${name}`);
    this.count(`withdraw ${got ?? 'ok'}`);
    if (got !== null) {
      world.journal.rollback(mark);
      return;
    }
    world.journal.release(mark);
    for (const p of sub.account.positions) this.settle(sub.account, p.market);
    if (name === 'USDC') sub.account.quote -= amount;
    else sub.account.balances[name]! -= amount;
    if (sub.account.balances[name] === 0n) delete sub.account.balances[name];
  }

  private settle(account: NaiveAccount, id: string): void {
    const m = this.state.markets[id]!;
    const p = account.positions.find((x) => x.market === id)!;
    const before = naiveSettledQuote({ ...account, quote: 0n, positions: [p] }, this.world.naive);
    account.quote += before;
    m.fundingPool = (m.fundingPool ?? 0n) - before;
    m.fundingA = (m.fundingA ?? 0n) + (m.funding - p.funding) * p.lots;
    p.funding = m.funding;
  }

  private setting(): void {
    const { random, world } = this;
    const sub = random.pick(this.state.subs);
    const id = random.pick(Object.keys(this.state.markets));
    const imPpm = random.pick([0, 20_000, 100_000, 500_000]);
    const after = { ...sub.account, userIm: { ...sub.account.userIm, [id]: BigInt(imPpm) } };
    const raised = BigInt(imPpm) > (sub.account.userIm[id] ?? 0n) && naiveExposure(sub.account, id) > 0n;
    const wanted = !raised || naiveEquities(after, world.naive).Eim >= naiveImr(after, world.naive);
    const mark = world.journal.mark();
    let got = true;
    try {
      world.margin.setLeverage(sub.owner, world.margin.subaccount(sub.row), Number(id), imPpm);
    } catch (error) {
      assert.equal((error as { code: number }).code, 3013);
      got = false;
    }
    assert.equal(got, wanted, 'leverage');
    if (!got) {
      world.journal.rollback(mark);
      return;
    }
    world.journal.release(mark);
    sub.account.userIm[id] = BigInt(imPpm);
  }

  /** Compares every figure of every subaccount and market. */
  compare(): void {
    const { margin, naive } = this.world;
    for (const { row, account } of this.state.subs) {
      const wanted = naiveReport(account, naive);
      const r = margin.report(row);
      assert.deepEqual(
        [r.plain, r.maintenance, r.initial, r.closing, r.withdrawal, r.initialRequirement, r.maintenanceRequirement],
        [wanted.E, wanted.Emm, wanted.Eim, wanted.Eb, wanted.Ew, wanted.IMR, wanted.MMR],
      );
      assert.deepEqual(
        [r.freeCollateral, r.withdrawable, r.withdrawableQuote, r.healthPpm, r.liquidatable],
        [wanted.free, wanted.withdrawable, wanted.withdrawableQuote, wanted.healthPpm, wanted.liquidatable],
      );
      assert.equal(margin.checks.isLiquidatable(row), wanted.liquidatable);
      this.compareFast(row, account);
      const record = margin.rows.record(row);
      const positions = account.positions
        .map((p) => ({ market: Number(p.market), lots: Number(p.lots), entry: Number(p.entry), fundingAt: p.funding }))
        .sort((a, b) => a.market - b.market);
      assert.deepEqual(record.positions, positions);
      assert.equal(record.quote, account.quote);
    }
    for (const m of Object.values(this.state.markets)) {
      const ledger = margin.fundingLedger(Number(m.id));
      assert.deepEqual([ledger.pool, ledger.claims], [m.fundingPool, m.fundingA]);
      assert.equal(BigInt(margin.openInterest(Number(m.id))), this.openInterest(m.id));
    }
    assert.equal(BigInt(this.world.pools.data[0]!), this.state.pot);
  }

  private compareFast(row: number, account: NaiveAccount): void {
    const { fast } = this;
    const { naive } = this.world;
    const e = naiveEquities(account, naive);
    if (fast.initial(row, -1, 0, undefined)) {
      assert.deepEqual([BigInt(fast.equity), BigInt(fast.requirement)], [e.Eim, naiveImr(account, naive)]);
      this.count('fast');
    } else this.count('exact');
    if (fast.maintenance(row)) {
      assert.deepEqual([BigInt(fast.equity), BigInt(fast.requirement)], [e.Emm, naiveMmr(account, naive)]);
    }
    if (fast.withdrawal(row)) {
      assert.deepEqual([BigInt(fast.equity), BigInt(fast.requirement)], [e.Ew, naiveFloor(account, naive)]);
    }
  }
}
