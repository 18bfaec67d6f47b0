import { getPublicKey, sign } from '@noble/secp256k1';
import { formatAddress } from '#chain/lib/address.ts';
import { nobleCrypto } from '#chain/lib/hash.ts';
import type { Codec, PartialMessage } from '#chain/lib/protobuf.ts';
import { COSMOS_KEY_URL, ETHEREUM_KEY_URL } from '#chain/tx/decode-tx.ts';
import type { KeyAlgo } from '#chain/tx/decoded-tx.ts';
import { directDigest, keyAddress, signBytes } from '#chain/tx/sign-mode-direct.ts';
import { PubKey } from '#proto/generated/cosmos.crypto.secp256k1.ts';
import { AuthInfo, TxBody, TxRaw } from '#proto/generated/cosmos.tx.v1beta1.ts';

/** A key pair of a test, by number. */
export function testKey(n: number, algo: KeyAlgo = 'secp256k1') {
  const secret = new Uint8Array(32).fill(1);
  new DataView(secret.buffer).setUint32(28, n + 1);
  const key = getPublicKey(secret);
  const address = keyAddress(nobleCrypto, { algo, key });
  return { secret, key, algo, address, text: formatAddress(address) };
}

export type TestKey = ReturnType<typeof testKey>;

export interface TestTx {
  readonly messages: readonly { readonly typeUrl: string; readonly value: Uint8Array }[];
  readonly body?: PartialMessage<TxBody>;
  readonly auth?: PartialMessage<AuthInfo>;
  readonly sequence?: number;
  readonly chainId?: string;
  readonly accountNumber?: number;
}

export const any = <T>(codec: Codec<T>, message: PartialMessage<T>) => ({
  typeUrl: `/${codec.typeName}`,
  value: codec.encode(codec.fromPartial(message)),
});

/** TxRaw signed in SIGN_MODE_DIRECT, everything replaceable. */
export function signTestTx(key: TestKey, tx: TestTx): Uint8Array {
  const bodyBytes = TxBody.encode(TxBody.fromPartial({ messages: tx.messages, ...tx.body }));
  const typeUrl = key.algo === 'secp256k1' ? COSMOS_KEY_URL : ETHEREUM_KEY_URL;
  const signerInfos = [
    {
      publicKey: { typeUrl, value: PubKey.encode({ key: key.key }) },
      modeInfo: { single: { mode: 1 } },
      sequence: BigInt(tx.sequence ?? 0),
    },
  ];
  const authInfoBytes = AuthInfo.encode(AuthInfo.fromPartial({ signerInfos, fee: { gasLimit: 7n }, ...tx.auth }));
  const bytes = signBytes({ bodyBytes, authInfoBytes }, tx.chainId ?? 'nave-test', tx.accountNumber ?? 0);
  const signature = sign(directDigest(nobleCrypto, key.algo, bytes), key.secret, { prehash: false });
  return TxRaw.encode({ bodyBytes, authInfoBytes, signatures: [signature] });
}
