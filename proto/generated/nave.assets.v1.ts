// Generated from proto/ by tools/generate-proto.ts (npm run proto); do not edit.
import type { Codec } from '#chain/lib/protobuf.ts';
import { messageCodec } from '#chain/lib/protobuf.ts';

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

/** All by governance. */
export const Msg = {
  listAsset: { path: '/nave.assets.v1.Msg/ListAsset', request: MsgListAsset, response: MsgListAssetResponse },
  updateParams: { path: '/nave.assets.v1.Msg/UpdateParams', request: MsgUpdateParams, response: MsgUpdateParamsResponse },
} as const;
