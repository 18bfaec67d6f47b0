import type { Address } from '../lib/units.ts';
import type { PlaceInput } from '../modules/clob/types.ts';
import type { PlacedEvent } from '../state/event-log.ts';
import type { ViewSubaccount } from './account-types.ts';

export interface ViewChain {
  readonly chainId: string;
  readonly genesisHash: Uint8Array;
  readonly hubSalt: Uint8Array;
  readonly height: number;
  readonly timeMs: number;
  readonly appHash: Uint8Array;
  readonly restartPhase: 'none' | 'cancel_only' | 'post_only' | 'grace';
}

/** Fee tiers and constants a client needs (spec: trading §5, §6). */
export interface ViewFeeParams {
  readonly tiers: readonly { readonly volume: bigint; readonly takerPpm: number; readonly makerPpm: number }[];
  readonly referralDiscountPpm: number;
  readonly referralSharePpm: number;
  readonly builderMaxPpm: number;
}

export interface ViewSolvencySpoke {
  readonly spoke: number;
  readonly escrow: bigint;
  /** What came to the spoke − what left it; nothing of an isolated one, whose escrow is counted on by nobody. */
  readonly counted: bigint;
  readonly isIsolated: boolean;
}

/** Amounts in hub units of the asset; for USDC subaccounts = Σ Q and entries = −Σ entry (spec: risk §10). */
export interface ViewSolvencyAsset {
  readonly asset: string;
  readonly decimals: number;
  readonly subaccounts: bigint;
  readonly entries: bigint;
  readonly insurance: bigint;
  readonly fees: bigint;
  readonly vault: bigint;
  readonly fundingPools: bigint;
  readonly inFlight: bigint;
  readonly escrow: bigint;
  /** Left side − escrow; 0 when the identity holds. */
  readonly difference: bigint;
  /** Escrow as booked, and as everything that came − everything that left. */
  readonly spokes: readonly ViewSolvencySpoke[];
}

export interface ViewProof {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  readonly slot: number;
  readonly path: readonly Uint8Array[];
  readonly stateRoot: Uint8Array;
  readonly eventsRoot: Uint8Array;
  readonly stateVersion: number;
  readonly height: number;
}

/** An order to try: the fields of MsgPlaceOrder in chain units. */
/** An order as a message places it. */
export type TrialOrder = PlaceInput;

export interface TrialRequest {
  readonly owner: Address;
  readonly subaccount: number;
  readonly orders: readonly TrialOrder[];
  readonly cancels: readonly { readonly market: number; readonly orderId: number }[];
  /** Amounts in hub units, negative = out of the subaccount. */
  readonly transfers: readonly { readonly asset: string; readonly amount: bigint }[];
  /** Market → mark to assume, 1e-12 USD. */
  readonly prices: ReadonlyMap<number, bigint>;
}

export interface TrialResult {
  readonly before: ViewSubaccount;
  readonly after: ViewSubaccount;
  /** One per order, cancel, transfer in that order; 0 = it would be accepted. */
  readonly items: readonly {
    readonly action: 'place' | 'cancel' | 'transfer';
    readonly code: number;
    readonly message?: string;
    readonly details?: Readonly<Record<string, unknown>>;
    readonly market?: number;
    readonly orderId?: number;
  }[];
  /** What the items emitted, `item` = their place above. */
  readonly events: readonly PlacedEvent[];
}
