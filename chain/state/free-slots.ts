/** Free leaf slots, lowest first (spec: chain §2): a binary min-heap over an Int32Array, O(log n) a call. */
export class FreeSlots {
  private heap = new Int32Array(64);
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** The caller adds each free slot once. */
  add(slot: number): void {
    if (this.count === this.heap.length) {
      const grown = new Int32Array(this.count * 2);
      grown.set(this.heap);
      this.heap = grown;
    }
    const heap = this.heap;
    let at = this.count++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent]!;
      if (above <= slot) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = slot;
  }

  /** Takes the lowest free slot; −1 when none is free. */
  take(): number {
    if (this.count === 0) return -1;
    const heap = this.heap;
    const lowest = heap[0]!;
    const last = heap[--this.count]!;
    const n = this.count;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= n) break;
      if (child + 1 < n && heap[child + 1]! < heap[child]!) child++;
      const below = heap[child]!;
      if (below >= last) break;
      heap[at] = below;
      at = child;
    }
    if (n > 0) heap[at] = last;
    return lowest;
  }
}
