import { invariant } from '../../lib/errors.ts';

const FIRST_ENTRIES = 512;

/** What the rows of an index say of their keys. */
export interface HashedRows<K> {
  /** True when the row's key is `key`. */
  isAt(row: number, key: K): boolean;
}

/**
 * Key → row by a hash that the caller makes: open addressing with linear probing, at most half full. A cell is the hash and
 * row + 1 (0 = free) side by side, so that a key that is not there costs one cache line, one that is there one more. Removing
 * moves later entries back, so there are no tombstones and lookups stay short however often keys come and go. No rule may
 * depend on the order of the cells, which that of the hashes decides. Not journaled: its owners undo.
 */
export class HashIndex<K> {
  private readonly keys: HashedRows<K>;
  private cells = new Int32Array(FIRST_ENTRIES * 4);
  private entries = 0;

  constructor(keys: HashedRows<K>) {
    this.keys = keys;
  }

  get size(): number {
    return this.entries;
  }

  /** Row of that key, −1 if there is none. */
  find(hash: number, key: K): number {
    const { cells } = this;
    const last = cells.length - 2;
    for (let at = (hash << 1) & last; ; at = (at + 2) & last) {
      const row = cells[at + 1]! - 1;
      if (row < 0) return -1;
      if (cells[at] === hash && this.keys.isAt(row, key)) return row;
    }
  }

  /** All rows, in no order. */
  rows(): number[] {
    const rows: number[] = [];
    for (let at = 1; at < this.cells.length; at += 2) if (this.cells[at] !== 0) rows.push(this.cells[at]! - 1);
    return rows;
  }

  /** `hash`: of the row's key, which is not in the index. */
  put(hash: number, row: number): void {
    if (this.entries * 4 >= this.cells.length) this.grow();
    this.entries++;
    this.enter(hash, row);
  }

  /** Takes an entry out that is there. */
  remove(hash: number, row: number): void {
    const { cells } = this;
    const last = cells.length - 2;
    let free = (hash << 1) & last;
    while (cells[free + 1] !== row + 1) {
      invariant(cells[free + 1] !== 0, 'clob: removed from an index that has it not');
      free = (free + 2) & last;
    }
    this.entries--;
    for (let at = (free + 2) & last; cells[at + 1] !== 0; at = (at + 2) & last) {
      // An entry may move back to the free cell unless its own first cell lies behind that.
      const first = (cells[at]! << 1) & last;
      if (((at - first) & last) < ((at - free) & last)) continue;
      cells[free] = cells[at]!;
      cells[free + 1] = cells[at + 1]!;
      free = at;
    }
    cells[free + 1] = 0;
  }

  clear(): void {
    if (this.entries === 0) return;
    this.entries = 0;
    if (this.cells.length > FIRST_ENTRIES * 4) this.cells = new Int32Array(FIRST_ENTRIES * 4);
    else this.cells.fill(0);
  }

  private enter(hash: number, row: number): void {
    const { cells } = this;
    const last = cells.length - 2;
    let at = (hash << 1) & last;
    while (cells[at + 1] !== 0) at = (at + 2) & last;
    cells[at] = hash;
    cells[at + 1] = row + 1;
  }

  private grow(): void {
    const old = this.cells;
    this.cells = new Int32Array(old.length * 2);
    for (let at = 0; at < old.length; at += 2) if (old[at + 1] !== 0) this.enter(old[at]!, old[at + 1]! - 1);
  }
}
