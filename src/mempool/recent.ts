/** Hashes of the last `capacity` committed txs with their heights, oldest forgotten first. */
export class RecentTxs {
  private readonly capacity: number;
  private readonly heights = new Map<string, number>();

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  add(hash: string, height: number): void {
    this.heights.set(hash, height);
    if (this.heights.size <= this.capacity) return;
    const oldest = this.heights.keys().next();
    if (!oldest.done) this.heights.delete(oldest.value);
  }

  /** Height the tx was committed at, undefined when unknown or forgotten. */
  find(hash: string): number | undefined {
    return this.heights.get(hash);
  }
}
