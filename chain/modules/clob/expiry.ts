import type { Clob } from './clob.ts';
import { close } from './close.ts';

/** Ends every order whose expiresAt has come, by market, expiresAt, order id (spec: trading §4.1). O(due log due). */
export function expireOrders(clob: Clob): void {
  const o = clob.orders;
  const rows = clob.expiry.takeDue(clob.nowMs);
  rows.sort(
    (a, b) => o.market.get(a) - o.market.get(b) || o.expiresAt.get(a) - o.expiresAt.get(b) || o.id.get(a) - o.id.get(b),
  );
  for (const row of rows) if (o.table.isLive(row)) close(clob, row, 'expired');
}
