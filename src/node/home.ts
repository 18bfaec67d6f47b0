import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where a node keeps its things; the layout of CometBFT's home, so that both engines share it. */
export interface HomePaths {
  readonly root: string;
  readonly config: string;
  readonly genesis: string;
  readonly validatorKey: string;
  readonly nodeKey: string;
  readonly validatorKeys: string;
  readonly data: string;
  readonly blocks: string;
  readonly state: string;
  readonly index: string;
  readonly history: string;
  readonly genesisLock: string;
}

export function homePaths(root: string): HomePaths {
  const config = join(root, 'config');
  const data = join(root, 'data');
  return {
    root,
    config: join(config, 'config.toml'),
    genesis: join(config, 'genesis.json'),
    validatorKey: join(config, 'priv_validator_key.json'),
    nodeKey: join(config, 'node_key.json'),
    validatorKeys: join(config, 'validator_keys.json'),
    data,
    blocks: join(data, 'blocks'),
    state: join(data, 'state'),
    index: join(data, 'index'),
    history: join(data, 'history.sqlite'),
    genesisLock: join(data, 'genesis.lock'),
  };
}

/** Something is wrong with the files of a home; the message says what to do. */
export class HomeError extends Error {
  override name = 'HomeError';
}

/** Writes a file whole or not at all; secrets get mode 0600. */
export function writeFileAtomic(file: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, text, { mode });
  renameSync(temporary, file);
}

/** An ed25519 key that signs blocks or names the node. */
export interface Ed25519Key {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** First 20 bytes of SHA-256 of the public key. */
  readonly address: Uint8Array;
  readonly privateKey: KeyObject;
}

const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The key of a 32-byte seed. */
export function ed25519FromSeed(seed: Uint8Array): Ed25519Key {
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  const publicKey = new Uint8Array(spki.subarray(spki.length - 32));
  const address = new Uint8Array(createHash('sha256').update(publicKey).digest().subarray(0, 20));
  return { publicKey, address, privateKey };
}

/** A fresh seed. */
export function newSeed(): Uint8Array {
  const der = generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' });
  return new Uint8Array(der.subarray(der.length - 32));
}

/** CometBFT's key files: private = base64 of seed ‖ public key. */
export function writeValidatorKey(file: string, seed: Uint8Array): Ed25519Key {
  const key = ed25519FromSeed(seed);
  const secret = Buffer.concat([seed, key.publicKey]).toString('base64');
  const json = {
    address: Buffer.from(key.address).toString('hex').toUpperCase(),
    pub_key: { type: 'tendermint/PubKeyEd25519', value: Buffer.from(key.publicKey).toString('base64') },
    priv_key: { type: 'tendermint/PrivKeyEd25519', value: secret },
  };
  writeFileAtomic(file, `${JSON.stringify(json, null, 2)}\n`, 0o600);
  return key;
}

export function writeNodeKey(file: string, seed: Uint8Array): Ed25519Key {
  const key = ed25519FromSeed(seed);
  const secret = Buffer.concat([seed, key.publicKey]).toString('base64');
  const json = { priv_key: { type: 'tendermint/PrivKeyEd25519', value: secret } };
  writeFileAtomic(file, `${JSON.stringify(json, null, 2)}\n`, 0o600);
  return key;
}

/** Reads either key file. @throws HomeError */
export function readKeyFile(file: string): Ed25519Key {
  if (!existsSync(file)) throw new HomeError(`${file} is missing; run nave init first`);
  let value: unknown;
  try {
    value = (JSON.parse(readFileSync(file, 'utf8')) as { priv_key?: { value?: unknown } }).priv_key?.value;
  } catch (cause) {
    throw new HomeError(`${file} is not valid JSON; restore it from a backup`, { cause });
  }
  const secret = typeof value === 'string' ? Buffer.from(value, 'base64') : Buffer.alloc(0);
  if (secret.length !== 64) throw new HomeError(`${file} holds no ed25519 key; restore it from a backup`);
  return ed25519FromSeed(secret.subarray(0, 32));
}
