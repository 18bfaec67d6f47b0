// Generated from proto/ by tools/generate-proto.ts (npm run proto); do not edit.
import type { Codec } from '#chain/lib/protobuf.ts';
import { messageCodec } from '#chain/lib/protobuf.ts';

/** An hour was closed. */
export interface FundingHourClosed {
  readonly market: number;
  /** Charged for the hour; 0 with too few samples, FROZEN or without index. */
  readonly rate: number;
  /** Mean premium of the valid samples; absent when the hour charged nothing for want of them. */
  readonly premium: number | undefined;
  readonly validSamples: number;
  /** The index it was charged at; empty: none. */
  readonly indexPrice: string;
  /** After the hour. */
  readonly fundingIndex: string;
  /** Quote moved from the market's funding pool to insurance. */
  readonly dust: string;
}
export const FundingHourClosed: Codec<FundingHourClosed> = messageCodec(
  'nave.funding.v1.FundingHourClosed',
  [
    [1, 'market', 'uint32'],
    [2, 'rate', 'int64'],
    [3, 'premium', 'int64', { optional: true }],
    [4, 'validSamples', 'uint32'],
    [5, 'indexPrice', 'string'],
    [6, 'fundingIndex', 'string'],
    [7, 'dust', 'string'],
  ],
  (v, o) => ({
    market: v[o] as number,
    rate: v[o + 1] as number,
    premium: v[o + 2] as number | undefined,
    validSamples: v[o + 3] as number,
    indexPrice: v[o + 4] as string,
    fundingIndex: v[o + 5] as string,
    dust: v[o + 6] as string,
  }),
);

/** By governance. params: JSON in the form of genesis. */
export interface MsgUpdateParams {
  readonly authority: string;
  readonly params: string;
}
export const MsgUpdateParams: Codec<MsgUpdateParams> = messageCodec(
  'nave.funding.v1.MsgUpdateParams',
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
  'nave.funding.v1.MsgUpdateParamsResponse',
  [],
  () => ({}),
);

export const Msg = {
  updateParams: { path: '/nave.funding.v1.Msg/UpdateParams', request: MsgUpdateParams, response: MsgUpdateParamsResponse },
} as const;
