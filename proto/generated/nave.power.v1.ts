// Generated from proto/ by tools/generate-proto.ts (npm run proto); do not edit.
import type { Codec } from '#chain/lib/protobuf.ts';
import { messageCodec } from '#chain/lib/protobuf.ts';

/** A validator was seen misbehaving; what it costs is decided by the validators module. */
export interface FaultReported {
  readonly operator: string;
  /** downtime, double_sign, bridge_evidence */
  readonly kind: string;
  readonly height: number;
}
export const FaultReported: Codec<FaultReported> = messageCodec(
  'nave.power.v1.FaultReported',
  [
    [1, 'operator', 'string'],
    [2, 'kind', 'string'],
    [3, 'height', 'uint64'],
  ],
  (v, o) => ({
    operator: v[o] as string,
    kind: v[o + 1] as string,
    height: v[o + 2] as number,
  }),
);
