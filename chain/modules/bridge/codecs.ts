import type { ValueCodec } from '../../state/collection.ts';
import type { BatchItem } from './abi/batch.ts';
import {
  address,
  bytes,
  flag,
  hash32,
  i128,
  list,
  optional,
  type Part,
  recordCodec,
  struct,
  text,
  u8,
  u32,
  u64,
  u128,
  word,
} from './record-parts.ts';
import type {
  Batch,
  BridgeGlobal,
  Candidate,
  EventVotes,
  FlowBucket,
  FlowRecord,
  Quarantined,
  Route,
  SetMemberRecord,
  Signature,
  Spoke,
  SpokeSet,
  SpokeStatus,
  StateVote,
  VaultToken,
  Voter,
  Withdrawal,
  WithdrawalStep,
} from './records.ts';
import { BATCH_STATES, BREAKER_STATES, QUARANTINE_REASONS, SPOKE_STATES, WITHDRAWAL_STATES } from './types.ts';

export const spokeCodec = recordCodec<Spoke>(
  struct({
    id: u32,
    name: text,
    chainId: u64,
    vault: address,
    separator: hash32,
    devnet: flag,
    maxSetAge: u32,
    finality: text,
    dispute: u32,
    normalLagMs: u64,
    shortDelayMs: u64,
    longDelayMs: u64,
    nativeAsset: u32,
    gasPerItem: u32,
    measuredGasPerItem: u32,
    corridor: optional(i128),
    predecessor: u32,
    forwarder: optional(address),
  }),
);

export const statusCodec = recordCodec<SpokeStatus>(
  struct({
    state: word(SPOKE_STATES),
    untilMs: u64,
    reason: text,
    softUntilMs: u64,
    softSinceMs: u64,
    applied: u64,
    rollingHash: hash32,
    blockNumber: u64,
    blockHash: hash32,
    epoch: u64,
    setHeight: u64,
    nextId: u64,
    nextBatch: u64,
    lastBatchMs: u64,
    registeredMs: u64,
    breaker: word(BREAKER_STATES),
    goodReadings: u8,
    lockSoftUntil: u64,
    lockHardScope: u8,
    successor: optional(address),
    aggregateCap: u128,
    aggregateRate: u128,
    aggregateUsed: u128,
    aggregateAt: u64,
    unbonding: flag,
    expected: list(bytes),
  }),
);

export const routeCodec = recordCodec<Route>(
  struct({
    asset: u32,
    tokenDecimals: u8,
    feeFloor: i128,
    minWithdrawal: i128,
    committed: i128,
    deposited: i128,
    paid: i128,
    bucketUsed: u128,
    bucketAt: u64,
    migration: u64,
    inTransit: i128,
  }),
);

export const tokenCodec = recordCodec<VaultToken>(
  struct({
    token: address,
    flags: u128,
    decimals: u128,
    hubDecimals: u128,
    weight: u128,
    minDeposit: u128,
    depositCap: u128,
    cap: u128,
    rate: u128,
    instantMax: u128,
    dispute: u128,
    maxDelay: u128,
  }),
);

export const voterCodec = recordCodec<Voter>(
  struct({ lastNonce: u64, finalizedAt: u64, gasPrice: optional(i128), gasAtMs: u64, outvoted: u64 }),
);

const candidate: Part<Candidate> = struct<Candidate>({
  event: bytes,
  rollingHash: hash32,
  blockNumber: u64,
  blockHash: hash32,
  voters: list(address),
});

export const eventVotesCodec = recordCodec<EventVotes>(
  struct({ seenMs: u64, hasQuorum: flag, candidates: list(candidate) }),
);

export const quarantinedCodec = recordCodec<Quarantined>(
  struct({
    hubAccount: hash32,
    token: address,
    sender: address,
    refundTo: address,
    tokenAmount: u128,
    asset: u32,
    amount: optional(i128),
    reason: word(QUARANTINE_REASONS),
    blockNumber: u64,
    blockHash: hash32,
    refundId: u64,
    seenMs: u64,
    votesPpm: u32,
    quarantinedMs: u64,
    updatedHeight: u64,
  }),
);

const step: Part<WithdrawalStep> = struct<WithdrawalStep>({ state: word(WITHDRAWAL_STATES), atMs: u64, height: u64 });

export const withdrawalCodec = recordCodec<Withdrawal>(
  struct({
    owner: address,
    subaccount: u32,
    asset: u32,
    token: address,
    amount: i128,
    fee: i128,
    tokenAmount: u128,
    to: address,
    hubRef: hash32,
    state: word(WITHDRAWAL_STATES),
    requestedMs: u64,
    delayUntilMs: u64,
    order: u64,
    splitFrom: u64,
    refundOf: u64,
    migrationTo: u32,
    batch: u64,
    epoch: u64,
    readyAt: u64,
    history: list(step),
    blocked: u32,
  }),
);

const signature: Part<Signature> = struct<Signature>({ operator: address, bytes });

const item: Part<BatchItem> = struct<BatchItem>({
  id: u128,
  token: address,
  to: address,
  amount: u128,
  hubRef: hash32,
});

export const batchCodec = recordCodec<Batch>(
  struct({
    epoch: u64,
    notBefore: u64,
    deadline: u64,
    items: list(item),
    itemsHash: hash32,
    digest: hash32,
    state: word(BATCH_STATES),
    signatures: list(signature),
  }),
);

const member: Part<SetMemberRecord> = struct<SetMemberRecord>({
  operator: address,
  hot: address,
  cold: address,
  power: u64,
});

export const setCodec = recordCodec<SpokeSet>(
  struct({
    members: list(member),
    createdAt: u64,
    digest: hash32,
    requested: flag,
    signatures: list(signature),
  }),
);

export const stateVoteCodec = recordCodec<StateVote>(struct({ state: word(SPOKE_STATES), untilMs: u64, atMs: u64 }));

const bucket: Part<FlowBucket> = struct<FlowBucket>({ bucket: u32, amount: i128 });

export const flowCodec = recordCodec<FlowRecord>(struct({ short: list(bucket), long: list(bucket) }));

export const globalCodec = recordCodec<BridgeGlobal>(
  struct({
    lossPauseUntil: u64,
    haltPauseUntil: u64,
    broken: list(struct({ asset: u32, difference: i128, spoke: u32 })),
  }),
);

/** Time (ms) until which an issued digest is remembered; also the mark of a void id. */
export const timeCodec: ValueCodec<number> = recordCodec<number>(u64);
