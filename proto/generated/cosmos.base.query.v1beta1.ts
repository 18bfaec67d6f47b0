// Generated from proto/ by tools/generate-proto.ts (npm run proto); do not edit.
import type { Codec } from '#chain/lib/protobuf.ts';
import { messageCodec } from '#chain/lib/protobuf.ts';

export interface PageRequest {
  readonly key: Uint8Array;
  readonly offset: bigint;
  readonly limit: bigint;
  readonly countTotal: boolean;
  readonly reverse: boolean;
}
export const PageRequest: Codec<PageRequest> = messageCodec(
  'cosmos.base.query.v1beta1.PageRequest',
  [
    [1, 'key', 'bytes'],
    [2, 'offset', 'bigUint64'],
    [3, 'limit', 'bigUint64'],
    [4, 'countTotal', 'bool'],
    [5, 'reverse', 'bool'],
  ],
  (v, o) => ({
    key: v[o] as Uint8Array,
    offset: v[o + 1] as bigint,
    limit: v[o + 2] as bigint,
    countTotal: v[o + 3] as boolean,
    reverse: v[o + 4] as boolean,
  }),
);

export interface PageResponse {
  readonly nextKey: Uint8Array;
  readonly total: bigint;
}
export const PageResponse: Codec<PageResponse> = messageCodec(
  'cosmos.base.query.v1beta1.PageResponse',
  [
    [1, 'nextKey', 'bytes'],
    [2, 'total', 'bigUint64'],
  ],
  (v, o) => ({
    nextKey: v[o] as Uint8Array,
    total: v[o + 1] as bigint,
  }),
);
