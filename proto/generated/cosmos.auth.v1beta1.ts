// Generated from proto/ by tools/generate-proto.ts (npm run proto); do not edit.
import type { Codec } from '#chain/lib/protobuf.ts';
import { messageCodec } from '#chain/lib/protobuf.ts';
import * as cosmosBaseQueryV1beta1 from './cosmos.base.query.v1beta1.ts';
import * as googleProtobuf from './google.protobuf.ts';

export interface BaseAccount {
  readonly address: string;
  readonly pubKey: googleProtobuf.Any | undefined;
  readonly accountNumber: bigint;
  readonly sequence: bigint;
}
export const BaseAccount: Codec<BaseAccount> = messageCodec(
  'cosmos.auth.v1beta1.BaseAccount',
  [
    [1, 'address', 'string'],
    [2, 'pubKey', 'message', { of: () => googleProtobuf.Any }],
    [3, 'accountNumber', 'bigUint64'],
    [4, 'sequence', 'bigUint64'],
  ],
  (v, o) => ({
    address: v[o] as string,
    pubKey: v[o + 1] as googleProtobuf.Any | undefined,
    accountNumber: v[o + 2] as bigint,
    sequence: v[o + 3] as bigint,
  }),
);

export interface Params {
  readonly maxMemoCharacters: bigint;
  readonly txSigLimit: bigint;
  readonly txSizeCostPerByte: bigint;
  readonly sigVerifyCostEd25519: bigint;
  readonly sigVerifyCostSecp256k1: bigint;
}
export const Params: Codec<Params> = messageCodec(
  'cosmos.auth.v1beta1.Params',
  [
    [1, 'maxMemoCharacters', 'bigUint64'],
    [2, 'txSigLimit', 'bigUint64'],
    [3, 'txSizeCostPerByte', 'bigUint64'],
    [4, 'sigVerifyCostEd25519', 'bigUint64'],
    [5, 'sigVerifyCostSecp256k1', 'bigUint64'],
  ],
  (v, o) => ({
    maxMemoCharacters: v[o] as bigint,
    txSigLimit: v[o + 1] as bigint,
    txSizeCostPerByte: v[o + 2] as bigint,
    sigVerifyCostEd25519: v[o + 3] as bigint,
    sigVerifyCostSecp256k1: v[o + 4] as bigint,
  }),
);

export interface QueryAccountsRequest {
  readonly pagination: cosmosBaseQueryV1beta1.PageRequest | undefined;
}
export const QueryAccountsRequest: Codec<QueryAccountsRequest> = messageCodec(
  'cosmos.auth.v1beta1.QueryAccountsRequest',
  [
    [1, 'pagination', 'message', { of: () => cosmosBaseQueryV1beta1.PageRequest }],
  ],
  (v, o) => ({
    pagination: v[o] as cosmosBaseQueryV1beta1.PageRequest | undefined,
  }),
);

export interface QueryAccountsResponse {
  readonly accounts: readonly googleProtobuf.Any[];
  readonly pagination: cosmosBaseQueryV1beta1.PageResponse | undefined;
}
export const QueryAccountsResponse: Codec<QueryAccountsResponse> = messageCodec(
  'cosmos.auth.v1beta1.QueryAccountsResponse',
  [
    [1, 'accounts', 'message', { repeated: true, of: () => googleProtobuf.Any }],
    [2, 'pagination', 'message', { of: () => cosmosBaseQueryV1beta1.PageResponse }],
  ],
  (v, o) => ({
    accounts: v[o] as readonly googleProtobuf.Any[],
    pagination: v[o + 1] as cosmosBaseQueryV1beta1.PageResponse | undefined,
  }),
);

export interface QueryAccountRequest {
  readonly address: string;
}
export const QueryAccountRequest: Codec<QueryAccountRequest> = messageCodec(
  'cosmos.auth.v1beta1.QueryAccountRequest',
  [
    [1, 'address', 'string'],
  ],
  (v, o) => ({
    address: v[o] as string,
  }),
);

export interface QueryAccountResponse {
  readonly account: googleProtobuf.Any | undefined;
}
export const QueryAccountResponse: Codec<QueryAccountResponse> = messageCodec(
  'cosmos.auth.v1beta1.QueryAccountResponse',
  [
    [1, 'account', 'message', { of: () => googleProtobuf.Any }],
  ],
  (v, o) => ({
    account: v[o] as googleProtobuf.Any | undefined,
  }),
);

export interface QueryParamsRequest {
}
export const QueryParamsRequest: Codec<QueryParamsRequest> = messageCodec(
  'cosmos.auth.v1beta1.QueryParamsRequest',
  [],
  () => ({}),
);

