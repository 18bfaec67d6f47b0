import { hash } from 'node:crypto';
import { type Crypto, nobleCrypto } from '#chain/lib/hash.ts';
import { merkleRoot } from '#chain/lib/merkle.ts';

/** SHA-256 by OpenSSL, 32 bytes. */
export function sha256(data: Uint8Array): Uint8Array {
  const digest = hash('sha256', data, 'buffer');
  return new Uint8Array(digest.buffer, digest.byteOffset, digest.length);
}

/** The state machine's functions with the digest that block hashing needs many of. */
export const blockCrypto: Crypto = { ...nobleCrypto, sha256 };

/** RFC 6962 root of `leaves` (comet §8). */
export const rootOf = (leaves: readonly Uint8Array[]): Uint8Array => merkleRoot(leaves, blockCrypto);
