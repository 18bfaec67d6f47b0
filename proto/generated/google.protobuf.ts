// Generated from proto/ by tools/generate-proto.ts (npm run proto); do not edit.
import type { Codec } from '#chain/lib/protobuf.ts';
import { messageCodec } from '#chain/lib/protobuf.ts';

export interface Any {
  readonly typeUrl: string;
  readonly value: Uint8Array;
}
export const Any: Codec<Any> = messageCodec(
  'google.protobuf.Any',
  [
    [1, 'typeUrl', 'string'],
    [2, 'value', 'bytes'],
  ],
  (v, o) => ({
    typeUrl: v[o] as string,
    value: v[o + 1] as Uint8Array,
  }),
);

export interface Timestamp {
  readonly seconds: bigint;
  readonly nanos: number;
}
export const Timestamp: Codec<Timestamp> = messageCodec(
  'google.protobuf.Timestamp',
  [
    [1, 'seconds', 'bigInt64'],
    [2, 'nanos', 'int32'],
  ],
  (v, o) => ({
    seconds: v[o] as bigint,
    nanos: v[o + 1] as number,
  }),
);
