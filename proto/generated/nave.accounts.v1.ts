// Generated from proto/ by tools/generate-proto.ts (npm run proto); do not edit.
import type { Codec } from '#chain/lib/protobuf.ts';
import { messageCodec } from '#chain/lib/protobuf.ts';

export interface AccountCreated {
  readonly account: Uint8Array;
  readonly number: number;
}
export const AccountCreated: Codec<AccountCreated> = messageCodec(
  'nave.accounts.v1.AccountCreated',
  [
    [1, 'account', 'bytes'],
    [2, 'number', 'uint64'],
  ],
  (v, o) => ({
    account: v[o] as Uint8Array,
    number: v[o + 1] as number,
  }),
);

export interface AgentChanged {
  readonly owner: Uint8Array;
  readonly accountSeq: number;
  readonly agent: Uint8Array;
  /** The approval is gone; the fields below are empty. */
  readonly revoked: boolean;
  readonly name: string;
  /** ms. */
  readonly expiresAt: number;
  /** None: all. */
  readonly markets: readonly number[];
  /** Quote; absent: no limit. */
  readonly maxNotionalPerDay: number | undefined;
  readonly canTransfer: boolean;
}
export const AgentChanged: Codec<AgentChanged> = messageCodec(
  'nave.accounts.v1.AgentChanged',
  [
    [1, 'owner', 'bytes'],
    [2, 'accountSeq', 'uint64'],
    [3, 'agent', 'bytes'],
    [4, 'revoked', 'bool'],
    [5, 'name', 'string'],
    [6, 'expiresAt', 'uint64'],
    [7, 'markets', 'uint32', { repeated: true }],
    [8, 'maxNotionalPerDay', 'uint64', { optional: true }],
    [9, 'canTransfer', 'bool'],
  ],
  (v, o) => ({
    owner: v[o] as Uint8Array,
    accountSeq: v[o + 1] as number,
    agent: v[o + 2] as Uint8Array,
    revoked: v[o + 3] as boolean,
    name: v[o + 4] as string,
    expiresAt: v[o + 5] as number,
    markets: v[o + 6] as readonly number[],
    maxNotionalPerDay: v[o + 7] as number | undefined,
    canTransfer: v[o + 8] as boolean,
  }),
);

export interface ReferrerChanged {
  readonly owner: Uint8Array;
  readonly accountSeq: number;
  /** Empty: none any more. */
  readonly referrer: Uint8Array;
}
export const ReferrerChanged: Codec<ReferrerChanged> = messageCodec(
  'nave.accounts.v1.ReferrerChanged',
  [
    [1, 'owner', 'bytes'],
    [2, 'accountSeq', 'uint64'],
    [3, 'referrer', 'bytes'],
  ],
  (v, o) => ({
    owner: v[o] as Uint8Array,
    accountSeq: v[o + 1] as number,
    referrer: v[o + 2] as Uint8Array,
  }),
);

export interface QueryAccountRequest {
  readonly account: string;
}
export const QueryAccountRequest: Codec<QueryAccountRequest> = messageCodec(
  'nave.accounts.v1.QueryAccountRequest',
  [
    [1, 'account', 'string'],
  ],
  (v, o) => ({
    account: v[o] as string,
  }),
);

export interface QueryAccountResponse {
  readonly account: string;
  readonly number: number;
  readonly sequence: number;
  /** secp256k1, ethsecp256k1 or empty. */
  readonly keyAlgo: string;
  /** Account events so far. */
  readonly accountSeq: number;
  /** Quote. */
  readonly volume30d: string;
  /** Quote. */
  readonly volumeLifetime: string;
  /** Empty: none. */
  readonly referrer: string;
}
export const QueryAccountResponse: Codec<QueryAccountResponse> = messageCodec(
  'nave.accounts.v1.QueryAccountResponse',
  [
    [1, 'account', 'string'],
    [2, 'number', 'uint64'],
    [3, 'sequence', 'uint64'],
    [4, 'keyAlgo', 'string'],
    [5, 'accountSeq', 'uint64'],
    [6, 'volume30d', 'string'],
    [7, 'volumeLifetime', 'string'],
    [8, 'referrer', 'string'],
  ],
  (v, o) => ({
    account: v[o] as string,
    number: v[o + 1] as number,
    sequence: v[o + 2] as number,
    keyAlgo: v[o + 3] as string,
    accountSeq: v[o + 4] as number,
    volume30d: v[o + 5] as string,
    volumeLifetime: v[o + 6] as string,
    referrer: v[o + 7] as string,
  }),
);

export interface QueryAgentsRequest {
  readonly account: string;
}
export const QueryAgentsRequest: Codec<QueryAgentsRequest> = messageCodec(
  'nave.accounts.v1.QueryAgentsRequest',
  [
    [1, 'account', 'string'],
  ],
  (v, o) => ({
    account: v[o] as string,
  }),
);

