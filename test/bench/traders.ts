import { hash } from 'node:crypto';
import { formatAddress } from '#chain/lib/address.ts';
import { utf8 } from '#chain/lib/bytes.ts';
import { cosmosAddress, nobleCrypto } from '#chain/lib/hash.ts';
import { signBytes } from '#chain/tx/sign-mode-direct.ts';
import { PubKey } from '#proto/generated/cosmos.crypto.secp256k1.ts';
import { AuthInfo, TxBody, TxRaw } from '#proto/generated/cosmos.tx.v1beta1.ts';
import { loadSecp256k1 } from '#src/crypto/native-secp256k1.ts';
import type { TestMessage } from '#test/support/signing.ts';

const build = loadSecp256k1();
if ('missing' in build) throw new Error(`the benches sign with libsecp256k1, which is missing: ${build.missing}`);
const { addon } = build;

/** A key that signs as fast as a trading program would. */
export interface Trader {
  readonly secret: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly address: Uint8Array;
  readonly text: string;
}

const sha256 = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer');

/** The same traders in every run: secret = SHA-256 of the number. */
export function traderOf(number: number): Trader {
  const secret = sha256(utf8(`bench trader ${number}`));
  const publicKey = new Uint8Array(addon.publicKeyCreate(secret, true));
  const address = cosmosAddress(nobleCrypto, publicKey);
  return { secret, publicKey, address, text: formatAddress(address) };
}

/** Ordered by sequence, or unordered with a timeout that makes it unique. */
export type Nonce = { readonly sequence: number } | { readonly timeoutNs: bigint };

const NS = 1_000_000_000n;

/** TxRaw bytes, SIGN_MODE_DIRECT, public key inside as CosmJS puts it. */
export function signTraderTx(
  trader: Trader,
  messages: readonly TestMessage[],
  nonce: Nonce,
  chainId: string,
  accountNumber: number,
): Uint8Array {
  const body =
    'sequence' in nonce
      ? { messages }
      : {
          messages,
          unordered: true,
          timeoutTimestamp: { seconds: nonce.timeoutNs / NS, nanos: Number(nonce.timeoutNs % NS) },
        };
  const bodyBytes = TxBody.encode(TxBody.fromPartial(body));
  const authInfoBytes = AuthInfo.encode(
    AuthInfo.fromPartial({
      signerInfos: [
        {
          publicKey: { typeUrl: `/${PubKey.typeName}`, value: PubKey.encode({ key: trader.publicKey }) },
          modeInfo: { single: { mode: 1 } },
          sequence: 'sequence' in nonce ? BigInt(nonce.sequence) : 0n,
        },
      ],
      fee: { gasLimit: 0n },
    }),
  );
  const digest = sha256(signBytes({ bodyBytes, authInfoBytes }, chainId, accountNumber));
  const { signature } = addon.ecdsaSign(digest, trader.secret);
  return TxRaw.encode({ bodyBytes, authInfoBytes, signatures: [new Uint8Array(signature)] });
}
