import { sha256 } from '@noble/hashes/sha2.js';
import { toHex } from '#chain/lib/bytes.ts';
import type { Codec } from '#chain/lib/protobuf.ts';
import { COSMOS_KEY_URL, ETHEREUM_KEY_URL } from '#chain/tx/decode-tx.ts';
import type { TypedDataRegistry } from '#chain/tx/typed-data-registry.ts';
import { typedDataOf, typedDataTxBytes } from '#chain/tx/typed-data-tx.ts';
import { typedDataDomain } from '#chain/tx/typed-data-types.ts';
import { PubKey } from '#proto/generated/cosmos.crypto.secp256k1.ts';
import { SignMode } from '#proto/generated/cosmos.tx.signing.v1beta1.ts';
import { AuthInfo, TxBody, TxRaw } from '#proto/generated/cosmos.tx.v1beta1.ts';
import type { DirectSigner, TypedDataSigner } from './signer.ts';

/** A message with its codec, ready to be packed. */
export interface OutgoingMessage {
  readonly codec: Codec<unknown>;
  readonly value: unknown;
}

/** Pairs a message with its codec; the types of both must fit. */
export const outgoing = <T>(codec: Codec<T>, value: T): OutgoingMessage => ({ codec, value });

/** How a transaction is told from all others of its signer. */
export type OutgoingNonce =
  | { readonly kind: 'unordered'; readonly timeoutUs: number; readonly tagNs?: number }
  | { readonly kind: 'sequence'; readonly sequence: number };

export interface DirectTx {
  readonly messages: readonly OutgoingMessage[];
  readonly chainId: string;
  readonly accountNumber: number;
  readonly nonce: OutgoingNonce;
  readonly memo?: string;
}

export interface SignedTx {
  /** TxRaw. */
  readonly bytes: Uint8Array;
  /** 64 upper-case hex digits, known before sending. */
  readonly txHash: string;
}

/** SHA-256 of TxRaw as everything shows it. */
export const txHashOf = (bytes: Uint8Array): string => toHex(sha256(bytes)).toUpperCase();

/** TxRaw signed in SIGN_MODE_DIRECT with either key type. */
export async function buildDirectTx(signer: DirectSigner, tx: DirectTx): Promise<SignedTx> {
  const { nonce } = tx;
  const bodyBytes = TxBody.encode(
    TxBody.fromPartial({
      messages: tx.messages.map(({ codec, value }) => ({
        typeUrl: `/${codec.typeName}`,
        value: codec.encode(value),
      })),
      memo: tx.memo,
      ...(nonce.kind === 'unordered' && {
        unordered: true,
        timeoutTimestamp: timestampOf(nonce.timeoutUs, nonce.tagNs ?? 0),
      }),
    }),
  );
  const keyUrl = signer.algo === 'secp256k1' ? COSMOS_KEY_URL : ETHEREUM_KEY_URL;
  const authInfoBytes = AuthInfo.encode(
    AuthInfo.fromPartial({
      signerInfos: [
        {
          publicKey: { typeUrl: keyUrl, value: PubKey.encode({ key: signer.publicKey }) },
          modeInfo: { single: { mode: SignMode.DIRECT } },
          sequence: nonce.kind === 'sequence' ? BigInt(nonce.sequence) : 0n,
        },
      ],
      fee: {},
    }),
  );
  const { chainId, accountNumber } = tx;
  const signed = await signer.sign({ bodyBytes, authInfoBytes, chainId, accountNumber: BigInt(accountNumber) });
  return finish(
    TxRaw.encode({
      bodyBytes: signed.bodyBytes,
      authInfoBytes: signed.authInfoBytes,
      signatures: [signed.signature],
    }),
  );
}

/** TxRaw of one message an Ethereum wallet signed as typed data. Throws AppError 1001, 1003 for what has no typed form. */
export async function buildTypedDataTx(
  signer: TypedDataSigner,
  message: OutgoingMessage,
  timeoutUs: number,
  hubSalt: Uint8Array,
  registry: TypedDataRegistry,
): Promise<SignedTx> {
  const { codec, value } = message;
  const domain = typedDataDomain(signer.evmChainId, hubSalt);
  const signature = await signer.sign(typedDataOf(codec.typeName, value, timeoutUs, domain, registry));
  return finish(typedDataTxBytes(codec.typeName, codec.encode(value), timeoutUs, signer.evmChainId, signature));
}

const finish = (bytes: Uint8Array): SignedTx => ({ bytes, txHash: txHashOf(bytes) });

function timestampOf(timeoutUs: number, tagNs: number): { seconds: bigint; nanos: number } {
  const seconds = Math.floor(timeoutUs / 1_000_000);
  return { seconds: BigInt(seconds), nanos: (timeoutUs - seconds * 1_000_000) * 1000 + tagNs };
}
