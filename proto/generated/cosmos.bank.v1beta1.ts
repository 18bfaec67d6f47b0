// Generated from proto/ by tools/generate-proto.ts (npm run proto); do not edit.
import type { Codec } from '#chain/lib/protobuf.ts';
import { messageCodec } from '#chain/lib/protobuf.ts';
import * as cosmosBaseQueryV1beta1 from './cosmos.base.query.v1beta1.ts';
import * as cosmosBaseV1beta1 from './cosmos.base.v1beta1.ts';

export interface DenomUnit {
  readonly denom: string;
  readonly exponent: number;
  readonly aliases: readonly string[];
}
export const DenomUnit: Codec<DenomUnit> = messageCodec(
  'cosmos.bank.v1beta1.DenomUnit',
  [
    [1, 'denom', 'string'],
    [2, 'exponent', 'uint32'],
    [3, 'aliases', 'string', { repeated: true }],
  ],
  (v, o) => ({
    denom: v[o] as string,
    exponent: v[o + 1] as number,
    aliases: v[o + 2] as readonly string[],
  }),
);

export interface Metadata {
  readonly description: string;
  readonly denomUnits: readonly DenomUnit[];
  readonly base: string;
  readonly display: string;
  readonly name: string;
  readonly symbol: string;
  readonly uri: string;
  readonly uriHash: string;
}
export const Metadata: Codec<Metadata> = messageCodec(
  'cosmos.bank.v1beta1.Metadata',
  [
    [1, 'description', 'string'],
    [2, 'denomUnits', 'message', { repeated: true, of: () => DenomUnit }],
    [3, 'base', 'string'],
    [4, 'display', 'string'],
    [5, 'name', 'string'],
    [6, 'symbol', 'string'],
    [7, 'uri', 'string'],
    [8, 'uriHash', 'string'],
  ],
  (v, o) => ({
    description: v[o] as string,
    denomUnits: v[o + 1] as readonly DenomUnit[],
    base: v[o + 2] as string,
    display: v[o + 3] as string,
    name: v[o + 4] as string,
    symbol: v[o + 5] as string,
    uri: v[o + 6] as string,
    uriHash: v[o + 7] as string,
  }),
);

export interface SendEnabled {
  readonly denom: string;
  readonly enabled: boolean;
}
export const SendEnabled: Codec<SendEnabled> = messageCodec(
  'cosmos.bank.v1beta1.SendEnabled',
  [
    [1, 'denom', 'string'],
    [2, 'enabled', 'bool'],
  ],
  (v, o) => ({
    denom: v[o] as string,
    enabled: v[o + 1] as boolean,
  }),
);

export interface Params {
  readonly sendEnabled: readonly SendEnabled[];
  readonly defaultSendEnabled: boolean;
}
export const Params: Codec<Params> = messageCodec(
  'cosmos.bank.v1beta1.Params',
  [
    [1, 'sendEnabled', 'message', { repeated: true, of: () => SendEnabled }],
    [2, 'defaultSendEnabled', 'bool'],
  ],
  (v, o) => ({
    sendEnabled: v[o] as readonly SendEnabled[],
    defaultSendEnabled: v[o + 1] as boolean,
  }),
);

export interface QueryBalanceRequest {
  readonly address: string;
  readonly denom: string;
}
export const QueryBalanceRequest: Codec<QueryBalanceRequest> = messageCodec(
  'cosmos.bank.v1beta1.QueryBalanceRequest',
  [
    [1, 'address', 'string'],
    [2, 'denom', 'string'],
  ],
  (v, o) => ({
    address: v[o] as string,
    denom: v[o + 1] as string,
  }),
);

export interface QueryBalanceResponse {
  readonly balance: cosmosBaseV1beta1.Coin | undefined;
}
export const QueryBalanceResponse: Codec<QueryBalanceResponse> = messageCodec(
  'cosmos.bank.v1beta1.QueryBalanceResponse',
  [
    [1, 'balance', 'message', { of: () => cosmosBaseV1beta1.Coin }],
  ],
  (v, o) => ({
    balance: v[o] as cosmosBaseV1beta1.Coin | undefined,
  }),
);

