// Generated from proto/ by tools/generate-proto.ts (npm run proto); do not edit.
import type { Codec } from '#chain/lib/protobuf.ts';
import { messageCodec } from '#chain/lib/protobuf.ts';

export interface CompactBitArray {
  readonly extraBitsStored: number;
  readonly elems: Uint8Array;
}
export const CompactBitArray: Codec<CompactBitArray> = messageCodec(
  'cosmos.crypto.multisig.v1beta1.CompactBitArray',
  [
    [1, 'extraBitsStored', 'uint32'],
    [2, 'elems', 'bytes'],
  ],
  (v, o) => ({
    extraBitsStored: v[o] as number,
    elems: v[o + 1] as Uint8Array,
  }),
);
