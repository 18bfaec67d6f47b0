import type { Journal, Undoable } from '../../state/journal.ts';
import type { IntField, NumberField } from './packed-fields.ts';

const INSERTED = 0;
const REMOVED = 1;

/**
 * (market, order id) → row: open addressing with linear probing over one Int32Array, at most half full; keys are read from
 * the order columns. 8 bytes an order. Undo is by operation.
 */
export class IdIndex implements Undoable {
  private readonly journal: Journal;
  private readonly market: IntField;
  private readonly id: NumberField;
  /** Row + 1; 0 = free. Length is a power of two. */
  private cells = new Int32Array(256);
  private mask = 255;
  private used = 0;

  constructor(journal: Journal, market: IntField, id: NumberField) {
    this.journal = journal;
    this.market = market;
    this.id = id;
  }

  /** Row of an open order, −1 if there is none. */
  find(market: number, id: number): number {
    for (let at = hash(market, id) & this.mask; ; at = (at + 1) & this.mask) {
      const row = this.cells[at]! - 1;
      if (row < 0 || (this.id.get(row) === id && this.market.get(row) === market)) return row;
    }
  }

  insert(row: number): void {
    this.journal.noteNumber(this, row, INSERTED);
    this.put(row);
  }

  remove(row: number): void {
    this.journal.noteNumber(this, row, REMOVED);
    this.take(row);
  }

  undo(row: number, operation: number): void {
    if (operation === INSERTED) this.take(row);
    else this.put(row);
  }

  private home(row: number): number {
    return hash(this.market.get(row), this.id.get(row)) & this.mask;
  }

  private put(row: number): void {
    if (++this.used * 2 > this.cells.length) this.grow();
    this.place(row);
  }

  private place(row: number): void {
    let at = this.home(row);
    while (this.cells[at] !== 0) at = (at + 1) & this.mask;
    this.cells[at] = row + 1;
  }

  private take(row: number): void {
    let hole = this.home(row);
    while (this.cells[hole] !== row + 1) hole = (hole + 1) & this.mask;
    this.used--;
    // Moves back what probed past the hole, so that no chain is broken.
    for (let at = (hole + 1) & this.mask; this.cells[at] !== 0; at = (at + 1) & this.mask) {
      const home = this.home(this.cells[at]! - 1);
      if (((at - home) & this.mask) < ((at - hole) & this.mask)) continue;
      this.cells[hole] = this.cells[at]!;
      hole = at;
    }
    this.cells[hole] = 0;
  }

  private grow(): void {
    const old = this.cells;
    this.cells = new Int32Array(old.length * 2);
    this.mask = this.cells.length - 1;
    for (const cell of old) if (cell !== 0) this.place(cell - 1);
  }
}

function hash(market: number, id: number): number {
  const h = Math.imul(id | 0, 0x9e3779b1) ^ Math.imul((market << 8) ^ Math.floor(id / 4294967296), 0x85ebca6b);
  return h ^ (h >>> 15);
}