export interface QueryAllBalancesRequest {
  readonly address: string;
  readonly pagination: cosmosBaseQueryV1beta1.PageRequest | undefined;
  readonly resolveDenom: boolean;
}
export const QueryAllBalancesRequest: Codec<QueryAllBalancesRequest> = messageCodec(
  'cosmos.bank.v1beta1.QueryAllBalancesRequest',
  [
    [1, 'address', 'string'],
    [2, 'pagination', 'message', { of: () => cosmosBaseQueryV1beta1.PageRequest }],
    [3, 'resolveDenom', 'bool'],
  ],
  (v, o) => ({
    address: v[o] as string,
    pagination: v[o + 1] as cosmosBaseQueryV1beta1.PageRequest | undefined,
    resolveDenom: v[o + 2] as boolean,
  }),
);

export interface QueryAllBalancesResponse {
  readonly balances: readonly cosmosBaseV1beta1.Coin[];
  readonly pagination: cosmosBaseQueryV1beta1.PageResponse | undefined;
}
export const QueryAllBalancesResponse: Codec<QueryAllBalancesResponse> = messageCodec(
  'cosmos.bank.v1beta1.QueryAllBalancesResponse',
  [
    [1, 'balances', 'message', { repeated: true, of: () => cosmosBaseV1beta1.Coin }],
    [2, 'pagination', 'message', { of: () => cosmosBaseQueryV1beta1.PageResponse }],
  ],
  (v, o) => ({
    balances: v[o] as readonly cosmosBaseV1beta1.Coin[],
    pagination: v[o + 1] as cosmosBaseQueryV1beta1.PageResponse | undefined,
  }),
);

export interface QuerySpendableBalancesRequest {
  readonly address: string;
  readonly pagination: cosmosBaseQueryV1beta1.PageRequest | undefined;
}
export const QuerySpendableBalancesRequest: Codec<QuerySpendableBalancesRequest> = messageCodec(
  'cosmos.bank.v1beta1.QuerySpendableBalancesRequest',
  [
    [1, 'address', 'string'],
    [2, 'pagination', 'message', { of: () => cosmosBaseQueryV1beta1.PageRequest }],
  ],
  (v, o) => ({
    address: v[o] as string,
    pagination: v[o + 1] as cosmosBaseQueryV1beta1.PageRequest | undefined,
  }),
);

export interface QuerySpendableBalancesResponse {
  readonly balances: readonly cosmosBaseV1beta1.Coin[];
  readonly pagination: cosmosBaseQueryV1beta1.PageResponse | undefined;
}
export const QuerySpendableBalancesResponse: Codec<QuerySpendableBalancesResponse> = messageCodec(
  'cosmos.bank.v1beta1.QuerySpendableBalancesResponse',
  [
    [1, 'balances', 'message', { repeated: true, of: () => cosmosBaseV1beta1.Coin }],
    [2, 'pagination', 'message', { of: () => cosmosBaseQueryV1beta1.PageResponse }],
  ],
  (v, o) => ({
    balances: v[o] as readonly cosmosBaseV1beta1.Coin[],
    pagination: v[o + 1] as cosmosBaseQueryV1beta1.PageResponse | undefined,
  }),
);

export interface QuerySpendableBalanceByDenomRequest {
  readonly address: string;
  readonly denom: string;
}
export const QuerySpendableBalanceByDenomRequest: Codec<QuerySpendableBalanceByDenomRequest> = messageCodec(
  'cosmos.bank.v1beta1.QuerySpendableBalanceByDenomRequest',
  [
    [1, 'address', 'string'],
    [2, 'denom', 'string'],
  ],
  (v, o) => ({
    address: v[o] as string,
    denom: v[o + 1] as string,
  }),
);

