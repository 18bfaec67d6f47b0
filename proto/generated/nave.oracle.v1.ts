// Generated from proto/ by tools/generate-proto.ts (npm run proto); do not edit.
import type { Codec } from '#chain/lib/protobuf.ts';
import { messageCodec } from '#chain/lib/protobuf.ts';

export interface PriceStored {
  readonly feed: string;
  readonly price: string;
  readonly confidence: string;
  /** Unix seconds. */
  readonly publishTime: number;
}
export const PriceStored: Codec<PriceStored> = messageCodec(
  'nave.oracle.v1.PriceStored',
  [
    [1, 'feed', 'string'],
    [2, 'price', 'string'],
    [3, 'confidence', 'string'],
    [4, 'publishTime', 'uint64'],
  ],
  (v, o) => ({
    feed: v[o] as string,
    price: v[o + 1] as string,
    confidence: v[o + 2] as string,
    publishTime: v[o + 3] as number,
  }),
);

/** A feed of a verified update that was passed over. */
export interface PriceSkipped {
  readonly feed: string;
  /** feed_unknown, exponent, price, publish_time, bounds */
  readonly reason: string;
}
export const PriceSkipped: Codec<PriceSkipped> = messageCodec(
  'nave.oracle.v1.PriceSkipped',
  [
    [1, 'feed', 'string'],
    [2, 'reason', 'string'],
  ],
  (v, o) => ({
    feed: v[o] as string,
    reason: v[o + 1] as string,
  }),
);

export interface OracleModeChanged {
  readonly feed: string;
  /** normal, caution, frozen */
  readonly mode: string;
  /** no_index, no_reference, reference_disagrees, references_only, resuming; empty in normal mode */
  readonly reason: string;
}
export const OracleModeChanged: Codec<OracleModeChanged> = messageCodec(
  'nave.oracle.v1.OracleModeChanged',
  [
    [1, 'feed', 'string'],
    [2, 'mode', 'string'],
    [3, 'reason', 'string'],
  ],
  (v, o) => ({
    feed: v[o] as string,
    mode: v[o + 1] as string,
    reason: v[o + 2] as string,
  }),
);

export interface SignerSetPending {
  readonly namespace: string;
  readonly index: number;
  /** Of the validators that approved it so far. */
  readonly power: number;
}
export const SignerSetPending: Codec<SignerSetPending> = messageCodec(
  'nave.oracle.v1.SignerSetPending',
  [
    [1, 'namespace', 'string'],
    [2, 'index', 'uint32'],
    [3, 'power', 'uint64'],
  ],
  (v, o) => ({
    namespace: v[o] as string,
    index: v[o + 1] as number,
    power: v[o + 2] as number,
  }),
);

export interface SignerSetChanged {
  readonly namespace: string;
  readonly index: number;
  readonly keys: readonly string[];
}
export const SignerSetChanged: Codec<SignerSetChanged> = messageCodec(
  'nave.oracle.v1.SignerSetChanged',
  [
    [1, 'namespace', 'string'],
    [2, 'index', 'uint32'],
    [3, 'keys', 'string', { repeated: true }],
  ],
  (v, o) => ({
    namespace: v[o] as string,
    index: v[o + 1] as number,
    keys: v[o + 2] as readonly string[],
  }),
);

/** Source classes of a reference price; Pyth itself is never voted. */
export const QuoteClass = {
  UNSPECIFIED: 0,
  PYTH: 1,
  CHAINLINK: 2,
  DEX: 3,
  CEX: 4,
} as const;
/** Open: a decoded message may carry any 32-bit value. */
export type QuoteClass = number;

export const OracleMode = {
  UNSPECIFIED: 0,
  NORMAL: 1,
  CAUTION: 2,
  FROZEN: 3,
} as const;
/** Open: a decoded message may carry any 32-bit value. */
export type OracleMode = number;

export interface MsgSubmitPythUpdate {
  readonly sender: string;
  readonly updates: readonly Uint8Array[];
}
export const MsgSubmitPythUpdate: Codec<MsgSubmitPythUpdate> = messageCodec(
  'nave.oracle.v1.MsgSubmitPythUpdate',
  [
    [1, 'sender', 'string'],
    [2, 'updates', 'bytes', { repeated: true }],
  ],
  (v, o) => ({
    sender: v[o] as string,
    updates: v[o + 1] as readonly Uint8Array[],
  }),
);

export interface MsgSubmitPythUpdateResponse {
  /** Feeds whose stored price advanced. */
  readonly stored: number;
}
export const MsgSubmitPythUpdateResponse: Codec<MsgSubmitPythUpdateResponse> = messageCodec(
  'nave.oracle.v1.MsgSubmitPythUpdateResponse',
  [
    [1, 'stored', 'uint32'],
  ],
  (v, o) => ({
    stored: v[o] as number,
  }),
);

