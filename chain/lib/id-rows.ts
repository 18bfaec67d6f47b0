/** Ids below this have a cell of their own; larger ones are looked up. */
const DENSE = 4096;

/** Row numbers by id, −1 = none. Ids are small numbers given in order, so nearly all of them are one load away. Memory only. */
export class IdRows {
  private dense = new Int32Array(64).fill(-1);
  private readonly others = new Map<number, number>();
  private count = 0;

  /** Ids that have a row. */
  get size(): number {
    return this.count;
  }

  get(id: number): number {
    return this.dense[id] ?? this.others.get(id) ?? -1;
  }

  /** `id` ≥ 0 has no row yet. */
  add(id: number, row: number): void {
    this.count++;
    if (id >= DENSE) {
      this.others.set(id, row);
      return;
    }
    if (id >= this.dense.length) this.grow(id);
    this.dense[id] = row;
  }

  private grow(id: number): void {
    let length = this.dense.length;
    while (length <= id) length *= 2;
    const grown = new Int32Array(length).fill(-1);
    grown.set(this.dense);
    this.dense = grown;
  }
}
