import type { Ppm, Price, Quote, TimeMs } from '../../lib/units.ts';

/** Rising strictness (spec: trading §2). */
export type MarketStatus = 'active' | 'post_only' | 'reduce_only' | 'cancel_only' | 'halted' | 'settling' | 'settled';

/** Guard group of the oracle (spec: oracle §4): A the deepest feeds, C the thinnest. */
export type Group = 'A' | 'B' | 'C';
export type OracleMode = 'normal' | 'caution' | 'frozen';
/** Why a market's status is not active, in the order they are listed. */
export type StatusReason = 'governance' | 'oracle' | 'restart_guard' | 'no_mark' | 'quarantine' | 'insurance_limit';
export type RestartPhase = 'none' | 'cancel_only' | 'post_only' | 'grace';

/** Marginal margin tier: the part of a notional up to `upTo` (Quote, null = ∞). Rates rise, mm ≤ im (spec: risk §3). */
export interface MarginTier {
  readonly upTo: Quote | null;
  readonly imPpm: Ppm;
  readonly mmPpm: Ppm;
}

/** Parameters of a market. Id, ticker, tick, lot and feed never change. */
export interface Market {
  readonly id: number;
  readonly ticker: string;
  readonly base: string;
  readonly kind: 'perpetual';
  /** Price of one tick. */
  readonly tickPrice: Price;
  /** Lot size × 1e12. */
  readonly lotE12: bigint;
  /** q: notional = ticks × lots × q, exact; maxPositionLots × maxTicks × q ≤ 2^53 − 1 keeps all of it safe. */
  readonly quantumsPerTickLot: number;
  readonly maxOrderLots: number;
  readonly maxPositionLots: number;
  readonly maxTicks: number;
  /** Quote. */
  readonly minNotional: number;
  readonly bandPpm: Ppm;
  readonly maxLevels: number;
  readonly maxMakers: number;
  readonly maxFires: number;
  /** Quote. */
  readonly impactNotional: bigint;
  readonly tiers: readonly MarginTier[];
  /** Quote, OI × M: scaling begins at lower, the cap is upper; 0 = none. */
  readonly openInterestLower: bigint;
  readonly openInterestUpper: bigint;
  /** Quote insurance may pay for this market in an hour. */
  readonly insuranceCap: bigint;
  readonly liquidationFeePpm: Ppm;
  /** Pyth feed, 32 bytes. */
  readonly feed: Uint8Array;
  readonly group: Group;
  readonly feeOverride: { readonly takerPpm: Ppm; readonly makerPpm: Ppm } | undefined;
  readonly updatedHeight: number;
}

/** Times of the guards, ms. */
export interface MarketGuards {
  /** A header this much later than the one before starts the restart guard. */
  readonly restartGapMs: number;
  readonly restartCancelOnlyMs: number;
  readonly restartGraceMs: number;
  /** cancel_only after halted. */
  readonly haltExitMs: number;
}

/** What the oracle says of a market in a block. Prices in 1e-12 USD. */
export interface OracleReport {
  readonly mode: OracleMode;
  /** The valid index, undefined when there is none in this block. */
  readonly index: Price | undefined;
  readonly confidence: Price;
  readonly indexAtMs: TimeMs;
  /** Past the bounds of age or confidence for opening (spec: oracle §4). */
  readonly openBoundsPassed: boolean;
  /** The feed is inside the margin age. */
  readonly feedFresh: boolean;
  /** No liquidations although the mode alone would allow them. */
  readonly liquidationsHeld: boolean;
}

/** Status in force in this block. */
export interface StatusInForce {
  readonly status: MarketStatus;
  readonly reasons: readonly StatusReason[];
  /** Only the missing mark restricts: refusals are 4008. */
  readonly onlyMarkMissing: boolean;
  readonly sinceMs: TimeMs;
  /** Known end, 0 = none known. */
  readonly untilMs: TimeMs;
}

/** Everything of a market that is not a parameter. Immutable, replaced whole. */
export interface MarketState extends StatusInForce {
  readonly governance: MarketStatus;
  /** Why the market is quarantined, empty = it is not. */
  readonly quarantine: string;
  /** cancel_only after halted, until then, and on whose account; 0 = over. */
  readonly haltExitUntilMs: TimeMs;
  readonly haltExitReason: 'governance' | 'quarantine';
  /** reduce_only until then because of insurance draws, 0 = not. */
  readonly insuranceLimitUntilMs: TimeMs;
  readonly oracleMode: OracleMode;
  readonly openBoundsPassed: boolean;
  readonly feedFresh: boolean;
  readonly liquidationsHeld: boolean;
  /** A valid index in this block. */
  readonly hasIndex: boolean;
  /** A valid mark in this block. */
  readonly hasMark: boolean;
  /** Last known ones, 0 = never; valid or not is said above. */
  readonly indexPrice: Price;
  readonly indexAtMs: TimeMs;
  readonly confidence: Price;
  readonly markPrice: Price;
}

/** What other modules may ask; M and I are Quote per lot, 0 = none valid in this block. */
export interface Markets {
  /** Ids of all listed markets, rising. */
  readonly ids: readonly number[];
  /** InvariantError when unknown: for callers that hold a listed id. */
  get(market: number): Market;
  find(market: number): Market | undefined;
  /** Fixed for a block before lane 1, but for a quarantine. */
  status(market: number): StatusInForce;
  mark(market: number): number;
  index(market: number): number;
  findByTicker(ticker: string): Market | undefined;
  state(market: number): MarketState;

  /** M for margin, Quote per lot: the last one when this block has none (0 = never). */
  marginMark(market: number): number;
  /** C, Quote per lot, of the same price. */
  confidence(market: number): number;
  /** Rises whenever an M, I, C or a market parameter changed; a stamp for caches, not state. */
  readonly version: number;

  /** FROZEN, without index, halted, settling and settled markets are not (spec: risk §7), nor is any while a guard holds. */
  isOpenToClosing(market: number): boolean;
  /** Restart guard: none while it runs, its last phase included. */
  liquidationsAllowed(): boolean;
  readonly restartPhase: RestartPhase;

  /** An exception or broken invariant of one market: halted at once, reported, the block goes on (spec: risk §9). */
  quarantine(market: number, reason: string): void;
  /** reduce_only until then (spec: risk §9, insurance draw limit). */
  setInsuranceLimit(market: number, untilMs: TimeMs): void;
}