export interface MsgUpdateSignerSet {
  readonly sender: string;
  readonly namespace: string;
  readonly vaa: Uint8Array;
}
export const MsgUpdateSignerSet: Codec<MsgUpdateSignerSet> = messageCodec(
  'nave.oracle.v1.MsgUpdateSignerSet',
  [
    [1, 'sender', 'string'],
    [2, 'namespace', 'string'],
    [3, 'vaa', 'bytes'],
  ],
  (v, o) => ({
    sender: v[o] as string,
    namespace: v[o + 1] as string,
    vaa: v[o + 2] as Uint8Array,
  }),
);

export interface MsgUpdateSignerSetResponse {
}
export const MsgUpdateSignerSetResponse: Codec<MsgUpdateSignerSetResponse> = messageCodec(
  'nave.oracle.v1.MsgUpdateSignerSetResponse',
  [],
  () => ({}),
);

export interface Quote {
  readonly market: number;
  readonly class: QuoteClass;
  /** 1e-12 USD. */
  readonly price: string;
  /** 1e-12 USD. */
  readonly conf: string;
  /** ms. */
  readonly observedAt: number;
}
export const Quote: Codec<Quote> = messageCodec(
  'nave.oracle.v1.Quote',
  [
    [1, 'market', 'uint32'],
    [2, 'class', 'enum'],
    [3, 'price', 'string'],
    [4, 'conf', 'string'],
    [5, 'observedAt', 'uint64'],
  ],
  (v, o) => ({
    market: v[o] as number,
    class: v[o + 1] as QuoteClass,
    price: v[o + 2] as string,
    conf: v[o + 3] as string,
    observedAt: v[o + 4] as number,
  }),
);

export interface MsgOracleVote {
  readonly feeder: string;
  readonly height: number;
  readonly quotes: readonly Quote[];
}
export const MsgOracleVote: Codec<MsgOracleVote> = messageCodec(
  'nave.oracle.v1.MsgOracleVote',
  [
    [1, 'feeder', 'string'],
    [2, 'height', 'uint64'],
    [3, 'quotes', 'message', { repeated: true, of: () => Quote }],
  ],
  (v, o) => ({
    feeder: v[o] as string,
    height: v[o + 1] as number,
    quotes: v[o + 2] as readonly Quote[],
  }),
);

export interface MsgOracleVoteResponse {
}
export const MsgOracleVoteResponse: Codec<MsgOracleVoteResponse> = messageCodec(
  'nave.oracle.v1.MsgOracleVoteResponse',
  [],
  () => ({}),
);

export interface MsgOracleAction {
  readonly guardian: string;
  readonly market: number;
  readonly mode: OracleMode;
  /** ms. */
  readonly until: number;
}
export const MsgOracleAction: Codec<MsgOracleAction> = messageCodec(
  'nave.oracle.v1.MsgOracleAction',
  [
    [1, 'guardian', 'string'],
    [2, 'market', 'uint32'],
    [3, 'mode', 'enum'],
    [4, 'until', 'uint64'],
  ],
  (v, o) => ({
    guardian: v[o] as string,
    market: v[o + 1] as number,
    mode: v[o + 2] as OracleMode,
    until: v[o + 3] as number,
  }),
);

export interface MsgOracleActionResponse {
}
export const MsgOracleActionResponse: Codec<MsgOracleActionResponse> = messageCodec(
  'nave.oracle.v1.MsgOracleActionResponse',
  [],
  () => ({}),
);

/** By governance. params: JSON in the form of genesis. */
export interface MsgUpdateParams {
  readonly authority: string;
  readonly params: string;
}
export const MsgUpdateParams: Codec<MsgUpdateParams> = messageCodec(
  'nave.oracle.v1.MsgUpdateParams',
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
  'nave.oracle.v1.MsgUpdateParamsResponse',
  [],
  () => ({}),
);

export const Msg = {
  submitPythUpdate: { path: '/nave.oracle.v1.Msg/SubmitPythUpdate', request: MsgSubmitPythUpdate, response: MsgSubmitPythUpdateResponse },
  updateSignerSet: { path: '/nave.oracle.v1.Msg/UpdateSignerSet', request: MsgUpdateSignerSet, response: MsgUpdateSignerSetResponse },
  oracleVote: { path: '/nave.oracle.v1.Msg/OracleVote', request: MsgOracleVote, response: MsgOracleVoteResponse },
  oracleAction: { path: '/nave.oracle.v1.Msg/OracleAction', request: MsgOracleAction, response: MsgOracleActionResponse },
  updateParams: { path: '/nave.oracle.v1.Msg/UpdateParams', request: MsgUpdateParams, response: MsgUpdateParamsResponse },
} as const;
