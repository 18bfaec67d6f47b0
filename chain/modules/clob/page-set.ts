const LEVELS = 5;

const lowestBit = (word: number): number => 31 - Math.clz32(word & -word);
const highestBit = (word: number): number => 31 - Math.clz32(word);

/** A set of page numbers below 2^25 as a bitmap hierarchy of radix 32: every operation takes at most ten word reads. */
export class PageSet {
  private readonly words: Int32Array[] = Array.from({ length: LEVELS }, () => new Int32Array(1));

  add(page: number): void {
    let at = page;
    for (let level = 0; level < LEVELS; level++) {
      const words = this.room(level, at >>> 5);
      const old = words[at >>> 5]!;
      words[at >>> 5] = old | (1 << (at & 31));
      if (old !== 0) return;
      at >>>= 5;
    }
  }

  remove(page: number): void {
    let at = page;
    for (let level = 0; level < LEVELS; level++) {
      const words = this.words[level]!;
      const rest = words[at >>> 5]! & ~(1 << (at & 31));
      words[at >>> 5] = rest;
      if (rest !== 0) return;
      at >>>= 5;
    }
  }

  /** Smallest member above `page`, −1 if none. */
  above(page: number): number {
    let at = page + 1;
    for (let level = 0; level < LEVELS; level++) {
      const word = (this.words[level]![at >>> 5] ?? 0) & (-1 << (at & 31));
      if (word !== 0) {
        at = ((at >>> 5) << 5) | lowestBit(word);
        for (let below = level - 1; below >= 0; below--) at = (at << 5) | lowestBit(this.words[below]![at]!);
        return at;
      }
      at = (at >>> 5) + 1;
    }
    return -1;
  }

  /** Largest member below `page`, −1 if none. */
  below(page: number): number {
    let at = page - 1;
    for (let level = 0; level < LEVELS && at >= 0; level++) {
      const word = (this.words[level]![at >>> 5] ?? 0) & (-1 >>> (31 - (at & 31)));
      if (word !== 0) {
        at = ((at >>> 5) << 5) | highestBit(word);
        for (let below = level - 1; below >= 0; below--) at = (at << 5) | highestBit(this.words[below]![at]!);
        return at;
      }
      at = (at >>> 5) - 1;
    }
    return -1;
  }

  private room(level: number, index: number): Int32Array {
    const words = this.words[level]!;
    if (index < words.length) return words;
    const grown = new Int32Array(Math.max(index + 1, words.length * 2));
    grown.set(words);
    this.words[level] = grown;
    return grown;
  }
}
