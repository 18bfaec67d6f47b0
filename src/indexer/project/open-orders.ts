import type { OrderRow } from '../rows.ts';

/** The orders that are open after the last block, whole; rows are replaced, never changed. */
export class OpenOrders {
  private readonly markets = new Map<number, Map<number, OrderRow>>();

  constructor(rows: readonly OrderRow[]) {
    for (const row of rows) this.put(row);
  }

  find(market: number, id: number): OrderRow | undefined {
    return this.markets.get(market)?.get(id);
  }

  /** Keeps an open order, forgets a closed one. */
  put(row: OrderRow): void {
    let orders = this.markets.get(row.market);
    if (orders === undefined) {
      orders = new Map();
      this.markets.set(row.market, orders);
    }
    if (row.closedAtMs > 0) orders.delete(row.id);
    else orders.set(row.id, row);
  }
}