export interface QuerySpendableBalanceByDenomResponse {
  readonly balance: cosmosBaseV1beta1.Coin | undefined;
}
export const QuerySpendableBalanceByDenomResponse: Codec<QuerySpendableBalanceByDenomResponse> = messageCodec(
  'cosmos.bank.v1beta1.QuerySpendableBalanceByDenomResponse',
  [
    [1, 'balance', 'message', { of: () => cosmosBaseV1beta1.Coin }],
  ],
  (v, o) => ({
    balance: v[o] as cosmosBaseV1beta1.Coin | undefined,
  }),
);

export interface QueryTotalSupplyRequest {
  readonly pagination: cosmosBaseQueryV1beta1.PageRequest | undefined;
}
export const QueryTotalSupplyRequest: Codec<QueryTotalSupplyRequest> = messageCodec(
  'cosmos.bank.v1beta1.QueryTotalSupplyRequest',
  [
    [1, 'pagination', 'message', { of: () => cosmosBaseQueryV1beta1.PageRequest }],
  ],
  (v, o) => ({
    pagination: v[o] as cosmosBaseQueryV1beta1.PageRequest | undefined,
  }),
);

export interface QueryTotalSupplyResponse {
  readonly supply: readonly cosmosBaseV1beta1.Coin[];
  readonly pagination: cosmosBaseQueryV1beta1.PageResponse | undefined;
}
export const QueryTotalSupplyResponse: Codec<QueryTotalSupplyResponse> = messageCodec(
  'cosmos.bank.v1beta1.QueryTotalSupplyResponse',
  [
    [1, 'supply', 'message', { repeated: true, of: () => cosmosBaseV1beta1.Coin }],
    [2, 'pagination', 'message', { of: () => cosmosBaseQueryV1beta1.PageResponse }],
  ],
  (v, o) => ({
    supply: v[o] as readonly cosmosBaseV1beta1.Coin[],
    pagination: v[o + 1] as cosmosBaseQueryV1beta1.PageResponse | undefined,
  }),
);

export interface QuerySupplyOfRequest {
  readonly denom: string;
}
export const QuerySupplyOfRequest: Codec<QuerySupplyOfRequest> = messageCodec(
  'cosmos.bank.v1beta1.QuerySupplyOfRequest',
  [
    [1, 'denom', 'string'],
  ],
  (v, o) => ({
    denom: v[o] as string,
  }),
);

export interface QuerySupplyOfResponse {
  readonly amount: cosmosBaseV1beta1.Coin | undefined;
}
export const QuerySupplyOfResponse: Codec<QuerySupplyOfResponse> = messageCodec(
  'cosmos.bank.v1beta1.QuerySupplyOfResponse',
  [
    [1, 'amount', 'message', { of: () => cosmosBaseV1beta1.Coin }],
  ],
  (v, o) => ({
    amount: v[o] as cosmosBaseV1beta1.Coin | undefined,
  }),
);

export interface QueryParamsRequest {
}
export const QueryParamsRequest: Codec<QueryParamsRequest> = messageCodec(
  'cosmos.bank.v1beta1.QueryParamsRequest',
  [],
  () => ({}),
);

export interface QueryParamsResponse {
  readonly params: Params | undefined;
}
export const QueryParamsResponse: Codec<QueryParamsResponse> = messageCodec(
  'cosmos.bank.v1beta1.QueryParamsResponse',
  [
    [1, 'params', 'message', { of: () => Params }],
  ],
  (v, o) => ({
    params: v[o] as Params | undefined,
  }),
);

export interface QueryDenomMetadataRequest {
  readonly denom: string;
}
export const QueryDenomMetadataRequest: Codec<QueryDenomMetadataRequest> = messageCodec(
  'cosmos.bank.v1beta1.QueryDenomMetadataRequest',
  [
    [1, 'denom', 'string'],
  ],
  (v, o) => ({
    denom: v[o] as string,
  }),
);

export interface QueryDenomMetadataResponse {
  readonly metadata: Metadata | undefined;
}
export const QueryDenomMetadataResponse: Codec<QueryDenomMetadataResponse> = messageCodec(
  'cosmos.bank.v1beta1.QueryDenomMetadataResponse',
  [
    [1, 'metadata', 'message', { of: () => Metadata }],
  ],
  (v, o) => ({
    metadata: v[o] as Metadata | undefined,
  }),
);

