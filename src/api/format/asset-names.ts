import { AppError } from '#chain/lib/errors.ts';
import type { ChainView } from '#chain/view.ts';

/** Decimals of assets by symbol; they never change (spec: api-types §1). */
export class AssetNames {
  private readonly view: ChainView;
  private readonly bySymbol = new Map<string, number>();

  constructor(view: ChainView) {
    this.view = view;
  }

  find(symbol: string): number | undefined {
    if (!this.bySymbol.has(symbol)) for (const one of this.view.assets()) this.bySymbol.set(one.symbol, one.decimals);
    return this.bySymbol.get(symbol);
  }

  /** @throws AppError 8001 for an unknown symbol */
  decimals(symbol: string): number {
    const decimals = this.find(symbol);
    if (decimals === undefined) {
      throw new AppError(8001, `No asset ${symbol.slice(0, 40)}.`, { field: 'asset', reason: 'unknown' });
    }
    return decimals;
  }
}
