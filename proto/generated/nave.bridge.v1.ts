// Generated from proto/ by tools/generate-proto.ts (npm run proto); do not edit.
import type { Codec } from '#chain/lib/protobuf.ts';
import { messageCodec } from '#chain/lib/protobuf.ts';

export interface SpokeRegistered {
  readonly spoke: number;
  readonly name: string;
  readonly chainId: number;
  readonly vault: Uint8Array;
}
export const SpokeRegistered: Codec<SpokeRegistered> = messageCodec(
  'nave.bridge.v1.SpokeRegistered',
  [
    [1, 'spoke', 'uint32'],
    [2, 'name', 'string'],
    [3, 'chainId', 'uint64'],
    [4, 'vault', 'bytes'],
  ],
  (v, o) => ({
    spoke: v[o] as number,
    name: v[o + 1] as string,
    chainId: v[o + 2] as number,
    vault: v[o + 3] as Uint8Array,
  }),
);

export interface RouteRegistered {
  readonly spoke: number;
  readonly token: Uint8Array;
  readonly asset: number;
  readonly tokenDecimals: number;
}
export const RouteRegistered: Codec<RouteRegistered> = messageCodec(
  'nave.bridge.v1.RouteRegistered',
  [
    [1, 'spoke', 'uint32'],
    [2, 'token', 'bytes'],
    [3, 'asset', 'uint32'],
    [4, 'tokenDecimals', 'uint32'],
  ],
  (v, o) => ({
    spoke: v[o] as number,
    token: v[o + 1] as Uint8Array,
    asset: v[o + 2] as number,
    tokenDecimals: v[o + 3] as number,
  }),
);

export interface SpokeStateChanged {
  readonly spoke: number;
  /** In force: active, no_outflow, no_inflow, paused, isolated, retired */
  readonly state: string;
  /** ms; 0: until changed. */
  readonly until: number;
  /** constructor, validators, one_tenth, authority, vote_split, rolling_hash, block_number, contradiction, step_failed, over */
  readonly reason: string;
}
export const SpokeStateChanged: Codec<SpokeStateChanged> = messageCodec(
  'nave.bridge.v1.SpokeStateChanged',
  [
    [1, 'spoke', 'uint32'],
    [2, 'state', 'string'],
    [3, 'until', 'uint64'],
    [4, 'reason', 'string'],
  ],
  (v, o) => ({
    spoke: v[o] as number,
    state: v[o + 1] as string,
    until: v[o + 2] as number,
    reason: v[o + 3] as string,
  }),
);

export interface BreakerChanged {
  readonly spoke: number;
  /** normal, warn, open, half_open */
  readonly breaker: string;
  readonly lagMs: number;
}
export const BreakerChanged: Codec<BreakerChanged> = messageCodec(
  'nave.bridge.v1.BreakerChanged',
  [
    [1, 'spoke', 'uint32'],
    [2, 'breaker', 'string'],
    [3, 'lagMs', 'uint64'],
  ],
  (v, o) => ({
    spoke: v[o] as number,
    breaker: v[o + 1] as string,
    lagMs: v[o + 2] as number,
  }),
);

export interface VaultEventApplied {
  readonly spoke: number;
  readonly nonce: number;
  /** Deposit, WithdrawalExecuted, … */
  readonly kind: string;
  readonly blockNumber: number;
}
export const VaultEventApplied: Codec<VaultEventApplied> = messageCodec(
  'nave.bridge.v1.VaultEventApplied',
  [
    [1, 'spoke', 'uint32'],
    [2, 'nonce', 'uint64'],
    [3, 'kind', 'string'],
    [4, 'blockNumber', 'uint64'],
  ],
  (v, o) => ({
    spoke: v[o] as number,
    nonce: v[o + 1] as number,
    kind: v[o + 2] as string,
    blockNumber: v[o + 3] as number,
  }),
);

/** A vault event whose handler failed: it changed nothing but the nonce. */
export interface VaultEventQuarantined {
  readonly spoke: number;
  readonly nonce: number;
  readonly kind: string;
  readonly reason: string;
}
export const VaultEventQuarantined: Codec<VaultEventQuarantined> = messageCodec(
  'nave.bridge.v1.VaultEventQuarantined',
  [
    [1, 'spoke', 'uint32'],
    [2, 'nonce', 'uint64'],
    [3, 'kind', 'string'],
    [4, 'reason', 'string'],
  ],
  (v, o) => ({
    spoke: v[o] as number,
    nonce: v[o + 1] as number,
    kind: v[o + 2] as string,
    reason: v[o + 3] as string,
  }),
);

/** A late vote that differs from what was applied. */
export interface VoteOutvoted {
  readonly spoke: number;
  readonly nonce: number;
  readonly operator: Uint8Array;
}
export const VoteOutvoted: Codec<VoteOutvoted> = messageCodec(
  'nave.bridge.v1.VoteOutvoted',
  [
    [1, 'spoke', 'uint32'],
    [2, 'nonce', 'uint64'],
    [3, 'operator', 'bytes'],
  ],
  (v, o) => ({
    spoke: v[o] as number,
    nonce: v[o + 1] as number,
    operator: v[o + 2] as Uint8Array,
  }),
);

export interface DepositChanged {
  readonly owner: Uint8Array;
  readonly accountSeq: number;
  readonly spoke: number;
  readonly nonce: number;
  /** 0: the token has no route. */
  readonly asset: number;
  readonly token: Uint8Array;
  readonly tokenAmount: string;
  /** Empty: not convertible. */
  readonly amount: string;
  readonly sender: Uint8Array;
  readonly refundTo: Uint8Array;
  /** seen, quorum, credited, quarantined, refunded */
  readonly state: string;
  /** unknown_token, bad_account, over_cap, spoke_isolated, spoke_closed, handler_failed */
  readonly reason: string;
  readonly blockNumber: number;
  readonly blockHash: Uint8Array;
  /** Withdrawal that pays it back; 0: none. */
  readonly refundId: number;
  /** ms of the first vote. */
  readonly seenAt: number;
  /** Power behind this content; of an applied one when it was applied. */
  readonly votesPpm: number;
}
export const DepositChanged: Codec<DepositChanged> = messageCodec(
  'nave.bridge.v1.DepositChanged',
  [
    [1, 'owner', 'bytes'],
    [2, 'accountSeq', 'uint64'],
    [3, 'spoke', 'uint32'],
    [4, 'nonce', 'uint64'],
    [5, 'asset', 'uint32'],
    [6, 'token', 'bytes'],
    [7, 'tokenAmount', 'string'],
    [8, 'amount', 'string'],
    [9, 'sender', 'bytes'],
    [10, 'refundTo', 'bytes'],
    [11, 'state', 'string'],
    [12, 'reason', 'string'],
    [13, 'blockNumber', 'uint64'],
    [14, 'blockHash', 'bytes'],
    [15, 'refundId', 'uint64'],
    [16, 'seenAt', 'uint64'],
    [17, 'votesPpm', 'uint32'],
  ],
  (v, o) => ({
    owner: v[o] as Uint8Array,
    accountSeq: v[o + 1] as number,
    spoke: v[o + 2] as number,
    nonce: v[o + 3] as number,
    asset: v[o + 4] as number,
    token: v[o + 5] as Uint8Array,
    tokenAmount: v[o + 6] as string,
    amount: v[o + 7] as string,
    sender: v[o + 8] as Uint8Array,
    refundTo: v[o + 9] as Uint8Array,
    state: v[o + 10] as string,
    reason: v[o + 11] as string,
    blockNumber: v[o + 12] as number,
    blockHash: v[o + 13] as Uint8Array,
    refundId: v[o + 14] as number,
    seenAt: v[o + 15] as number,
    votesPpm: v[o + 16] as number,
  }),
);

