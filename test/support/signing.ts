import { getPublicKey, sign } from '@noble/secp256k1';
import { formatAddress } from '#chain/lib/address.ts';
import { EMPTY, utf8 } from '#chain/lib/bytes.ts';
import { cosmosAddress, ethereumAddress, nobleCrypto } from '#chain/lib/hash.ts';
import type { Codec, PartialMessage } from '#chain/lib/protobuf.ts';
import { directDigest, signBytes } from '#chain/tx/sign-mode-direct.ts';
import { PubKey as CosmosKey } from '#proto/generated/cosmos.crypto.secp256k1.ts';
import { PubKey as EthereumKey } from '#proto/generated/cosmos.evm.crypto.v1.ethsecp256k1.ts';
import { SignMode } from '#proto/generated/cosmos.tx.signing.v1beta1.ts';
import { AuthInfo, TxBody, TxRaw } from '#proto/generated/cosmos.tx.v1beta1.ts';

/** A key of tests: secret = SHA-256 of its name. */
export class TestKey {
  readonly name: string;
  readonly algo: 'secp256k1' | 'ethsecp256k1';
  readonly secret: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly address: Uint8Array;
  readonly text: string;

  constructor(name: string, algo: 'secp256k1' | 'ethsecp256k1' = 'secp256k1') {
    this.name = name;
    this.algo = algo;
    this.secret = nobleCrypto.sha256(utf8(`test key ${name}`));
    this.publicKey = getPublicKey(this.secret, true);
    this.address = (algo === 'secp256k1' ? cosmosAddress : ethereumAddress)(nobleCrypto, this.publicKey);
    this.text = formatAddress(this.address);
  }
}

/** A message before it is packed. */
export interface TestMessage {
  readonly typeUrl: string;
  readonly value: Uint8Array;
}

export function message<T>(codec: Codec<T>, partial: PartialMessage<T>): TestMessage {
  return { typeUrl: `/${codec.typeName}`, value: codec.encode(codec.fromPartial(partial)) };
}

export interface TxOptions {
  readonly chainId: string;
  readonly accountNumber: number;
  /** Ordered; else unordered with this timeout. */
  readonly sequence?: number;
  readonly timeoutNs?: bigint;
}

/** TxRaw bytes, SIGN_MODE_DIRECT. */
export function signTx(key: TestKey, messages: readonly TestMessage[], options: TxOptions): Uint8Array {
  const unordered = options.sequence === undefined;
  const timeoutNs = options.timeoutNs ?? 0n;
  const bodyBytes = TxBody.encode(
    TxBody.fromPartial({
      messages,
      unordered,
      ...(timeoutNs !== 0n && {
        timeoutTimestamp: { seconds: timeoutNs / 1_000_000_000n, nanos: Number(timeoutNs % 1_000_000_000n) },
      }),
    }),
  );
  const isCosmos = key.algo === 'secp256k1';
  const codec = isCosmos ? CosmosKey : EthereumKey;
  const authInfoBytes = AuthInfo.encode(
    AuthInfo.fromPartial({
      signerInfos: [
        {
          publicKey: { typeUrl: `/${codec.typeName}`, value: codec.encode({ key: key.publicKey }) },
          modeInfo: { single: { mode: SignMode.DIRECT } },
          sequence: BigInt(options.sequence ?? 0),
        },
      ],
      fee: { amount: [], gasLimit: 0n, payer: '', granter: '' },
    }),
  );
  const tx = { bodyBytes, authInfoBytes };
  const digest = directDigest(nobleCrypto, key.algo, signBytes(tx, options.chainId, options.accountNumber));
  const signature = sign(digest, key.secret, { prehash: false });
  return TxRaw.encode({ bodyBytes, authInfoBytes, signatures: [signature ?? EMPTY] });
}
