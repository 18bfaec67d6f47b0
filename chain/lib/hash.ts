import { hmac } from '@noble/hashes/hmac.js';
import { ripemd160 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { hexToBytes } from '@noble/hashes/utils.js';
import { hashes, Point, recoverPublicKey, verify } from '@noble/secp256k1';

/**
 * What is faster natively enters the state machine as these functions. Every implementation must agree with the noble
 * ones below on every input, edge cases included (tested in test/unit/chain/lib and test/unit/src/crypto).
 */
export interface Crypto {
  sha256(data: Uint8Array): Uint8Array;
  /** Writes the digest to bytes `at`..`at` + 31 of `output`: for callers with many, no array each. */
  sha256Into(data: Uint8Array, output: Uint8Array, at: number): void;
  keccak256(data: Uint8Array): Uint8Array;
  /**
   * Hashes `pairs` adjacent 64-byte blocks of `input` into 32-byte digests in `output` (which may be longer). The slot
   * tree calls it per level with all changed nodes at once.
   */
  hashPairs(input: Uint8Array, output: Uint8Array, pairs: number): void;
  /**
   * Strict ECDSA: signature 64 bytes r‖s with r, s in 1..n−1 and s ≤ n/2, digest 32 bytes, key 33 bytes with 02/03.
   * Anything else is false; never throws.
   */
  verifySecp256k1(signature: Uint8Array, digest: Uint8Array, publicKey: Uint8Array): boolean;
  /**
   * Public key (33 bytes compressed) that signed `digest`, or undefined when none exists. High s is accepted here (price
   * updates carry it); callers that need low s check it with isLowS.
   */
  recoverSecp256k1(signature: Uint8Array, recovery: 0 | 1, digest: Uint8Array): Uint8Array | undefined;
  /** Uncompressed x‖y (64 bytes) of a compressed key; throws on bytes that are no point. */
  decompress(publicKey: Uint8Array): Uint8Array;
  /**
   * Two words under which caches hash what strangers choose, so that nobody can send texts that collide. The one member that
   * differs from process to process: nothing stored, hashed into state or iterated may depend on it.
   */
  readonly tableKey: readonly [number, number];
}

hashes.sha256 = sha256;
hashes.hmacSha256 = (key, message) => hmac(sha256, key, message);

/** ⌊n/2⌋, 32 bytes big endian. */
const HALF_ORDER = hexToBytes('7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0');

/** True when the 32-byte big-endian s (bytes 32..63 of r‖s) is at most n/2. */
export function isLowS(signature: Uint8Array): boolean {
  for (let i = 0; i < 32; i++) {
    const difference = signature[32 + i]! - HALF_ORDER[i]!;
    if (difference !== 0) return difference < 0;
  }
  return true;
}

/** True for the shapes every verifier must insist on before it touches a curve. */
export function hasStrictShape(signature: Uint8Array, digest: Uint8Array, publicKey: Uint8Array): boolean {
  return (
    signature.length === 64 &&
    digest.length === 32 &&
    publicKey.length === 33 &&
    (publicKey[0] === 2 || publicKey[0] === 3) &&
    isLowS(signature)
  );
}

/** The pure reference: runs anywhere, in browsers and tests. */
export const nobleCrypto: Crypto = {
  sha256: (data) => sha256(data),
  sha256Into: (data, output, at) => output.set(sha256(data), at),
  keccak256: (data) => keccak_256(data),
  hashPairs(input, output, pairs) {
    for (let i = 0; i < pairs; i++) output.set(sha256(input.subarray(i * 64, i * 64 + 64)), i * 32);
  },
  verifySecp256k1(signature, digest, publicKey) {
    if (!hasStrictShape(signature, digest, publicKey)) return false;
    try {
      return verify(signature, digest, publicKey, { prehash: false, lowS: true });
    } catch {
      return false;
    }
  },
  recoverSecp256k1(signature, recovery, digest) {
    if (signature.length !== 64 || digest.length !== 32 || (recovery !== 0 && recovery !== 1)) return undefined;
    const withRecovery = new Uint8Array(65);
    withRecovery[0] = recovery;
    withRecovery.set(signature, 1);
    try {
      return recoverPublicKey(withRecovery, digest, { prehash: false });
    } catch {
      return undefined;
    }
  },
  decompress: (publicKey) => Point.fromBytes(publicKey).toBytes(false).slice(1),
  // The same everywhere: this implementation keeps no secret.
  tableKey: [0, 0],
};

/** Cosmos address of a compressed secp256k1 key: ripemd160(sha256(key)), 20 bytes. */
export function cosmosAddress(crypto: Crypto, publicKey: Uint8Array): Uint8Array {
  return ripemd160(crypto.sha256(publicKey));
}

/** Ethereum address of a compressed secp256k1 key: last 20 bytes of keccak256(x‖y). */
export function ethereumAddress(crypto: Crypto, publicKey: Uint8Array): Uint8Array {
  return crypto.keccak256(crypto.decompress(publicKey)).slice(12);
}
