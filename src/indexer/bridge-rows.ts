import type { AccountKey, Amount, Place } from './rows.ts';

/** The account of what is no account's. */
export const NOBODY: AccountKey = '00'.repeat(20);

/**
 * What the indexer keeps of the bridge. Places are those of the first event, so lists keep their order while rows change.
 * EVM addresses and hashes are lower-case hex without 0x; 0 and '' mean none.
 */
export interface DepositRow extends Place {
  /** NOBODY when the depositor named no account. */
  readonly account: AccountKey;
  readonly spoke: number;
  /** Nonce of the vault's event. */
  readonly nonce: number;
  /** Symbol; '' while the token has no route. */
  readonly asset: string;
  readonly token: string;
  /** Token units. */
  readonly tokenAmount: Amount;
  /** 0 without a route: then amounts are shown in token units. */
  readonly tokenDecimals: number;
  readonly sender: string;
  readonly refundTo: string;
  readonly state: 'seen' | 'quorum' | 'credited' | 'quarantined' | 'refunded';
  readonly reason: string;
  /** As of the last event. */
  readonly votesPpm: number;
  readonly blockNumber: number;
  readonly blockHash: string;
  readonly seenAtMs: number;
  readonly creditedAtMs: number;
  readonly refundId: number;
  readonly updatedHeight: number;
  /** True: what some had seen under this nonce was not a deposit; the row goes. */
  readonly dropped: boolean;
}

export interface WithdrawalStepRow {
  readonly state: string;
  readonly at: number;
  readonly height: number;
}

/** Amounts in hub units of the asset. */
export interface WithdrawalRow extends Place {
  /** NOBODY for the refund of a deposit and for escrow on its way to another vault. */
  readonly account: AccountKey;
  readonly spoke: number;
  readonly id: number;
  readonly subaccount: number;
  readonly asset: string;
  /** Debited, fee included. */
  readonly amount: Amount;
  readonly fee: Amount;
  readonly received: Amount;
  readonly to: string;
  readonly hubRef: string;
  readonly state: string;
  /** The three as of the end of the block of the last event. */
  readonly blockedBy: readonly string[];
  readonly queuePosition: number;
  readonly expectedAtMs: number;
  readonly readyAtMs: number;
  readonly batchNonce: number;
  readonly epoch: number;
  readonly splitFrom: number;
  /** Nonce of the deposit it pays back. */
  readonly refundOf: number;
  readonly history: readonly WithdrawalStepRow[];
  readonly updatedHeight: number;
}

export interface BatchItemRow {
  readonly id: number;
  readonly asset: string;
  readonly token: string;
  readonly to: string;
  /** Hub units of the asset. */
  readonly amount: Amount;
  readonly hubRef: string;
}

export interface BatchRow extends Place {
  readonly spoke: number;
  readonly batchNonce: number;
  readonly epoch: number;
  readonly digest: string;
  /** s on the spoke. */
  readonly notBefore: number;
  readonly deadline: number;
  readonly items: readonly BatchItemRow[];
  readonly signedPpm: number;
  readonly state: string;
}

/** Last states of what a block touched. */
export interface BridgeRows {
  readonly deposits: readonly DepositRow[];
  readonly withdrawals: readonly WithdrawalRow[];
  readonly batches: readonly BatchRow[];
}

/** Deposits that may still change: a credited or refunded one is final. */
export const isDepositOpen = ({ state, dropped }: DepositRow): boolean =>
  !dropped && (state === 'seen' || state === 'quorum' || state === 'quarantined');

const FINAL: readonly string[] = ['executed', 'claimed', 'refunded'];
export const isWithdrawalOpen = ({ state }: WithdrawalRow): boolean => !FINAL.includes(state);

export const isBatchOpen = ({ state }: BatchRow): boolean => state === 'collecting' || state === 'complete';
