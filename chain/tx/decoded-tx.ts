import type { Address } from '../lib/units.ts';

export type Lane = 0 | 1 | 2 | 3;

/** One message of a transaction; `value` is the decoded message of `typeName` (proto/generated). */
export interface TxMessage {
  readonly typeUrl: string;
  /** `typeUrl` without the slash. */
  readonly typeName: string;
  readonly value: unknown;
  /** Whose account it acts on: the `owner` field, or the signer when that is empty or missing. */
  readonly owner: Address;
}

export type KeyAlgo = 'secp256k1' | 'ethsecp256k1';

export interface PublicKey {
  readonly algo: KeyAlgo;
  /** 33 bytes, compressed. */
  readonly key: Uint8Array;
}

/** Ordered sequence, or an unordered nonce: its timeout is what makes it unique. */
export type TxNonce =
  | { readonly kind: 'sequence'; readonly sequence: number }
  | { readonly kind: 'unordered'; readonly timeoutNs: bigint };

/** Actions charged to one owner (spec: trading §6). */
export interface ActionCost {
  readonly owner: Address;
  readonly orders: number;
  readonly cancels: number;
}

/** A transaction whose form is right; everything here is a property of its bytes alone. */
export interface DecodedTx {
  readonly raw: Uint8Array;
  /** SHA-256 of `raw`. */
  readonly hash: Uint8Array;
  /** The same in lower-case hex. */
  readonly hashHex: string;
  readonly bodyBytes: Uint8Array;
  readonly authInfoBytes: Uint8Array;
  readonly messages: readonly TxMessage[];
  readonly signer: Address;
  /** Lower-case hex of the signer. */
  readonly signerHex: string;
  /** `nave1…` of the signer. */
  readonly signerText: string;
  /** Number of cosmos.tx.signing.v1beta1.SignMode; −1 for the multisig form. */
  readonly signMode: number;
  readonly publicKey: PublicKey | undefined;
  /** As sent: 64 or 65 bytes when it is one. */
  readonly signature: Uint8Array;
  readonly nonce: TxNonce;
  /** 0 = none; capped at 2^53 − 1. */
  readonly timeoutHeight: number;
  /** `timeout_timestamp` of an ordered tx, 0 = none. */
  readonly timeoutNs: bigint;
  readonly memo: string;
  /** Chain id of the wallet that signed typed data. */
  readonly evmChainId: number | undefined;
  readonly lane: Lane;
  readonly weight: number;
  /** By owner, in order of first appearance; owners without cost are left out. */
  readonly costs: readonly ActionCost[];
  /** gas_limit. */
  readonly gasWanted: bigint;
  /** 1,000 × weight. */
  readonly gasUsed: bigint;
}
