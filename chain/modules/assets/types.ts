import type { Ppm } from '../../lib/units.ts';

/** The quote asset: 1:1 in every formula, no feed, no haircut (spec: risk §2). */
export const USDC = 1;

/** A registered asset. Symbol, denom and decimals never change. */
export interface Asset {
  readonly id: number;
  readonly symbol: string;
  /** Cosmos denom of one hub unit. */
  readonly denom: string;
  /** Hub decimals, ≤ 9 so that balances stay below 2^63. */
  readonly decimals: number;
  /** Pyth feed, 32 bytes; undefined for USDC only. */
  readonly feed: Uint8Array | undefined;
  /** Priced at most 1 USD. */
  readonly stable: boolean;
  readonly imPpm: Ppm;
  readonly mmPpm: Ppm;
  /** k, ppm per √USD. */
  readonly haircutPpm: number;
  /** What a collateral sale gives away. */
  readonly discountPpm: Ppm;
  /** Quote: deposits above it wait in the bridge; null = none. Never part of a margin formula. */
  readonly cap: bigint | null;
}

/** Price of an asset as margin takes it; index and confidence in Price (1e-12 USD for one whole unit). */
export interface AssetPrice {
  /** The last valid index, 0 when there never was one; uncapped also for stablecoins. */
  readonly index: bigint;
  readonly confidence: bigint;
  /** False: no valid index in this block; it counts at its last one for MM and plain, at 0 for IM. */
  readonly valid: boolean;
}

/** Asset and price together: one immutable object a price change, for margin's formulas. */
export interface PricedAsset extends Asset, AssetPrice {}

/** What other modules may ask. */
export interface Assets {
  /** By rising id. */
  all(): readonly PricedAsset[];
  find(id: number): PricedAsset | undefined;
  findByDenom(denom: string): PricedAsset | undefined;
  findBySymbol(symbol: string): PricedAsset | undefined;
  /** Rises whenever any price or parameter of an asset changed; a stamp for caches, not state. */
  readonly version: number;
}
