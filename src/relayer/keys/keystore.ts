import { createCipheriv, createDecipheriv, randomBytes, randomUUID, scryptSync, timingSafeEqual } from 'node:crypto';
import type { Hex } from 'viem';
import { keccak256 } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';

/** A keystore that cannot be opened. Never holds secrets. */
export class KeystoreError extends Error {
  override name = 'KeystoreError';
}

interface ScryptParams {
  readonly n: number;
  readonly r: number;
  readonly p: number;
  readonly dklen: number;
  readonly salt: string;
}

/** Web3 Secret Storage version 3, as geth, foundry and wallets write it. */
interface KeystoreFile {
  readonly version: 3;
  readonly id: string;
  readonly address: string;
  readonly crypto: {
    readonly cipher: 'aes-128-ctr';
    readonly cipherparams: { readonly iv: string };
    readonly ciphertext: string;
    readonly kdf: 'scrypt';
    readonly kdfparams: ScryptParams;
    readonly mac: string;
  };
}

/** Cost as geth's standard: 256 MiB, about a second, once a start. */
const STANDARD = { n: 262_144, r: 8, p: 1, dklen: 32 } as const;
/** Most memory a file may ask for. */
const MAX_SCRYPT_BYTES = 1 << 30;

function derive(password: string, { n, r, p, dklen, salt }: ScryptParams): Buffer {
  const memory = 128 * n * r + 128 * r * p;
  const isSane = [n, r, p].every((one) => Number.isSafeInteger(one) && one > 0) && dklen === 32;
  if (!isSane || memory > MAX_SCRYPT_BYTES) throw new KeystoreError('scrypt parameters out of range');
  try {
    return scryptSync(password, hexBytes(salt), dklen, { N: n, r, p, maxmem: memory + (1 << 20) });
  } catch {
    throw new KeystoreError('scrypt parameters out of range');
  }
}

const macOf = (derived: Buffer, ciphertext: Buffer): Buffer =>
  Buffer.from(keccak256(Buffer.concat([derived.subarray(16, 32), ciphertext])).slice(2), 'hex');

/** Private key of a keystore file. Throws KeystoreError on a wrong password or any other file. */
export function openKeystore(text: string, password: string): Hex {
  const { crypto, address } = parseKeystore(text);
  const ciphertext = hexBytes(crypto.ciphertext);
  const derived = derive(password, crypto.kdfparams);
  const mac = hexBytes(crypto.mac);
  if (mac.length !== 32 || !timingSafeEqual(mac, macOf(derived, ciphertext))) {
    throw new KeystoreError('wrong password, or the file was altered');
  }
  const iv = hexBytes(crypto.cipherparams.iv);
  if (iv.length !== 16 || ciphertext.length !== 32) throw new KeystoreError('not a keystore of one key');
  const cipher = createDecipheriv('aes-128-ctr', derived.subarray(0, 16), iv);
  const key: Hex = `0x${Buffer.concat([cipher.update(ciphertext), cipher.final()]).toString('hex')}`;
  const owner = privateKeyToAccount(key).address.slice(2).toLowerCase();
  if (address !== undefined && address.replace(/^0x/, '').toLowerCase() !== owner) {
    throw new KeystoreError('the file names another address');
  }
  return key;
}

/** A keystore file of a key. `cost` lowers scrypt's n for tests. */
export function sealKeystore(key: Hex, password: string, cost: { readonly n: number } = STANDARD): string {
  const kdfparams = { ...STANDARD, n: cost.n, salt: randomBytes(32).toString('hex') };
  const derived = derive(password, kdfparams);
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-128-ctr', derived.subarray(0, 16), iv);
  const ciphertext = Buffer.concat([cipher.update(Buffer.from(key.slice(2), 'hex')), cipher.final()]);
  const file: KeystoreFile = {
    version: 3,
    id: randomUUID(),
    address: privateKeyToAccount(key).address.slice(2).toLowerCase(),
    crypto: {
      cipher: 'aes-128-ctr',
      cipherparams: { iv: iv.toString('hex') },
      ciphertext: ciphertext.toString('hex'),
      kdf: 'scrypt',
      kdfparams,
      mac: macOf(derived, ciphertext).toString('hex'),
    },
  };
  return `${JSON.stringify(file)}\n`;
}

function hexBytes(text: unknown): Buffer {
  if (typeof text !== 'string' || !/^(0x)?([0-9a-fA-F]{2})*$/.test(text)) throw new KeystoreError('not hex');
  return Buffer.from(text.replace(/^0x/, ''), 'hex');
}

function parseKeystore(text: string): Omit<KeystoreFile, 'address'> & { readonly address?: string } {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    throw new KeystoreError('not a keystore');
  }
  const { version, crypto, address } = (file ?? {}) as { version?: unknown; crypto?: unknown; address?: unknown };
  const { cipher, kdf, kdfparams, cipherparams } = (crypto ?? {}) as Partial<KeystoreFile['crypto']>;
  const isKnown = version === 3 && cipher === 'aes-128-ctr' && kdf === 'scrypt';
  if (
    !isKnown ||
    typeof kdfparams !== 'object' ||
    kdfparams === null ||
    typeof cipherparams !== 'object' ||
    cipherparams === null
  ) {
    throw new KeystoreError('not a keystore of version 3 with scrypt');
  }
  if (address !== undefined && typeof address !== 'string') throw new KeystoreError('not a keystore');
  return file as KeystoreFile;
}
