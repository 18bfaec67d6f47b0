/** Where the low half of a 64-bit word is in memory: typed arrays have the machine's byte order. */
const LOW = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 0 : 1;

/**
 * Pairs of u32, sorted by the first and then the second number: each pair is one 64-bit word, and the engine sorts those
 * natively, four times faster than numbers with a comparator.
 */
export class NumberPairs {
  private readonly halves: Uint32Array<ArrayBuffer>;

  constructor(count: number) {
    this.halves = new Uint32Array(count * 2);
  }

  set(i: number, first: number, second: number): void {
    this.halves[i * 2 + 1 - LOW] = first;
    this.halves[i * 2 + LOW] = second;
  }

  first(i: number): number {
    return this.halves[i * 2 + 1 - LOW]!;
  }

  second(i: number): number {
    return this.halves[i * 2 + LOW]!;
  }

  sort(): void {
    new BigUint64Array(this.halves.buffer).sort();
  }
}
