// Generated from proto/ by tools/generate-proto.ts (npm run proto); do not edit.
import type { Codec } from '#chain/lib/protobuf.ts';
import { messageCodec } from '#chain/lib/protobuf.ts';

export const SpokeState = {
  UNSPECIFIED: 0,
  ACTIVE: 1,
  NO_OUTFLOW: 2,
  NO_INFLOW: 3,
  PAUSED: 4,
  ISOLATED: 5,
  RETIRED: 6,
} as const;
/** Open: a decoded message may carry any 32-bit value. */
export type SpokeState = number;

export interface MsgWithdraw {
  readonly owner: string;
  readonly subaccount: number;
  readonly asset: string;
  /** Hub units, fee included. */
  readonly amount: string;
  readonly spoke: number;
  /** 0x address on the spoke. */
  readonly to: string;
  readonly maxFee: string;
}
export const MsgWithdraw: Codec<MsgWithdraw> = messageCodec(
  'nave.bridge.v1.MsgWithdraw',
  [
    [1, 'owner', 'string'],
    [2, 'subaccount', 'uint32'],
    [3, 'asset', 'string'],
    [4, 'amount', 'string'],
    [5, 'spoke', 'uint32'],
    [6, 'to', 'string'],
    [7, 'maxFee', 'string'],
  ],
  (v, o) => ({
    owner: v[o] as string,
    subaccount: v[o + 1] as number,
    asset: v[o + 2] as string,
    amount: v[o + 3] as string,
    spoke: v[o + 4] as number,
    to: v[o + 5] as string,
    maxFee: v[o + 6] as string,
  }),
);

export interface MsgWithdrawResponse {
  readonly id: number;
}
export const MsgWithdrawResponse: Codec<MsgWithdrawResponse> = messageCodec(
  'nave.bridge.v1.MsgWithdrawResponse',
  [
    [1, 'id', 'uint64'],
  ],
  (v, o) => ({
    id: v[o] as number,
  }),
);

export interface MsgCancelWithdrawal {
  readonly owner: string;
  readonly spoke: number;
  readonly id: number;
}
export const MsgCancelWithdrawal: Codec<MsgCancelWithdrawal> = messageCodec(
  'nave.bridge.v1.MsgCancelWithdrawal',
  [
    [1, 'owner', 'string'],
    [2, 'spoke', 'uint32'],
    [3, 'id', 'uint64'],
  ],
  (v, o) => ({
    owner: v[o] as string,
    spoke: v[o + 1] as number,
    id: v[o + 2] as number,
  }),
);

export interface MsgCancelWithdrawalResponse {
}
export const MsgCancelWithdrawalResponse: Codec<MsgCancelWithdrawalResponse> = messageCodec(
  'nave.bridge.v1.MsgCancelWithdrawalResponse',
  [],
  () => ({}),
);

export interface MsgRefundDeposit {
  readonly sender: string;
  readonly spoke: number;
  readonly nonce: number;
}
export const MsgRefundDeposit: Codec<MsgRefundDeposit> = messageCodec(
  'nave.bridge.v1.MsgRefundDeposit',
  [
    [1, 'sender', 'string'],
    [2, 'spoke', 'uint32'],
    [3, 'nonce', 'uint64'],
  ],
  (v, o) => ({
    sender: v[o] as string,
    spoke: v[o + 1] as number,
    nonce: v[o + 2] as number,
  }),
);

export interface MsgRefundDepositResponse {
  /** The withdrawal that pays it back. */
  readonly id: number;
}
export const MsgRefundDepositResponse: Codec<MsgRefundDepositResponse> = messageCodec(
  'nave.bridge.v1.MsgRefundDepositResponse',
  [
    [1, 'id', 'uint64'],
  ],
  (v, o) => ({
    id: v[o] as number,
  }),
);

export interface SpokeVote {
  /** eventBytes of the vault's event. */
  readonly event: Uint8Array;
  readonly rollingHash: Uint8Array;
  readonly blockNumber: number;
  readonly blockHash: Uint8Array;
}
export const SpokeVote: Codec<SpokeVote> = messageCodec(
  'nave.bridge.v1.SpokeVote',
  [
    [1, 'event', 'bytes'],
    [2, 'rollingHash', 'bytes'],
    [3, 'blockNumber', 'uint64'],
    [4, 'blockHash', 'bytes'],
  ],
  (v, o) => ({
    event: v[o] as Uint8Array,
    rollingHash: v[o + 1] as Uint8Array,
    blockNumber: v[o + 2] as number,
    blockHash: v[o + 3] as Uint8Array,
  }),
);

