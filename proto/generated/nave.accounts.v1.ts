// Generated from proto/ by tools/generate-proto.ts (npm run proto); do not edit.
import type { Codec } from '#chain/lib/protobuf.ts';
import { messageCodec } from '#chain/lib/protobuf.ts';

export interface MsgApproveAgent {
  readonly owner: string;
  readonly agent: string;
  readonly name: string;
  /** ms, at most 365 days ahead. */
  readonly expiresAt: number;
  /** None: all. */
  readonly markets: readonly number[];
  /** Quote quantums a UTC day; empty: no limit. */
  readonly maxNotionalPerDay: string;
  readonly canTransfer: boolean;
}
export const MsgApproveAgent: Codec<MsgApproveAgent> = messageCodec(
  'nave.accounts.v1.MsgApproveAgent',
  [
    [1, 'owner', 'string'],
    [2, 'agent', 'string'],
    [3, 'name', 'string'],
    [4, 'expiresAt', 'uint64'],
    [5, 'markets', 'uint32', { repeated: true }],
    [6, 'maxNotionalPerDay', 'string'],
    [7, 'canTransfer', 'bool'],
  ],
  (v, o) => ({
    owner: v[o] as string,
    agent: v[o + 1] as string,
    name: v[o + 2] as string,
    expiresAt: v[o + 3] as number,
    markets: v[o + 4] as readonly number[],
    maxNotionalPerDay: v[o + 5] as string,
    canTransfer: v[o + 6] as boolean,
  }),
);

export interface MsgApproveAgentResponse {
}
export const MsgApproveAgentResponse: Codec<MsgApproveAgentResponse> = messageCodec(
  'nave.accounts.v1.MsgApproveAgentResponse',
  [],
  () => ({}),
);

export interface MsgRevokeAgent {
  readonly owner: string;
  readonly agent: string;
}
export const MsgRevokeAgent: Codec<MsgRevokeAgent> = messageCodec(
  'nave.accounts.v1.MsgRevokeAgent',
  [
    [1, 'owner', 'string'],
    [2, 'agent', 'string'],
  ],
  (v, o) => ({
    owner: v[o] as string,
    agent: v[o + 1] as string,
  }),
);

export interface MsgRevokeAgentResponse {
}
export const MsgRevokeAgentResponse: Codec<MsgRevokeAgentResponse> = messageCodec(
  'nave.accounts.v1.MsgRevokeAgentResponse',
  [],
  () => ({}),
);

export interface MsgSetReferrer {
  readonly owner: string;
  readonly referrer: string;
}
export const MsgSetReferrer: Codec<MsgSetReferrer> = messageCodec(
  'nave.accounts.v1.MsgSetReferrer',
  [
    [1, 'owner', 'string'],
    [2, 'referrer', 'string'],
  ],
  (v, o) => ({
    owner: v[o] as string,
    referrer: v[o + 1] as string,
  }),
);

export interface MsgSetReferrerResponse {
}
export const MsgSetReferrerResponse: Codec<MsgSetReferrerResponse> = messageCodec(
  'nave.accounts.v1.MsgSetReferrerResponse',
  [],
  () => ({}),
);

export const Access = {
  UNSPECIFIED: 0,
  NEUTRAL: 1,
  ALLOWED: 2,
  DENIED: 3,
} as const;
/** Open: a decoded message may carry any 32-bit value. */
export type Access = number;

/** By governance or the compliance role. */
export interface MsgSetAccess {
  readonly authority: string;
  readonly account: string;
  readonly access: Access;
}
export const MsgSetAccess: Codec<MsgSetAccess> = messageCodec(
  'nave.accounts.v1.MsgSetAccess',
  [
    [1, 'authority', 'string'],
    [2, 'account', 'string'],
    [3, 'access', 'enum'],
  ],
  (v, o) => ({
    authority: v[o] as string,
    account: v[o + 1] as string,
    access: v[o + 2] as Access,
  }),
);

export interface MsgSetAccessResponse {
}
export const MsgSetAccessResponse: Codec<MsgSetAccessResponse> = messageCodec(
  'nave.accounts.v1.MsgSetAccessResponse',
  [],
  () => ({}),
);

/** By governance. params: JSON in the form of genesis. */
export interface MsgUpdateParams {
  readonly authority: string;
  readonly params: string;
}
export const MsgUpdateParams: Codec<MsgUpdateParams> = messageCodec(
  'nave.accounts.v1.MsgUpdateParams',
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
  'nave.accounts.v1.MsgUpdateParamsResponse',
  [],
  () => ({}),
);

export const Msg = {
  approveAgent: { path: '/nave.accounts.v1.Msg/ApproveAgent', request: MsgApproveAgent, response: MsgApproveAgentResponse },
  revokeAgent: { path: '/nave.accounts.v1.Msg/RevokeAgent', request: MsgRevokeAgent, response: MsgRevokeAgentResponse },
  setReferrer: { path: '/nave.accounts.v1.Msg/SetReferrer', request: MsgSetReferrer, response: MsgSetReferrerResponse },
  setAccess: { path: '/nave.accounts.v1.Msg/SetAccess', request: MsgSetAccess, response: MsgSetAccessResponse },
  updateParams: { path: '/nave.accounts.v1.Msg/UpdateParams', request: MsgUpdateParams, response: MsgUpdateParamsResponse },
} as const;
