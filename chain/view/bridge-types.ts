import type { BlockedReason, WithdrawalState } from '../modules/bridge/types.ts';

export type { SpokeAssetRead, SpokeRead } from '../modules/bridge/spoke-reads.ts';
export type { WithdrawalQuote } from '../modules/bridge/withdrawal-reads.ts';

/** A withdrawal that is not final, with what it waits for now. */
export interface ViewWithdrawal {
  readonly state: WithdrawalState;
  readonly history: readonly { readonly state: WithdrawalState; readonly atMs: number; readonly height: number }[];
  readonly blockedBy: readonly BlockedReason[];
  /** Among those that wait for the same asset on its spoke, from 1; 0 = it does not wait. */
  readonly queuePosition: number;
  /** ms: when the vault can pay it at the earliest; 0 = nobody can say. */
  readonly expectedMs: number;
}

/** A batch that is remembered: signatures are collected, or it can still be handed in. */
export interface ViewBatch {
  readonly state: string;
  readonly signedPpm: number;
  /** Of submitWithdrawals; undefined until a quorum signed. */
  readonly calldata: Uint8Array | undefined;
}
