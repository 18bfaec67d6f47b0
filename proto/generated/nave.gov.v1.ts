// Generated from proto/ by tools/generate-proto.ts (npm run proto); do not edit.
import type { Codec } from '#chain/lib/protobuf.ts';
import { messageCodec } from '#chain/lib/protobuf.ts';
import * as googleProtobuf from './google.protobuf.ts';

export const VoteOption = {
  UNSPECIFIED: 0,
  YES: 1,
  ABSTAIN: 2,
  NO: 3,
  NO_WITH_VETO: 4,
} as const;
/** Open: a decoded message may carry any 32-bit value. */
export type VoteOption = number;

export interface MsgSubmitProposal {
  readonly proposer: string;
  /** Authority messages, run in order when it passes. */
  readonly messages: readonly googleProtobuf.Any[];
  readonly title: string;
  readonly summary: string;
  /** Quote quantums. */
  readonly deposit: string;
}
export const MsgSubmitProposal: Codec<MsgSubmitProposal> = messageCodec(
  'nave.gov.v1.MsgSubmitProposal',
  [
    [1, 'proposer', 'string'],
    [2, 'messages', 'message', { repeated: true, of: () => googleProtobuf.Any }],
    [3, 'title', 'string'],
    [4, 'summary', 'string'],
    [5, 'deposit', 'string'],
  ],
  (v, o) => ({
    proposer: v[o] as string,
    messages: v[o + 1] as readonly googleProtobuf.Any[],
    title: v[o + 2] as string,
    summary: v[o + 3] as string,
    deposit: v[o + 4] as string,
  }),
);

export interface MsgSubmitProposalResponse {
  readonly proposalId: number;
}
export const MsgSubmitProposalResponse: Codec<MsgSubmitProposalResponse> = messageCodec(
  'nave.gov.v1.MsgSubmitProposalResponse',
  [
    [1, 'proposalId', 'uint64'],
  ],
  (v, o) => ({
    proposalId: v[o] as number,
  }),
);

export interface MsgDeposit {
  readonly depositor: string;
  readonly proposalId: number;
  /** Quote quantums. */
  readonly amount: string;
}
export const MsgDeposit: Codec<MsgDeposit> = messageCodec(
  'nave.gov.v1.MsgDeposit',
  [
    [1, 'depositor', 'string'],
    [2, 'proposalId', 'uint64'],
    [3, 'amount', 'string'],
  ],
  (v, o) => ({
    depositor: v[o] as string,
    proposalId: v[o + 1] as number,
    amount: v[o + 2] as string,
  }),
);

export interface MsgDepositResponse {
}
export const MsgDepositResponse: Codec<MsgDepositResponse> = messageCodec(
  'nave.gov.v1.MsgDepositResponse',
  [],
  () => ({}),
);

export interface MsgVote {
  readonly voter: string;
  readonly proposalId: number;
  readonly option: VoteOption;
}
export const MsgVote: Codec<MsgVote> = messageCodec(
  'nave.gov.v1.MsgVote',
  [
    [1, 'voter', 'string'],
    [2, 'proposalId', 'uint64'],
    [3, 'option', 'enum'],
  ],
  (v, o) => ({
    voter: v[o] as string,
    proposalId: v[o + 1] as number,
    option: v[o + 2] as VoteOption,
  }),
);

export interface MsgVoteResponse {
}
export const MsgVoteResponse: Codec<MsgVoteResponse> = messageCodec(
  'nave.gov.v1.MsgVoteResponse',
  [],
  () => ({}),
);

export interface MsgGuardianAction {
  readonly guardian: string;
  readonly action: googleProtobuf.Any | undefined;
}
export const MsgGuardianAction: Codec<MsgGuardianAction> = messageCodec(
  'nave.gov.v1.MsgGuardianAction',
  [
    [1, 'guardian', 'string'],
    [2, 'action', 'message', { of: () => googleProtobuf.Any }],
  ],
  (v, o) => ({
    guardian: v[o] as string,
    action: v[o + 1] as googleProtobuf.Any | undefined,
  }),
);

export interface MsgGuardianActionResponse {
}
export const MsgGuardianActionResponse: Codec<MsgGuardianActionResponse> = messageCodec(
  'nave.gov.v1.MsgGuardianActionResponse',
  [],
  () => ({}),
);

/** By governance: the node stops at the height unless it knows the plan. */
export interface MsgScheduleUpgrade {
  readonly authority: string;
  readonly name: string;
  readonly height: number;
}
export const MsgScheduleUpgrade: Codec<MsgScheduleUpgrade> = messageCodec(
  'nave.gov.v1.MsgScheduleUpgrade',
  [
    [1, 'authority', 'string'],
    [2, 'name', 'string'],
    [3, 'height', 'uint64'],
  ],
  (v, o) => ({
    authority: v[o] as string,
    name: v[o + 1] as string,
    height: v[o + 2] as number,
  }),
);

export interface MsgScheduleUpgradeResponse {
}
export const MsgScheduleUpgradeResponse: Codec<MsgScheduleUpgradeResponse> = messageCodec(
  'nave.gov.v1.MsgScheduleUpgradeResponse',
  [],
  () => ({}),
);

/** By governance. params: JSON in the form of genesis. */
export interface MsgUpdateParams {
  readonly authority: string;
  readonly params: string;
}
export const MsgUpdateParams: Codec<MsgUpdateParams> = messageCodec(
  'nave.gov.v1.MsgUpdateParams',
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
  'nave.gov.v1.MsgUpdateParamsResponse',
  [],
  () => ({}),
);

export const Msg = {
  submitProposal: { path: '/nave.gov.v1.Msg/SubmitProposal', request: MsgSubmitProposal, response: MsgSubmitProposalResponse },
  deposit: { path: '/nave.gov.v1.Msg/Deposit', request: MsgDeposit, response: MsgDepositResponse },
  vote: { path: '/nave.gov.v1.Msg/Vote', request: MsgVote, response: MsgVoteResponse },
  guardianAction: { path: '/nave.gov.v1.Msg/GuardianAction', request: MsgGuardianAction, response: MsgGuardianActionResponse },
  scheduleUpgrade: { path: '/nave.gov.v1.Msg/ScheduleUpgrade', request: MsgScheduleUpgrade, response: MsgScheduleUpgradeResponse },
  updateParams: { path: '/nave.gov.v1.Msg/UpdateParams', request: MsgUpdateParams, response: MsgUpdateParamsResponse },
} as const;
