// Generated from proto/ by tools/generate-proto.ts (npm run proto); do not edit.
import type { Codec } from '#chain/lib/protobuf.ts';
import { messageCodec } from '#chain/lib/protobuf.ts';

/** The pot of a block was split (trading §5); Quote. Only in blocks that took fees. */
export interface PotSplit {
  readonly vault: string;
  readonly validators: string;
  readonly insurance: string;
}
export const PotSplit: Codec<PotSplit> = messageCodec(
  'nave.fees.v1.PotSplit',
  [
    [1, 'vault', 'string'],
    [2, 'validators', 'string'],
    [3, 'insurance', 'string'],
  ],
  (v, o) => ({
    vault: v[o] as string,
    validators: v[o + 1] as string,
    insurance: v[o + 2] as string,
  }),
);