export interface QueryDenomsMetadataRequest {
  readonly pagination: cosmosBaseQueryV1beta1.PageRequest | undefined;
}
export const QueryDenomsMetadataRequest: Codec<QueryDenomsMetadataRequest> = messageCodec(
  'cosmos.bank.v1beta1.QueryDenomsMetadataRequest',
  [
    [1, 'pagination', 'message', { of: () => cosmosBaseQueryV1beta1.PageRequest }],
  ],
  (v, o) => ({
    pagination: v[o] as cosmosBaseQueryV1beta1.PageRequest | undefined,
  }),
);

export interface QueryDenomsMetadataResponse {
  readonly metadatas: readonly Metadata[];
  readonly pagination: cosmosBaseQueryV1beta1.PageResponse | undefined;
}
export const QueryDenomsMetadataResponse: Codec<QueryDenomsMetadataResponse> = messageCodec(
  'cosmos.bank.v1beta1.QueryDenomsMetadataResponse',
  [
    [1, 'metadatas', 'message', { repeated: true, of: () => Metadata }],
    [2, 'pagination', 'message', { of: () => cosmosBaseQueryV1beta1.PageResponse }],
  ],
  (v, o) => ({
    metadatas: v[o] as readonly Metadata[],
    pagination: v[o + 1] as cosmosBaseQueryV1beta1.PageResponse | undefined,
  }),
);

export interface MsgSend {
  readonly fromAddress: string;
  readonly toAddress: string;
  readonly amount: readonly cosmosBaseV1beta1.Coin[];
}
export const MsgSend: Codec<MsgSend> = messageCodec(
  'cosmos.bank.v1beta1.MsgSend',
  [
    [1, 'fromAddress', 'string'],
    [2, 'toAddress', 'string'],
    [3, 'amount', 'message', { repeated: true, of: () => cosmosBaseV1beta1.Coin }],
  ],
  (v, o) => ({
    fromAddress: v[o] as string,
    toAddress: v[o + 1] as string,
    amount: v[o + 2] as readonly cosmosBaseV1beta1.Coin[],
  }),
);

export interface MsgSendResponse {
}
export const MsgSendResponse: Codec<MsgSendResponse> = messageCodec(
  'cosmos.bank.v1beta1.MsgSendResponse',
  [],
  () => ({}),
);

export const Query = {
  balance: { path: '/cosmos.bank.v1beta1.Query/Balance', request: QueryBalanceRequest, response: QueryBalanceResponse },
  allBalances: { path: '/cosmos.bank.v1beta1.Query/AllBalances', request: QueryAllBalancesRequest, response: QueryAllBalancesResponse },
  spendableBalances: { path: '/cosmos.bank.v1beta1.Query/SpendableBalances', request: QuerySpendableBalancesRequest, response: QuerySpendableBalancesResponse },
  spendableBalanceByDenom: { path: '/cosmos.bank.v1beta1.Query/SpendableBalanceByDenom', request: QuerySpendableBalanceByDenomRequest, response: QuerySpendableBalanceByDenomResponse },
  totalSupply: { path: '/cosmos.bank.v1beta1.Query/TotalSupply', request: QueryTotalSupplyRequest, response: QueryTotalSupplyResponse },
  supplyOf: { path: '/cosmos.bank.v1beta1.Query/SupplyOf', request: QuerySupplyOfRequest, response: QuerySupplyOfResponse },
  params: { path: '/cosmos.bank.v1beta1.Query/Params', request: QueryParamsRequest, response: QueryParamsResponse },
  denomMetadata: { path: '/cosmos.bank.v1beta1.Query/DenomMetadata', request: QueryDenomMetadataRequest, response: QueryDenomMetadataResponse },
  denomsMetadata: { path: '/cosmos.bank.v1beta1.Query/DenomsMetadata', request: QueryDenomsMetadataRequest, response: QueryDenomsMetadataResponse },
} as const;

export const Msg = {
  send: { path: '/cosmos.bank.v1beta1.Msg/Send', request: MsgSend, response: MsgSendResponse },
} as const;
