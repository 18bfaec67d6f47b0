const FIRST_CELLS = 64;

/**
 * Order id → row, of one market: open addressing with linear probing, at most half full. Id and row lie side by side, so
 * that a lookup touches no order but the one it finds. 16 bytes a cell. Not journaled: OpenOrders undoes.
 */
export class IdIndex {
  /** Pairs of id and row; id 0 = free. */
  private cells = new Float64Array(FIRST_CELLS * 2);
  private mask = FIRST_CELLS - 1;
  private used = 0;

  /** Row of an open order, −1 if there is none. */
  find(id: number): number {
    if (id <= 0) return -1;
    for (let at = hash(id) & this.mask; ; at = (at + 1) & this.mask) {
      const found = this.cells[at * 2]!;
      if (found === id) return this.cells[at * 2 + 1]!;
      if (found === 0) return -1;
    }
  }

  /** `id` > 0, not in the index. */
  put(id: number, row: number): void {
    if (++this.used * 2 > this.mask + 1) this.grow();
    this.place(id, row);
  }

  private place(id: number, row: number): void {
    let at = hash(id) & this.mask;
    while (this.cells[at * 2] !== 0) at = (at + 1) & this.mask;
    this.cells[at * 2] = id;
    this.cells[at * 2 + 1] = row;
  }

  /** `id` is in the index. */
  take(id: number): void {
    let hole = hash(id) & this.mask;
    while (this.cells[hole * 2] !== id) hole = (hole + 1) & this.mask;
    this.used--;
    // Moves back what probed past the hole, so that no chain is broken.
    for (let at = (hole + 1) & this.mask; this.cells[at * 2] !== 0; at = (at + 1) & this.mask) {
      const home = hash(this.cells[at * 2]!) & this.mask;
      if (((at - home) & this.mask) < ((at - hole) & this.mask)) continue;
      this.cells[hole * 2] = this.cells[at * 2]!;
      this.cells[hole * 2 + 1] = this.cells[at * 2 + 1]!;
      hole = at;
    }
    this.cells[hole * 2] = 0;
  }

  private grow(): void {
    const old = this.cells;
    this.cells = new Float64Array(old.length * 2);
    this.mask = old.length - 1;
    for (let i = 0; i < old.length; i += 2) if (old[i] !== 0) this.place(old[i]!, old[i + 1]!);
  }
}

/** Ids are dense: a multiplication spreads neighbours over the whole table. */
function hash(id: number): number {
  const h = Math.imul(id | 0, 0x9e3779b1) ^ Math.imul(Math.floor(id / 4294967296), 0x85ebca6b);
  return h ^ (h >>> 15);
}
