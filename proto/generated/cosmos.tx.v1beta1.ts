// Generated from proto/ by tools/generate-proto.ts (npm run proto); do not edit.
import type { Codec } from '#chain/lib/protobuf.ts';
import { messageCodec } from '#chain/lib/protobuf.ts';
import * as cosmosBaseAbciV1beta1 from './cosmos.base.abci.v1beta1.ts';
import * as cosmosBaseV1beta1 from './cosmos.base.v1beta1.ts';
import * as cosmosCryptoMultisigV1beta1 from './cosmos.crypto.multisig.v1beta1.ts';
import * as cosmosTxSigningV1beta1 from './cosmos.tx.signing.v1beta1.ts';
import * as googleProtobuf from './google.protobuf.ts';

export interface SimulateRequest {
  readonly tx: Tx | undefined;
  readonly txBytes: Uint8Array;
}
export const SimulateRequest: Codec<SimulateRequest> = messageCodec(
  'cosmos.tx.v1beta1.SimulateRequest',
  [
    [1, 'tx', 'message', { of: () => Tx }],
    [2, 'txBytes', 'bytes'],
  ],
  (v, o) => ({
    tx: v[o] as Tx | undefined,
    txBytes: v[o + 1] as Uint8Array,
  }),
);

export interface SimulateResponse {
  readonly gasInfo: cosmosBaseAbciV1beta1.GasInfo | undefined;
  readonly result: cosmosBaseAbciV1beta1.Result | undefined;
}
export const SimulateResponse: Codec<SimulateResponse> = messageCodec(
  'cosmos.tx.v1beta1.SimulateResponse',
  [
    [1, 'gasInfo', 'message', { of: () => cosmosBaseAbciV1beta1.GasInfo }],
    [2, 'result', 'message', { of: () => cosmosBaseAbciV1beta1.Result }],
  ],
  (v, o) => ({
    gasInfo: v[o] as cosmosBaseAbciV1beta1.GasInfo | undefined,
    result: v[o + 1] as cosmosBaseAbciV1beta1.Result | undefined,
  }),
);

export interface GetTxRequest {
  readonly hash: string;
}
export const GetTxRequest: Codec<GetTxRequest> = messageCodec(
  'cosmos.tx.v1beta1.GetTxRequest',
  [
    [1, 'hash', 'string'],
  ],
  (v, o) => ({
    hash: v[o] as string,
  }),
);

export interface GetTxResponse {
  readonly tx: Tx | undefined;
  readonly txResponse: cosmosBaseAbciV1beta1.TxResponse | undefined;
}
export const GetTxResponse: Codec<GetTxResponse> = messageCodec(
  'cosmos.tx.v1beta1.GetTxResponse',
  [
    [1, 'tx', 'message', { of: () => Tx }],
    [2, 'txResponse', 'message', { of: () => cosmosBaseAbciV1beta1.TxResponse }],
  ],
  (v, o) => ({
    tx: v[o] as Tx | undefined,
    txResponse: v[o + 1] as cosmosBaseAbciV1beta1.TxResponse | undefined,
  }),
);

export interface Tx {
  readonly body: TxBody | undefined;
  readonly authInfo: AuthInfo | undefined;
  readonly signatures: readonly Uint8Array[];
}
export const Tx: Codec<Tx> = messageCodec(
  'cosmos.tx.v1beta1.Tx',
  [
    [1, 'body', 'message', { of: () => TxBody }],
    [2, 'authInfo', 'message', { of: () => AuthInfo }],
    [3, 'signatures', 'bytes', { repeated: true }],
  ],
  (v, o) => ({
    body: v[o] as TxBody | undefined,
    authInfo: v[o + 1] as AuthInfo | undefined,
    signatures: v[o + 2] as readonly Uint8Array[],
  }),
);