export interface QueryParamsResponse {
  readonly params: Params | undefined;
}
export const QueryParamsResponse: Codec<QueryParamsResponse> = messageCodec(
  'cosmos.auth.v1beta1.QueryParamsResponse',
  [
    [1, 'params', 'message', { of: () => Params }],
  ],
  (v, o) => ({
    params: v[o] as Params | undefined,
  }),
);

export interface Bech32PrefixRequest {
}
export const Bech32PrefixRequest: Codec<Bech32PrefixRequest> = messageCodec(
  'cosmos.auth.v1beta1.Bech32PrefixRequest',
  [],
  () => ({}),
);

export interface Bech32PrefixResponse {
  readonly bech32Prefix: string;
}
export const Bech32PrefixResponse: Codec<Bech32PrefixResponse> = messageCodec(
  'cosmos.auth.v1beta1.Bech32PrefixResponse',
  [
    [1, 'bech32Prefix', 'string'],
  ],
  (v, o) => ({
    bech32Prefix: v[o] as string,
  }),
);

export interface AddressBytesToStringRequest {
  readonly addressBytes: Uint8Array;
}
export const AddressBytesToStringRequest: Codec<AddressBytesToStringRequest> = messageCodec(
  'cosmos.auth.v1beta1.AddressBytesToStringRequest',
  [
    [1, 'addressBytes', 'bytes'],
  ],
  (v, o) => ({
    addressBytes: v[o] as Uint8Array,
  }),
);

export interface AddressBytesToStringResponse {
  readonly addressString: string;
}
export const AddressBytesToStringResponse: Codec<AddressBytesToStringResponse> = messageCodec(
  'cosmos.auth.v1beta1.AddressBytesToStringResponse',
  [
    [1, 'addressString', 'string'],
  ],
  (v, o) => ({
    addressString: v[o] as string,
  }),
);

export interface AddressStringToBytesRequest {
  readonly addressString: string;
}
export const AddressStringToBytesRequest: Codec<AddressStringToBytesRequest> = messageCodec(
  'cosmos.auth.v1beta1.AddressStringToBytesRequest',
  [
    [1, 'addressString', 'string'],
  ],
  (v, o) => ({
    addressString: v[o] as string,
  }),
);

export interface AddressStringToBytesResponse {
  readonly addressBytes: Uint8Array;
}
export const AddressStringToBytesResponse: Codec<AddressStringToBytesResponse> = messageCodec(
  'cosmos.auth.v1beta1.AddressStringToBytesResponse',
  [
    [1, 'addressBytes', 'bytes'],
  ],
  (v, o) => ({
    addressBytes: v[o] as Uint8Array,
  }),
);

export interface QueryAccountInfoRequest {
  readonly address: string;
}
export const QueryAccountInfoRequest: Codec<QueryAccountInfoRequest> = messageCodec(
  'cosmos.auth.v1beta1.QueryAccountInfoRequest',
  [
    [1, 'address', 'string'],
  ],
  (v, o) => ({
    address: v[o] as string,
  }),
);

export interface QueryAccountInfoResponse {
  readonly info: BaseAccount | undefined;
}
export const QueryAccountInfoResponse: Codec<QueryAccountInfoResponse> = messageCodec(
  'cosmos.auth.v1beta1.QueryAccountInfoResponse',
  [
    [1, 'info', 'message', { of: () => BaseAccount }],
  ],
  (v, o) => ({
    info: v[o] as BaseAccount | undefined,
  }),
);

export const Query = {
  accounts: { path: '/cosmos.auth.v1beta1.Query/Accounts', request: QueryAccountsRequest, response: QueryAccountsResponse },
  account: { path: '/cosmos.auth.v1beta1.Query/Account', request: QueryAccountRequest, response: QueryAccountResponse },
  params: { path: '/cosmos.auth.v1beta1.Query/Params', request: QueryParamsRequest, response: QueryParamsResponse },
  bech32Prefix: { path: '/cosmos.auth.v1beta1.Query/Bech32Prefix', request: Bech32PrefixRequest, response: Bech32PrefixResponse },
  addressBytesToString: { path: '/cosmos.auth.v1beta1.Query/AddressBytesToString', request: AddressBytesToStringRequest, response: AddressBytesToStringResponse },
  addressStringToBytes: { path: '/cosmos.auth.v1beta1.Query/AddressStringToBytes', request: AddressStringToBytesRequest, response: AddressStringToBytesResponse },
  accountInfo: { path: '/cosmos.auth.v1beta1.Query/AccountInfo', request: QueryAccountInfoRequest, response: QueryAccountInfoResponse },
} as const;
