import type { Hex } from 'viem';
import { fromRlp, keccak256 } from 'viem';

/** The proof does not lead from the root to the key. */
export class ProofError extends Error {
  override name = 'ProofError';
}

type Node = readonly (Hex | Node)[];

const EMPTY_ROOT = '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421';

/**
 * Value (RLP of the leaf) under `key` in the Merkle Patricia trie with `root`, or undefined when the proof shows that
 * there is none. `key` is the hash of the address or slot. Throws ProofError. Source: Ethereum yellow paper, appendix D.
 */
export function provenValue(root: Hex, key: Hex, proof: readonly Hex[]): Hex | undefined {
  if (root === EMPTY_ROOT && proof.length === 0) return undefined;
  const path = key.slice(2);
  let at = 0;
  let expected = root;
  for (const [index, encoded] of proof.entries()) {
    if (keccak256(encoded) !== expected) throw new ProofError(`node ${index} has another hash`);
    let node = decodeNode(encoded);
    // a node shorter than a hash stands inside its parent
    for (;;) {
      const step = takeStep(node, path, at);
      at = step.at;
      if (step.value !== undefined || step.child === undefined) {
        if (index !== proof.length - 1) throw new ProofError('nodes behind the end');
        return step.value;
      }
      if (typeof step.child === 'string') {
        expected = step.child;
        break;
      }
      node = step.child;
    }
  }
  throw new ProofError('proof ends early');
}

interface Step {
  readonly at: number;
  readonly value?: Hex;
  /** Hash of the next node, or the node itself. */
  readonly child?: Hex | Node;
}

function takeStep(node: Node, path: string, at: number): Step {
  if (node.length === 17) {
    if (at === path.length) throw new ProofError('key ends in a branch');
    return { at: at + 1, ...childOf(node[Number.parseInt(path[at]!, 16)]!) };
  }
  const [prefix, target] = node;
  if (node.length !== 2 || typeof prefix !== 'string' || target === undefined) throw new ProofError('no trie node');
  const flag = Number.parseInt(prefix[2] ?? '', 16);
  if (!(flag <= 3)) throw new ProofError('no path');
  const nibbles = flag % 2 === 1 ? prefix.slice(3) : prefix.slice(4);
  const fits = path.startsWith(nibbles, at);
  if (flag < 2) return fits ? { at: at + nibbles.length, ...childOf(target) } : { at };
  if (typeof target !== 'string') throw new ProofError('leaf holds a node');
  return fits && at + nibbles.length === path.length ? { at: path.length, value: target } : { at };
}

function childOf(child: Hex | Node): { child?: Hex | Node } {
  if (typeof child !== 'string') return { child };
  if (child === '0x') return {};
  if (child.length !== 66) throw new ProofError('no hash of a node');
  return { child };
}

function decodeNode(encoded: Hex): Node {
  let node: unknown;
  try {
    node = fromRlp(encoded);
  } catch {
    throw new ProofError('node is no RLP');
  }
  if (!Array.isArray(node)) throw new ProofError('node is no list');
  return node as Node;
}