export interface WithdrawalChanged {
  readonly owner: Uint8Array;
  readonly subaccount: number;
  readonly accountSeq: number;
  readonly spoke: number;
  readonly id: number;
  readonly asset: number;
  /** Debited, with fee. */
  readonly amount: string;
  readonly fee: string;
  readonly received: string;
  readonly to: Uint8Array;
  readonly hubRef: Uint8Array;
  /** requested, delayed, ready, signed, queued_on_spoke, executed, push_failed, claimed, expired, cancelled, refunded. The
   * same state again: it waits for something else, or it is in another batch. */
  readonly state: string;
  /** Why it was refunded: user, expired, cancelled. */
  readonly reason: string;
  /** Seconds on the spoke; 0: not queued there. */
  readonly readyAt: number;
  readonly batchNonce: number;
  readonly epoch: number;
  /** 0: none. */
  readonly splitFrom: number;
  /** Nonce of the deposit it refunds; 0: none. */
  readonly refundOf: number;
  readonly token: Uint8Array;
  readonly tokenAmount: string;
  /** ms. */
  readonly requestedAt: number;
  /** ms: not ready before; 0: not known yet. */
  readonly delayUntil: number;
  /** What held it back when the gates last asked; empty once it is ready. */
  readonly blockedBy: readonly string[];
  /** Spoke to whose vault it moves escrow, nobody's money; 0: none. */
  readonly migrationTo: number;
}
export const WithdrawalChanged: Codec<WithdrawalChanged> = messageCodec(
  'nave.bridge.v1.WithdrawalChanged',
  [
    [1, 'owner', 'bytes'],
    [2, 'subaccount', 'uint32'],
    [3, 'accountSeq', 'uint64'],
    [4, 'spoke', 'uint32'],
    [5, 'id', 'uint64'],
    [6, 'asset', 'uint32'],
    [7, 'amount', 'string'],
    [8, 'fee', 'string'],
    [9, 'received', 'string'],
    [10, 'to', 'bytes'],
    [11, 'hubRef', 'bytes'],
    [12, 'state', 'string'],
    [13, 'reason', 'string'],
    [14, 'readyAt', 'uint64'],
    [15, 'batchNonce', 'uint64'],
    [16, 'epoch', 'uint64'],
    [17, 'splitFrom', 'uint64'],
    [18, 'refundOf', 'uint64'],
    [19, 'token', 'bytes'],
    [20, 'tokenAmount', 'string'],
    [21, 'requestedAt', 'uint64'],
    [22, 'delayUntil', 'uint64'],
    [23, 'blockedBy', 'string', { repeated: true }],
    [24, 'migrationTo', 'uint32'],
  ],
  (v, o) => ({
    owner: v[o] as Uint8Array,
    subaccount: v[o + 1] as number,
    accountSeq: v[o + 2] as number,
    spoke: v[o + 3] as number,
    id: v[o + 4] as number,
    asset: v[o + 5] as number,
    amount: v[o + 6] as string,
    fee: v[o + 7] as string,
    received: v[o + 8] as string,
    to: v[o + 9] as Uint8Array,
    hubRef: v[o + 10] as Uint8Array,
    state: v[o + 11] as string,
    reason: v[o + 12] as string,
    readyAt: v[o + 13] as number,
    batchNonce: v[o + 14] as number,
    epoch: v[o + 15] as number,
    splitFrom: v[o + 16] as number,
    refundOf: v[o + 17] as number,
    token: v[o + 18] as Uint8Array,
    tokenAmount: v[o + 19] as string,
    requestedAt: v[o + 20] as number,
    delayUntil: v[o + 21] as number,
    blockedBy: v[o + 22] as readonly string[],
    migrationTo: v[o + 23] as number,
  }),
);

export interface BatchChanged {
  readonly spoke: number;
  readonly batchNonce: number;
  readonly epoch: number;
  readonly digest: Uint8Array;
  /** collecting, complete, submitted, expired */
  readonly state: string;
  readonly ids: readonly number[];
  readonly signedPpm: number;
  /** Seconds of the EVM chain. */
  readonly notBefore: number;
  readonly deadline: number;
  /** When it is made only. */
  readonly items: readonly BatchItem[];
}
export const BatchChanged: Codec<BatchChanged> = messageCodec(
  'nave.bridge.v1.BatchChanged',
  [
    [1, 'spoke', 'uint32'],
    [2, 'batchNonce', 'uint64'],
    [3, 'epoch', 'uint64'],
    [4, 'digest', 'bytes'],
    [5, 'state', 'string'],
    [6, 'ids', 'uint64', { repeated: true }],
    [7, 'signedPpm', 'uint32'],
    [8, 'notBefore', 'uint64'],
    [9, 'deadline', 'uint64'],
    [10, 'items', 'message', { repeated: true, of: () => BatchItem }],
  ],
  (v, o) => ({
    spoke: v[o] as number,
    batchNonce: v[o + 1] as number,
    epoch: v[o + 2] as number,
    digest: v[o + 3] as Uint8Array,
    state: v[o + 4] as string,
    ids: v[o + 5] as readonly number[],
    signedPpm: v[o + 6] as number,
    notBefore: v[o + 7] as number,
    deadline: v[o + 8] as number,
    items: v[o + 9] as readonly BatchItem[],
  }),
);

