/** Seeded random integers for the margin tests: xorshift32, so that a printed seed repeats a run anywhere. */
export class Random {
  private state: number;
  constructor(seed: number) {
    this.state = seed | 0 || 1;
  }

  /** 0..2^32 − 1. */
  next(): number {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x;
    return x >>> 0;
  }

  /** low..high, both included, |high − low| < 2^32. */
  int(low: number, high: number): number {
    return low + (this.next() % (high - low + 1));
  }

  /** 0..below − 1 of any size. */
  big(below: bigint): bigint {
    let x = 0n;
    for (let bits = 0n; 1n << bits < below << 32n; bits += 32n) x = (x << 32n) | BigInt(this.next());
    return x % below;
  }

  chance(ppm: number): boolean {
    return this.int(0, 999_999) < ppm;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.int(0, items.length - 1)]!;
  }
}
