import type { Book } from './book.ts';
import type { Clob } from './clob.ts';
import { reduceOrClose } from './close.ts';
import { watchCondition } from './order-links.ts';
import { UNTRIGGERED, WAITING } from './order-table.ts';

/** A fill of a child takes the same lots from its sibling, down to none: one cancels the other (spec: trading §3.8). */
export function reduceSibling(clob: Clob, book: Book, row: number, lots: number): void {
  const o = clob.orders;
  const { parent, family } = o.extraOf(row);
  if (parent === 0) return;
  for (let id = parent + 1; id <= parent + family; id++) {
    if (id === o.id.get(row)) continue;
    const sibling = book.index.find(id);
    if (sibling >= 0) reduceOrClose(clob, sibling, lots, 'oco');
  }
}

/** After a fill of a parent each child holds ⌊its lots × parent filled / parent lots as placed⌋. */
export function armChildren(clob: Clob, book: Book, parent: number): void {
  const o = clob.orders;
  const extra = o.extraOf(parent);
  if (extra.family === 0 || extra.parent !== 0) return;
  const id = o.id.get(parent);
  for (let i = 1; i <= extra.family; i++) {
    const child = book.index.find(id + i);
    if (child < 0) continue;
    const { cap } = o.extraOf(child);
    arm(clob, book, child, shareOf(cap, o.filled.get(parent), o.placed.get(parent)));
  }
}

function arm(clob: Clob, book: Book, child: number, target: number): void {
  const o = clob.orders;
  const extra = o.extraOf(child);
  if (target <= extra.armed) return;
  o.lots.set(child, o.lots.get(child) + target - extra.armed);
  o.extra.set(child, { ...extra, armed: target });
  o.table.touch(child);
  if (o.state.get(child) === WAITING) {
    o.state.set(child, UNTRIGGERED);
    watchCondition(clob, book, child, false);
  }
  clob.events.amended(child, 'armed');
}

/** ⌊cap·filled/placed⌋, exact for cap, filled ≤ placed < 2^31 by bigint where the product passes 2^53. */
function shareOf(cap: number, filled: number, placed: number): number {
  const product = cap * filled;
  if (product <= Number.MAX_SAFE_INTEGER) return Math.floor(product / placed);
  return Number((BigInt(cap) * BigInt(filled)) / BigInt(placed));
}