export interface ValidatorSetChanged {
  readonly spoke: number;
  readonly epoch: number;
  readonly hubHeight: number;
  readonly digest: Uint8Array;
  /** created, complete, requested, current */
  readonly state: string;
  /** initial, power, key, unbonding, age */
  readonly reason: string;
  readonly signedPpm: number;
}
export const ValidatorSetChanged: Codec<ValidatorSetChanged> = messageCodec(
  'nave.bridge.v1.ValidatorSetChanged',
  [
    [1, 'spoke', 'uint32'],
    [2, 'epoch', 'uint64'],
    [3, 'hubHeight', 'uint64'],
    [4, 'digest', 'bytes'],
    [5, 'state', 'string'],
    [6, 'reason', 'string'],
    [7, 'signedPpm', 'uint32'],
  ],
  (v, o) => ({
    spoke: v[o] as number,
    epoch: v[o + 1] as number,
    hubHeight: v[o + 2] as number,
    digest: v[o + 3] as Uint8Array,
    state: v[o + 4] as string,
    reason: v[o + 5] as string,
    signedPpm: v[o + 6] as number,
  }),
);

/** Escrow of a vault arrived in its successor: it credits nobody. */
export interface MigrationArrived {
  readonly spoke: number;
  readonly fromSpoke: number;
  /** Of the deposit event. */
  readonly nonce: number;
  readonly asset: number;
  readonly amount: string;
  /** What somebody else gave the forwarder: it is insurance. */
  readonly gift: string;
}
export const MigrationArrived: Codec<MigrationArrived> = messageCodec(
  'nave.bridge.v1.MigrationArrived',
  [
    [1, 'spoke', 'uint32'],
    [2, 'fromSpoke', 'uint32'],
    [3, 'nonce', 'uint64'],
    [4, 'asset', 'uint32'],
    [5, 'amount', 'string'],
    [6, 'gift', 'string'],
  ],
  (v, o) => ({
    spoke: v[o] as number,
    fromSpoke: v[o + 1] as number,
    nonce: v[o + 2] as number,
    asset: v[o + 3] as number,
    amount: v[o + 4] as string,
    gift: v[o + 5] as string,
  }),
);

export interface RelayerRepaid {
  readonly spoke: number;
  readonly id: number;
  readonly relayer: Uint8Array;
  readonly asset: number;
  readonly amount: string;
}
export const RelayerRepaid: Codec<RelayerRepaid> = messageCodec(
  'nave.bridge.v1.RelayerRepaid',
  [
    [1, 'spoke', 'uint32'],
    [2, 'id', 'uint64'],
    [3, 'relayer', 'bytes'],
    [4, 'asset', 'uint32'],
    [5, 'amount', 'string'],
  ],
  (v, o) => ({
    spoke: v[o] as number,
    id: v[o + 1] as number,
    relayer: v[o + 2] as Uint8Array,
    asset: v[o + 3] as number,
    amount: v[o + 4] as string,
  }),
);

/** The solvency identity of an asset broke or holds again. */
export interface SolvencyChanged {
  readonly asset: number;
  /** Held − escrow; 0: it holds again. */
  readonly difference: string;
  /** The spoke whose own books do not balance; 0: none of them. */
  readonly spoke: number;
}
export const SolvencyChanged: Codec<SolvencyChanged> = messageCodec(
  'nave.bridge.v1.SolvencyChanged',
  [
    [1, 'asset', 'uint32'],
    [2, 'difference', 'string'],
    [3, 'spoke', 'uint32'],
  ],
  (v, o) => ({
    asset: v[o] as number,
    difference: v[o + 1] as string,
    spoke: v[o + 2] as number,
  }),
);

export interface EvidenceAccepted {
  readonly spoke: number;
  readonly operator: Uint8Array;
  /** double_vote, foreign_signature */
  readonly kind: string;
}
export const EvidenceAccepted: Codec<EvidenceAccepted> = messageCodec(
  'nave.bridge.v1.EvidenceAccepted',
  [
    [1, 'spoke', 'uint32'],
    [2, 'operator', 'bytes'],
    [3, 'kind', 'string'],
  ],
  (v, o) => ({
    spoke: v[o] as number,
    operator: v[o + 1] as Uint8Array,
    kind: v[o + 2] as string,
  }),
);

export interface ParamsUpdated {
  readonly before: string;
  readonly after: string;
}
export const ParamsUpdated: Codec<ParamsUpdated> = messageCodec(
  'nave.bridge.v1.ParamsUpdated',
  [
    [1, 'before', 'string'],
    [2, 'after', 'string'],
  ],
  (v, o) => ({
    before: v[o] as string,
    after: v[o + 1] as string,
  }),
);

export interface QuerySpokesRequest {
}
export const QuerySpokesRequest: Codec<QuerySpokesRequest> = messageCodec(
  'nave.bridge.v1.QuerySpokesRequest',
  [],
  () => ({}),
);

export interface SpokeRoute {
  readonly asset: number;
  readonly token: Uint8Array;
  readonly tokenDecimals: number;
  readonly escrow: string;
  /** Promised to withdrawals that are not final. */
  readonly committed: string;
  readonly feeFloor: string;
  readonly minWithdrawal: string;
  /** Σ received of what waits on the hub. */
  readonly queued: string;
  /** The vault's leaky bucket, in hub units; available also counts its limit over all tokens. */
  readonly bucketCap: string;
  readonly bucketAvailable: string;
  readonly instantMax: string;
  /** Most that a deposit may be now; 0 where they are closed. */
  readonly depositRoom: string;
  readonly minDeposit: string;
  /** Of a withdrawal asked for now; empty: gas cannot be priced. */
  readonly withdrawalFee: string;
  /** Escrow that left the predecessor's vault and is not yet in this one. */
  readonly inTransit: string;
}
export const SpokeRoute: Codec<SpokeRoute> = messageCodec(
  'nave.bridge.v1.SpokeRoute',
  [
    [1, 'asset', 'uint32'],
    [2, 'token', 'bytes'],
    [3, 'tokenDecimals', 'uint32'],
    [4, 'escrow', 'string'],
    [5, 'committed', 'string'],
    [6, 'feeFloor', 'string'],
    [7, 'minWithdrawal', 'string'],
    [8, 'queued', 'string'],
    [9, 'bucketCap', 'string'],
    [10, 'bucketAvailable', 'string'],
    [11, 'instantMax', 'string'],
    [12, 'depositRoom', 'string'],
    [13, 'minDeposit', 'string'],
    [14, 'withdrawalFee', 'string'],
    [15, 'inTransit', 'string'],
  ],
  (v, o) => ({
    asset: v[o] as number,
    token: v[o + 1] as Uint8Array,
    tokenDecimals: v[o + 2] as number,
    escrow: v[o + 3] as string,
    committed: v[o + 4] as string,
    feeFloor: v[o + 5] as string,
    minWithdrawal: v[o + 6] as string,
    queued: v[o + 7] as string,
    bucketCap: v[o + 8] as string,
    bucketAvailable: v[o + 9] as string,
    instantMax: v[o + 10] as string,
    depositRoom: v[o + 11] as string,
    minDeposit: v[o + 12] as string,
    withdrawalFee: v[o + 13] as string,
    inTransit: v[o + 14] as string,
  }),
);

