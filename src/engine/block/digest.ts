import { hash } from 'node:crypto';
import { type Crypto, nobleCrypto } from '#chain/lib/hash.ts';
import { merkleRoot } from '#chain/lib/merkle.ts';

/** SHA-256 by OpenSSL. As text it costs a third of what a Buffer does. */
function sha256Into(data: Uint8Array, output: Uint8Array, at: number): void {
  const text = hash('sha256', data, 'binary');
  for (let i = 0; i < 32; i++) output[at + i] = text.charCodeAt(i);
}

/** SHA-256, 32 bytes. */
export function sha256(data: Uint8Array): Uint8Array {
  const digest = new Uint8Array(32);
  sha256Into(data, digest, 0);
  return digest;
}

/** The state machine's functions with the digest that block hashing needs many of. */
export const blockCrypto: Crypto = { ...nobleCrypto, sha256, sha256Into };

/** RFC 6962 root of `leaves` (comet §8). */
export const rootOf = (leaves: readonly Uint8Array[]): Uint8Array => merkleRoot(leaves, blockCrypto);
