import type { MarketStatus } from '../modules/clob/expected.ts';

export type OracleMode = 'normal' | 'caution' | 'frozen';

/** One margin tier; `upTo` in Quote, undefined = no upper end (spec: risk §3). */
export interface ViewTier {
  readonly upTo: bigint | undefined;
  readonly imPpm: number;
  readonly mmPpm: number;
}

/** The facts of a market. Ticker, tick size and lot size never change (api-types §1). */
export interface ViewMarket {
  readonly id: number;
  readonly ticker: string;
  readonly base: string;
  /** Price (1e-12 USD) of one tick. */
  readonly tickPrice: bigint;
  /** Lot size × 1e12. */
  readonly lotE12: bigint;
  /** q: notional in Quote = ticks × lots × q. */
  readonly quantumsPerTickLot: number;
  /** Quote. */
  readonly minNotional: number;
  readonly maxOrderLots: number;
  readonly maxPositionLots: number;
  readonly maxTicks: number;
  readonly bandPpm: number;
  readonly maxLevels: number;
  readonly maxMakers: number;
  readonly maxFires: number;
  /** Quote. */
  readonly impactNotional: bigint;
  readonly tiers: readonly ViewTier[];
  /** Quote; 0 = no scaling. */
  readonly openInterestLower: bigint;
  readonly openInterestUpper: bigint;
  readonly liquidationFeePpm: number;
  readonly feeOverride: { readonly takerPpm: number; readonly makerPpm: number } | undefined;
  readonly feed: { readonly id: string; readonly group: 'A' | 'B' | 'C'; readonly sources: readonly string[] };
  readonly updatedHeight: number;
}

/** Status in force in the committed block. */
export interface ViewMarketStatus {
  readonly status: MarketStatus;
  /** governance | oracle | restart_guard | no_mark | quarantine | insurance_limit; empty when active. */
  readonly reasons: readonly string[];
  readonly sinceMs: number;
  readonly untilMs: number | undefined;
  readonly oracleMode: OracleMode;
}

/** Prices in 1e-12 USD; undefined = none valid at this height. */
export interface ViewPrices {
  readonly index: bigint | undefined;
  readonly indexAtMs: number | undefined;
  readonly confidence: bigint | undefined;
  readonly mark: bigint | undefined;
  /** Ticks of the last trade, 0 = none yet. */
  readonly lastTicks: number;
}

/** Funding of a market; rates in ppb an hour, F in 1e-9 Quote per lot (spec: risk §5). */
export interface ViewFunding {
  readonly fundingIndex: bigint;
  /** Rate of the last settled hour. */
  readonly lastRatePpb: number;
  /** What the hour would settle at with the samples so far; undefined with too few. */
  readonly predictedRatePpb: number | undefined;
  readonly nextFundingAtMs: number;
  readonly validSamples: number;
}

/** [ticks, lots] of one price, best first. */
export type ViewLevel = readonly [ticks: number, lots: number];
/** [ticks, remaining lots, order id]: best price first, then first in time first. */
export type ViewLevelOrder = readonly [ticks: number, lots: number, orderId: number];

export interface ViewBook<Row> {
  readonly bids: readonly Row[];
  readonly asks: readonly Row[];
}

export interface ViewRoute {
  readonly spoke: number;
  readonly chainId: number;
  readonly token: string;
  readonly tokenDecimals: number;
  /** Hub units of the asset. */
  readonly minDeposit: bigint;
  readonly withdrawalFee: bigint;
}

export interface ViewAsset {
  readonly id: number;
  readonly symbol: string;
  readonly denom: string;
  readonly decimals: number;
  readonly imPpm: number;
  readonly mmPpm: number;
  /** k of risk §2, ppm per √USD. */
  readonly haircutPpm: number;
  readonly discountPpm: number;
  /** Quote; undefined = none. */
  readonly cap: bigint | undefined;
  /** 1e-12 USD. */
  readonly price: bigint | undefined;
  readonly routes: readonly ViewRoute[];
}

/** One source class of the oracle (spec: oracle §3). Prices in 1e-12 USD. */
export interface ViewOracleSource {
  readonly class: 'P' | 'C' | 'D' | 'X';
  readonly price: bigint | undefined;
  readonly confidence: bigint | undefined;
  readonly observedAtMs: number | undefined;
  readonly valid: boolean;
  readonly powerPpm: number | undefined;
  readonly deviationPpm: number | undefined;
}

export interface ViewOracle {
  readonly mode: OracleMode;
  readonly modeReasons: readonly string[];
  readonly modeSinceMs: number;
  /** Mark − index, 1e-12 USD. */
  readonly basis: bigint | undefined;
  readonly sources: readonly ViewOracleSource[];
  /** The market's row of oracle §4, names → integers. */
  readonly guards: Readonly<Record<string, number>>;
  readonly twap5m: bigint | undefined;
}
