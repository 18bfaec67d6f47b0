import type { Address } from '../../lib/units.ts';

/** In force for a spoke (spec: bridge §2). */
export type SpokeStateName = 'active' | 'no_outflow' | 'no_inflow' | 'paused' | 'isolated' | 'retired';
export const SPOKE_STATES: readonly SpokeStateName[] = [
  'active',
  'no_outflow',
  'no_inflow',
  'paused',
  'isolated',
  'retired',
];

export type BreakerState = 'normal' | 'warn' | 'open' | 'half_open';
export const BREAKER_STATES: readonly BreakerState[] = ['normal', 'warn', 'open', 'half_open'];

/** States a withdrawal's record can have; executed, claimed and refunded ones leave the state. */
export type WithdrawalState = 'requested' | 'delayed' | 'ready' | 'signed' | 'queued_on_spoke' | 'push_failed';
export const WITHDRAWAL_STATES: readonly WithdrawalState[] = [
  'requested',
  'delayed',
  'ready',
  'signed',
  'queued_on_spoke',
  'push_failed',
];

/** Why a withdrawal waits (api-types §2; `solvency`: its asset's identity is broken). */
export type BlockedReason =
  | 'account_limit'
  | 'asset_limit'
  | 'spoke_limit'
  | 'escrow'
  | 'corridor'
  | 'loss_pause'
  | 'halt_pause'
  | 'price_missing'
  | 'spoke_state'
  | 'latency'
  | 'solvency';
/** Append-only: the place in this list is a bit in records. */
export const BLOCKED_REASONS: readonly BlockedReason[] = [
  'account_limit',
  'asset_limit',
  'spoke_limit',
  'escrow',
  'corridor',
  'loss_pause',
  'halt_pause',
  'price_missing',
  'spoke_state',
  'latency',
  'solvency',
];

export type QuarantineReason =
  | 'unknown_token'
  | 'bad_account'
  | 'over_cap'
  | 'spoke_isolated'
  | 'spoke_closed'
  | 'handler_failed';
export const QUARANTINE_REASONS: readonly QuarantineReason[] = [
  'unknown_token',
  'bad_account',
  'over_cap',
  'spoke_isolated',
  'spoke_closed',
  'handler_failed',
];

export type BatchState = 'collecting' | 'complete' | 'submitted' | 'expired';
export const BATCH_STATES: readonly BatchState[] = ['collecting', 'complete', 'submitted', 'expired'];

/** What other modules may ask of and tell the bridge. */
export interface Bridge {
  /** EVM chain id of a registered spoke. */
  findSpokeChainId(spoke: number): number | undefined;
  /** A loss that insurance did not absorb: no withdrawal becomes ready for the next blocks (spec: risk §9). */
  noteUnabsorbedLoss(): void;
  /** An unbonding started: every spoke gets a new validator set. */
  noteUnbonding(): void;
  /** True when no spoke that is not retired still counts this validator's keys: its unbonding may complete. */
  isReleased(operator: Address): boolean;
  /**
   * Collateral that cannot be moved, by id: assets with an initial weight of which every escrow is behind an open breaker.
   * Of this block, from the attested events on; always empty unless `breakerLimitsOrders` is 1.
   */
  readonly stuck: readonly number[];
}
