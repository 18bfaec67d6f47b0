import type { Crypto } from '../lib/hash.ts';

/** Old hashes of the nodes one update replaced: per level (0 = leaves) ascending indexes and 32 bytes each. */
export interface ReplacedNodes {
  readonly levels: readonly { readonly indexes: Int32Array; readonly hashes: Uint8Array }[];
}

/** One level of the tree: 32-byte nodes side by side, the same memory as bytes and as words. */
interface Level {
  bytes: Uint8Array;
  words: BigInt64Array;
  capacity: number;
}

/** 64-bit words of a node. */
export const WORDS = 4;
const FIRST_CAPACITY = 64;

/** Smallest d with 2^d ≥ slots; 0 for none. */
export function depthFor(slots: number): number {
  let depth = 0;
  while (2 ** depth < slots) depth++;
  return depth;
}

/** Nodes of `level` that cover `slots` leaves. */
export function widthAt(slots: number, level: number): number {
  return Math.ceil(slots / 2 ** level);
}

/**
 * The slot Merkle tree of chain §2: leaf = 32 bytes given by the caller, unused slot = 32 zero bytes, node = SHA-256(left ‖
 * right), depth = smallest d with 2^d ≥ slots ever used.
 *
 * Invariant: every node at or right of widthAt(used, level) holds the hash of an empty subtree, so the right sibling of any
 * used node can be read without a test. Memory: 64 bytes a slot and up to twice that while growing.
 */
export class SlotTree {
  private readonly crypto: Crypto;
  private readonly levels: Level[] = [];
  /** Root of an empty subtree per level. */
  private readonly empty: Uint8Array[] = [new Uint8Array(32)];
  private used = 0;
  private scratchIn = new BigInt64Array(0);
  private scratchOut = new BigInt64Array(0);

  constructor(crypto: Crypto) {
    this.crypto = crypto;
    this.level(0);
  }

  /** Slots ever used. */
  get slotsUsed(): number {
    return this.used;
  }

  get depth(): number {
    return depthFor(this.used);
  }

  /** Root of the tree without its depth, 32 bytes. */
  root(): Uint8Array {
    return this.node(this.depth, 0);
  }

  /** Copy of a node; `level` ≤ depth, any index below 2^(depth − level). */
  node(level: number, index: number): Uint8Array {
    if (index >= widthAt(this.used, level)) return this.emptyRoot(level).slice();
    return this.levels[level]!.bytes.slice(index * 32, index * 32 + 32);
  }

  /** Root of a subtree of 2^level unused slots (a shared array: do not write). */
  emptyRoot(level: number): Uint8Array {
    while (this.empty.length <= level) {
      const below = this.empty[this.empty.length - 1]!;
      const pair = new Uint8Array(64);
      pair.set(below);
      pair.set(below, 32);
      const root = new Uint8Array(32);
      this.crypto.hashPairs(pair, root, 1);
      this.empty.push(root);
    }
    return this.empty[level]!;
  }

  /**
   * Sets the leaves of `slots` (ascending, each once) to `hashes` (32 bytes each) and rehashes what is above them, level by
   * level; `used` is the new number of slots ever used. O(changed · depth) hashes. Returns what was there before.
   */
  update(slots: Int32Array, hashes: Uint8Array, used: number): ReplacedNodes {
    const before = this.used;
    const oldDepth = this.depth;
    this.reach(used);
    const depth = this.depth;
    const replaced: { indexes: Int32Array; hashes: Uint8Array }[] = [];
    let fresh = wordsOf(hashes, slots.length);
    let nodes = slots;
    for (let level = 0; ; level++) {
      replaced.push(this.replace(level, nodes, fresh, widthAt(before, level)));
      if (level === depth) return { levels: replaced };
      nodes = parentsOf(nodes);
      // Where the tree became deeper, the old root's new ancestors were never hashed.
      if (level >= oldDepth && before > 0 && nodes[0] !== 0) nodes = Int32Array.of(0, ...nodes);
      fresh = this.hashParents(level, nodes);
    }
  }

  /** For loading: writes a leaf without rehashing; `rebuild` must follow. */
  setLeaf(slot: number, hash: Uint8Array): void {
    const leaves = this.level(0);
    if (slot >= leaves.capacity) this.grow(0, slot + 1);
    leaves.bytes.set(hash, slot * 32);
  }

