import { getPublicKey } from '@noble/secp256k1';
import { utf8 } from '#chain/lib/bytes.ts';
import { ethereumAddress, nobleCrypto } from '#chain/lib/hash.ts';

/** What a public localnet key is for. Anybody can compute these keys: they are worthless outside a localnet. */
export type LocalnetRole = 'operator' | 'relayer' | 'feeder' | 'hot' | 'cold' | 'submitter' | 'locker';

export interface LocalnetKey {
  /** secp256k1, 32 bytes. */
  readonly privateKey: Uint8Array;
  /** 33 bytes. */
  readonly publicKey: Uint8Array;
  /** Ethereum address, 20 bytes: also the hub account. */
  readonly address: Uint8Array;
}

/** The key of keccak256(seed). */
export function keyFromSeed(seed: string): LocalnetKey {
  const privateKey = nobleCrypto.keccak256(utf8(seed));
  const publicKey = getPublicKey(privateKey, true);
  return { privateKey, publicKey, address: ethereumAddress(nobleCrypto, publicKey) };
}

/** Validator `index`'s key of a role: `nave-localnet-relayer-0` … The placeholder validator of genesis.json is index 0. */
export function localnetKey(role: LocalnetRole, index: number): LocalnetKey {
  return keyFromSeed(`nave-localnet-${role}-${index}`);
}

/** Test router `index` (0..4) that signs localnet prices; the keys of the recorded test updates. */
export function routerKey(index: number): LocalnetKey {
  return keyFromSeed(`hub-localnet-router-${index}`);
}
