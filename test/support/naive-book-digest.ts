import type { Clob } from '#chain/modules/clob/clob.ts';
import type { Ladder } from '#chain/modules/clob/ladder.ts';
import type { RowLists } from '#chain/modules/clob/row-lists.ts';

/**
 * Everything the order book keeps beside its records, in a form that two books can be compared by: sides, conditions,
 * queues, heaps, counters. Where order means nothing to the rules it is sorted.
 */
export function bookDigest(clob: Clob): unknown {
  const { orders: o } = clob;
  const rows: number[] = [];
  for (let row = 0; row < o.table.rows; row++) if (o.table.isLive(row)) rows.push(row);
  const name = (row: number): string => `${o.market.get(row)}-${o.id.get(row)}`;
  const list = (head: number, after: (row: number) => number): string[] => {
    const names: string[] = [];
    for (let row = head; row >= 0; row = after(row)) names.push(name(row));
    return names;
  };
  const level = (ladder: Ladder, ticks: number): string[] => list(ladder.head(ticks), (row) => ladder.after(row));
  const queue = (lists: RowLists, row: number): string[] => list(lists.head(row), (at) => lists.after(at));
  const books = clob.books.all().map((book) => ({
    market: book.market.id,
    counters: ['nextOrder', 'nextTrade', 'nextSeq', 'nextDue', 'lastTicks', 'lastTimeMs'].map(
      (key) => (clob.books[key as 'nextOrder'] as { data: ArrayLike<number> }).data[book.row],
    ),
    sides: book.sides.map((ladder) => {
      const levels: unknown[] = [];
      for (let t = ladder.best; t !== 0; t = ladder.worse(t)) levels.push([t, level(ladder, t)]);
      return { levels, count: ladder.levels, worst: ladder.worst() };
    }),
    conditions: book.conditions.map((ladder) => {
      const levels: unknown[] = [];
      for (let t = ladder?.best ?? 0; t !== 0; t = ladder!.worse(t)) levels.push([t, level(ladder!, t).sort()]);
      return levels;
    }),
    due: queue(clob.due, book.row),
    hits: queue(clob.hits, book.row).sort(),
  }));
  const orders = rows.map((row) => ({
    name: name(row),
    state: o.state.get(row),
    where: o.where.get(row),
    lots: [o.lots.get(row), o.filled.get(row)],
    due: o.dueOf(row),
    best: o.group.get(row) < 0 ? 0 : clob.trailing.bestOf(row),
    reserves: o.handle.get(row) >= 0,
    clientId: o.clientId.get(row) < 0 ? '' : clob.clientIds.text(o.clientId.get(row)),
    open: clob.open.ofOwner.get(o.owner.get(row)),
    conditional: clob.bookOf(row).conditional.get(o.owner.get(row)),
    closedIds: clob.clientIds.closedCount(o.owner.get(row)),
    scheduled: clob.scheduled.timeOf(o.row.get(row)),
  }));
  return { books, orders: orders.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}
