// Generated from proto/ by tools/generate-proto.ts (npm run proto); do not edit.
import type { Codec } from '#chain/lib/protobuf.ts';
import { messageCodec } from '#chain/lib/protobuf.ts';

export interface QueryAssetsRequest {
}
export const QueryAssetsRequest: Codec<QueryAssetsRequest> = messageCodec(
  'nave.assets.v1.QueryAssetsRequest',
  [],
  () => ({}),
);

export interface QueryAssetsResponse {
  readonly assets: readonly Asset[];
}
export const QueryAssetsResponse: Codec<QueryAssetsResponse> = messageCodec(
  'nave.assets.v1.QueryAssetsResponse',
  [
    [1, 'assets', 'message', { repeated: true, of: () => Asset }],
  ],
  (v, o) => ({
    assets: v[o] as readonly Asset[],
  }),
);

export interface Asset {
  readonly id: number;
  readonly symbol: string;
  readonly denom: string;
  readonly decimals: number;
  readonly imPpm: number;
  readonly mmPpm: number;
  /** 1e-12 USD; empty: none valid. */
  readonly price: string;
  readonly routes: readonly Route[];
}
export const Asset: Codec<Asset> = messageCodec(
  'nave.assets.v1.Asset',
  [
    [1, 'id', 'uint32'],
    [2, 'symbol', 'string'],
    [3, 'denom', 'string'],
    [4, 'decimals', 'uint32'],
    [5, 'imPpm', 'uint32'],
    [6, 'mmPpm', 'uint32'],
    [7, 'price', 'string'],
    [8, 'routes', 'message', { repeated: true, of: () => Route }],
  ],
  (v, o) => ({
    id: v[o] as number,
    symbol: v[o + 1] as string,
    denom: v[o + 2] as string,
    decimals: v[o + 3] as number,
    imPpm: v[o + 4] as number,
    mmPpm: v[o + 5] as number,
    price: v[o + 6] as string,
    routes: v[o + 7] as readonly Route[],
  }),
);

export interface Route {
  readonly spoke: number;
  /** EVM chain id. */
  readonly chainId: number;
  readonly token: string;
  readonly tokenDecimals: number;
}
export const Route: Codec<Route> = messageCodec(
  'nave.assets.v1.Route',
  [
    [1, 'spoke', 'uint32'],
    [2, 'chainId', 'uint64'],
    [3, 'token', 'string'],
    [4, 'tokenDecimals', 'uint32'],
  ],
  (v, o) => ({
    spoke: v[o] as number,
    chainId: v[o + 1] as number,
    token: v[o + 2] as string,
    tokenDecimals: v[o + 3] as number,
  }),
);

/** asset: JSON in the form of genesis. */
export interface MsgListAsset {
  readonly authority: string;
  readonly asset: string;
}
export const MsgListAsset: Codec<MsgListAsset> = messageCodec(
  'nave.assets.v1.MsgListAsset',
  [
    [1, 'authority', 'string'],
    [2, 'asset', 'string'],
  ],
  (v, o) => ({
    authority: v[o] as string,
    asset: v[o + 1] as string,
  }),
);

export interface MsgListAssetResponse {
  readonly id: number;
}
export const MsgListAssetResponse: Codec<MsgListAssetResponse> = messageCodec(
  'nave.assets.v1.MsgListAssetResponse',
  [
    [1, 'id', 'uint32'],
  ],
  (v, o) => ({
    id: v[o] as number,
  }),
);

/** params: JSON in the form of genesis. */
export interface MsgUpdateParams {
  readonly authority: string;
  readonly params: string;
}
export const MsgUpdateParams: Codec<MsgUpdateParams> = messageCodec(
  'nave.assets.v1.MsgUpdateParams',
  [
    [1, 'authority', 'string'],
    [2, 'params', 'string'],
  ],
  (v, o) => ({
    authority: v[o] as string,
    params: v[o + 1] as string,
  }),
);

export interface MsgUpdateParamsResponse {
}
export const MsgUpdateParamsResponse: Codec<MsgUpdateParamsResponse> = messageCodec(
  'nave.assets.v1.MsgUpdateParamsResponse',
  [],
  () => ({}),
);

export const Query = {
  assets: { path: '/nave.assets.v1.Query/Assets', request: QueryAssetsRequest, response: QueryAssetsResponse },
} as const;

/** All by governance. */
export const Msg = {
  listAsset: { path: '/nave.assets.v1.Msg/ListAsset', request: MsgListAsset, response: MsgListAssetResponse },
  updateParams: { path: '/nave.assets.v1.Msg/UpdateParams', request: MsgUpdateParams, response: MsgUpdateParamsResponse },
} as const;
