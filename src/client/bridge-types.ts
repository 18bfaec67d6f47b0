/** What REST says of the bridge (spec: api-types §2). Amounts are decimal texts of whole assets; times ms. */

/** Open lists: a reader treats an unknown word as "other". */
export type SpokeStateName = 'active' | 'no_outflow' | 'no_inflow' | 'paused' | 'isolated' | 'retired' | (string & {});
export type DepositState = 'seen' | 'quorum' | 'credited' | 'quarantined' | (string & {});
export type WithdrawalState =
  | 'requested'
  | 'delayed'
  | 'ready'
  | 'signed'
  | 'queued_on_spoke'
  | 'executed'
  | 'push_failed'
  | 'claimed'
  | 'expired'
  | 'cancelled'
  | 'refunded'
  | (string & {});

export interface SpokeAsset {
  readonly asset: string;
  readonly token: string;
  readonly escrow: string;
  readonly bucketCap: string | null;
  readonly bucketAvailable: string | null;
  readonly instantMax: string | null;
  readonly queued: string;
  readonly inFlight: string;
  /** null: the asset has no cap. */
  readonly depositRoom: string | null;
  readonly withdrawalFee: string | null;
}

export interface SpokeState {
  readonly spoke: number;
  readonly name: string;
  readonly chainId: number;
  readonly vault: string;
  readonly state: SpokeStateName;
  readonly stateUntil: number | null;
  readonly reason: string | null;
  readonly breaker: string;
  readonly lagMs: number;
  readonly normalLagMs: number;
  readonly eventNonce: number;
  readonly epoch: number;
  readonly assets: readonly SpokeAsset[];
}

export interface Deposit {
  /** spoke-nonce. */
  readonly id: string;
  readonly spoke: number;
  readonly eventNonce: number;
  readonly account: string;
  readonly asset: string | null;
  readonly token: string;
  readonly amount: string;
  readonly sender: string;
  readonly refundTo: string;
  readonly state: DepositState;
  readonly reason: string | null;
  readonly votesPpm: number;
  readonly blockNumber: number;
  readonly evmTxHash: string | null;
  readonly seenAt: number | null;
  readonly creditedAt: number | null;
  /** The withdrawal that pays a quarantined deposit back. */
  readonly refundId: string | null;
}

export interface Withdrawal {
  /** spoke-number. */
  readonly id: string;
  readonly spoke: number;
  readonly account: string;
  readonly subaccount: number;
  readonly asset: string;
  /** Debited, fee included. */
  readonly amount: string;
  readonly fee: string;
  readonly received: string;
  readonly to: string;
  readonly state: WithdrawalState;
  readonly blockedBy: readonly string[];
  readonly queuePosition: number | null;
  readonly expectedAt: number | null;
  readonly readyAt: number | null;
  /** A short spoke paid a part; this is the rest of that withdrawal. */
  readonly splitFrom: string | null;
  readonly evmTxHash: string | null;
  readonly history: readonly { readonly state: WithdrawalState; readonly at: number; readonly height: number }[];
  readonly cancellable: boolean;
  readonly claimable: boolean;
}

export interface WithdrawalQuote {
  readonly amount: string;
  readonly fee: string;
  readonly received: string;
  readonly instant: boolean;
  readonly expectedAt: number | null;
  readonly blockedBy: readonly string[];
}
