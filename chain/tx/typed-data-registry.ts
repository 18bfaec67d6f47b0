import type { Decimal } from '../lib/decimal.ts';

/** Facts of the registries that never change; they turn ticks, lots and units into the texts a wallet shows. */
export interface TypedDataRegistry {
  findMarket(id: number): TypedDataMarket | undefined;
  findMarketByTicker(ticker: string): TypedDataMarket | undefined;
  /** Hub decimals of an asset by symbol (`USDC`). */
  findAssetDecimals(symbol: string): number | undefined;
  /** EVM chain id of a spoke. */
  findSpokeChainId(spoke: number): number | undefined;
}

export interface TypedDataMarket {
  readonly id: number;
  readonly ticker: string;
  /** USD. */
  readonly tickSize: Decimal;
  /** Base. */
  readonly lotSize: Decimal;
}
