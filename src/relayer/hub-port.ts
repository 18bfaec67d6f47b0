import type { Address, Hex } from 'viem';
import type { FinalityRule } from './finality-rule.ts';

/** What the hub says of one asset route of a spoke. Amounts in token units. */
export interface HubRoute {
  readonly token: Address;
  readonly tokenDecimals: number;
  /** Hub units promised to withdrawals that are ready or further and not final. */
  readonly committed?: bigint;
  /** Hub units that left the predecessor's vault and are not yet in this one. */
  readonly inTransit?: bigint;
}

export type SpokeMode = 'active' | 'no_outflow' | 'no_inflow' | 'paused' | 'isolated' | 'retired';

export interface HubSpoke {
  readonly spoke: number;
  readonly chainId: number;
  readonly vault: Address;
  readonly domainSeparator: Hex;
  readonly state: SpokeMode;
  readonly breaker: 'normal' | 'warn' | 'open' | 'half_open';
  /** Last vault event the hub applied, and the rolling hash after it; 0 and the domain separator before the first. */
  readonly eventNonce: bigint;
  readonly rollingHash: Hex;
  /** EVM block of that event; 0 before the first. */
  readonly blockNumber: bigint;
  readonly epoch: bigint;
  readonly routes: readonly HubRoute[];
  /** As registered. */
  readonly finality?: FinalityRule;
  /** Contract that brings the escrow of a predecessor's vault. */
  readonly forwarder?: Address;
}

export interface BatchItem {
  readonly id: bigint;
  readonly token: Address;
  readonly to: Address;
  /** Token units. */
  readonly amount: bigint;
  readonly hubRef: Hex;
}

export interface HubBatch {
  readonly epoch: bigint;
  readonly batchNonce: bigint;
  /** Seconds of the EVM chain. */
  readonly notBefore: bigint;
  readonly deadline: bigint;
  readonly items: readonly BatchItem[];
  readonly digest: Hex;
  readonly state: 'collecting' | 'complete' | 'submitted' | 'expired';
  /** Hot keys whose signature the hub has. */
  readonly signers: readonly Address[];
  /** Of submitWithdrawals; once complete. */
  readonly calldata?: Hex;
}

export interface HubSet {
  readonly epoch: bigint;
  readonly totalPower: bigint;
  readonly hubHeight: bigint;
  /** Hub block time, s. */
  readonly createdAt: bigint;
  /** Set words address20 ‖ power12, ascending. */
  readonly hot: readonly Hex[];
  readonly cold: readonly Hex[];
  readonly digest: Hex;
  readonly state: 'pending' | 'requested' | 'current' | 'past';
  readonly signers: readonly Address[];
  /** Of requestRotation; once complete. */
  readonly calldata?: Hex;
}

export interface HubWithdrawal extends BatchItem {
  readonly state: string;
  /** 0: in no batch. */
  readonly batchNonce: bigint;
  /** Hub time, ms. */
  readonly requestedAtMs?: number;
}

export interface HubVote {
  /** eventBytes (spec: bridge-abi §6). */
  readonly event: Hex;
  readonly rollingHash: Hex;
  readonly blockNumber: bigint;
  readonly blockHash: Hex;
}

export interface Attestation {
  readonly spoke: number;
  /** Consecutive nonces from the voter's last + 1; none: a heartbeat. */
  readonly votes: readonly HubVote[];
  /** Timestamp of the finalised EVM block, s. */
  readonly finalizedAt: bigint;
  /** wei. */
  readonly gasPrice: bigint;
}

export interface HubVoter {
  readonly lastNonce: bigint;
  readonly mayVote: boolean;
  /** True when the relayer's key is of no validator. */
  readonly isStranger?: boolean;
}

/**
 * All a relayer knows of the hub: committed state, read and changed through the validator's own node. Every method may
 * reject; nothing is kept between calls. A message that was refused rejects with the node's error.
 */
export interface HubPort {
  /** Last committed block: height and time (ms). */
  head(): Promise<{ readonly height: number; readonly timeMs: number }>;
  /** bytes32 of this hub, in every domain of its spokes. */
  hubSalt(): Promise<Hex>;
  spokes(): Promise<readonly HubSpoke[]>;
  /** This validator's last vote on a spoke: the next one must carry lastNonce + 1. */
  voter(spoke: number): Promise<HubVoter>;
  /** Batches that are not yet wholly final, oldest first. */
  batches(spoke: number): Promise<readonly HubBatch[]>;
  sets(spoke: number): Promise<readonly HubSet[]>;
  withdrawal(spoke: number, id: bigint): Promise<HubWithdrawal | undefined>;
  attest(attestation: Attestation): Promise<void>;
  /** 65 bytes r ‖ s ‖ v. */
  signBatch(spoke: number, epoch: bigint, batchNonce: bigint, signature: Hex): Promise<void>;
  signSet(spoke: number, epoch: bigint, signature: Hex): Promise<void>;
}