export interface SpokeInfo {
  readonly spoke: number;
  readonly name: string;
  readonly chainId: number;
  readonly vault: Uint8Array;
  readonly domainSeparator: Uint8Array;
  /** In force. */
  readonly state: SpokeState;
  readonly stateUntil: number;
  readonly reason: string;
  readonly breaker: string;
  readonly lagMs: number;
  readonly normalLagMs: number;
  /** Last applied. */
  readonly eventNonce: number;
  readonly rollingHash: Uint8Array;
  readonly blockNumber: number;
  readonly epoch: number;
  readonly nextWithdrawalId: number;
  readonly finality: string;
  readonly dispute: number;
  readonly routes: readonly SpokeRoute[];
  /** The vault's own lock: seconds (0: none), and scopes until an unlock (1 outflow, 2 inflow). */
  readonly lockSoftUntil: number;
  readonly lockHardScope: number;
  /** Empty: none. */
  readonly successor: Uint8Array;
  /** Spoke whose escrow moves here; 0: none. */
  readonly predecessor: number;
  /** Contract between the two vaults; empty without a predecessor. */
  readonly forwarder: Uint8Array;
}
export const SpokeInfo: Codec<SpokeInfo> = messageCodec(
  'nave.bridge.v1.SpokeInfo',
  [
    [1, 'spoke', 'uint32'],
    [2, 'name', 'string'],
    [3, 'chainId', 'uint64'],
    [4, 'vault', 'bytes'],
    [5, 'domainSeparator', 'bytes'],
    [6, 'state', 'enum'],
    [7, 'stateUntil', 'uint64'],
    [8, 'reason', 'string'],
    [9, 'breaker', 'string'],
    [10, 'lagMs', 'uint64'],
    [11, 'normalLagMs', 'uint64'],
    [12, 'eventNonce', 'uint64'],
    [13, 'rollingHash', 'bytes'],
    [14, 'blockNumber', 'uint64'],
    [15, 'epoch', 'uint64'],
    [16, 'nextWithdrawalId', 'uint64'],
    [17, 'finality', 'string'],
    [18, 'dispute', 'uint64'],
    [19, 'routes', 'message', { repeated: true, of: () => SpokeRoute }],
    [20, 'lockSoftUntil', 'uint64'],
    [21, 'lockHardScope', 'uint32'],
    [22, 'successor', 'bytes'],
    [23, 'predecessor', 'uint32'],
    [24, 'forwarder', 'bytes'],
  ],
  (v, o) => ({
    spoke: v[o] as number,
    name: v[o + 1] as string,
    chainId: v[o + 2] as number,
    vault: v[o + 3] as Uint8Array,
    domainSeparator: v[o + 4] as Uint8Array,
    state: v[o + 5] as SpokeState,
    stateUntil: v[o + 6] as number,
    reason: v[o + 7] as string,
    breaker: v[o + 8] as string,
    lagMs: v[o + 9] as number,
    normalLagMs: v[o + 10] as number,
    eventNonce: v[o + 11] as number,
    rollingHash: v[o + 12] as Uint8Array,
    blockNumber: v[o + 13] as number,
    epoch: v[o + 14] as number,
    nextWithdrawalId: v[o + 15] as number,
    finality: v[o + 16] as string,
    dispute: v[o + 17] as number,
    routes: v[o + 18] as readonly SpokeRoute[],
    lockSoftUntil: v[o + 19] as number,
    lockHardScope: v[o + 20] as number,
    successor: v[o + 21] as Uint8Array,
    predecessor: v[o + 22] as number,
    forwarder: v[o + 23] as Uint8Array,
  }),
);

export interface QuerySpokesResponse {
  readonly spokes: readonly SpokeInfo[];
}
export const QuerySpokesResponse: Codec<QuerySpokesResponse> = messageCodec(
  'nave.bridge.v1.QuerySpokesResponse',
  [
    [1, 'spokes', 'message', { repeated: true, of: () => SpokeInfo }],
  ],
  (v, o) => ({
    spokes: v[o] as readonly SpokeInfo[],
  }),
);

export interface QueryVoterRequest {
  readonly spoke: number;
  /** Relayer account of the validator. */
  readonly relayer: string;
}
export const QueryVoterRequest: Codec<QueryVoterRequest> = messageCodec(
  'nave.bridge.v1.QueryVoterRequest',
  [
    [1, 'spoke', 'uint32'],
    [2, 'relayer', 'string'],
  ],
  (v, o) => ({
    spoke: v[o] as number,
    relayer: v[o + 1] as string,
  }),
);

export interface QueryVoterResponse {
  /** The next vote must carry this + 1. */
  readonly lastNonce: number;
  /** In the set of the spoke's epoch, bonded and not jailed. */
  readonly mayVote: boolean;
  readonly outvoted: number;
}
export const QueryVoterResponse: Codec<QueryVoterResponse> = messageCodec(
  'nave.bridge.v1.QueryVoterResponse',
  [
    [1, 'lastNonce', 'uint64'],
    [2, 'mayVote', 'bool'],
    [3, 'outvoted', 'uint64'],
  ],
  (v, o) => ({
    lastNonce: v[o] as number,
    mayVote: v[o + 1] as boolean,
    outvoted: v[o + 2] as number,
  }),
);

export interface QueryWithdrawalRequest {
  readonly spoke: number;
  readonly id: number;
}
export const QueryWithdrawalRequest: Codec<QueryWithdrawalRequest> = messageCodec(
  'nave.bridge.v1.QueryWithdrawalRequest',
  [
    [1, 'spoke', 'uint32'],
    [2, 'id', 'uint64'],
  ],
  (v, o) => ({
    spoke: v[o] as number,
    id: v[o + 1] as number,
  }),
);

