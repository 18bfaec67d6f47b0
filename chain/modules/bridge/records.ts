import type { Address, TimeMs } from '../../lib/units.ts';
import type { BatchItem } from './abi/batch.ts';
import type { VaultToken } from './abi/vault-config.ts';
import type { VoteBody } from './abi/vote.ts';
import type { BatchState, BreakerState, QuarantineReason, SpokeStateName, WithdrawalState } from './types.ts';

/** What registration fixes of a spoke. */
export interface Spoke {
  readonly id: number;
  readonly name: string;
  /** EVM chain id, a safe integer. */
  readonly chainId: number;
  readonly vault: Address;
  readonly separator: Uint8Array;
  readonly devnet: boolean;
  /** Seconds after which the vault refuses a set. */
  readonly maxSetAge: number;
  /** `finalized`, or `depth:N`: what relayers wait for. */
  readonly finality: string;
  /** Seconds a payout above the vault's limits waits there at least. */
  readonly dispute: number;
  readonly normalLagMs: number;
  readonly shortDelayMs: number;
  readonly longDelayMs: number;
  /** Hub asset whose price is that of the chain's gas coin. */
  readonly nativeAsset: number;
  /** Gas a quote counts for an item, and what an item was measured to take. */
  readonly gasPerItem: number;
  readonly measuredGasPerItem: number;
  /** Quote; undefined: the default corridor. */
  readonly corridor: bigint | undefined;
  /** Spoke whose escrow moves here once its vault names this one as successor (0: none), by which contract. */
  readonly predecessor: number;
  readonly forwarder: Address | undefined;
}

/** What changes of a spoke. */
export interface SpokeStatus {
  /** Set by quorum, authority or the hub itself; `active` when `untilMs` (0: none) has passed. */
  readonly state: SpokeStateName;
  readonly untilMs: TimeMs;
  readonly reason: string;
  /** No outflow by one tenth of the power until then, and when that last began. */
  readonly softUntilMs: TimeMs;
  readonly softSinceMs: TimeMs;
  /** Nonce of the last applied event, and what it left. */
  readonly applied: number;
  readonly rollingHash: Uint8Array;
  readonly blockNumber: number;
  readonly blockHash: Uint8Array;
  /** Set whose power counts votes: the initial one from registration on. Its key is (spoke, epoch, setHeight). */
  readonly epoch: number;
  readonly setHeight: number;
  readonly nextId: number;
  readonly nextBatch: number;
  readonly lastBatchMs: TimeMs;
  readonly registeredMs: TimeMs;
  readonly breaker: BreakerState;
  readonly goodReadings: number;
  /** The vault's own lock: s, and scopes locked until an unlock (1 outflow, 2 inflow). */
  readonly lockSoftUntil: number;
  readonly lockHardScope: number;
  readonly successor: Address | undefined;
  /** The vault's limit over all tokens, millionths of a USD, with its use as in a route. */
  readonly aggregateCap: bigint;
  readonly aggregateRate: bigint;
  readonly aggregateUsed: bigint;
  readonly aggregateAt: number;
  /** An unbonding wants a new set. */
  readonly unbonding: boolean;
  /** eventBytes the constructor must have emitted, those not yet attested. */
  readonly expected: readonly Uint8Array[];
}

/** A token of a spoke as money of the hub. */
export interface Route {
  readonly asset: number;
  readonly tokenDecimals: number;
  /** Hub units. */
  readonly feeFloor: bigint;
  readonly minWithdrawal: bigint;
  /** Σ received of withdrawals from ready to push_failed. */
  readonly committed: bigint;
  /** Everything that ever came and left: their difference is the escrow. */
  readonly deposited: bigint;
  readonly paid: bigint;
  /** Use of the vault's bucket as far as attested, token units, and when that was counted, s: never below the vault's own. */
  readonly bucketUsed: bigint;
  readonly bucketAt: number;
  /** Withdrawal that moves escrow to the successor; 0: none. */
  readonly migration: number;
  /** Escrow that left the predecessor's vault and is not yet in this one. */
  readonly inTransit: bigint;
}

export interface Voter {
  readonly lastNonce: number;
  /** Seconds; never in the future, never going back. */
  readonly finalizedAt: number;
  /** wei; undefined: none reported. */
  readonly gasPrice: bigint | undefined;
  readonly gasAtMs: TimeMs;
  readonly outvoted: number;
}

