import type { ChainView } from '#chain/view.ts';

/** Symbols of assets by id; they never change. */
export class AssetSymbols {
  private readonly view: ChainView;
  private readonly symbols = new Map<number, string>();

  constructor(view: ChainView) {
    this.view = view;
  }

  /** @throws Error for an asset that is not registered */
  get(asset: number): string {
    if (!this.symbols.has(asset)) for (const one of this.view.assets()) this.symbols.set(one.id, one.symbol);
    const symbol = this.symbols.get(asset);
    if (symbol === undefined) throw new Error(`asset ${asset} is not registered`);
    return symbol;
  }
}