/** When a withdrawal got into a state. */
export interface WithdrawalStep {
  /** requested, delayed, ready, signed, queued_on_spoke, push_failed */
  readonly state: string;
  /** ms. */
  readonly at: number;
  readonly height: number;
}
export const WithdrawalStep: Codec<WithdrawalStep> = messageCodec(
  'nave.bridge.v1.WithdrawalStep',
  [
    [1, 'state', 'string'],
    [2, 'at', 'uint64'],
    [3, 'height', 'uint64'],
  ],
  (v, o) => ({
    state: v[o] as string,
    at: v[o + 1] as number,
    height: v[o + 2] as number,
  }),
);

export interface WithdrawalInfo {
  readonly spoke: number;
  readonly id: number;
  readonly account: string;
  readonly subaccount: number;
  readonly asset: number;
  readonly amount: string;
  readonly fee: string;
  readonly token: Uint8Array;
  readonly tokenAmount: string;
  readonly to: Uint8Array;
  readonly hubRef: Uint8Array;
  readonly state: string;
  readonly blockedBy: readonly string[];
  /** Place among those that wait for the same escrow, from 1; 0: not waiting. */
  readonly queuePosition: number;
  /** ms. */
  readonly delayUntil: number;
  /** Seconds on the spoke. */
  readonly readyAt: number;
  readonly batchNonce: number;
  readonly splitFrom: number;
  readonly refundOf: number;
  /** ms. */
  readonly requestedAt: number;
  /** Rising; the last one is the present state. */
  readonly history: readonly WithdrawalStep[];
  /** ms: when the vault can pay it at the earliest; 0: nobody can say. */
  readonly expectedAt: number;
  /** Of the last batch it was in; 0: none. */
  readonly epoch: number;
  /** amount − fee. */
  readonly received: string;
  readonly cancellable: boolean;
  /** On the spoke by claim(item). */
  readonly claimable: boolean;
  readonly updatedHeight: number;
  /** Spoke to whose vault it moves escrow, nobody's money; 0: none. */
  readonly migrationTo: number;
}
export const WithdrawalInfo: Codec<WithdrawalInfo> = messageCodec(
  'nave.bridge.v1.WithdrawalInfo',
  [
    [1, 'spoke', 'uint32'],
    [2, 'id', 'uint64'],
    [3, 'account', 'string'],
    [4, 'subaccount', 'uint32'],
    [5, 'asset', 'uint32'],
    [6, 'amount', 'string'],
    [7, 'fee', 'string'],
    [8, 'token', 'bytes'],
    [9, 'tokenAmount', 'string'],
    [10, 'to', 'bytes'],
    [11, 'hubRef', 'bytes'],
    [12, 'state', 'string'],
    [13, 'blockedBy', 'string', { repeated: true }],
    [14, 'queuePosition', 'uint32'],
    [15, 'delayUntil', 'uint64'],
    [16, 'readyAt', 'uint64'],
    [17, 'batchNonce', 'uint64'],
    [18, 'splitFrom', 'uint64'],
    [19, 'refundOf', 'uint64'],
    [20, 'requestedAt', 'uint64'],
    [21, 'history', 'message', { repeated: true, of: () => WithdrawalStep }],
    [22, 'expectedAt', 'uint64'],
    [23, 'epoch', 'uint64'],
    [24, 'received', 'string'],
    [25, 'cancellable', 'bool'],
    [26, 'claimable', 'bool'],
    [27, 'updatedHeight', 'uint64'],
    [28, 'migrationTo', 'uint32'],
  ],
  (v, o) => ({
    spoke: v[o] as number,
    id: v[o + 1] as number,
    account: v[o + 2] as string,
    subaccount: v[o + 3] as number,
    asset: v[o + 4] as number,
    amount: v[o + 5] as string,
    fee: v[o + 6] as string,
    token: v[o + 7] as Uint8Array,
    tokenAmount: v[o + 8] as string,
    to: v[o + 9] as Uint8Array,
    hubRef: v[o + 10] as Uint8Array,
    state: v[o + 11] as string,
    blockedBy: v[o + 12] as readonly string[],
    queuePosition: v[o + 13] as number,
    delayUntil: v[o + 14] as number,
    readyAt: v[o + 15] as number,
    batchNonce: v[o + 16] as number,
    splitFrom: v[o + 17] as number,
    refundOf: v[o + 18] as number,
    requestedAt: v[o + 19] as number,
    history: v[o + 20] as readonly WithdrawalStep[],
    expectedAt: v[o + 21] as number,
    epoch: v[o + 22] as number,
    received: v[o + 23] as string,
    cancellable: v[o + 24] as boolean,
    claimable: v[o + 25] as boolean,
    updatedHeight: v[o + 26] as number,
    migrationTo: v[o + 27] as number,
  }),
);

export interface QueryWithdrawalResponse {
  readonly withdrawal: WithdrawalInfo | undefined;
}
export const QueryWithdrawalResponse: Codec<QueryWithdrawalResponse> = messageCodec(
  'nave.bridge.v1.QueryWithdrawalResponse',
  [
    [1, 'withdrawal', 'message', { of: () => WithdrawalInfo }],
  ],
  (v, o) => ({
    withdrawal: v[o] as WithdrawalInfo | undefined,
  }),
);

export interface QueryWithdrawalsRequest {
  /** 0: all. */
  readonly spoke: number;
  /** Empty: all. */
  readonly account: string;
  readonly state: string;
  /** Rows behind this one, by spoke and id; 0, 0: from the first. */
  readonly afterSpoke: number;
  readonly afterId: number;
  /** 1..1000; 0: 1000. */
  readonly limit: number;
}
export const QueryWithdrawalsRequest: Codec<QueryWithdrawalsRequest> = messageCodec(
  'nave.bridge.v1.QueryWithdrawalsRequest',
  [
    [1, 'spoke', 'uint32'],
    [2, 'account', 'string'],
    [3, 'state', 'string'],
    [4, 'afterSpoke', 'uint32'],
    [5, 'afterId', 'uint64'],
    [6, 'limit', 'uint32'],
  ],
  (v, o) => ({
    spoke: v[o] as number,
    account: v[o + 1] as string,
    state: v[o + 2] as string,
    afterSpoke: v[o + 3] as number,
    afterId: v[o + 4] as number,
    limit: v[o + 5] as number,
  }),
);

