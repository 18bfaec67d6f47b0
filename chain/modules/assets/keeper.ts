import { equalBytes } from '../../lib/bytes.ts';
import { InvariantError } from '../../lib/errors.ts';
import { Collection } from '../../state/collection.ts';
import { ObjectColumn } from '../../state/columns.ts';
import type { Journal } from '../../state/journal.ts';
import { u32Key } from '../../state/key-codecs.ts';
import { prefixes } from '../../state/prefixes.ts';
import { assetCodec } from './codec.ts';
import { type Asset, type AssetPrice, type Assets, type PricedAsset, USDC } from './types.ts';

const ONE_USD: AssetPrice = { index: 1_000_000_000_000n, confidence: 0n, valid: true };
const NO_PRICE: AssetPrice = { index: 0n, confidence: 0n, valid: false };

/**
 * The registry of assets and the price of each. Records are parameters only: prices are kept by the oracle, which writes
 * them here in the begin phase and again after a restart.
 */
export class AssetsKeeper implements Assets {
  readonly source: Collection<number, Asset>;
  private readonly priced: ObjectColumn<PricedAsset>;
  private list: readonly number[] = [];
  private readonly byDenom = new Map<string, number>();
  private readonly paths = new Map<number, string>();
  private readonly bySymbol = new Map<string, number>();
  private stamp = 0;

  constructor(journal: Journal) {
    this.source = new Collection(journal, prefixes.assets, 'assets', u32Key, assetCodec);
    this.priced = new ObjectColumn(journal);
  }

  get version(): number {
    return this.stamp;
  }

  all(): readonly PricedAsset[] {
    // A listing that was rolled back leaves its id in the list and nothing in the column.
    return this.list.flatMap((id) => this.priced.data[id] ?? []);
  }

  find(id: number): PricedAsset | undefined {
    return this.priced.data[id];
  }

  findByDenom(denom: string): PricedAsset | undefined {
    const id = this.byDenom.get(denom);
    return id === undefined ? undefined : this.find(id);
  }

  findBySymbol(symbol: string): PricedAsset | undefined {
    const id = this.bySymbol.get(symbol);
    return id === undefined ? undefined : this.find(id);
  }

  /** The asset that this Pyth feed prices. O(assets). */
  findByFeed(feed: Uint8Array): PricedAsset | undefined {
    return this.all().find((asset) => asset.feed !== undefined && equalBytes(asset.feed, feed));
  }

  /** Registers or replaces an asset; it keeps the price it has. The caller checked the fields (readAsset). */
  put(asset: Asset, path?: string): void {
    if (path !== undefined) this.paths.set(asset.id, path);
    const before = this.find(asset.id);
    if (before !== undefined && (before.symbol !== asset.symbol || before.decimals !== asset.decimals)) {
      throw new InvariantError(`symbol and decimals of asset ${asset.id} never change`);
    }
    this.source.set(asset.id, asset);
    this.index(asset);
  }

  /** Where genesis says this asset, for messages about rules across sections. */
  pathOf(id: number): string {
    return this.paths.get(id) ?? `asset ${id}`;
  }

  /** The oracle's word for this block. No effect when nothing changed. */
  setPrice(id: number, price: AssetPrice): void {
    const old = this.priced.data[id];
    if (old === undefined || id === USDC) throw new InvariantError(`asset ${id} takes no price`);
    if (old.index === price.index && old.confidence === price.confidence && old.valid === price.valid) return;
    this.stamp++;
    const { index, confidence, valid } = price;
    this.priced.set(id, { ...old, index, confidence, valid });
  }

  rebuild(): void {
    for (const [, asset] of this.source.entries()) this.index(asset);
  }

  private index(asset: Asset): void {
    const price = asset.id === USDC ? ONE_USD : (this.find(asset.id) ?? NO_PRICE);
    this.priced.ensure(asset.id + 1);
    const { index, confidence, valid } = price;
    this.priced.set(asset.id, { ...asset, index, confidence, valid });
    this.byDenom.set(asset.denom, asset.id);
    this.bySymbol.set(asset.symbol, asset.id);
    if (!this.list.includes(asset.id)) this.list = [...this.list, asset.id].sort((a, b) => a - b);
    this.stamp++;
  }
}
