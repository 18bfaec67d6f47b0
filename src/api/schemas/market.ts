import type { Static } from 'typebox';
import { Decimal, Flag, fields, Height, Integer, list, named, nullable, oneOf, Text, TimeMs, tuple } from './scalar.ts';

export const MARKET_STATUSES = [
  'active',
  'post_only',
  'reduce_only',
  'cancel_only',
  'halted',
  'settling',
  'settled',
] as const;
export const ORACLE_MODES = ['normal', 'caution', 'frozen'] as const;

export const TierSchema = fields({ upTo: nullable(Decimal), imPpm: Integer, mmPpm: Integer });

export const MarketSchema = named('Market', {
  marketId: Integer,
  market: Text,
  base: Text,
  quote: Text,
  kind: Text,
  status: oneOf(MARKET_STATUSES),
  statusReasons: list(Text),
  statusSince: TimeMs,
  statusUntil: nullable(TimeMs),
  oracleMode: oneOf(ORACLE_MODES),
  tickSize: Decimal,
  lotSize: Decimal,
  minNotional: Decimal,
  maxOrderSize: Decimal,
  maxPositionSize: Decimal,
  maxPrice: Decimal,
  bandPpm: Integer,
  maxLevels: Integer,
  maxMakers: Integer,
  maxFires: Integer,
  impactNotional: Decimal,
  maxLeverage: Decimal,
  tiers: list(TierSchema),
  openInterestLower: Decimal,
  openInterestUpper: Decimal,
  liquidationFeePpm: Integer,
  fundingIntervalMs: Integer,
  feeOverride: nullable(fields({ takerPpm: Integer, makerPpm: Integer })),
  feed: fields({ id: Text, group: oneOf(['A', 'B', 'C']), sources: list(Text) }),
  types: list(Text),
  tifs: list(Text),
  stps: list(Text),
  triggers: list(Text),
  updatedHeight: Height,
});
export type Market = Static<typeof MarketSchema>;

export const TiersSchema = fields({
  tiers: list(TierSchema),
  scalePpm: Integer,
  openInterestLower: Decimal,
  openInterestUpper: Decimal,
});

export const RouteSchema = fields({
  spoke: Integer,
  chainId: Integer,
  token: Text,
  tokenDecimals: Integer,
  minDeposit: Decimal,
  withdrawalFee: Decimal,
});

export const AssetSchema = named('Asset', {
  asset: Text,
  denom: Text,
  decimals: Integer,
  imPpm: Integer,
  mmPpm: Integer,
  haircutPpm: Integer,
  discountPpm: Integer,
  cap: nullable(Decimal),
  price: nullable(Decimal),
  routes: list(RouteSchema),
});
export type Asset = Static<typeof AssetSchema>;

export const TickerSchema = named('Ticker', {
  market: Text,
  status: oneOf(MARKET_STATUSES),
  oracleMode: oneOf(ORACLE_MODES),
  last: nullable(Decimal),
  bid: nullable(Decimal),
  bidSize: nullable(Decimal),
  ask: nullable(Decimal),
  askSize: nullable(Decimal),
  mark: nullable(Decimal),
  index: nullable(Decimal),
  confidence: nullable(Decimal),
  open24h: nullable(Decimal),
  high24h: nullable(Decimal),
  low24h: nullable(Decimal),
  volume24h: Decimal,
  turnover24h: Decimal,
  openInterest: Decimal,
  fundingRate: Decimal,
  predictedRate: nullable(Decimal),
  nextFundingAt: TimeMs,
});
export type Ticker = Static<typeof TickerSchema>;

const Level = tuple([Decimal, Decimal]);

export const BboSchema = named('BBO', { market: Text, bid: nullable(Level), ask: nullable(Level) });
export type Bbo = Static<typeof BboSchema>;

/** [price, size], with l3 [price, size, orderId]. */
const LevelRow = {
  ...list(Text),
  items: { type: 'array', items: Text, minItems: 2, maxItems: 3 },
} as unknown as ReturnType<typeof list<ReturnType<typeof list<typeof Text>>>>;

export const BookSnapshotSchema = named('BookSnapshot', {
  market: Text,
  seq: Height,
  checksum: Integer,
  bids: LevelRow,
  asks: LevelRow,
});
export type BookSnapshot = Static<typeof BookSnapshotSchema>;

export const TradeSchema = named('Trade', {
  id: Text,
  market: Text,
  price: Decimal,
  size: Decimal,
  quote: Decimal,
  side: oneOf(['buy', 'sell']),
  liquidation: Flag,
  time: TimeMs,
  height: Height,
  txHash: nullable(Text),
});
export type Trade = Static<typeof TradeSchema>;

export const FundingRateSchema = named('FundingRate', {
  time: TimeMs,
  rate: Decimal,
  premium: nullable(Decimal),
  indexPrice: Decimal,
  validSamples: Integer,
  fundingIndex: Decimal,
});
export type FundingRate = Static<typeof FundingRateSchema>;
