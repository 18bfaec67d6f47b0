import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { equalBytes } from '#chain/lib/bytes.ts';
import { nobleCrypto } from '#chain/lib/hash.ts';

/** What we use of libsecp256k1, as the npm package `secp256k1` offers it; it throws on malformed input. */
export interface Secp256k1Addon {
  ecdsaVerify(signature: Uint8Array, digest: Uint8Array, publicKey: Uint8Array): boolean;
  ecdsaRecover(signature: Uint8Array, recovery: number, digest: Uint8Array, compressed: boolean): Uint8Array;
  ecdsaSign(digest: Uint8Array, privateKey: Uint8Array): { signature: Uint8Array; recid: number };
  publicKeyConvert(publicKey: Uint8Array, compressed: boolean): Uint8Array;
  publicKeyCreate(privateKey: Uint8Array, compressed: boolean): Uint8Array;
}

interface Found {
  readonly addon: Secp256k1Addon;
  readonly name: 'libsecp256k1' | 'libsecp256k1 built here';
  /** Why what was built on this machine is not used. */
  readonly fault?: string;
}

export type Secp256k1Build = Found | { readonly missing: string };

/** Where `npm run native` puts libsecp256k1 of today: a third faster than the one of 2019 inside the npm package. */
export const BUILT_HERE = fileURLToPath(
  new URL(`../../.cache/native/secp256k1-${process.platform}-${process.arch}.node`, import.meta.url),
);

/**
 * The native libsecp256k1, or why it is not there: what was built on this machine, else the package's.
 * `require('secp256k1')` would fall back to JavaScript that is 37 times slower without a word, so its native half is
 * required directly.
 */
export function loadSecp256k1(require: NodeJS.Require = createRequire(import.meta.url)): Secp256k1Build {
  const own = tryAddon(require, BUILT_HERE);
  if ('addon' in own) return { ...own, name: 'libsecp256k1 built here' };
  const packaged = tryAddon(require, 'secp256k1/bindings.js');
  if ('missing' in packaged) return { missing: packaged.missing };
  const found = { ...packaged, name: 'libsecp256k1' } as const;
  return own.isAbsent ? found : { ...found, fault: own.missing };
}

type Attempt =
  | { readonly addon: Secp256k1Addon }
  | { readonly missing: string /** There is no such file. */; readonly isAbsent: boolean };

function tryAddon(require: NodeJS.Require, path: string): Attempt {
  try {
    const addon = require(path) as Secp256k1Addon;
    const fault = selfTest(addon);
    return fault === undefined ? { addon } : { missing: `it failed its start check: ${fault}`, isAbsent: false };
  } catch (error) {
    const isAbsent = (error as { code?: unknown }).code === 'MODULE_NOT_FOUND';
    return { missing: error instanceof Error ? error.message.split('\n')[0]! : String(error), isAbsent };
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
