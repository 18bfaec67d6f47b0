import { createRequire } from 'node:module';
import { equalBytes } from '#chain/lib/bytes.ts';
import { nobleCrypto } from '#chain/lib/hash.ts';

/** What we use of the npm package `secp256k1`; it throws on malformed input. */
export interface Secp256k1Addon {
  ecdsaVerify(signature: Uint8Array, digest: Uint8Array, publicKey: Uint8Array): boolean;
  ecdsaRecover(signature: Uint8Array, recovery: number, digest: Uint8Array, compressed: boolean): Uint8Array;
  ecdsaSign(digest: Uint8Array, privateKey: Uint8Array): { signature: Uint8Array; recid: number };
  publicKeyConvert(publicKey: Uint8Array, compressed: boolean): Uint8Array;
  publicKeyCreate(privateKey: Uint8Array, compressed: boolean): Uint8Array;
}

export type Secp256k1Build = { readonly addon: Secp256k1Addon } | { readonly missing: string };

/**
 * The native libsecp256k1, or why it is not there. `require('secp256k1')` would fall back to JavaScript that is 37 times
 * slower without a word, so its native half is required directly.
 */
export function loadSecp256k1(require: NodeJS.Require = createRequire(import.meta.url)): Secp256k1Build {
  try {
    const addon = require('secp256k1/bindings.js') as Secp256k1Addon;
    const fault = selfTest(addon);
    return fault === undefined ? { addon } : { missing: `it failed its start check: ${fault}` };
  } catch (error) {
    return { missing: error instanceof Error ? error.message.split('\n')[0]! : String(error) };
  }
}

/** Signs, verifies and recovers once, against noble; returns what went wrong. */
function selfTest(addon: Secp256k1Addon): string | undefined {
  const privateKey = new Uint8Array(32).fill(7);
  const digest = nobleCrypto.sha256(privateKey);
  const other = nobleCrypto.sha256(digest);
  const publicKey = addon.publicKeyCreate(privateKey, true);
  const { signature, recid } = addon.ecdsaSign(digest, privateKey);
  if (!nobleCrypto.verifySecp256k1(signature, digest, publicKey)) return 'noble refuses its signature';
  if (!addon.ecdsaVerify(signature, digest, publicKey)) return 'it refuses a valid signature';
  if (addon.ecdsaVerify(signature, other, publicKey)) return 'it accepts a signature of another digest';
  if (!equalBytes(addon.ecdsaRecover(signature, recid, digest, true), publicKey)) return 'it recovers another key';
  return undefined;
}