export interface QueryWithdrawalsResponse {
  readonly withdrawals: readonly WithdrawalInfo[];
  /** Ask again behind the last row. */
  readonly hasMore: boolean;
}
export const QueryWithdrawalsResponse: Codec<QueryWithdrawalsResponse> = messageCodec(
  'nave.bridge.v1.QueryWithdrawalsResponse',
  [
    [1, 'withdrawals', 'message', { repeated: true, of: () => WithdrawalInfo }],
    [2, 'hasMore', 'bool'],
  ],
  (v, o) => ({
    withdrawals: v[o] as readonly WithdrawalInfo[],
    hasMore: v[o + 1] as boolean,
  }),
);

export interface QueryQuarantineRequest {
  /** 0: all. */
  readonly spoke: number;
  /** Account the deposit was for; empty: all. */
  readonly account: string;
  readonly afterSpoke: number;
  readonly afterNonce: number;
  /** 1..1000; 0: 1000. */
  readonly limit: number;
}
export const QueryQuarantineRequest: Codec<QueryQuarantineRequest> = messageCodec(
  'nave.bridge.v1.QueryQuarantineRequest',
  [
    [1, 'spoke', 'uint32'],
    [2, 'account', 'string'],
    [3, 'afterSpoke', 'uint32'],
    [4, 'afterNonce', 'uint64'],
    [5, 'limit', 'uint32'],
  ],
  (v, o) => ({
    spoke: v[o] as number,
    account: v[o + 1] as string,
    afterSpoke: v[o + 2] as number,
    afterNonce: v[o + 3] as number,
    limit: v[o + 4] as number,
  }),
);

export interface QuarantinedDeposit {
  readonly spoke: number;
  readonly nonce: number;
  readonly token: Uint8Array;
  readonly tokenAmount: string;
  readonly asset: number;
  readonly amount: string;
  readonly sender: Uint8Array;
  readonly refundTo: Uint8Array;
  readonly reason: string;
  /** Withdrawal that pays it back; 0: none. */
  readonly refundId: number;
  /** Empty: the event named no account. */
  readonly account: string;
  readonly blockNumber: number;
  readonly blockHash: Uint8Array;
  /** ms: first vote, and when it was quarantined. */
  readonly seenAt: number;
  readonly quarantinedAt: number;
  readonly updatedHeight: number;
}
export const QuarantinedDeposit: Codec<QuarantinedDeposit> = messageCodec(
  'nave.bridge.v1.QuarantinedDeposit',
  [
    [1, 'spoke', 'uint32'],
    [2, 'nonce', 'uint64'],
    [3, 'token', 'bytes'],
    [4, 'tokenAmount', 'string'],
    [5, 'asset', 'uint32'],
    [6, 'amount', 'string'],
    [7, 'sender', 'bytes'],
    [8, 'refundTo', 'bytes'],
    [9, 'reason', 'string'],
    [10, 'refundId', 'uint64'],
    [11, 'account', 'string'],
    [12, 'blockNumber', 'uint64'],
    [13, 'blockHash', 'bytes'],
    [14, 'seenAt', 'uint64'],
    [15, 'quarantinedAt', 'uint64'],
    [16, 'updatedHeight', 'uint64'],
  ],
  (v, o) => ({
    spoke: v[o] as number,
    nonce: v[o + 1] as number,
    token: v[o + 2] as Uint8Array,
    tokenAmount: v[o + 3] as string,
    asset: v[o + 4] as number,
    amount: v[o + 5] as string,
    sender: v[o + 6] as Uint8Array,
    refundTo: v[o + 7] as Uint8Array,
    reason: v[o + 8] as string,
    refundId: v[o + 9] as number,
    account: v[o + 10] as string,
    blockNumber: v[o + 11] as number,
    blockHash: v[o + 12] as Uint8Array,
    seenAt: v[o + 13] as number,
    quarantinedAt: v[o + 14] as number,
    updatedHeight: v[o + 15] as number,
  }),
);

export interface QueryQuarantineResponse {
  readonly deposits: readonly QuarantinedDeposit[];
  /** Ask again behind the last row. */
  readonly hasMore: boolean;
}
export const QueryQuarantineResponse: Codec<QueryQuarantineResponse> = messageCodec(
  'nave.bridge.v1.QueryQuarantineResponse',
  [
    [1, 'deposits', 'message', { repeated: true, of: () => QuarantinedDeposit }],
    [2, 'hasMore', 'bool'],
  ],
  (v, o) => ({
    deposits: v[o] as readonly QuarantinedDeposit[],
    hasMore: v[o + 1] as boolean,
  }),
);

export interface QueryPendingDepositsRequest {
  /** 0: all. */
  readonly spoke: number;
  /** Empty: all. */
  readonly account: string;
}
export const QueryPendingDepositsRequest: Codec<QueryPendingDepositsRequest> = messageCodec(
  'nave.bridge.v1.QueryPendingDepositsRequest',
  [
    [1, 'spoke', 'uint32'],
    [2, 'account', 'string'],
  ],
  (v, o) => ({
    spoke: v[o] as number,
    account: v[o + 1] as string,
  }),
);

/** A deposit that is voted on and not yet applied; of several contents the one with most power. */
export interface PendingDeposit {
  readonly spoke: number;
  readonly nonce: number;
  readonly token: Uint8Array;
  readonly tokenAmount: string;
  /** 0: the token has no route. */
  readonly asset: number;
  /** Empty: not convertible. */
  readonly amount: string;
  readonly sender: Uint8Array;
  readonly refundTo: Uint8Array;
  readonly account: string;
  /** seen, quorum */
  readonly state: string;
  readonly votesPpm: number;
  readonly blockNumber: number;
  readonly blockHash: Uint8Array;
  /** ms. */
  readonly seenAt: number;
}
export const PendingDeposit: Codec<PendingDeposit> = messageCodec(
  'nave.bridge.v1.PendingDeposit',
  [
    [1, 'spoke', 'uint32'],
    [2, 'nonce', 'uint64'],
    [3, 'token', 'bytes'],
    [4, 'tokenAmount', 'string'],
    [5, 'asset', 'uint32'],
    [6, 'amount', 'string'],
    [7, 'sender', 'bytes'],
    [8, 'refundTo', 'bytes'],
    [9, 'account', 'string'],
    [10, 'state', 'string'],
    [11, 'votesPpm', 'uint32'],
    [12, 'blockNumber', 'uint64'],
    [13, 'blockHash', 'bytes'],
    [14, 'seenAt', 'uint64'],
  ],
  (v, o) => ({
    spoke: v[o] as number,
    nonce: v[o + 1] as number,
    token: v[o + 2] as Uint8Array,
    tokenAmount: v[o + 3] as string,
    asset: v[o + 4] as number,
    amount: v[o + 5] as string,
    sender: v[o + 6] as Uint8Array,
    refundTo: v[o + 7] as Uint8Array,
    account: v[o + 8] as string,
    state: v[o + 9] as string,
    votesPpm: v[o + 10] as number,
    blockNumber: v[o + 11] as number,
    blockHash: v[o + 12] as Uint8Array,
    seenAt: v[o + 13] as number,
  }),
);