export interface MsgAttest {
  readonly relayer: string;
  readonly spoke: number;
  /** None: a heartbeat. */
  readonly votes: readonly SpokeVote[];
  /** Seconds. */
  readonly finalizedAt: number;
  /** wei. */
  readonly gasPrice: string;
}
export const MsgAttest: Codec<MsgAttest> = messageCodec(
  'nave.bridge.v1.MsgAttest',
  [
    [1, 'relayer', 'string'],
    [2, 'spoke', 'uint32'],
    [3, 'votes', 'message', { repeated: true, of: () => SpokeVote }],
    [4, 'finalizedAt', 'uint64'],
    [5, 'gasPrice', 'string'],
  ],
  (v, o) => ({
    relayer: v[o] as string,
    spoke: v[o + 1] as number,
    votes: v[o + 2] as readonly SpokeVote[],
    finalizedAt: v[o + 3] as number,
    gasPrice: v[o + 4] as string,
  }),
);

export interface MsgAttestResponse {
}
export const MsgAttestResponse: Codec<MsgAttestResponse> = messageCodec(
  'nave.bridge.v1.MsgAttestResponse',
  [],
  () => ({}),
);

export interface MsgSignBatch {
  readonly relayer: string;
  readonly spoke: number;
  readonly epoch: number;
  readonly batchNonce: number;
  readonly signature: Uint8Array;
}
export const MsgSignBatch: Codec<MsgSignBatch> = messageCodec(
  'nave.bridge.v1.MsgSignBatch',
  [
    [1, 'relayer', 'string'],
    [2, 'spoke', 'uint32'],
    [3, 'epoch', 'uint64'],
    [4, 'batchNonce', 'uint64'],
    [5, 'signature', 'bytes'],
  ],
  (v, o) => ({
    relayer: v[o] as string,
    spoke: v[o + 1] as number,
    epoch: v[o + 2] as number,
    batchNonce: v[o + 3] as number,
    signature: v[o + 4] as Uint8Array,
  }),
);

export interface MsgSignBatchResponse {
}
export const MsgSignBatchResponse: Codec<MsgSignBatchResponse> = messageCodec(
  'nave.bridge.v1.MsgSignBatchResponse',
  [],
  () => ({}),
);

export interface MsgSignSet {
  readonly relayer: string;
  readonly spoke: number;
  readonly epoch: number;
  readonly signature: Uint8Array;
}
export const MsgSignSet: Codec<MsgSignSet> = messageCodec(
  'nave.bridge.v1.MsgSignSet',
  [
    [1, 'relayer', 'string'],
    [2, 'spoke', 'uint32'],
    [3, 'epoch', 'uint64'],
    [4, 'signature', 'bytes'],
  ],
  (v, o) => ({
    relayer: v[o] as string,
    spoke: v[o + 1] as number,
    epoch: v[o + 2] as number,
    signature: v[o + 3] as Uint8Array,
  }),
);

export interface MsgSignSetResponse {
}
export const MsgSignSetResponse: Codec<MsgSignSetResponse> = messageCodec(
  'nave.bridge.v1.MsgSignSetResponse',
  [],
  () => ({}),
);

export interface MsgVoteSpokeState {
  readonly validator: string;
  readonly spoke: number;
  readonly state: SpokeState;
  /** ms. */
  readonly until: number;
}
export const MsgVoteSpokeState: Codec<MsgVoteSpokeState> = messageCodec(
  'nave.bridge.v1.MsgVoteSpokeState',
  [
    [1, 'validator', 'string'],
    [2, 'spoke', 'uint32'],
    [3, 'state', 'enum'],
    [4, 'until', 'uint64'],
  ],
  (v, o) => ({
    validator: v[o] as string,
    spoke: v[o + 1] as number,
    state: v[o + 2] as SpokeState,
    until: v[o + 3] as number,
  }),
);

export interface MsgVoteSpokeStateResponse {
}
export const MsgVoteSpokeStateResponse: Codec<MsgVoteSpokeStateResponse> = messageCodec(
  'nave.bridge.v1.MsgVoteSpokeStateResponse',
  [],
  () => ({}),
);

export interface MsgSubmitEvidence {
  readonly sender: string;
  readonly first: Uint8Array;
  readonly second: Uint8Array;
}
export const MsgSubmitEvidence: Codec<MsgSubmitEvidence> = messageCodec(
  'nave.bridge.v1.MsgSubmitEvidence',
  [
    [1, 'sender', 'string'],
    [2, 'first', 'bytes'],
    [3, 'second', 'bytes'],
  ],
  (v, o) => ({
    sender: v[o] as string,
    first: v[o + 1] as Uint8Array,
    second: v[o + 2] as Uint8Array,
  }),
);

export interface MsgSubmitEvidenceResponse {
}
export const MsgSubmitEvidenceResponse: Codec<MsgSubmitEvidenceResponse> = messageCodec(
  'nave.bridge.v1.MsgSubmitEvidenceResponse',
  [],
  () => ({}),
);

