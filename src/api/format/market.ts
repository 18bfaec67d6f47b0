import type { ViewAsset, ViewMarket, ViewOracle, ViewTier } from '#chain/view/market-types.ts';
import type { ChainView } from '#chain/view.ts';
import type { OracleState } from '../schemas/chain.ts';
import type { Asset, Bbo, Market, Ticker } from '../schemas/market.ts';
import { ORDER_TYPES, STPS, TIFS, TRIGGER_KINDS } from '../schemas/order.ts';
import type { MarketUnits } from './market-names.ts';
import { assetAmount, rate, usd, usdc } from './money.ts';

export const FUNDING_INTERVAL_MS = 3_600_000;

export const formatTiers = (tiers: readonly ViewTier[]): Market['tiers'] =>
  tiers.map((tier) => ({
    upTo: tier.upTo === undefined ? null : usdc(tier.upTo),
    imPpm: tier.imPpm,
    mmPpm: tier.mmPpm,
  }));

/** 1e6/imPpm with two decimals, floored: what a trader may use at most. */
function maxLeverage(market: ViewMarket): string {
  const imPpm = market.tiers[0]?.imPpm ?? 1_000_000;
  return assetAmount(100_000_000n / BigInt(imPpm), 2);
}

export function formatMarket(view: ChainView, market: ViewMarket, units: MarketUnits): Market {
  const status = view.marketStatus(market.id);
  return {
    marketId: market.id,
    market: market.ticker,
    base: market.base,
    quote: 'USDC',
    kind: 'perpetual',
    status: status.status,
    statusReasons: status.reasons,
    statusSince: status.sinceMs,
    statusUntil: status.untilMs ?? null,
    oracleMode: status.oracleMode,
    tickSize: units.price(1),
    lotSize: units.size(1),
    minNotional: usdc(market.minNotional),
    maxOrderSize: units.size(market.maxOrderLots),
    maxPositionSize: units.size(market.maxPositionLots),
    maxPrice: units.price(market.maxTicks),
    bandPpm: market.bandPpm,
    maxLevels: market.maxLevels,
    maxMakers: market.maxMakers,
    maxFires: market.maxFires,
    impactNotional: usdc(market.impactNotional),
    maxLeverage: maxLeverage(market),
    tiers: formatTiers(market.tiers),
    openInterestLower: usdc(market.openInterestLower),
    openInterestUpper: usdc(market.openInterestUpper),
    liquidationFeePpm: market.liquidationFeePpm,
    fundingIntervalMs: FUNDING_INTERVAL_MS,
    feeOverride: market.feeOverride ?? null,
    feed: market.feed,
    types: [...ORDER_TYPES],
    tifs: [...TIFS],
    stps: [...STPS],
    triggers: [...TRIGGER_KINDS],
    updatedHeight: market.updatedHeight,
  };
}

export function formatAsset(asset: ViewAsset): Asset {
  const amount = (value: bigint): string => assetAmount(value, asset.decimals);
  return {
    asset: asset.symbol,
    denom: asset.denom,
    decimals: asset.decimals,
    imPpm: asset.imPpm,
    mmPpm: asset.mmPpm,
    haircutPpm: asset.haircutPpm,
    discountPpm: asset.discountPpm,
    cap: asset.cap === undefined ? null : usdc(asset.cap),
    price: asset.price === undefined ? null : usd(asset.price),
    routes: asset.routes.map((route) => ({
      spoke: route.spoke,
      chainId: route.chainId,
      token: route.token,
      tokenDecimals: route.tokenDecimals,
      minDeposit: amount(route.minDeposit),
      withdrawalFee: amount(route.withdrawalFee),
    })),
  };
}

const orNull = (price: bigint | undefined): string | null => (price === undefined ? null : usd(price));

export function formatBbo(view: ChainView, units: MarketUnits): Bbo {
  const { bids, asks } = view.book(units.id, 1);
  const level = (row: readonly [number, number] | undefined): readonly [string, string] | null =>
    row === undefined ? null : [units.price(row[0]), units.size(row[1])];
  return { market: units.ticker, bid: level(bids[0]), ask: level(asks[0]) };
}

/** Trades of the last 24 hours, ticks, lots and Quote. */
export interface DayStats {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly lots: bigint;
  readonly turnover: bigint;
}

export function formatTicker(view: ChainView, units: MarketUnits, day: DayStats | undefined): Ticker {
  const status = view.marketStatus(units.id);
  const prices = view.prices(units.id);
  const funding = view.funding(units.id);
  const bbo = formatBbo(view, units);
  const lotDecimals = units.lot.scale;
  return {
    market: units.ticker,
    status: status.status,
    oracleMode: status.oracleMode,
    last: prices.lastTicks === 0 ? null : units.price(prices.lastTicks),
    bid: bbo.bid?.[0] ?? null,
    bidSize: bbo.bid?.[1] ?? null,
    ask: bbo.ask?.[0] ?? null,
    askSize: bbo.ask?.[1] ?? null,
    mark: orNull(prices.mark),
    index: orNull(prices.index),
    confidence: orNull(prices.confidence),
    open24h: day === undefined ? null : units.price(day.open),
    high24h: day === undefined ? null : units.price(day.high),
    low24h: day === undefined ? null : units.price(day.low),
    volume24h: day === undefined ? '0' : assetAmount(day.lots * units.lot.value, lotDecimals),
    turnover24h: usdc(day?.turnover ?? 0n),
    openInterest: units.size(view.openInterest(units.id)),
    fundingRate: rate(funding.lastRatePpb),
    predictedRate: funding.predictedRatePpb === undefined ? null : rate(funding.predictedRatePpb),
    nextFundingAt: funding.nextFundingAtMs,
  };
}

export function formatOracle(view: ChainView, units: MarketUnits): OracleState {
  const oracle: ViewOracle = view.oracle(units.id);
  const prices = view.prices(units.id);
  return {
    market: units.ticker,
    mode: oracle.mode,
    modeReasons: oracle.modeReasons,
    modeSince: oracle.modeSinceMs,
    index: orNull(prices.index),
    mark: orNull(prices.mark),
    confidence: orNull(prices.confidence),
    indexAt: prices.indexAtMs ?? null,
    basis: orNull(oracle.basis),
    sources: oracle.sources.map((source) => ({
      class: source.class,
      price: orNull(source.price),
      confidence: orNull(source.confidence),
      observedAt: source.observedAtMs ?? null,
      valid: source.valid,
      powerPpm: source.powerPpm ?? null,
      deviationPpm: source.deviationPpm ?? null,
    })),
    guards: oracle.guards,
    twap5m: orNull(oracle.twap5m),
  };
}
