import { type HashedRows, HashIndex } from './hash-index.ts';
import type { NumberField } from './packed-fields.ts';

const FIRST_CELLS = 1024;
/** 256 KiB a market. */
const MAX_CELLS = 1 << 16;

/**
 * Order id → row, of one market. Ids are given in sequence, so the last ones lie side by side in a window that is indexed
 * by their low bits; an open order that a younger one pushes out of its cell moves to a hash table. Nobody chooses the ids that
 * meet there: they are given in sequence. An insertion touches the cell
 * after the last one, a lookup one cell and the order it finds. Not journaled: OpenOrders undoes.
 */
export class IdIndex implements HashedRows<number> {
  /** Row + 1; 0 = free. */
  private window = new Int32Array(FIRST_CELLS);
  private readonly older = new HashIndex<number>(this);
  private readonly ids: NumberField;

  /** `ids`: by row. */
  constructor(ids: NumberField) {
    this.ids = ids;
  }

  /** Row of an open order, −1 if there is none. */
  find(id: number): number {
    const row = this.window[id & (this.window.length - 1)]! - 1;
    if (row >= 0 && this.ids.get(row) === id) return row;
    return this.older.size === 0 ? -1 : this.older.find(hashOf(id), id);
  }

  /** `id` is not in the index. */
  put(id: number, row: number): void {
    const at = id & (this.window.length - 1);
    const held = this.window[at]! - 1;
    if (held >= 0) this.older.put(hashOf(this.ids.get(held)), held);
    this.window[at] = row + 1;
    if (this.older.size * 4 > this.window.length && this.window.length < MAX_CELLS) this.grow();
  }

  /** `id` is in the index, as `row`. */
  take(id: number, row: number): void {
    const at = id & (this.window.length - 1);
    if (this.window[at] === row + 1) this.window[at] = 0;
    else this.older.remove(hashOf(id), row);
  }

  isAt(row: number, id: number): boolean {
    return this.ids.get(row) === id;
  }

  private grow(): void {
    const rows = this.older.rows();
    for (const cell of this.window) if (cell !== 0) rows.push(cell - 1);
    this.window = new Int32Array(this.window.length * 2);
    this.older.clear();
    for (const row of rows.sort((a, b) => this.ids.get(a) - this.ids.get(b))) this.put(this.ids.get(row), row);
  }
}

/** Ids whose low bits agree lie apart: Knuth's multiplicative hash, its best bits in front. */
function hashOf(id: number): number {
  const mixed = Math.imul(id ^ (id / 0x1_0000_0000), 0x9e37_79b1);
  return mixed ^ (mixed >>> 15);
}
