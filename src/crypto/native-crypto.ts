import { hash, randomInt } from 'node:crypto';
import { createRequire } from 'node:module';
import { createKeccak } from 'hash-wasm';
import { equalBytes } from '#chain/lib/bytes.ts';
import { type Crypto, hasStrictShape, nobleCrypto } from '#chain/lib/hash.ts';
import { loadSecp256k1, type Secp256k1Addon, type Secp256k1Build } from './native-secp256k1.ts';
import { PointCache } from './point-cache.ts';

export interface NativeCrypto {
  readonly crypto: Crypto;
  /** Which implementation each job got, for the start log. */
  readonly builds: { readonly secp256k1: string; readonly hashPairs: string };
  /** Sentences for the operator about what is missing and what it costs; empty when all is native. */
  readonly warnings: readonly string[];
}

/**
 * The fastest Crypto this machine has; equal to nobleCrypto on every input, including what is refused. Asynchronous only
 * because WASM is compiled; the functions are not. `secp256k1` is for tests of the fallback.
 */
export async function loadNativeCrypto(secp256k1: Secp256k1Build = loadSecp256k1()): Promise<NativeCrypto> {
  const keccak = await createKeccak(256);
  const pairs = loadHashPairs();
  const warnings: string[] = [];
  if ('missing' in secp256k1) warnings.push(slowSignatures(secp256k1.missing));
  else if (secp256k1.fault !== undefined) warnings.push(staleBuild(secp256k1.fault));
  if ('missing' in pairs)
    warnings.push(`Tree hashing is about 10 times slower: no native hashtree (${pairs.missing}).`);
  const curve: Curve = 'missing' in secp256k1 ? nobleCrypto : nativeCurve(secp256k1.addon);
  const crypto: Crypto = {
    ...curve,
    sha256,
    sha256Into,
    keccak256: (data) => keccak.init().update(data).digest('binary'),
    hashPairs: 'missing' in pairs ? hashPairsSlowly : pairs.hashPairs,
    tableKey: [randomInt(2 ** 32), randomInt(2 ** 32)],
  };
  return {
    crypto,
    builds: {
      secp256k1: 'missing' in secp256k1 ? 'noble' : secp256k1.name,
      hashPairs: 'missing' in pairs ? 'openssl' : 'hashtree',
    },
    warnings,
  };
}

const slowSignatures = (reason: string): string =>
  `Signatures are checked about 50 times slower (noble instead of libsecp256k1) on ${process.platform}-${process.arch}: ${reason}`;

const staleBuild = (fault: string): string =>
  `The libsecp256k1 that was built on this machine is not used, the packaged one is; build it again (npm run native): ${fault}`;

/** A digest as text costs half of one as Buffer (0.4–0.8 against 1–2 µs) and nothing for the garbage collector. */
function sha256Into(data: Uint8Array, output: Uint8Array, at: number): void {
  const text = hash('sha256', data, 'binary');
  for (let i = 0; i < 32; i++) output[at + i] = text.charCodeAt(i);
}

function sha256(data: Uint8Array): Uint8Array {
  const digest = new Uint8Array(32);
  sha256Into(data, digest, 0);
  return digest;
}

type Curve = Pick<Crypto, 'verifySecp256k1' | 'recoverSecp256k1' | 'decompress'>;

/** The addon throws where it cannot parse, and accepts hybrid and 65-byte keys: the shape is checked before it is asked. */
function nativeCurve(addon: Secp256k1Addon): Curve {
  const points = new PointCache((publicKey) => addon.publicKeyConvert(publicKey, false));
  // The same two arrays each time: Node moves a small array's bytes out of the heap before native code may see them.
  const given = { signature: new Uint8Array(new ArrayBuffer(64)), digest: new Uint8Array(new ArrayBuffer(32)) };
  return {
    verifySecp256k1(signature, digest, publicKey) {
      if (!hasStrictShape(signature, digest, publicKey)) return false;
      given.signature.set(signature);
      given.digest.set(digest);
      try {
        return addon.ecdsaVerify(given.signature, given.digest, points.get(publicKey));
      } catch {
        return false;
      }
    },
    recoverSecp256k1(signature, recovery, digest) {
      if (signature.length !== 64 || digest.length !== 32 || (recovery !== 0 && recovery !== 1)) return undefined;
      try {
        return addon.ecdsaRecover(signature, recovery, digest, true);
      } catch {
        return undefined;
      }
    },
    decompress(publicKey) {
      if (publicKey.length !== 33) return nobleCrypto.decompress(publicKey);
      return addon.publicKeyConvert(publicKey, false).slice(1);
    },
  };
}

interface Hashtree {
  hashInto(input: Uint8Array, output: Uint8Array): void;
}

function loadHashPairs(): { readonly hashPairs: Crypto['hashPairs'] } | { readonly missing: string } {
  try {
    const hashtree = createRequire(import.meta.url)('@chainsafe/hashtree') as Hashtree;
    const hashPairs: Crypto['hashPairs'] = (input, output, pairs) =>
      hashtree.hashInto(input.subarray(0, pairs * 64), output.subarray(0, pairs * 32));
    const pair = Uint8Array.from({ length: 64 }, (_, i) => i);
    const digest = new Uint8Array(32);
    hashPairs(pair, digest, 1);
    return equalBytes(digest, nobleCrypto.sha256(pair)) ? { hashPairs } : { missing: 'it failed its start check' };
  } catch (error) {
    return { missing: error instanceof Error ? error.message.split('\n')[0]! : String(error) };
  }
}

const hashPairsSlowly: Crypto['hashPairs'] = (input, output, pairs) => {
  for (let i = 0; i < pairs; i++) output.set(sha256(input.subarray(i * 64, i * 64 + 64)), i * 32);
};
