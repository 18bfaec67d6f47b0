// Generated from proto/ by tools/generate-proto.ts (npm run proto); do not edit.
import type { Codec } from '#chain/lib/protobuf.ts';
import { messageCodec } from '#chain/lib/protobuf.ts';

/** 33 bytes, compressed. Account = ripemd160(sha256(key)). */
export interface PubKey {
  readonly key: Uint8Array;
}
export const PubKey: Codec<PubKey> = messageCodec(
  'cosmos.crypto.secp256k1.PubKey',
  [
    [1, 'key', 'bytes'],
  ],
  (v, o) => ({
    key: v[o] as Uint8Array,
  }),
);