/** One content that some validators saw under a nonce. */
export interface Candidate extends VoteBody {
  /** Operators. */
  readonly voters: readonly Address[];
}

/** Votes on a nonce. Applied: only the content that was applied is left. */
export interface EventVotes {
  /** First vote. */
  readonly seenMs: TimeMs;
  /** A quorum agrees on one content: said once. */
  readonly hasQuorum: boolean;
  readonly candidates: readonly Candidate[];
}

/** A deposit that could not be credited. */
export interface Quarantined {
  readonly hubAccount: Uint8Array;
  readonly token: Address;
  readonly sender: Address;
  readonly refundTo: Address;
  readonly tokenAmount: bigint;
  /** 0 while the token has no route: nothing of it is counted yet. */
  readonly asset: number;
  /** Hub units; undefined: not a whole number of them, or without route. */
  readonly amount: bigint | undefined;
  readonly reason: QuarantineReason;
  readonly blockNumber: number;
  readonly blockHash: Uint8Array;
  /** Withdrawal that pays it back; 0: none. */
  readonly refundId: number;
  /** First vote, power behind it when it was applied, quarantine, and height of the last change. */
  readonly seenMs: TimeMs;
  readonly votesPpm: number;
  readonly quarantinedMs: TimeMs;
  readonly updatedHeight: number;
}

/** When a withdrawal got into a state. */
export interface WithdrawalStep {
  readonly state: WithdrawalState;
  readonly atMs: TimeMs;
  readonly height: number;
}

export interface Withdrawal {
  /** Zero for a refund of a deposit and for a move of escrow. */
  readonly owner: Address;
  readonly subaccount: number;
  readonly asset: number;
  readonly token: Address;
  /** Debited, fee included, hub units. */
  readonly amount: bigint;
  readonly fee: bigint;
  readonly tokenAmount: bigint;
  readonly to: Address;
  readonly hubRef: Uint8Array;
  readonly state: WithdrawalState;
  readonly requestedMs: TimeMs;
  readonly delayUntilMs: TimeMs;
  /** Place in the queue: the first id of a split row. */
  readonly order: number;
  readonly splitFrom: number;
  readonly refundOf: number;
  /** Spoke to whose vault it moves escrow; 0: none. Its amount is in no pool. */
  readonly migrationTo: number;
  /** Last batch it was in, and that one's epoch; 0: none. */
  readonly batch: number;
  readonly epoch: number;
  /** Seconds on the spoke; 0: not queued there. */
  readonly readyAt: number;
  /** Rising, no state twice in a row; the last one is `state`. */
  readonly history: readonly WithdrawalStep[];
  /** What held it back when the gates last asked: bits of BLOCKED_REASONS. */
  readonly blocked: number;
}

export interface Batch {
  readonly epoch: number;
  /** Seconds. */
  readonly notBefore: number;
  readonly deadline: number;
  /** What the vault is asked to pay; kept when they are final, for the call data is of all of them. */
  readonly items: readonly BatchItem[];
  readonly itemsHash: Uint8Array;
  readonly digest: Uint8Array;
  readonly state: BatchState;
  readonly signatures: readonly Signature[];
}

export interface Signature {
  readonly operator: Address;
  /** r ‖ s ‖ v. */
  readonly bytes: Uint8Array;
}

export interface SetMemberRecord {
  readonly operator: Address;
  readonly hot: Address;
  readonly cold: Address;
  /** As capped: what counts on hub and spoke. */
  readonly power: number;
}

/** A validator set made for a spoke; the power snapshot of its epoch. */
export interface SpokeSet {
  /** By operator. */
  readonly members: readonly SetMemberRecord[];
  /** Hub block time, s. */
  readonly createdAt: number;
  readonly digest: Uint8Array;
  readonly requested: boolean;
  readonly signatures: readonly Signature[];
}

export interface StateVote {
  readonly state: SpokeStateName;
  readonly untilMs: TimeMs;
  /** When it was cast. */
  readonly atMs: TimeMs;
}

/** USD (Quote) by time bucket; a bucket is its number since 1970. */
export interface FlowRecord {
  readonly short: readonly FlowBucket[];
  readonly long: readonly FlowBucket[];
}
export interface FlowBucket {
  readonly bucket: number;
  readonly amount: bigint;
}

export interface BridgeGlobal {
  readonly lossPauseUntil: number;
  readonly haltPauseUntil: number;
  readonly broken: readonly { readonly asset: number; readonly difference: bigint; readonly spoke: number }[];
}

export type { VaultToken };
