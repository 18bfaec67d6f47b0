import type { Assets } from '../modules/assets/types.ts';
import type { Market } from '../modules/markets/types.ts';
import type { TypedDataMarket, TypedDataRegistry } from '../tx/typed-data-registry.ts';

/** What the registry reads; facts that never change once they are registered. */
export interface RegistryDeps {
  readonly markets: {
    find(id: number): Market | undefined;
    findByTicker(ticker: string): Market | undefined;
  };
  readonly assets: Pick<Assets, 'findBySymbol'>;
}

/** Tick in USD and lot in the base asset are integers of 1e-12. */
const SCALE = 12;

const describe = (market: Market | undefined): TypedDataMarket | undefined =>
  market && {
    id: market.id,
    ticker: market.ticker,
    tickSize: { value: market.tickPrice, scale: SCALE },
    lotSize: { value: market.lotE12, scale: SCALE },
  };

/** Markets and assets as wallets show them. There are no spokes before the bridge module. */
export function typedDataRegistry({ markets, assets }: RegistryDeps): TypedDataRegistry {
  return {
    findMarket: (id) => describe(markets.find(id)),
    findMarketByTicker: (ticker) => describe(markets.findByTicker(ticker)),
    findAssetDecimals: (symbol) => assets.findBySymbol(symbol)?.decimals,
    findSpokeChainId: () => undefined,
  };
}
