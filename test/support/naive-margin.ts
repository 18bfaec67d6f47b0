import type {
  NaiveAccount,
  NaiveAsset,
  NaiveMarket,
  NaiveOrder,
  NaivePosition,
  NaiveTier,
  NaiveWorld,
} from './naive-margin-types.ts';

/** Plain executable reading of risk.md §1–3 on bigint objects; the product must agree with it on every input. */
const E6 = 10n ** 6n;
const E9 = 10n ** 9n;
const E12 = 10n ** 12n;
const E18 = 10n ** 18n;

export function floorOf(a: bigint, b: bigint): bigint {
  return a >= 0n ? a / b : -((-a + b - 1n) / b);
}
export const ceilOf = (a: bigint, b: bigint): bigint => -floorOf(-a, b);
const abs = (a: bigint): bigint => (a < 0n ? -a : a);
const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** Floor of the square root by bisection. */
export function rootOf(x: bigint): bigint {
  let low = 0n;
  let high = 1n;
  while (high * high <= x) high *= 2n;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle * middle <= x) low = middle;
    else high = middle;
  }
  return low;
}

export const qtlOf = (m: NaiveMarket): bigint => (m.tickPrice * m.lotE12) / E18;
export const markOf = (m: NaiveMarket): bigint => (2n * m.mark * m.lotE12 + E18) / (2n * E18);
export const confOf = (m: NaiveMarket): bigint => ceilOf(m.conf * m.lotE12, E18);

export const pendingOf = (p: NaivePosition, m: NaiveMarket): bigint => floorOf(-(m.funding - p.funding) * p.lots, E9);

function priceOf(a: NaiveAsset, use: 'mid' | 'im'): bigint {
  const p = use === 'mid' ? a.index : a.valid === false ? 0n : max(0n, a.index - a.conf);
  return a.stable ? min(p, E12) : p;
}

export function worthOf(amount: bigint, a: NaiveAsset, use: 'mid' | 'im'): bigint {
  return (amount * priceOf(a, use)) / 10n ** (a.decimals + 6n);
}

export function weightedOf(value: bigint, base: bigint, k: bigint): bigint {
  return min((value * base) / E6, (value * 11n * 10n ** 17n) / (E18 + k * rootOf(value * E18)));
}

export function naiveCollateral(account: NaiveAccount, world: NaiveWorld) {
  const sums = { plain: 0n, mm: 0n, im: 0n, sale: 0n };
  for (const [name, amount] of Object.entries(account.balances)) {
    const a = world.assets[name]!;
    const mid = worthOf(amount, a, 'mid');
    sums.plain += mid;
    sums.mm += weightedOf(mid, a.mmPpm, a.k);
    sums.im += weightedOf(worthOf(amount, a, 'im'), a.imPpm, a.k);
    sums.sale += (mid * (E6 - a.discountPpm)) / E6;
  }
  return sums;
}

export function naiveEquities(account: NaiveAccount, world: NaiveWorld) {
  const held = naiveCollateral(account, world);
  let pnl = 0n;
  let adverse = 0n;
  let worst = 0n;
  for (const p of account.positions) {
    const m = world.markets[p.market]!;
    const x = p.lots * markOf(m) - p.entry + pendingOf(p, m);
    const y = x - abs(p.lots) * confOf(m);
    pnl += x;
    adverse += y;
    worst += min(0n, y);
  }
  const q = account.quote;
  return {
    E: q + held.plain + pnl,
    Emm: q + held.mm + pnl,
    Eim: q + held.im + adverse,
    Eb: q + held.sale + pnl,
    Ew: q + held.im + worst,
  };
}

export function tierNum(n: bigint, tiers: readonly NaiveTier[], field: 'imPpm' | 'mmPpm'): bigint {
  let total = 0n;
  let low = 0n;
  for (const t of tiers) {
    const top = t.upTo === null ? n : min(n, t.upTo);
    if (top > low) {
      total += (top - low) * t[field];
      low = top;
    }
  }
  return total;
}

