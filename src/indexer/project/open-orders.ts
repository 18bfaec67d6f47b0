import type { OrderRow } from '../rows.ts';

/** The orders that are open after the last block, whole; rows are replaced, never changed. */
export class OpenOrders {
  private readonly markets = new Map<number, Map<number, OrderRow>>();
  private readonly under: OpenOrders | undefined;

  /** @param under orders that are open as long as nothing here says otherwise; never changed */
  constructor(rows: readonly OrderRow[], under?: OpenOrders) {
    this.under = under;
    for (const row of rows) this.put(row);
  }

  /** Over others a closed order stays known: it hides the open one. */
  find(market: number, id: number): OrderRow | undefined {
    return this.markets.get(market)?.get(id) ?? this.under?.find(market, id);
  }

  /** Keeps an open order, forgets a closed one. */
  put(row: OrderRow): void {
    let orders = this.markets.get(row.market);
    if (orders === undefined) {
      orders = new Map();
      this.markets.set(row.market, orders);
    }
    if (row.closedAtMs > 0 && this.under === undefined) orders.delete(row.id);
    else orders.set(row.id, row);
  }
}