/** By governance. spoke: JSON in the form of genesis. */
export interface MsgRegisterSpoke {
  readonly authority: string;
  readonly spoke: string;
}
export const MsgRegisterSpoke: Codec<MsgRegisterSpoke> = messageCodec(
  'nave.bridge.v1.MsgRegisterSpoke',
  [
    [1, 'authority', 'string'],
    [2, 'spoke', 'string'],
  ],
  (v, o) => ({
    authority: v[o] as string,
    spoke: v[o + 1] as string,
  }),
);

export interface MsgRegisterSpokeResponse {
}
export const MsgRegisterSpokeResponse: Codec<MsgRegisterSpokeResponse> = messageCodec(
  'nave.bridge.v1.MsgRegisterSpokeResponse',
  [],
  () => ({}),
);

/** By governance. route: JSON in the form of genesis. */
export interface MsgRegisterRoute {
  readonly authority: string;
  readonly route: string;
}
export const MsgRegisterRoute: Codec<MsgRegisterRoute> = messageCodec(
  'nave.bridge.v1.MsgRegisterRoute',
  [
    [1, 'authority', 'string'],
    [2, 'route', 'string'],
  ],
  (v, o) => ({
    authority: v[o] as string,
    route: v[o + 1] as string,
  }),
);

export interface MsgRegisterRouteResponse {
}
export const MsgRegisterRouteResponse: Codec<MsgRegisterRouteResponse> = messageCodec(
  'nave.bridge.v1.MsgRegisterRouteResponse',
  [],
  () => ({}),
);

export interface MsgSetSpokeState {
  readonly authority: string;
  readonly spoke: number;
  readonly state: SpokeState;
  /** ms; 0: until changed. */
  readonly until: number;
}
export const MsgSetSpokeState: Codec<MsgSetSpokeState> = messageCodec(
  'nave.bridge.v1.MsgSetSpokeState',
  [
    [1, 'authority', 'string'],
    [2, 'spoke', 'uint32'],
    [3, 'state', 'enum'],
    [4, 'until', 'uint64'],
  ],
  (v, o) => ({
    authority: v[o] as string,
    spoke: v[o + 1] as number,
    state: v[o + 2] as SpokeState,
    until: v[o + 3] as number,
  }),
);

export interface MsgSetSpokeStateResponse {
}
export const MsgSetSpokeStateResponse: Codec<MsgSetSpokeStateResponse> = messageCodec(
  'nave.bridge.v1.MsgSetSpokeStateResponse',
  [],
  () => ({}),
);

/** By governance. params: JSON in the form of genesis. */
export interface MsgUpdateParams {
  readonly authority: string;
  readonly params: string;
}
export const MsgUpdateParams: Codec<MsgUpdateParams> = messageCodec(
  'nave.bridge.v1.MsgUpdateParams',
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
  'nave.bridge.v1.MsgUpdateParamsResponse',
  [],
  () => ({}),
);

export const Msg = {
  withdraw: { path: '/nave.bridge.v1.Msg/Withdraw', request: MsgWithdraw, response: MsgWithdrawResponse },
  cancelWithdrawal: { path: '/nave.bridge.v1.Msg/CancelWithdrawal', request: MsgCancelWithdrawal, response: MsgCancelWithdrawalResponse },
  refundDeposit: { path: '/nave.bridge.v1.Msg/RefundDeposit', request: MsgRefundDeposit, response: MsgRefundDepositResponse },
  attest: { path: '/nave.bridge.v1.Msg/Attest', request: MsgAttest, response: MsgAttestResponse },
  signBatch: { path: '/nave.bridge.v1.Msg/SignBatch', request: MsgSignBatch, response: MsgSignBatchResponse },
  signSet: { path: '/nave.bridge.v1.Msg/SignSet', request: MsgSignSet, response: MsgSignSetResponse },
  voteSpokeState: { path: '/nave.bridge.v1.Msg/VoteSpokeState', request: MsgVoteSpokeState, response: MsgVoteSpokeStateResponse },
  submitEvidence: { path: '/nave.bridge.v1.Msg/SubmitEvidence', request: MsgSubmitEvidence, response: MsgSubmitEvidenceResponse },
  registerSpoke: { path: '/nave.bridge.v1.Msg/RegisterSpoke', request: MsgRegisterSpoke, response: MsgRegisterSpokeResponse },
  registerRoute: { path: '/nave.bridge.v1.Msg/RegisterRoute', request: MsgRegisterRoute, response: MsgRegisterRouteResponse },
  setSpokeState: { path: '/nave.bridge.v1.Msg/SetSpokeState', request: MsgSetSpokeState, response: MsgSetSpokeStateResponse },
  updateParams: { path: '/nave.bridge.v1.Msg/UpdateParams', request: MsgUpdateParams, response: MsgUpdateParamsResponse },
} as const;
