import { getPublicKey, utils } from '@noble/secp256k1';
import { cosmosAddress, ethereumAddress, nobleCrypto } from '#chain/lib/hash.ts';
import { writeFileAtomic } from './home.ts';

/** Keys of a validator beside its consensus key; hub keys sign hub transactions, spoke keys sign for vaults. */
export const validatorRoles = ['operator', 'relayer', 'feeder', 'hot', 'cold'] as const;
export type ValidatorRole = (typeof validatorRoles)[number];

const hex = (bytes: Uint8Array): string => `0x${Buffer.from(bytes).toString('hex')}`;

/**
 * Makes five keys and writes them to a file only the owner can read; returns their addresses. On a real network move
 * each to the machine and keystore of its daemon: a validator's roles are separate on purpose.
 */
export function writeValidatorKeys(file: string): Readonly<Record<ValidatorRole, string>> {
  const addresses = {} as Record<ValidatorRole, string>;
  const keys: Record<string, object> = {};
  for (const role of validatorRoles) {
    const secret = utils.randomSecretKey();
    const publicKey = getPublicKey(secret, true);
    const isEthereum = role === 'hot' || role === 'cold';
    addresses[role] = hex((isEthereum ? ethereumAddress : cosmosAddress)(nobleCrypto, publicKey));
    keys[role] = { algo: isEthereum ? 'ethsecp256k1' : 'secp256k1', address: addresses[role], privateKey: hex(secret) };
  }
  writeFileAtomic(file, `${JSON.stringify(keys, null, 2)}\n`, 0o600);
  return addresses;
}
