import { findDecimal } from '#chain/lib/decimal.ts';
import type { TypedDataMarket, TypedDataRegistry } from '#chain/tx/typed-data-registry.ts';

const MARKETS: readonly TypedDataMarket[] = [
  { id: 1, ticker: 'BTC-USD', tickSize: findDecimal('0.5')!, lotSize: findDecimal('0.0001')! },
  { id: 2, ticker: 'ETH-USD', tickSize: findDecimal('0.05')!, lotSize: findDecimal('0.001')! },
];
const ASSETS: Readonly<Record<string, number>> = { USDC: 6, ETH: 9 };

/** Two markets, two assets, spoke 1 on chain 31337. */
export const testRegistry: TypedDataRegistry = {
  findMarket: (id) => MARKETS.find((market) => market.id === id),
  findMarketByTicker: (ticker) => MARKETS.find((market) => market.ticker === ticker),
  findAssetDecimals: (symbol) => (Object.hasOwn(ASSETS, symbol) ? ASSETS[symbol] : undefined),
  findSpokeChainId: (spoke) => (spoke === 1 ? 31337 : undefined),
};