export const naiveMm = (n: bigint, m: NaiveMarket): bigint => ceilOf(tierNum(n, m.tiers, 'mmPpm'), E6);

export function naiveScale(m: NaiveMarket, oiLots: bigint): bigint {
  const oi = oiLots * markOf(m);
  if (m.oiUpper === 0n || oi <= m.oiLower) return 0n;
  return oi >= m.oiUpper ? E6 : ceilOf((oi - m.oiLower) * E6, m.oiUpper - m.oiLower);
}

export function naiveIm(n: bigint, m: NaiveMarket, s: bigint, user: bigint): bigint {
  const im0 = ceilOf(tierNum(n, m.tiers, 'imPpm'), E6);
  return max(im0 + ceilOf((n - im0) * s, E6), ceilOf(n * user, E6));
}

export function naiveLots(account: NaiveAccount, market: string): bigint {
  return account.positions.filter((p) => p.market === market).reduce((sum, p) => sum + p.lots, 0n);
}

export function naiveExposure(account: NaiveAccount, market: string): bigint {
  const lots = naiveLots(account, market);
  const resting = (side: string): bigint =>
    account.orders
      .filter((o) => o.market === market && o.side === side && !o.reduceOnly)
      .reduce((sum, o) => sum + o.lots, 0n);
  return max(abs(lots + resting('buy')), abs(lots - resting('sell')));
}

export function naiveReserve(o: NaiveOrder, m: NaiveMarket): bigint {
  if (o.reduceOnly) return 0n;
  const v = o.ticks * qtlOf(m);
  const loss = o.side === 'buy' ? v - (markOf(m) - confOf(m)) : markOf(m) + confOf(m) - v;
  return o.lots * max(0n, loss);
}

export interface NaiveAction {
  market: string;
  oi: bigint;
}

export function naiveImr(account: NaiveAccount, world: NaiveWorld, action?: NaiveAction): bigint {
  let total = 0n;
  for (const id of new Set([...account.positions, ...account.orders].map((x) => x.market))) {
    const m = world.markets[id]!;
    const s = action?.market === id ? naiveScale(m, action.oi) : 0n;
    total += naiveIm(naiveExposure(account, id) * markOf(m), m, s, account.userIm[id] ?? 0n);
  }
  for (const o of account.orders) total += naiveReserve(o, world.markets[o.market]!);
  return total;
}

export function naiveMmr(account: NaiveAccount, world: NaiveWorld): bigint {
  return account.positions.reduce((sum, p) => {
    const m = world.markets[p.market]!;
    return sum + naiveMm(abs(p.lots) * markOf(m), m);
  }, 0n);
}

export function naiveFloor(account: NaiveAccount, world: NaiveWorld): bigint {
  const gross = account.positions.reduce((sum, p) => sum + abs(p.lots) * markOf(world.markets[p.market]!), 0n);
  return max(naiveImr(account, world), ceilOf(gross, 10n));
}

export function naiveSettledQuote(account: NaiveAccount, world: NaiveWorld): bigint {
  return account.positions.reduce((sum, p) => sum + pendingOf(p, world.markets[p.market]!), account.quote);
}

export function naiveReport(account: NaiveAccount, world: NaiveWorld, action?: NaiveAction) {
  const e = naiveEquities(account, world);
  const IMR = naiveImr(account, world, action);
  const MMR = naiveMmr(account, world);
  const withdrawable = max(0n, e.Ew - naiveFloor(account, world));
  const limit = E12;
  const health = MMR === 0n ? (e.Emm >= 0n ? limit : -limit) : floorOf(e.Emm * E6, MMR);
  return {
    ...e,
    IMR,
    MMR,
    free: max(0n, e.Eim - IMR),
    withdrawable,
    withdrawableQuote: max(0n, min(withdrawable, naiveSettledQuote(account, world))),
    healthPpm: health > limit ? limit : health < -limit ? -limit : health,
    liquidatable: e.Emm < MMR,
  };
}
