import type { Address } from '../../lib/units.ts';
import type { BlockedReason, BreakerState, QuarantineReason } from './types.ts';

const named = <T extends object>(name: string, fields: T) => ({ type: `nave.bridge.v1.${name}`, ...fields });

export const spokeRegistered = (spoke: number, name: string, chainId: number, vault: Address) =>
  named('SpokeRegistered', { spoke, name, chainId, vault });

export const routeRegistered = (spoke: number, token: Address, asset: number, tokenDecimals: number) =>
  named('RouteRegistered', { spoke, token, asset, tokenDecimals });

export const spokeStateChanged = (spoke: number, state: string, until: number, reason: string) =>
  named('SpokeStateChanged', { spoke, state, until, reason });

export const breakerChanged = (spoke: number, breaker: BreakerState, lagMs: number) =>
  named('BreakerChanged', { spoke, breaker, lagMs });

export const vaultEventApplied = (spoke: number, nonce: number, kind: string, blockNumber: number) =>
  named('VaultEventApplied', { spoke, nonce, kind, blockNumber });

export const vaultEventQuarantined = (spoke: number, nonce: number, kind: string, reason: string) =>
  named('VaultEventQuarantined', { spoke, nonce, kind, reason });

export const voteOutvoted = (spoke: number, nonce: number, operator: Address) =>
  named('VoteOutvoted', { spoke, nonce, operator });

export type DepositState = 'seen' | 'quorum' | 'credited' | 'quarantined' | 'refunded';

export interface DepositFacts {
  readonly owner: Address;
  readonly accountSeq: number;
  readonly spoke: number;
  readonly nonce: number;
  readonly asset: number;
  readonly token: Address;
  readonly tokenAmount: string;
  readonly amount: string;
  readonly sender: Address;
  readonly refundTo: Address;
  readonly state: DepositState;
  readonly reason: QuarantineReason | '';
  readonly blockNumber: number;
  readonly blockHash: Uint8Array;
  readonly refundId: number;
  readonly seenAt: number;
  readonly votesPpm: number;
}
export const depositChanged = (facts: DepositFacts) => named('DepositChanged', facts);

export interface WithdrawalFacts {
  readonly owner: Address;
  readonly subaccount: number;
  readonly accountSeq: number;
  readonly spoke: number;
  readonly id: number;
  readonly asset: number;
  readonly amount: string;
  readonly fee: string;
  readonly received: string;
  readonly to: Address;
  readonly hubRef: Uint8Array;
  readonly state: string;
  readonly reason: string;
  readonly readyAt: number;
  readonly batchNonce: number;
  readonly epoch: number;
  readonly splitFrom: number;
  readonly refundOf: number;
  readonly migrationTo: number;
  readonly token: Address;
  readonly tokenAmount: string;
  readonly requestedAt: number;
  readonly delayUntil: number;
  readonly blockedBy: readonly BlockedReason[];
}
export const withdrawalChanged = (facts: WithdrawalFacts) => named('WithdrawalChanged', facts);

export interface BatchFacts {
  readonly spoke: number;
  readonly batchNonce: number;
  readonly epoch: number;
  readonly digest: Uint8Array;
  readonly state: string;
  readonly ids: readonly number[];
  readonly signedPpm: number;
  readonly notBefore: number;
  readonly deadline: number;
  readonly items: readonly {
    readonly id: number;
    readonly token: Address;
    readonly to: Address;
    readonly amount: string;
    readonly hubRef: Uint8Array;
  }[];
}
export const batchChanged = (facts: BatchFacts) => named('BatchChanged', facts);

export interface SetFacts {
  readonly spoke: number;
  readonly epoch: number;
  readonly hubHeight: number;
  readonly digest: Uint8Array;
  readonly state: 'created' | 'complete' | 'requested' | 'current';
  readonly reason: string;
  readonly signedPpm: number;
}
export const validatorSetChanged = (facts: SetFacts) => named('ValidatorSetChanged', facts);

export const migrationArrived = (
  spoke: number,
  fromSpoke: number,
  nonce: number,
  asset: number,
  amount: bigint,
  gift: bigint,
) => named('MigrationArrived', { spoke, fromSpoke, nonce, asset, amount: String(amount), gift: String(gift) });

export const relayerRepaid = (spoke: number, id: number, relayer: Address, asset: number, amount: bigint) =>
  named('RelayerRepaid', { spoke, id, relayer, asset, amount: String(amount) });

export const solvencyChanged = (asset: number, difference: bigint, spoke: number) =>
  named('SolvencyChanged', { asset, difference: String(difference), spoke });

export const evidenceAccepted = (spoke: number, operator: Address, kind: 'double_vote' | 'foreign_signature') =>
  named('EvidenceAccepted', { spoke, operator, kind });

export const paramsUpdated = (before: string, after: string) => named('ParamsUpdated', { before, after });
