import { ceilOf, floorOf, pendingOf, qtlOf } from './naive-margin.ts';
import type { NaiveAccount, NaiveBook, NaiveLevel, NaiveMarket, NaivePosition } from './naive-margin-types.ts';

/** risk.md §4–5 and trading.md §5 on mutable bigint objects. */
const E6 = 10n ** 6n;
const E9 = 10n ** 9n;
const E12 = 10n ** 12n;
const E18 = 10n ** 18n;
const abs = (a: bigint): bigint => (a < 0n ? -a : a);
const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const clamp = (x: bigint, c: bigint): bigint => (x < -c ? -c : x > c ? c : x);

function naivePosition(account: NaiveAccount, m: NaiveMarket): NaivePosition {
  const found = account.positions.find((p) => p.market === m.id);
  if (found !== undefined) return found;
  const fresh = { market: m.id, lots: 0n, entry: 0n, funding: m.funding };
  account.positions.push(fresh);
  return fresh;
}

export function naiveSettle(account: NaiveAccount, m: NaiveMarket): bigint {
  const p = naivePosition(account, m);
  const pay = pendingOf(p, m);
  account.quote += pay;
  m.fundingPool = (m.fundingPool ?? 0n) - pay;
  m.fundingA = (m.fundingA ?? 0n) + (m.funding - p.funding) * p.lots;
  p.funding = m.funding;
  return pay;
}

export function naiveFill(
  account: NaiveAccount,
  m: NaiveMarket,
  f: bigint,
  total: bigint,
): { realised: bigint; funding: bigint } {
  const funding = naiveSettle(account, m);
  const p = naivePosition(account, m);
  const sign = f > 0n ? 1n : -1n;
  const closing = p.lots * f < 0n ? min(abs(f), abs(p.lots)) : 0n;
  let realised = 0n;
  let quote = total;
  if (closing > 0n) {
    const closed = (total * closing) / abs(f);
    const release = ceilOf(p.entry * closing, abs(p.lots));
    realised = -sign * closed - release;
    p.lots += sign * closing;
    p.entry -= release;
    account.quote += realised;
    quote -= closed;
  }
  const opening = abs(f) - closing;
  if (opening > 0n) {
    p.lots += sign * opening;
    p.entry += sign * quote;
  }
  m.fundingA = (m.fundingA ?? 0n) + p.funding * f;
  if (p.lots === 0n) account.positions = account.positions.filter((x) => x !== p);
  return { realised, funding };
}

export const naiveFee = (quote: bigint, ppm: bigint): bigint => ceilOf(quote * ppm, E6);

export function naiveTradeFees(
  quote: bigint,
  takerPpm: bigint,
  makerPpm: bigint,
  referred: boolean,
  builderPpm: bigint,
  liquidation: boolean,
) {
  let taker = 0n;
  let referrer = 0n;
  let maker = naiveFee(quote, makerPpm > 0n ? makerPpm : 0n);
  if (!liquidation) {
    taker = referred ? ceilOf(quote * takerPpm * 960_000n, E12) : naiveFee(quote, takerPpm);
    maker = naiveFee(quote, makerPpm);
    referrer = referred ? taker / 10n : 0n;
  }
  const builder = naiveFee(quote, builderPpm);
  return { taker: taker + builder, maker, referrer, builder, pot: taker + maker - referrer };
}

function impactOf(levels: readonly NaiveLevel[], side: 'bid' | 'ask', m: NaiveMarket, now: bigint): bigint | null {
  let quote = 0n;
  let lots = 0n;
  for (const level of levels) {
    if (now - level.placedAt < 1_000n) continue;
    const v = level.ticks * qtlOf(m);
    const take = min(level.lots, ceilOf(m.impactNotional - quote, v));
    quote += take * v;
    lots += take;
    if (quote >= m.impactNotional) {
      return side === 'bid' ? (quote * E18) / (lots * m.lotE12) : ceilOf(quote * E18, lots * m.lotE12);
    }
  }
  return null;
}

export interface NaiveFundingState {
  time: bigint;
  total: bigint;
  valid: bigint;
  funding: bigint;
  fundingPool: bigint;
  fundingA: bigint;
  insurance: bigint;
}

/** One begin phase of funding; returns the rate of the hour it closed, null when it closed none. */
export function naiveFundingStep(
  s: NaiveFundingState,
  m: NaiveMarket,
  block: { time: bigint; mode: NaiveMarket['mode']; index: bigint | null; book: NaiveBook },
): bigint | null {
  const hour = 3_600_000n;
  const slot = 5_000n;
  const index = block.mode === 'FROZEN' ? null : block.index;
  let rate: bigint | null = null;
  if (block.time / hour > s.time / hour) {
    rate = 0n;
    if (index !== null && s.valid >= 180n) {
      const avg = s.total / s.valid;
      rate = clamp((avg + clamp(100_000n - avg, 500_000n)) / 8n, 40_000_000n);
    }
    if (index !== null) s.funding += (index * m.lotE12 * rate) / E18;
    s.total = 0n;
    s.valid = 0n;
    const swept = floorOf(s.fundingPool * E9 - s.fundingA, E9);
    s.fundingPool -= swept;
    s.insurance += swept;
  }
  if (block.time / slot > s.time / slot && index !== null) {
    const bid = impactOf(block.book.bids, 'bid', m, block.time);
    const ask = impactOf(block.book.asks, 'ask', m, block.time);
    const cap = block.mode === 'CAUTION' ? 500_000n : m.group === 'A' ? 30_000_000n : 50_000_000n;
    if (bid !== null && ask !== null) {
      const over = (bid > index ? bid - index : 0n) - (index > ask ? index - ask : 0n);
      s.total += clamp((over * E9) / index, cap);
    }
    s.valid += 1n;
  }
  s.time = block.time;
  return rate;
}