export interface QueryPendingDepositsResponse {
  /** At most 1000. */
  readonly deposits: readonly PendingDeposit[];
}
export const QueryPendingDepositsResponse: Codec<QueryPendingDepositsResponse> = messageCodec(
  'nave.bridge.v1.QueryPendingDepositsResponse',
  [
    [1, 'deposits', 'message', { repeated: true, of: () => PendingDeposit }],
  ],
  (v, o) => ({
    deposits: v[o] as readonly PendingDeposit[],
  }),
);

export interface QueryBatchRequest {
  readonly spoke: number;
  readonly batchNonce: number;
}
export const QueryBatchRequest: Codec<QueryBatchRequest> = messageCodec(
  'nave.bridge.v1.QueryBatchRequest',
  [
    [1, 'spoke', 'uint32'],
    [2, 'batchNonce', 'uint64'],
  ],
  (v, o) => ({
    spoke: v[o] as number,
    batchNonce: v[o + 1] as number,
  }),
);

export interface QueryBatchResponse {
  readonly batch: BatchInfo | undefined;
}
export const QueryBatchResponse: Codec<QueryBatchResponse> = messageCodec(
  'nave.bridge.v1.QueryBatchResponse',
  [
    [1, 'batch', 'message', { of: () => BatchInfo }],
  ],
  (v, o) => ({
    batch: v[o] as BatchInfo | undefined,
  }),
);

export interface QueryBatchesRequest {
  readonly spoke: number;
}
export const QueryBatchesRequest: Codec<QueryBatchesRequest> = messageCodec(
  'nave.bridge.v1.QueryBatchesRequest',
  [
    [1, 'spoke', 'uint32'],
  ],
  (v, o) => ({
    spoke: v[o] as number,
  }),
);

/** What the vault is asked to pay, in the order of the batch. */
export interface BatchItem {
  readonly id: number;
  readonly token: Uint8Array;
  readonly to: Uint8Array;
  /** Token units. */
  readonly amount: string;
  readonly hubRef: Uint8Array;
}
export const BatchItem: Codec<BatchItem> = messageCodec(
  'nave.bridge.v1.BatchItem',
  [
    [1, 'id', 'uint64'],
    [2, 'token', 'bytes'],
    [3, 'to', 'bytes'],
    [4, 'amount', 'string'],
    [5, 'hubRef', 'bytes'],
  ],
  (v, o) => ({
    id: v[o] as number,
    token: v[o + 1] as Uint8Array,
    to: v[o + 2] as Uint8Array,
    amount: v[o + 3] as string,
    hubRef: v[o + 4] as Uint8Array,
  }),
);

export interface BatchInfo {
  readonly spoke: number;
  readonly batchNonce: number;
  readonly epoch: number;
  readonly notBefore: number;
  readonly deadline: number;
  readonly itemsHash: Uint8Array;
  readonly digest: Uint8Array;
  readonly state: string;
  readonly ids: readonly number[];
  /** Hot keys that signed. */
  readonly signers: readonly Uint8Array[];
  readonly signedPpm: number;
  /** Of submitWithdrawals, once complete. */
  readonly calldata: Uint8Array;
  /** All of ids, also those that are final already. */
  readonly items: readonly BatchItem[];
}
export const BatchInfo: Codec<BatchInfo> = messageCodec(
  'nave.bridge.v1.BatchInfo',
  [
    [1, 'spoke', 'uint32'],
    [2, 'batchNonce', 'uint64'],
    [3, 'epoch', 'uint64'],
    [4, 'notBefore', 'uint64'],
    [5, 'deadline', 'uint64'],
    [6, 'itemsHash', 'bytes'],
    [7, 'digest', 'bytes'],
    [8, 'state', 'string'],
    [9, 'ids', 'uint64', { repeated: true }],
    [10, 'signers', 'bytes', { repeated: true }],
    [11, 'signedPpm', 'uint32'],
    [12, 'calldata', 'bytes'],
    [13, 'items', 'message', { repeated: true, of: () => BatchItem }],
  ],
  (v, o) => ({
    spoke: v[o] as number,
    batchNonce: v[o + 1] as number,
    epoch: v[o + 2] as number,
    notBefore: v[o + 3] as number,
    deadline: v[o + 4] as number,
    itemsHash: v[o + 5] as Uint8Array,
    digest: v[o + 6] as Uint8Array,
    state: v[o + 7] as string,
    ids: v[o + 8] as readonly number[],
    signers: v[o + 9] as readonly Uint8Array[],
    signedPpm: v[o + 10] as number,
    calldata: v[o + 11] as Uint8Array,
    items: v[o + 12] as readonly BatchItem[],
  }),
);

export interface QueryBatchesResponse {
  readonly batches: readonly BatchInfo[];
}
export const QueryBatchesResponse: Codec<QueryBatchesResponse> = messageCodec(
  'nave.bridge.v1.QueryBatchesResponse',
  [
    [1, 'batches', 'message', { repeated: true, of: () => BatchInfo }],
  ],
  (v, o) => ({
    batches: v[o] as readonly BatchInfo[],
  }),
);

export interface QuerySetsRequest {
  readonly spoke: number;
}
export const QuerySetsRequest: Codec<QuerySetsRequest> = messageCodec(
  'nave.bridge.v1.QuerySetsRequest',
  [
    [1, 'spoke', 'uint32'],
  ],
  (v, o) => ({
    spoke: v[o] as number,
  }),
);

