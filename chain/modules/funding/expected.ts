import type { BookLevel } from './impact-price.ts';
import type { OracleGroup } from './rate.ts';

/** Facts of a market that never change in a block. */
export interface FundingMarket {
  readonly id: number;
  readonly lotE12: bigint;
  readonly quantumsPerTickLot: number;
  /** Quote. */
  readonly impactNotional: bigint;
  readonly group: OracleGroup;
}

export interface FundingMarkets {
  /** Ids of all listed markets, rising. */
  readonly ids: readonly number[];
  find(market: number): FundingMarket | undefined;
  /** Oracle mode and index (Price) of this block; `hasIndex` false = no valid index now. */
  state(market: number): {
    readonly oracleMode: 'normal' | 'caution' | 'frozen';
    readonly hasIndex: boolean;
    readonly indexPrice: bigint;
  };
}

/** The book at the end of the previous block. */
export interface FundingBook {
  /** Levels of a side, best first, of orders that rested then and are at least `minAgeMs` old at `nowMs`. */
  impactLevels(market: number, side: 'buy' | 'sell', nowMs: number, minAgeMs: number): Iterable<BookLevel>;
}

/** Margin's side: the index every position is settled against, and the pools. */
export interface FundingLedgers {
  setFundingIndex(market: number, index: bigint): void;
  fundingLedger(market: number): { readonly pool: bigint; readonly claims: bigint };
  takeFromFundingPool(market: number, amount: bigint): void;
}

export interface InsurancePool {
  credit(pool: 'insurance', asset: number, amount: bigint): void;
}
