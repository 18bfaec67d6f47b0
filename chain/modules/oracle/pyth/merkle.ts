import { compareBytes, equalBytes } from '../../../lib/bytes.ts';
import type { Crypto } from '../../../lib/hash.ts';
import { SIBLING_BYTES } from './framing.ts';

/** keccak256 cut to 20 bytes. */
function keccak160(crypto: Crypto, data: Uint8Array): Uint8Array {
  return crypto.keccak256(data).subarray(0, SIBLING_BYTES);
}

/** H(0x00 ‖ message): the prefix keeps a message from passing as an inner node. */
export function hashLeaf(crypto: Crypto, message: Uint8Array): Uint8Array {
  const data = new Uint8Array(message.length + 1);
  data.set(message, 1);
  return keccak160(crypto, data);
}

/** H(0x01 ‖ smaller ‖ larger): pairs are sorted, so a proof needs no directions. */
export function hashNode(crypto: Crypto, a: Uint8Array, b: Uint8Array): Uint8Array {
  const data = new Uint8Array(1 + 2 * SIBLING_BYTES);
  data[0] = 1;
  const swap = compareBytes(a, b) > 0;
  data.set(swap ? b : a, 1);
  data.set(swap ? a : b, 1 + SIBLING_BYTES);
  return keccak160(crypto, data);
}

/** H(0x02): pads a tree to a power of two. */
export function hashPadding(crypto: Crypto): Uint8Array {
  return keccak160(crypto, Uint8Array.of(2));
}

/** True when `proof` (whole siblings, leaf to root) leads from `message` to `root`. */
export function isProven(crypto: Crypto, message: Uint8Array, proof: Uint8Array, root: Uint8Array): boolean {
  let node = hashLeaf(crypto, message);
  for (let at = 0; at < proof.length; at += SIBLING_BYTES) {
    node = hashNode(crypto, node, proof.subarray(at, at + SIBLING_BYTES));
  }
  return equalBytes(node, root);
}
