import { EMPTY, equalBytes } from './bytes.ts';
import type { Crypto } from './hash.ts';

/**
 * RFC 6962 Merkle tree as CometBFT's crypto/merkle has it (comet §8): empty = SHA-256(""), leaf = SHA-256(00 ‖ bytes), inner
 * = SHA-256(01 ‖ left ‖ right), split at the largest power of two below n. Pairing level by level and carrying an odd last
 * node up unchanged builds that same tree.
 */
/** Byte before a leaf. */
export const LEAF = 0;
const INNER = 1;

/** Audit path of one leaf, nearest sibling first, in the shape of CometBFT's merkle.Proof. */
export interface MerkleProof {
  readonly total: number;
  readonly index: number;
  readonly leafHash: Uint8Array;
  readonly aunts: readonly Uint8Array[];
}

/** SHA-256(00 ‖ leaf). */
export function merkleLeafHash(leaf: Uint8Array, crypto: Crypto): Uint8Array {
  const bytes = new Uint8Array(leaf.length + 1);
  bytes[0] = LEAF;
  bytes.set(leaf, 1);
  return crypto.sha256(bytes);
}

function innerHash(left: Uint8Array, right: Uint8Array, crypto: Crypto): Uint8Array {
  const bytes = new Uint8Array(65);
  bytes[0] = INNER;
  bytes.set(left, 1);
  bytes.set(right, 33);
  return crypto.sha256(bytes);
}

function levelAbove(nodes: readonly Uint8Array[], crypto: Crypto): Uint8Array[] {
  const above: Uint8Array[] = [];
  for (let i = 0; i < nodes.length; i += 2) {
    const left = nodes[i]!;
    const right = nodes[i + 1];
    above.push(right === undefined ? left : innerHash(left, right, crypto));
  }
  return above;
}

/** Root of `leaves` in their order, 32 bytes; n − 1 inner and n leaf hashes. */
export function merkleRoot(leaves: readonly Uint8Array[], crypto: Crypto): Uint8Array {
  const tree = new MerkleRoot(leaves.length, crypto);
  let prefixed = new Uint8Array(1024);
  for (const leaf of leaves) {
    if (leaf.length >= prefixed.length) prefixed = new Uint8Array(leaf.length * 2 + 1);
    prefixed[0] = LEAF;
    prefixed.set(leaf, 1);
    tree.add(prefixed.subarray(0, leaf.length + 1));
  }
  return tree.root();
}

/** The root of leaves that come one by one, each behind its prefix byte; all hashes share one array. */
export class MerkleRoot {
  private readonly crypto: Crypto;
  private readonly nodes: Uint8Array;
  private count = 0;

  /** `leaves`: how many will be added. */
  constructor(leaves: number, crypto: Crypto) {
    this.crypto = crypto;
    this.nodes = new Uint8Array(leaves * 32);
  }

  /** `prefixed` = 00 ‖ leaf; not kept. */
  add(prefixed: Uint8Array): void {
    this.crypto.sha256Into(prefixed, this.nodes, this.count++ * 32);
  }

  /** The root of what was added; once. */
  root(): Uint8Array {
    const { nodes, crypto } = this;
    if (this.count === 0) return crypto.sha256(EMPTY);
    // 01 ‖ left ‖ right, placed so that the hashes are moved as words: 16 moves instead of 64.
    const room = new ArrayBuffer(72);
    const pair = new Uint8Array(room, 7, 65);
    const pairWords = new Uint32Array(room, 8, 16);
    const nodeWords = new Uint32Array(nodes.buffer);
    pair[0] = INNER;
    for (let width = this.count; width > 1; width = (width + 1) >> 1) {
      const pairs = width >> 1;
      for (let i = 0; i < pairs; i++) {
        for (let k = 0; k < 16; k++) pairWords[k] = nodeWords[i * 16 + k]!;
        crypto.sha256Into(pair, nodes, i * 32);
      }
      if (width % 2 === 1) nodes.copyWithin(pairs * 32, (width - 1) * 32, width * 32);
    }
    return nodes.slice(0, 32);
  }
}

/** Proof that leaf `index` (0 ≤ index < leaves.length, else RangeError) is in the tree of `leaves`; O(n) hashes. */
export function merkleProof(leaves: readonly Uint8Array[], index: number, crypto: Crypto): MerkleProof {
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length) throw new RangeError(`no leaf ${index}`);
  let nodes = leaves.map((leaf) => merkleLeafHash(leaf, crypto));
  const leafHash = nodes[index]!;
  const aunts: Uint8Array[] = [];
  for (let at = index; nodes.length > 1; at >>= 1) {
    const aunt = nodes[at % 2 === 0 ? at + 1 : at - 1];
    if (aunt !== undefined) aunts.push(aunt);
    nodes = levelAbove(nodes, crypto);
  }
  return { total: leaves.length, index, leafHash, aunts };
}

/** True when `proof` shows `leaf` at proof.index of the tree of proof.total leaves with this root; false for anything else. */
export function verifyMerkleProof(root: Uint8Array, leaf: Uint8Array, proof: MerkleProof, crypto: Crypto): boolean {
  const { total, index, aunts } = proof;
  if (!Number.isSafeInteger(total) || !Number.isSafeInteger(index) || index < 0 || index >= total) return false;
  if (aunts.some((aunt) => aunt.length !== 32)) return false;
  let node = merkleLeafHash(leaf, crypto);
  if (!equalBytes(node, proof.leafHash)) return false;
  let used = 0;
  let at = index;
  for (let width = total; width > 1; width = Math.ceil(width / 2)) {
    const isRight = at % 2 === 1;
    if (isRight || at + 1 < width) {
      const aunt = aunts[used++];
      if (aunt === undefined) return false;
      node = isRight ? innerHash(aunt, node, crypto) : innerHash(node, aunt, crypto);
    }
    at = Math.floor(at / 2);
  }
  return used === aunts.length && equalBytes(node, root);
}
