import { confidencePerLot, perLot } from '#chain/lib/per-lot.ts';
import type { AccountFacts, MarketCell, MarketFacts } from '#chain/modules/margin/account-facts.ts';
import type { AssetFacts, Holding } from '#chain/modules/margin/collateral.ts';
import { quantumsPerTickLot } from '#chain/modules/margin/price-units.ts';
import { orderReserve } from '#chain/modules/margin/requirement.ts';
import type { NaiveAccount, NaiveAsset, NaiveMarket, NaiveWorld } from '#test/support/naive-margin-types.ts';

const INTEGER = /^-?(0|[1-9][0-9]*)$/;

/** Values of a vector: every decimal string becomes a bigint, but for market ids. */
export function decodeVector(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return key !== 'market' && key !== 'id' && INTEGER.test(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map((item) => decodeVector(item));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, decodeVector(v, k)]));
}

/** A result in the form of the files: integers as decimal strings. */
export function encodeVector(value: unknown): unknown {
  if (typeof value === 'bigint' || typeof value === 'number') return value.toString();
  if (value === undefined) return null;
  if (Array.isArray(value)) return value.map(encodeVector);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, encodeVector(v)]));
}

export function marketFacts(m: NaiveMarket): MarketFacts {
  return {
    id: Number(m.id),
    mark: perLot(m.mark, m.lotE12),
    confidence: confidencePerLot(m.conf, m.lotE12),
    funding: m.funding,
    tiers: m.tiers.map((t) => ({ upTo: t.upTo, imPpm: Number(t.imPpm), mmPpm: Number(t.mmPpm) })),
  };
}

export function assetFacts(name: string, a: NaiveAsset): AssetFacts {
  return {
    id: Array.from(name).reduce((sum, char) => sum * 31 + char.charCodeAt(0), 7),
    decimals: Number(a.decimals),
    imPpm: Number(a.imPpm),
    mmPpm: Number(a.mmPpm),
    haircutPpm: Number(a.k),
    discountPpm: Number(a.discountPpm),
    stable: a.stable === true,
    index: a.index,
    confidence: a.conf,
    valid: a.valid !== false,
  };
}

/** The product's view of a vector account: one cell for every market with a position or an order. */
export function accountFacts(account: NaiveAccount, world: NaiveWorld): AccountFacts {
  const ids = new Set([...account.positions, ...account.orders].map((x) => x.market));
  const cells: MarketCell[] = [...ids].map((id) => {
    const m = world.markets[id]!;
    const market = marketFacts(m);
    const position = account.positions.find((p) => p.market === id);
    const orders = account.orders.filter((o) => o.market === id && !o.reduceOnly);
    const side = (name: string): bigint => orders.filter((o) => o.side === name).reduce((s, o) => s + o.lots, 0n);
    const quantums = quantumsPerTickLot(m.tickPrice, m.lotE12);
    return {
      market,
      lots: position?.lots ?? 0n,
      entry: position?.entry ?? 0n,
      fundingAt: position?.funding ?? m.funding,
      bidLots: side('buy'),
      askLots: side('sell'),
      reserve: orders.reduce((s, o) => s + orderReserve(o.side, o.lots, o.ticks * quantums, market), 0n),
      userPpm: account.userIm?.[id] ?? 0n,
    };
  });
  const holdings: Holding[] = Object.entries(account.balances).map(([name, amount]) => ({
    asset: assetFacts(name, world.assets[name]!),
    amount,
  }));
  return { quote: account.quote, holdings, cells };
}