export interface TxRaw {
  readonly bodyBytes: Uint8Array;
  readonly authInfoBytes: Uint8Array;
  readonly signatures: readonly Uint8Array[];
}
export const TxRaw: Codec<TxRaw> = messageCodec(
  'cosmos.tx.v1beta1.TxRaw',
  [
    [1, 'bodyBytes', 'bytes'],
    [2, 'authInfoBytes', 'bytes'],
    [3, 'signatures', 'bytes', { repeated: true }],
  ],
  (v, o) => ({
    bodyBytes: v[o] as Uint8Array,
    authInfoBytes: v[o + 1] as Uint8Array,
    signatures: v[o + 2] as readonly Uint8Array[],
  }),
);

export interface SignDoc {
  readonly bodyBytes: Uint8Array;
  readonly authInfoBytes: Uint8Array;
  readonly chainId: string;
  readonly accountNumber: bigint;
}
export const SignDoc: Codec<SignDoc> = messageCodec(
  'cosmos.tx.v1beta1.SignDoc',
  [
    [1, 'bodyBytes', 'bytes'],
    [2, 'authInfoBytes', 'bytes'],
    [3, 'chainId', 'string'],
    [4, 'accountNumber', 'bigUint64'],
  ],
  (v, o) => ({
    bodyBytes: v[o] as Uint8Array,
    authInfoBytes: v[o + 1] as Uint8Array,
    chainId: v[o + 2] as string,
    accountNumber: v[o + 3] as bigint,
  }),
);

export interface TxBody {
  readonly messages: readonly googleProtobuf.Any[];
  readonly memo: string;
  readonly timeoutHeight: bigint;
  readonly unordered: boolean;
  readonly timeoutTimestamp: googleProtobuf.Timestamp | undefined;
  readonly extensionOptions: readonly googleProtobuf.Any[];
  readonly nonCriticalExtensionOptions: readonly googleProtobuf.Any[];
}
export const TxBody: Codec<TxBody> = messageCodec(
  'cosmos.tx.v1beta1.TxBody',
  [
    [1, 'messages', 'message', { repeated: true, of: () => googleProtobuf.Any }],
    [2, 'memo', 'string'],
    [3, 'timeoutHeight', 'bigUint64'],
    [4, 'unordered', 'bool'],
    [5, 'timeoutTimestamp', 'message', { of: () => googleProtobuf.Timestamp }],
    [1023, 'extensionOptions', 'message', { repeated: true, of: () => googleProtobuf.Any }],
    [2047, 'nonCriticalExtensionOptions', 'message', { repeated: true, of: () => googleProtobuf.Any }],
  ],
  (v, o) => ({
    messages: v[o] as readonly googleProtobuf.Any[],
    memo: v[o + 1] as string,
    timeoutHeight: v[o + 2] as bigint,
    unordered: v[o + 3] as boolean,
    timeoutTimestamp: v[o + 4] as googleProtobuf.Timestamp | undefined,
    extensionOptions: v[o + 5] as readonly googleProtobuf.Any[],
    nonCriticalExtensionOptions: v[o + 6] as readonly googleProtobuf.Any[],
  }),
);

export interface AuthInfo {
  readonly signerInfos: readonly SignerInfo[];
  readonly fee: Fee | undefined;
  readonly tip: Tip | undefined;
}
export const AuthInfo: Codec<AuthInfo> = messageCodec(
  'cosmos.tx.v1beta1.AuthInfo',
  [
    [1, 'signerInfos', 'message', { repeated: true, of: () => SignerInfo }],
    [2, 'fee', 'message', { of: () => Fee }],
    [3, 'tip', 'message', { of: () => Tip }],
  ],
  (v, o) => ({
    signerInfos: v[o] as readonly SignerInfo[],
    fee: v[o + 1] as Fee | undefined,
    tip: v[o + 2] as Tip | undefined,
  }),
);