export interface SetInfo {
  readonly epoch: number;
  readonly hubHeight: number;
  readonly createdAt: number;
  readonly totalPower: string;
  readonly hot: readonly Uint8Array[];
  readonly cold: readonly Uint8Array[];
  readonly digest: Uint8Array;
  /** pending, requested, current, past */
  readonly state: string;
  readonly signers: readonly Uint8Array[];
  readonly signedPpm: number;
  /** Of requestRotation, once complete. */
  readonly calldata: Uint8Array;
}
export const SetInfo: Codec<SetInfo> = messageCodec(
  'nave.bridge.v1.SetInfo',
  [
    [1, 'epoch', 'uint64'],
    [2, 'hubHeight', 'uint64'],
    [3, 'createdAt', 'uint64'],
    [4, 'totalPower', 'string'],
    [5, 'hot', 'bytes', { repeated: true }],
    [6, 'cold', 'bytes', { repeated: true }],
    [7, 'digest', 'bytes'],
    [8, 'state', 'string'],
    [9, 'signers', 'bytes', { repeated: true }],
    [10, 'signedPpm', 'uint32'],
    [11, 'calldata', 'bytes'],
  ],
  (v, o) => ({
    epoch: v[o] as number,
    hubHeight: v[o + 1] as number,
    createdAt: v[o + 2] as number,
    totalPower: v[o + 3] as string,
    hot: v[o + 4] as readonly Uint8Array[],
    cold: v[o + 5] as readonly Uint8Array[],
    digest: v[o + 6] as Uint8Array,
    state: v[o + 7] as string,
    signers: v[o + 8] as readonly Uint8Array[],
    signedPpm: v[o + 9] as number,
    calldata: v[o + 10] as Uint8Array,
  }),
);

export interface QuerySetsResponse {
  readonly sets: readonly SetInfo[];
}
export const QuerySetsResponse: Codec<QuerySetsResponse> = messageCodec(
  'nave.bridge.v1.QuerySetsResponse',
  [
    [1, 'sets', 'message', { repeated: true, of: () => SetInfo }],
  ],
  (v, o) => ({
    sets: v[o] as readonly SetInfo[],
  }),
);

export interface QueryNextSetRequest {
  /** For a vault whose Config says devnet. */
  readonly devnet: boolean;
}
export const QueryNextSetRequest: Codec<QueryNextSetRequest> = messageCodec(
  'nave.bridge.v1.QueryNextSetRequest',
  [
    [1, 'devnet', 'bool'],
  ],
  (v, o) => ({
    devnet: v[o] as boolean,
  }),
);

/** The set a vault deployed now must carry. */
export interface QueryNextSetResponse {
  readonly hubHeight: number;
  readonly createdAt: number;
  readonly totalPower: string;
  readonly hot: readonly Uint8Array[];
  readonly cold: readonly Uint8Array[];
  readonly hubSalt: Uint8Array;
}
export const QueryNextSetResponse: Codec<QueryNextSetResponse> = messageCodec(
  'nave.bridge.v1.QueryNextSetResponse',
  [
    [1, 'hubHeight', 'uint64'],
    [2, 'createdAt', 'uint64'],
    [3, 'totalPower', 'string'],
    [4, 'hot', 'bytes', { repeated: true }],
    [5, 'cold', 'bytes', { repeated: true }],
    [6, 'hubSalt', 'bytes'],
  ],
  (v, o) => ({
    hubHeight: v[o] as number,
    createdAt: v[o + 1] as number,
    totalPower: v[o + 2] as string,
    hot: v[o + 3] as readonly Uint8Array[],
    cold: v[o + 4] as readonly Uint8Array[],
    hubSalt: v[o + 5] as Uint8Array,
  }),
);

export interface QueryQuoteRequest {
  readonly spoke: number;
  readonly asset: string;
  readonly amount: string;
  /** Empty: without the account's own limits. */
  readonly account: string;
}
export const QueryQuoteRequest: Codec<QueryQuoteRequest> = messageCodec(
  'nave.bridge.v1.QueryQuoteRequest',
  [
    [1, 'spoke', 'uint32'],
    [2, 'asset', 'string'],
    [3, 'amount', 'string'],
    [4, 'account', 'string'],
  ],
  (v, o) => ({
    spoke: v[o] as number,
    asset: v[o + 1] as string,
    amount: v[o + 2] as string,
    account: v[o + 3] as string,
  }),
);

export interface QueryQuoteResponse {
  readonly fee: string;
  readonly received: string;
  /** Nothing holds it back but the short delay, and the vault pays without a dispute time. */
  readonly instant: boolean;
  /** ms: when the vault can pay it at the earliest; 0: nobody can say. */
  readonly expectedAt: number;
  readonly blockedBy: readonly string[];
  readonly amount: string;
}
export const QueryQuoteResponse: Codec<QueryQuoteResponse> = messageCodec(
  'nave.bridge.v1.QueryQuoteResponse',
  [
    [1, 'fee', 'string'],
    [2, 'received', 'string'],
    [3, 'instant', 'bool'],
    [4, 'expectedAt', 'uint64'],
    [5, 'blockedBy', 'string', { repeated: true }],
    [6, 'amount', 'string'],
  ],
  (v, o) => ({
    fee: v[o] as string,
    received: v[o + 1] as string,
    instant: v[o + 2] as boolean,
    expectedAt: v[o + 3] as number,
    blockedBy: v[o + 4] as readonly string[],
    amount: v[o + 5] as string,
  }),
);

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

export const Query = {
  spokes: { path: '/nave.bridge.v1.Query/Spokes', request: QuerySpokesRequest, response: QuerySpokesResponse },
  voter: { path: '/nave.bridge.v1.Query/Voter', request: QueryVoterRequest, response: QueryVoterResponse },
  withdrawal: { path: '/nave.bridge.v1.Query/Withdrawal', request: QueryWithdrawalRequest, response: QueryWithdrawalResponse },
  withdrawals: { path: '/nave.bridge.v1.Query/Withdrawals', request: QueryWithdrawalsRequest, response: QueryWithdrawalsResponse },
  quarantine: { path: '/nave.bridge.v1.Query/Quarantine', request: QueryQuarantineRequest, response: QueryQuarantineResponse },
  pendingDeposits: { path: '/nave.bridge.v1.Query/PendingDeposits', request: QueryPendingDepositsRequest, response: QueryPendingDepositsResponse },
  batches: { path: '/nave.bridge.v1.Query/Batches', request: QueryBatchesRequest, response: QueryBatchesResponse },
  batch: { path: '/nave.bridge.v1.Query/Batch', request: QueryBatchRequest, response: QueryBatchResponse },
  sets: { path: '/nave.bridge.v1.Query/Sets', request: QuerySetsRequest, response: QuerySetsResponse },
  nextSet: { path: '/nave.bridge.v1.Query/NextSet', request: QueryNextSetRequest, response: QueryNextSetResponse },
  quote: { path: '/nave.bridge.v1.Query/Quote', request: QueryQuoteRequest, response: QueryQuoteResponse },
} as const;

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
