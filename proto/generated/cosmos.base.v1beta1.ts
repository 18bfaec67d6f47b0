// Generated from proto/ by tools/generate-proto.ts (npm run proto); do not edit.
import type { Codec } from '#chain/lib/protobuf.ts';
import { messageCodec } from '#chain/lib/protobuf.ts';

export interface Coin {
  readonly denom: string;
  readonly amount: string;
}
export const Coin: Codec<Coin> = messageCodec(
  'cosmos.base.v1beta1.Coin',
  [
    [1, 'denom', 'string'],
    [2, 'amount', 'string'],
  ],
  (v, o) => ({
    denom: v[o] as string,
    amount: v[o + 1] as string,
  }),
);
