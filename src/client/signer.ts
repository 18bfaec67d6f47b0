import type { KeyAlgo } from '#chain/tx/decoded-tx.ts';
import type { WalletRequest } from '#chain/tx/typed-data-tx.ts';

/** What SIGN_MODE_DIRECT covers; the shape of CosmJS's SignDoc. */
export interface DirectSignDoc {
  readonly bodyBytes: Uint8Array;
  readonly authInfoBytes: Uint8Array;
  readonly chainId: string;
  readonly accountNumber: bigint;
}

/** A signed document; wallets may give back other bytes than they were given (they own the fee field). */
export interface DirectSignature {
  readonly bodyBytes: Uint8Array;
  readonly authInfoBytes: Uint8Array;
  /** 64 bytes r‖s, low s. */
  readonly signature: Uint8Array;
}

/** Signs SignDocs: private keys, mnemonics, CosmJS signers. */
export interface DirectSigner {
  readonly mode: 'direct';
  /** `nave1…` */
  readonly account: string;
  readonly algo: KeyAlgo;
  /** 33 bytes. */
  readonly publicKey: Uint8Array;
  sign(doc: DirectSignDoc): Promise<DirectSignature>;
}

/** Signs EIP-712 typed data: Ethereum wallets. One message a transaction. */
export interface TypedDataSigner {
  readonly mode: 'typed_data';
  readonly account: string;
  /** Chain the wallet is on; part of what it shows and signs. */
  readonly evmChainId: number;
  /** 65 bytes r‖s‖v. */
  sign(request: WalletRequest): Promise<Uint8Array>;
}

export type Signer = DirectSigner | TypedDataSigner;
