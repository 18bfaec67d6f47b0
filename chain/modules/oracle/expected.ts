import type { Price } from '../../lib/units.ts';
import type { AssetPrice, PricedAsset } from '../assets/types.ts';
import type { Market, OracleReport } from '../markets/types.ts';

/** What the oracle writes into markets. */
export interface OracleMarkets {
  findByFeed(feed: Uint8Array): readonly Market[];
  setOracle(market: number, report: OracleReport): void;
  readonly ids: readonly number[];
  get(market: number): Market;
  /** Listing rules that need the feed's price. Throws GenesisError. */
  requireListable(market: number, price: Price): void;
  /** Where genesis says it. */
  pathOf(market: number): string;
}

/** What the oracle writes into assets. */
export interface OracleAssets {
  all(): readonly PricedAsset[];
  pathOf(asset: number): string;
  findByFeed(feed: Uint8Array): PricedAsset | undefined;
  setPrice(asset: number, price: AssetPrice): void;
}