  /** Hashes everything above the leaves; `used` covers every leaf set. O(used) hashes. */
  rebuild(used: number): void {
    this.reach(used);
    for (let level = 0; level < this.depth; level++) {
      const pairs = widthAt(used, level + 1);
      this.crypto.hashPairs(this.levels[level]!.bytes, this.levels[level + 1]!.bytes, pairs);
    }
  }

  private reach(used: number): void {
    this.used = used;
    for (let level = 0; level <= this.depth; level++) {
      const width = widthAt(used, level);
      if (width > this.level(level).capacity) this.grow(level, width);
    }
  }

  private level(level: number): Level {
    while (this.levels.length <= level) {
      const bytes = new Uint8Array(0);
      this.levels.push({ bytes, words: new BigInt64Array(bytes.buffer), capacity: 0 });
      this.grow(this.levels.length - 1, FIRST_CAPACITY);
    }
    return this.levels[level]!;
  }

  /** Capacity stays even, so that the last pair is always whole. */
  private grow(level: number, width: number): void {
    const target = this.levels[level]!;
    const old = target.capacity;
    target.capacity = Math.max(width + (width % 2), old * 2);
    const bytes = new Uint8Array(target.capacity * 32);
    bytes.set(target.bytes);
    if (level > 0) {
      const filler = this.emptyRoot(level);
      bytes.set(filler, old * 32);
      for (let at = old * 32 + 32, run = 32; at < bytes.length; at += run, run *= 2) {
        bytes.copyWithin(at, old * 32, Math.min(old * 32 + run, old * 32 + bytes.length - at));
      }
    }
    target.bytes = bytes;
    target.words = new BigInt64Array(bytes.buffer);
  }

  /** Writes `fresh` over `nodes` of a level; returns what those left of `width` held. */
  private replace(level: number, nodes: Int32Array, fresh: BigInt64Array, width: number) {
    const words = this.level(level).words;
    let known = nodes.length;
    while (known > 0 && nodes[known - 1]! >= width) known--;
    const old = new BigInt64Array(known * WORDS);
    for (let i = 0; i < known; i++) copyNode(words, nodes[i]! * WORDS, old, i * WORDS);
    for (let i = 0; i < nodes.length; i++) copyNode(fresh, i * WORDS, words, nodes[i]! * WORDS);
    return { indexes: nodes.slice(0, known), hashes: new Uint8Array(old.buffer) };
  }

  /** Hashes of `parents` (of level + 1) from their children at `level`; valid until the next call. */
  private hashParents(level: number, parents: Int32Array): BigInt64Array {
    const n = parents.length;
    if (this.scratchIn.length < n * 2 * WORDS) {
      this.scratchIn = new BigInt64Array(n * 2 * WORDS);
      this.scratchOut = new BigInt64Array(n * WORDS);
    }
    const children = this.levels[level]!.words;
    for (let i = 0; i < n; i++) {
      const from = parents[i]! * 2 * WORDS;
      copyNode(children, from, this.scratchIn, i * 2 * WORDS);
      copyNode(children, from + WORDS, this.scratchIn, i * 2 * WORDS + WORDS);
    }
    this.crypto.hashPairs(new Uint8Array(this.scratchIn.buffer), new Uint8Array(this.scratchOut.buffer), n);
    return this.scratchOut;
  }
}

/**
 * Four 64-bit moves: 7 times cheaper than subarray + set, and no bigint is made of them. (Float64 moves could change NaNs.)
 */
export function copyNode(from: BigInt64Array, fromAt: number, to: BigInt64Array, toAt: number): void {
  to[toAt] = from[fromAt]!;
  to[toAt + 1] = from[fromAt + 1]!;
  to[toAt + 2] = from[fromAt + 2]!;
  to[toAt + 3] = from[fromAt + 3]!;
}

/** Ascending parents of ascending nodes, each once. */
function parentsOf(nodes: Int32Array): Int32Array {
  const parents = new Int32Array(nodes.length);
  let count = 0;
  for (let i = 0; i < nodes.length; i++) {
    const parent = nodes[i]! >> 1;
    if (count === 0 || parents[count - 1] !== parent) parents[count++] = parent;
  }
  return parents.slice(0, count);
}

function wordsOf(hashes: Uint8Array, count: number): BigInt64Array {
  if (hashes.byteOffset % 8 === 0) return new BigInt64Array(hashes.buffer, hashes.byteOffset, count * WORDS);
  return new BigInt64Array(hashes.slice().buffer, 0, count * WORDS);
}