export interface SignerInfo {
  readonly publicKey: googleProtobuf.Any | undefined;
  readonly modeInfo: ModeInfo | undefined;
  readonly sequence: bigint;
}
export const SignerInfo: Codec<SignerInfo> = messageCodec(
  'cosmos.tx.v1beta1.SignerInfo',
  [
    [1, 'publicKey', 'message', { of: () => googleProtobuf.Any }],
    [2, 'modeInfo', 'message', { of: () => ModeInfo }],
    [3, 'sequence', 'bigUint64'],
  ],
  (v, o) => ({
    publicKey: v[o] as googleProtobuf.Any | undefined,
    modeInfo: v[o + 1] as ModeInfo | undefined,
    sequence: v[o + 2] as bigint,
  }),
);

export interface ModeInfo {
  readonly single: ModeInfo_Single | undefined;
  readonly multi: ModeInfo_Multi | undefined;
}
export const ModeInfo: Codec<ModeInfo> = messageCodec(
  'cosmos.tx.v1beta1.ModeInfo',
  [
    [1, 'single', 'message', { oneof: 0, of: () => ModeInfo_Single }],
    [2, 'multi', 'message', { oneof: 0, of: () => ModeInfo_Multi }],
  ],
  (v, o) => ({
    single: v[o] as ModeInfo_Single | undefined,
    multi: v[o + 1] as ModeInfo_Multi | undefined,
  }),
);

export interface ModeInfo_Single {
  readonly mode: cosmosTxSigningV1beta1.SignMode;
}
export const ModeInfo_Single: Codec<ModeInfo_Single> = messageCodec(
  'cosmos.tx.v1beta1.ModeInfo.Single',
  [
    [1, 'mode', 'enum'],
  ],
  (v, o) => ({
    mode: v[o] as cosmosTxSigningV1beta1.SignMode,
  }),
);

export interface ModeInfo_Multi {
  readonly bitarray: cosmosCryptoMultisigV1beta1.CompactBitArray | undefined;
  readonly modeInfos: readonly ModeInfo[];
}
export const ModeInfo_Multi: Codec<ModeInfo_Multi> = messageCodec(
  'cosmos.tx.v1beta1.ModeInfo.Multi',
  [
    [1, 'bitarray', 'message', { of: () => cosmosCryptoMultisigV1beta1.CompactBitArray }],
    [2, 'modeInfos', 'message', { repeated: true, of: () => ModeInfo }],
  ],
  (v, o) => ({
    bitarray: v[o] as cosmosCryptoMultisigV1beta1.CompactBitArray | undefined,
    modeInfos: v[o + 1] as readonly ModeInfo[],
  }),
);

export interface Fee {
  readonly amount: readonly cosmosBaseV1beta1.Coin[];
  readonly gasLimit: bigint;
  readonly payer: string;
  readonly granter: string;
}
export const Fee: Codec<Fee> = messageCodec(
  'cosmos.tx.v1beta1.Fee',
  [
    [1, 'amount', 'message', { repeated: true, of: () => cosmosBaseV1beta1.Coin }],
    [2, 'gasLimit', 'bigUint64'],
    [3, 'payer', 'string'],
    [4, 'granter', 'string'],
  ],
  (v, o) => ({
    amount: v[o] as readonly cosmosBaseV1beta1.Coin[],
    gasLimit: v[o + 1] as bigint,
    payer: v[o + 2] as string,
    granter: v[o + 3] as string,
  }),
);

export interface Tip {
  readonly amount: readonly cosmosBaseV1beta1.Coin[];
  readonly tipper: string;
}
export const Tip: Codec<Tip> = messageCodec(
  'cosmos.tx.v1beta1.Tip',
  [
    [1, 'amount', 'message', { repeated: true, of: () => cosmosBaseV1beta1.Coin }],
    [2, 'tipper', 'string'],
  ],
  (v, o) => ({
    amount: v[o] as readonly cosmosBaseV1beta1.Coin[],
    tipper: v[o + 1] as string,
  }),
);

export const Service = {
  simulate: { path: '/cosmos.tx.v1beta1.Service/Simulate', request: SimulateRequest, response: SimulateResponse },
  getTx: { path: '/cosmos.tx.v1beta1.Service/GetTx', request: GetTxRequest, response: GetTxResponse },
} as const;