export interface Agent {
  readonly agent: string;
  readonly name: string;
  /** ms. */
  readonly expiresAt: number;
  /** None: all. */
  readonly markets: readonly number[];
  /** Quote; absent: no limit. */
  readonly maxNotionalPerDay: number | undefined;
  /** Quote. */
  readonly usedToday: number;
  readonly canTransfer: boolean;
}
export const Agent: Codec<Agent> = messageCodec(
  'nave.accounts.v1.Agent',
  [
    [1, 'agent', 'string'],
    [2, 'name', 'string'],
    [3, 'expiresAt', 'uint64'],
    [4, 'markets', 'uint32', { repeated: true }],
    [5, 'maxNotionalPerDay', 'uint64', { optional: true }],
    [6, 'usedToday', 'uint64'],
    [7, 'canTransfer', 'bool'],
  ],
  (v, o) => ({
    agent: v[o] as string,
    name: v[o + 1] as string,
    expiresAt: v[o + 2] as number,
    markets: v[o + 3] as readonly number[],
    maxNotionalPerDay: v[o + 4] as number | undefined,
    usedToday: v[o + 5] as number,
    canTransfer: v[o + 6] as boolean,
  }),
);

export interface QueryAgentsResponse {
  readonly agents: readonly Agent[];
}
export const QueryAgentsResponse: Codec<QueryAgentsResponse> = messageCodec(
  'nave.accounts.v1.QueryAgentsResponse',
  [
    [1, 'agents', 'message', { repeated: true, of: () => Agent }],
  ],
  (v, o) => ({
    agents: v[o] as readonly Agent[],
  }),
);

export interface QueryLimitsRequest {
  readonly account: string;
}
export const QueryLimitsRequest: Codec<QueryLimitsRequest> = messageCodec(
  'nave.accounts.v1.QueryLimitsRequest',
  [
    [1, 'account', 'string'],
  ],
  (v, o) => ({
    account: v[o] as string,
  }),
);

export interface Limit {
  readonly limit: number;
  readonly used: number;
  /** ms; absent: not spent. */
  readonly nextAt: number | undefined;
}
export const Limit: Codec<Limit> = messageCodec(
  'nave.accounts.v1.Limit',
  [
    [1, 'limit', 'uint64'],
    [2, 'used', 'uint64'],
    [3, 'nextAt', 'uint64', { optional: true }],
  ],
  (v, o) => ({
    limit: v[o] as number,
    used: v[o + 1] as number,
    nextAt: v[o + 2] as number | undefined,
  }),
);

export interface QueryLimitsResponse {
  readonly orders: Limit | undefined;
  readonly cancels: Limit | undefined;
  readonly nonces: Limit | undefined;
  /** Open orders allowed over all markets. */
  readonly openOrders: number;
}
export const QueryLimitsResponse: Codec<QueryLimitsResponse> = messageCodec(
  'nave.accounts.v1.QueryLimitsResponse',
  [
    [1, 'orders', 'message', { of: () => Limit }],
    [2, 'cancels', 'message', { of: () => Limit }],
    [3, 'nonces', 'message', { of: () => Limit }],
    [4, 'openOrders', 'uint32'],
  ],
  (v, o) => ({
    orders: v[o] as Limit | undefined,
    cancels: v[o + 1] as Limit | undefined,
    nonces: v[o + 2] as Limit | undefined,
    openOrders: v[o + 3] as number,
  }),
);

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

export const Query = {
  account: { path: '/nave.accounts.v1.Query/Account', request: QueryAccountRequest, response: QueryAccountResponse },
  agents: { path: '/nave.accounts.v1.Query/Agents', request: QueryAgentsRequest, response: QueryAgentsResponse },
  limits: { path: '/nave.accounts.v1.Query/Limits', request: QueryLimitsRequest, response: QueryLimitsResponse },
} as const;

export const Msg = {
  approveAgent: { path: '/nave.accounts.v1.Msg/ApproveAgent', request: MsgApproveAgent, response: MsgApproveAgentResponse },
  revokeAgent: { path: '/nave.accounts.v1.Msg/RevokeAgent', request: MsgRevokeAgent, response: MsgRevokeAgentResponse },
  setReferrer: { path: '/nave.accounts.v1.Msg/SetReferrer', request: MsgSetReferrer, response: MsgSetReferrerResponse },
  setAccess: { path: '/nave.accounts.v1.Msg/SetAccess', request: MsgSetAccess, response: MsgSetAccessResponse },
  updateParams: { path: '/nave.accounts.v1.Msg/UpdateParams', request: MsgUpdateParams, response: MsgUpdateParamsResponse },
} as const;
