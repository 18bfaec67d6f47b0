import type { Clob } from './clob.ts';
import { close } from './close.ts';

/** Ends every order of markets that are settling or settled, by market and id (spec: trading §2). */
export function endSettling(clob: Clob): void {
  const ending = new Set<number>();
  for (const book of clob.books.all()) {
    const { id } = book.market;
    const { status } = clob.markets.status(id);
    if (status !== 'settling' && status !== 'settled') clob.swept.delete(id);
    else if (!clob.swept.has(id)) ending.add(id);
  }
  if (ending.size === 0) return;
  for (const id of ending) clob.swept.add(id);
  const o = clob.orders;
  const rows: number[] = [];
  for (let row = 0; row < o.table.rows; row++) {
    if (o.table.isLive(row) && ending.has(o.market.get(row))) rows.push(row);
  }
  rows.sort((a, b) => o.market.get(a) - o.market.get(b) || o.id.get(a) - o.id.get(b));
  for (const row of rows) if (o.table.isLive(row)) close(clob, row, 'settling');
}
