import { HDKey } from '@scure/bip32';
import { mnemonicToSeedSync, validateMnemonic } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import type { KeyAlgo } from '#chain/tx/decoded-tx.ts';
import type { PrivateKeyOptions } from './private-key-signer.ts';
import { privateKeySigner } from './private-key-signer.ts';
import type { DirectSigner } from './signer.ts';

/** Where each key type's wallets look first. */
export const DEFAULT_HD_PATH: Readonly<Record<KeyAlgo, string>> = {
  secp256k1: "m/44'/118'/0'/0/0",
  ethsecp256k1: "m/44'/60'/0'/0/0",
};

export interface MnemonicOptions extends PrivateKeyOptions {
  readonly hdPath?: string;
  /** BIP-39 passphrase, none by default. */
  readonly passphrase?: string;
}

/** 32-byte secret of a BIP-39 mnemonic at a BIP-32 path. Throws on a wrong word, checksum or path. */
export function secretOfMnemonic(mnemonic: string, hdPath: string, passphrase = ''): Uint8Array {
  const words = mnemonic.normalize('NFKD').trim().split(/\s+/).join(' ');
  if (!validateMnemonic(words, wordlist)) throw new Error('not a BIP-39 mnemonic: a word or the checksum is wrong');
  const { privateKey } = HDKey.fromMasterSeed(mnemonicToSeedSync(words, passphrase)).derive(hdPath);
  if (privateKey === null) throw new Error(`no private key at ${hdPath}`);
  return privateKey;
}

export function mnemonicSigner(mnemonic: string, options: MnemonicOptions = {}): DirectSigner {
  const { algo = 'ethsecp256k1', hdPath, passphrase } = options;
  const secret = secretOfMnemonic(mnemonic, hdPath ?? DEFAULT_HD_PATH[algo], passphrase);
  return privateKeySigner(secret, { ...options, algo });
}
