import { type Decimal, findDecimal } from '#chain/lib/decimal.ts';
import type { TypedDataMarket, TypedDataRegistry } from '#chain/tx/typed-data-registry.ts';
import type { Asset, Market } from '#src/api/schemas/market.ts';

/** What REST says of markets and assets, as far as it never changes. */
export interface DirectoryInput {
  readonly markets: readonly Pick<Market, 'marketId' | 'market' | 'tickSize' | 'lotSize'>[];
  readonly assets: readonly Pick<Asset, 'asset' | 'denom' | 'decimals' | 'routes'>[];
}

/** Tickers, tick and lot sizes, decimals, spokes: turns human texts into chain units, and back for typed data. */
export class MarketDirectory implements TypedDataRegistry {
  private readonly byId = new Map<number, TypedDataMarket>();
  private readonly byTicker = new Map<string, TypedDataMarket>();
  private readonly assets = new Map<string, { readonly decimals: number; readonly denom: string }>();
  private readonly spokes = new Map<number, number>();

  constructor(input: DirectoryInput) {
    this.add(input);
  }

  /** Takes what was listed since. */
  add(input: DirectoryInput): void {
    for (const { marketId, market: ticker, tickSize, lotSize } of input.markets) {
      const market = { id: marketId, ticker, tickSize: step(tickSize), lotSize: step(lotSize) };
      this.byId.set(marketId, market);
      this.byTicker.set(ticker, market);
    }
    for (const { asset, decimals, denom, routes } of input.assets) {
      this.assets.set(asset, { decimals, denom });
      for (const { spoke, chainId } of routes) this.spokes.set(spoke, chainId);
    }
  }

  findMarket(id: number): TypedDataMarket | undefined {
    return this.byId.get(id);
  }

  findMarketByTicker(ticker: string): TypedDataMarket | undefined {
    return this.byTicker.get(ticker);
  }

  findAssetDecimals(symbol: string): number | undefined {
    return this.assets.get(symbol)?.decimals;
  }

  /** Cosmos denom of an asset symbol. */
  findDenom(symbol: string): string | undefined {
    return this.assets.get(symbol)?.denom;
  }

  findSpokeChainId(spoke: number): number | undefined {
    return this.spokes.get(spoke);
  }
}

function step(text: string): Decimal {
  const decimal = findDecimal(text);
  if (decimal === undefined || decimal.value === 0n) throw new Error(`the node gave ${text} as a step`);
  return decimal;
}
