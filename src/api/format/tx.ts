import { fromHex } from '#chain/lib/bytes.ts';
import type { ChainView } from '#chain/view.ts';
import type { TxItemRow, TxRow } from '#src/indexer/rows.ts';
import { codeName } from '../error-body.ts';
import type { TxItem, TxResult } from '../schemas/tx.ts';
import { formatLimit } from './account.ts';
import type { AssetNames } from './asset-names.ts';
import { assetDetails, chainDetails } from './details.ts';
import type { MarketNames } from './market-names.ts';
import { formatFill, formatOrder } from './order.ts';

/** Results of transactions as REST and WebSocket answer them. */
export class TxFormat {
  private readonly view: ChainView;
  private readonly names: MarketNames;
  private readonly assets: AssetNames;

  constructor(view: ChainView, names: MarketNames, assets: AssetNames) {
    this.view = view;
    this.names = names;
    this.assets = assets;
  }

  pending(hash: string): TxResult {
    return {
      txHash: hash,
      status: 'pending',
      height: null,
      time: null,
      code: 0,
      name: null,
      message: null,
      details: {},
      items: [],
      budget: null,
    };
  }

  committed(row: TxRow): TxResult {
    const items = row.items.map((item) => this.item(item));
    return {
      txHash: row.hash,
      status: 'committed',
      height: row.height,
      time: row.timeMs,
      code: row.code,
      name: row.code === 0 ? null : codeName(row.code),
      message: row.code === 0 ? null : row.message,
      // The same facts as those of the item that failed.
      details: items.find(({ code }) => code !== 0 && code === row.code)?.details ?? row.details,
      items,
      budget: this.budget(row.owner),
    };
  }

  private budget(owner: string): TxResult['budget'] {
    if (owner === '') return null;
    const limits = this.view.limits(fromHex(owner));
    return { orders: formatLimit(limits.orderBudget), cancels: formatLimit(limits.cancelBudget) };
  }

  item(item: TxItemRow): TxItem {
    const units = item.market === 0 ? undefined : this.names.find(item.market);
    return {
      index: item.index,
      action: item.action,
      code: item.code,
      name: item.code === 0 ? null : codeName(item.code),
      details: item.details === null ? null : this.details(item, item.details),
      market: units?.ticker ?? null,
      orderId: item.orderId === 0 || units === undefined ? null : units.orderId(item.orderId),
      clientOrderId: item.clientOrderId === '' ? null : item.clientOrderId,
      order: item.order === null ? null : formatOrder(this.names, item.order),
      fills: item.fills.map((fill) => formatFill(this.names, fill)),
    };
  }

  private details({ code, market, asset }: TxItemRow, details: NonNullable<TxItemRow['details']>) {
    const decimals = this.assets.find(asset);
    if (decimals !== undefined) return assetDetails(decimals, code, details);
    return chainDetails(market === 0 ? undefined : this.names.find(market), code, details);
  }
}
