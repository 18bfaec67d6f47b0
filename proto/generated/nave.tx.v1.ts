// Generated from proto/ by tools/generate-proto.ts (npm run proto); do not edit.
import type { Codec } from '#chain/lib/protobuf.ts';
import { messageCodec } from '#chain/lib/protobuf.ts';

/** Extension option of a transaction signed as EIP-712 typed data (SIGN_MODE_EIP_191). */
export interface TypedData {
  /** Chain id of the signing wallet's domain. */
  readonly evmChainId: number;
}
export const TypedData: Codec<TypedData> = messageCodec(
  'nave.tx.v1.TypedData',
  [
    [1, 'evmChainId', 'uint64'],
  ],
  (v, o) => ({
    evmChainId: v[o] as number,
  }),
);
