import { findAddress, formatAddress } from '#chain/lib/address.ts';
import { findBase64, toBase64 } from '#chain/lib/bytes.ts';
import { nobleCrypto } from '#chain/lib/hash.ts';
import type { KeyAlgo } from '#chain/tx/decoded-tx.ts';
import { keyAddress } from '#chain/tx/sign-mode-direct.ts';
import type { DirectSignDoc, DirectSigner } from './signer.ts';

/** CosmJS's OfflineDirectSigner, by shape: nothing of CosmJS is loaded here. */
export interface OfflineDirectSignerLike {
  getAccounts(): Promise<readonly { readonly address: string; readonly algo: string; readonly pubkey: Uint8Array }[]>;
  signDirect(
    signerAddress: string,
    signDoc: DirectSignDoc,
  ): Promise<{
    readonly signed: { readonly bodyBytes: Uint8Array; readonly authInfoBytes: Uint8Array };
    readonly signature: { readonly signature: string };
  }>;
}

/** Both spellings wallets use for Ethereum keys. */
const algoOf = (algo: string): KeyAlgo => (algo === 'secp256k1' ? 'secp256k1' : 'ethsecp256k1');

/**
 * Signer of an account of a CosmJS OfflineSigner (Keplr, DirectSecp256k1HdWallet …). `account` undefined = its first. The
 * wallet may show another prefix; the account is the one of the key. Throws when the wallet has no such account.
 */
export async function fromOfflineSigner(wallet: OfflineDirectSignerLike, account?: string): Promise<DirectSigner> {
  for (const { address, algo: name, pubkey } of await wallet.getAccounts()) {
    if (name !== 'secp256k1' && name !== 'ethsecp256k1' && name !== 'eth_secp256k1') continue;
    const algo = algoOf(name);
    const text = formatAddress(keyAddress(nobleCrypto, { algo, key: pubkey }));
    if (account !== undefined && account !== text) continue;
    return {
      mode: 'direct',
      account: text,
      algo,
      publicKey: pubkey,
      sign: async (doc) => {
        const { signed, signature } = await wallet.signDirect(address, doc);
        const bytes = findBase64(signature.signature);
        if (bytes === undefined) throw new Error('the wallet gave a signature that is no base64');
        return { bodyBytes: signed.bodyBytes, authInfoBytes: signed.authInfoBytes, signature: bytes };
      },
    };
  }
  throw new Error(
    account === undefined ? 'the wallet has no secp256k1 account' : `the wallet does not hold ${account}`,
  );
}

/** Amino's JSON name of each key type, as CosmJS wants it beside a signature. */
const AMINO_TYPES: Readonly<Record<KeyAlgo, string>> = {
  secp256k1: 'tendermint/PubKeySecp256k1',
  ethsecp256k1: 'os/PubKeyEthSecp256k1',
};

export interface OfflineAccount {
  readonly address: string;
  readonly algo: KeyAlgo;
  readonly pubkey: Uint8Array;
}

/** What a wallet for CosmJS answers: structurally an OfflineDirectSigner of @cosmjs/proto-signing. */
export interface OfflineWallet<Doc extends DirectSignDoc = DirectSignDoc> {
  readonly getAccounts: () => Promise<readonly OfflineAccount[]>;
  readonly signDirect: (
    signerAddress: string,
    signDoc: Doc,
  ) => Promise<{
    readonly signed: Doc;
    readonly signature: {
      readonly pub_key: { readonly type: string; readonly value: string };
      readonly signature: string;
    };
  }>;
}

/**
 * The other way: any of our signers for `SigningStargateClient`, Ethereum keys too. CosmJS 0.39 packs their public keys as
 * `/cosmos.evm.crypto.v1.ethsecp256k1.PubKey` when `algo` says so and reads them back from accounts, so its client works
 * unmodified.
 */
export function toOfflineSigner<Doc extends DirectSignDoc>(signer: DirectSigner): OfflineWallet<Doc> {
  const { account, algo, publicKey } = signer;
  return {
    getAccounts: async () => [{ address: account, algo, pubkey: publicKey }],
    signDirect: async (signerAddress, signDoc) => {
      if (findAddress(signerAddress) === undefined || signerAddress !== account) {
        throw new Error(`Address ${signerAddress} not found in wallet`);
      }
      const { signature } = await signer.sign(signDoc);
      return {
        signed: signDoc,
        signature: {
          pub_key: { type: AMINO_TYPES[algo], value: toBase64(publicKey) },
          signature: toBase64(signature),
        },
      };
    },
  };
}
