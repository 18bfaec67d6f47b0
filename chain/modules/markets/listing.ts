import { type At, Fields, requireThat } from '../../genesis/fields.ts';
import { perLot } from '../../lib/per-lot.ts';
import { MAX_SAFE, PPM, type Price } from '../../lib/units.ts';
import type { MarginTier, Market } from './types.ts';

const E18 = 10n ** 18n;
const TICKER = /^[A-Z0-9]{1,12}-USD$/;
const BASE = /^[A-Z0-9]{1,12}$/;
const I31_MAX = 2 ** 31 - 1;
const QUOTE_MAX = 2n ** 62n;
/** Listing needs a lot worth at least this much Quote, so that half a quantum of rounding stays small (spec: risk §1). */
const MIN_INDEX_PER_LOT = 10_000n;
/** Isolated subaccounts are numbered 256·market + parent: ids stay below 2^24 (spec: trading §6). */
const MAX_ID = 2 ** 24 - 1;

/** A market in the form of genesis (README), every listing rule checked that needs no price. Throws GenesisError. */
export function readMarket(item: At, height: number): Market {
  const fields = new Fields(item);
  const at = (name: string): string => `${item.path}.${name}`;
  const tickPrice = fields.big('tickPrice', 1n, 10n ** 24n);
  const lotE12 = fields.big('lotE12', 1n, 10n ** 24n);
  const product = tickPrice * lotE12;
  requireThat(product >= E18 && product % E18 === 0n, at('lotE12'), 'tickPrice × lotE12 / 1e18 is not an integer ≥ 1');
  requireThat(product / E18 <= BigInt(MAX_SAFE), at('lotE12'), 'tickPrice × lotE12 / 1e18 is too large');
  const market: Market = {
    id: fields.integer('id', 1, MAX_ID),
    ticker: fields.text('ticker', TICKER),
    base: fields.text('base', BASE),
    kind: fields.word('kind', ['perpetual'] as const),
    tickPrice,
    lotE12,
    quantumsPerTickLot: Number(product / E18),
    minNotional: Number(fields.big('minNotional', 1n, BigInt(MAX_SAFE))),
    maxOrderLots: fields.integer('maxOrderLots', 1, I31_MAX),
    maxPositionLots: fields.integer('maxPositionLots', 1, I31_MAX),
    maxTicks: fields.integer('maxTicks', 1, I31_MAX),
    bandPpm: fields.integer('bandPpm', 1, PPM - 1),
    maxLevels: fields.integer('maxLevels', 1, 65_536),
    maxMakers: fields.integer('maxMakers', 1, 500),
    maxFires: fields.integer('maxFires', 1, 5_000),
    impactNotional: fields.big('impactNotional', 1n, QUOTE_MAX),
    tiers: readTiers(fields.list('tiers', 64), at('tiers')),
    openInterestLower: fields.big('openInterestLower', 0n, QUOTE_MAX),
    openInterestUpper: fields.big('openInterestUpper', 0n, QUOTE_MAX),
    insuranceCap: fields.big('insuranceCap', 0n, QUOTE_MAX),
    liquidationFeePpm: fields.integer('liquidationFeePpm', 0, 100_000),
    feed: fields.hex('feed', 32),
    group: fields.word('group', ['A', 'B', 'C'] as const),
    feeOverride: fields.has('feeOverride') ? readFees(fields.child('feeOverride')) : undefined,
    updatedHeight: height,
  };
  fields.end();
  requireThat(market.ticker === `${market.base}-USD`, at('ticker'), `is not ${market.base}-USD`);
  requireThat(market.maxOrderLots <= market.maxPositionLots, at('maxOrderLots'), 'above maxPositionLots');
  const bound = BigInt(market.maxPositionLots) * BigInt(market.maxTicks) * BigInt(market.quantumsPerTickLot);
  requireThat(bound <= BigInt(MAX_SAFE), at('maxPositionLots'), 'maxPositionLots × maxTicks × q is above 2^53 − 1');
  const { openInterestLower: lower, openInterestUpper: upper } = market;
  requireThat(upper === 0n || lower < upper, at('openInterestLower'), 'not below openInterestUpper');
  return market;
}

function readTiers(items: readonly At[], path: string): MarginTier[] {
  requireThat(items.length > 0, path, 'at least one tier');
  const tiers = items.map((item) => {
    const fields = new Fields(item);
    const upTo = fields.has('upTo') ? fields.big('upTo', 1n, QUOTE_MAX) : null;
    const tier = { upTo, imPpm: fields.integer('imPpm', 1, PPM), mmPpm: fields.integer('mmPpm', 1, PPM) };
    fields.end();
    requireThat(tier.mmPpm <= tier.imPpm, `${item.path}.mmPpm`, 'above imPpm');
    return tier;
  });
  for (const [i, tier] of tiers.entries()) {
    const last = i === tiers.length - 1;
    requireThat((tier.upTo === null) === last, `${items[i]!.path}.upTo`, last ? 'the last tier has none' : 'missing');
    const next = tiers[i + 1];
    if (next === undefined) continue;
    const rises = next.imPpm >= tier.imPpm && next.mmPpm >= tier.mmPpm;
    requireThat(rises, items[i + 1]!.path, 'its rates are below the tier before');
    const widens = next.upTo === null || (tier.upTo !== null && next.upTo > tier.upTo);
    requireThat(widens, `${items[i + 1]!.path}.upTo`, 'not above the tier before');
  }
  return tiers;
}

function readFees(fields: Fields): { takerPpm: number; makerPpm: number } {
  const takerPpm = fields.integer('takerPpm', 0, 100_000);
  const makerPpm = fields.integer('makerPpm', -100_000, 100_000);
  fields.end();
  // trading §5: a referred taker's fee leaves 0.96 × 0.9 for the pot, which must pay the maker's rebate.
  requireThat(takerPpm * 864 >= -makerPpm * 1000, `${fields.path}.makerPpm`, 'the rebate is above 0.864 × takerPpm');
  return { takerPpm, makerPpm };
}

/** The listing rules that need a price: I ≥ 10,000 and inside the market's ticks. `price` is the feed's listing price. */
export function requireListable(market: Market, price: Price, path: string): void {
  const index = perLot(price, market.lotE12);
  requireThat(
    index >= MIN_INDEX_PER_LOT,
    `${path}.lotE12`,
    `a lot is worth ${index} Quote at listing, less than 10,000`,
  );
  const top = BigInt(market.maxTicks) * BigInt(market.quantumsPerTickLot);
  requireThat(index <= top, `${path}.maxTicks`, 'the listing price is above maxTicks');
}
