import type { Address } from '../lib/units.ts';

/** Amounts in Quote unless a unit is named. */
export interface ViewBalance {
  readonly asset: string;
  /** Hub units of the asset, signed for USDC. */
  readonly amount: bigint;
  readonly decimals: number;
  readonly value: bigint;
  readonly weightedInitial: bigint;
  readonly weightedMaintenance: bigint;
  /** Hub units of the asset. */
  readonly withdrawable: bigint;
  /** Withdrawals not final, hub units of the asset. */
  readonly inFlight: bigint;
}

export interface ViewPosition {
  readonly market: number;
  readonly subaccount: number;
  readonly isolated: boolean;
  /** Signed. */
  readonly lots: number;
  /** Signed entry notional. */
  readonly entry: bigint;
  /** Price the margin uses, 1e-12 USD. */
  readonly mark: bigint;
  /** |lots| × M. */
  readonly notional: bigint;
  readonly unrealizedPnl: bigint;
  readonly pendingFunding: bigint;
  readonly initialMargin: bigint;
  readonly maintenanceMargin: bigint;
  /** The owner's leverage setting. */
  readonly imPpmSetting: number | undefined;
  /** 1e-12 USD; undefined when no price of this market alone liquidates. */
  readonly liquidationPrice: bigint | undefined;
  readonly adlDecile: number | undefined;
  readonly updatedHeight: number;
}

/** The figures of risk §2 and §3 for one subaccount, Quote. */
export interface ViewFigures {
  readonly equity: bigint;
  readonly equityMaintenance: bigint;
  readonly equityInitial: bigint;
  readonly equityWithdraw: bigint;
  readonly equityClosing: bigint;
  readonly initialMargin: bigint;
  readonly maintenanceMargin: bigint;
  readonly freeCollateral: bigint;
  readonly withdrawable: bigint;
  readonly quote: bigint;
  readonly unrealizedPnl: bigint;
  readonly pendingFunding: bigint;
  readonly notional: bigint;
  readonly healthPpm: number;
  readonly liquidatable: boolean;
}

/** Positions and balances of a subaccount, each with its figures when it is asked for. */
export interface ViewSubaccountReader {
  findPosition(market: number): ViewPosition | undefined;
  findBalance(asset: string): ViewBalance | undefined;
}

export interface ViewSubaccount extends ViewFigures {
  readonly owner: Address;
  /** 0..255, or 256·m + p for the isolated child of p in market m. */
  readonly number: number;
  readonly openOrders: number;
  readonly scheduledCancelAtMs: number | undefined;
  readonly settings: readonly { readonly market: number; readonly imPpm: number }[];
  readonly balances: readonly ViewBalance[];
  readonly positions: readonly ViewPosition[];
  readonly updatedHeight: number;
}

export interface ViewAccount {
  readonly address: Address;
  readonly keyAlgo: 'secp256k1' | 'ethsecp256k1' | undefined;
  readonly accountNumber: number;
  readonly sequence: number;
  /** Rising. */
  readonly subaccounts: readonly number[];
  readonly equity: bigint;
  readonly volume30d: bigint;
  readonly referrer: Address | undefined;
}

export interface ViewAgent {
  readonly agent: Address;
  readonly name: string;
  readonly expiresAtMs: number;
  /** Empty = all markets. */
  readonly markets: readonly number[];
  /** Quote; undefined = no limit. */
  readonly maxNotionalPerDay: bigint | undefined;
  readonly usedToday: bigint;
  readonly canTransfer: boolean;
}

export interface ViewFees {
  readonly tier: number;
  readonly takerPpm: number;
  readonly makerPpm: number;
  readonly volume30d: bigint;
  /** The next tier and the volume it begins at; undefined in the last. */
  readonly next: { readonly takerPpm: number; readonly makerPpm: number; readonly volume: bigint } | undefined;
  readonly referrer: Address | undefined;
  readonly overrides: readonly { readonly market: number; readonly takerPpm: number; readonly makerPpm: number }[];
}

/** A counter against its limit; `nextAtMs` = when one more is allowed although it is spent. */
export interface ViewLimit {
  readonly limit: number;
  readonly used: number;
  readonly nextAtMs?: number | undefined;
}

export interface ViewLimits {
  readonly openOrders: ViewLimit;
  readonly conditional: readonly (ViewLimit & { readonly market: number })[];
  readonly orderBudget: ViewLimit;
  readonly cancelBudget: ViewLimit;
  readonly nonces: ViewLimit;
  readonly closedClientOrderIds: ViewLimit;
}
