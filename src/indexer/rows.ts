import type { Phase } from '#chain/state/event-log.ts';
import type { BridgeRows, DepositRow, WithdrawalRow } from './bridge-rows.ts';

/**
 * What the indexer keeps, in chain units and JSON-safe: lots, ticks, ids, times and order totals are safe integers
 * (trading §1 bounds them), other amounts are decimal integers as text. Accounts are 40 lower-case hex digits.
 */
export type Amount = string;
export type AccountKey = string;

/** Where a row stands: rows of every list are ordered by (height, ord). */
export interface Place {
  readonly height: number;
  /** Position inside the block, rising in order of emission. */
  readonly ord: number;
  readonly timeMs: number;
  /** Index of the tx, −1 outside the tx phase. */
  readonly tx: number;
  /** 64 upper-case hex digits; '' outside the tx phase. */
  readonly txHash: string;
}

export interface OrderTriggerRow {
  readonly kind: 'stop' | 'take_profit' | 'trailing';
  readonly source: 'mark' | 'index' | 'last';
  readonly ticks: number;
  readonly callbackPpm: number;
  readonly slippagePpm: number;
  /** Quantums per lot, 0 = none. */
  readonly best: number;
  readonly due: boolean;
  readonly triggeredAtMs: number;
}

export interface OrderTwapRow {
  readonly durationMs: number;
  readonly intervalMs: number;
  readonly slippagePpm: number;
  readonly slices: number;
  readonly nextSlice: number;
  /** 0 = none. */
  readonly nextSliceAtMs: number;
}

/** A whole order as it stood after an event. 0 and '' mean none. */
export interface OrderRow {
  readonly market: number;
  readonly id: number;
  readonly account: AccountKey;
  readonly subaccount: number;
  readonly clientOrderId: string;
  readonly side: 'buy' | 'sell';
  readonly type: 'limit' | 'market';
  readonly tif: 'gtc' | 'gtt' | 'ioc' | 'fok';
  readonly ticks: number;
  readonly lots: number;
  readonly placedLots: number;
  readonly filled: number;
  /** Quote, < 2^53 because lots × maxTicks × q is (trading §1). */
  readonly filledQuote: number;
  /** Quote, signed. */
  readonly fee: number;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly stp: 'cancel_maker' | 'cancel_taker' | 'cancel_both' | 'decrement';
  readonly expiresAtMs: number;
  readonly status: 'open' | 'untriggered' | 'waiting' | 'twap' | 'filled' | 'canceled';
  readonly reason: string;
  readonly trigger: OrderTriggerRow | null;
  readonly parentId: number;
  readonly childIds: readonly number[];
  readonly childLots: number;
  readonly twap: OrderTwapRow | null;
  readonly builder: { readonly account: AccountKey; readonly feePpm: number } | null;
  /** '' when the chain made it. */
  readonly signer: AccountKey;
  readonly seq: number;
  readonly txHash: string;
  readonly createdAtMs: number;
  readonly createdHeight: number;
  readonly updatedAtMs: number;
  readonly updatedHeight: number;
  readonly closedAtMs: number;
}

export interface TradeRow extends Place {
  readonly market: number;
  readonly id: number;
  readonly ticks: number;
  readonly lots: number;
  readonly quote: number;
  readonly side: 'buy' | 'sell';
  readonly liquidation: boolean;
}

export interface FillRow extends Place {
  readonly account: AccountKey;
  readonly subaccount: number;
  readonly market: number;
  readonly tradeId: number;
  /** 0 = none (takeover, ADL). */
  readonly orderId: number;
  readonly clientOrderId: string;
  readonly side: 'buy' | 'sell';
  readonly role: 'maker' | 'taker';
  readonly ticks: number;
  readonly lots: number;
  readonly quote: number;
  readonly fee: number;
  readonly feePpm: number;
  readonly builderFee: number;
  readonly realizedPnl: Amount;
  /** Signed lots after the fill. */
  readonly positionLots: number;
  /** −1 = no order. */
  readonly orderRemaining: number;
  readonly liquidation: 'slice' | 'insured' | 'takeover' | 'adl' | null;
  readonly receiptId: string;
  readonly seq: number;
}

export interface FundingPaymentRow extends Place {
  readonly account: AccountKey;
  readonly subaccount: number;
  readonly market: number;
  /** Quote, positive = received. */
  readonly payment: Amount;
  readonly positionLots: number;
  readonly indexFrom: Amount;
  readonly indexTo: Amount;
  readonly seq: number;
}

export interface FundingRateRow extends Place {
  readonly market: number;
  readonly ratePpb: number;
  readonly premiumPpb: number | null;
  /** 1e-12 USD. */
  readonly indexPrice: Amount | null;
  readonly validSamples: number;
  readonly fundingIndex: Amount;
}

export interface LedgerRow extends Place {
  readonly account: AccountKey;
  readonly subaccount: number;
  readonly asset: string;
  /** Hub units of the asset. */
  readonly change: Amount;
  readonly balance: Amount;
  readonly reason: string;
  readonly refId: string;
  readonly seq: number;
}

export interface TransferRow extends Place {
  /** Whose list this row belongs to: both parties have one. */
  readonly account: AccountKey;
  readonly id: string;
  readonly kind: 'subaccount' | 'account' | 'isolated_fund' | 'isolated_sweep' | 'bank';
  readonly asset: string;
  readonly amount: Amount;
  readonly fromAccount: AccountKey;
  readonly fromSubaccount: number;
  readonly toAccount: AccountKey;
  readonly toSubaccount: number;
  readonly seq: number;
}

/** A position with its figures at the end of the block; Quote unless named. */
export interface PositionRow {
  readonly market: number;
  readonly subaccount: number;
  readonly isolated: boolean;
  readonly lots: number;
  readonly entry: Amount;
  /** 1e-12 USD. */
  readonly mark: Amount;
  readonly notional: Amount;
  readonly unrealizedPnl: Amount;
  readonly pendingFunding: Amount;
  readonly realizedPnl: Amount;
  readonly fundingPaid: Amount;
  readonly feesPaid: Amount;
  readonly initialMargin: Amount;
  readonly maintenanceMargin: Amount;
  readonly imPpmSetting: number | null;
  readonly liquidationPrice: Amount | null;
  readonly adlDecile: number | null;
  readonly openedAtMs: number;
  readonly updatedHeight: number;
}

export interface BalanceRow {
  readonly asset: string;
  readonly subaccount: number;
  readonly amount: Amount;
  readonly value: Amount;
  readonly weightedInitial: Amount;
  readonly weightedMaintenance: Amount;
  readonly withdrawable: Amount;
  readonly inFlight: Amount;
}

/** The events of an account, numbered by its own sequence (spec: api-types §2 AccountEvent). */
export type AccountEventData =
  | { readonly event: 'OrderPlaced' | 'OrderTriggered'; readonly order: OrderRow }
  | { readonly event: 'OrderAmended'; readonly order: OrderRow; readonly reason: string; readonly priority: string }
  | { readonly event: 'OrderCanceled'; readonly order: OrderRow; readonly remaining: number; readonly reason: string }
  | {
      readonly event: 'OrderRejected';
      readonly action: string;
      readonly market: number;
      readonly orderId: number;
      readonly clientOrderId: string;
      readonly code: number;
      readonly details: Readonly<Record<string, unknown>>;
    }
  | { readonly event: 'OrderFilled'; readonly fill: FillRow; readonly order: OrderRow | null }
  | { readonly event: 'CancelScheduled'; readonly scheduledAtMs: number }
  | { readonly event: 'PositionChanged'; readonly position: PositionRow }
  | { readonly event: 'FundingPaid'; readonly payment: FundingPaymentRow }
  | { readonly event: 'BalanceChanged'; readonly balance: BalanceRow; readonly entries: readonly LedgerRow[] }
  | { readonly event: 'TransferChanged'; readonly transfer: TransferRow }
  | { readonly event: 'DepositChanged'; readonly deposit: DepositRow }
  | { readonly event: 'WithdrawalChanged'; readonly withdrawal: WithdrawalRow }
  | {
      readonly event: 'AgentChanged' | 'SettingsChanged';
      readonly object: Readonly<Record<string, unknown>>;
    }
  | { readonly event: 'Liquidated'; readonly receiptId: string };

export interface AccountEventRow extends Place {
  readonly account: AccountKey;
  readonly subaccount: number;
  readonly seq: number;
  readonly phase: Phase;
  readonly item: number;
  readonly data: AccountEventData;
}

export interface TxItemRow {
  readonly index: number;
  readonly action: string;
  readonly code: number;
  readonly details: Readonly<Record<string, unknown>> | null;
  readonly market: number;
  readonly orderId: number;
  readonly clientOrderId: string;
  /** Symbol of what it moves, '' = none. */
  readonly asset: string;
  readonly order: OrderRow | null;
  readonly fills: readonly FillRow[];
}

export interface TxRow {
  /** 64 upper-case hex digits. */
  readonly hash: string;
  readonly height: number;
  readonly index: number;
  readonly timeMs: number;
  readonly code: number;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
  /** Whose budget it was charged to; '' when unknown. */
  readonly owner: AccountKey;
  readonly items: readonly TxItemRow[];
}

export interface BlockRow {
  readonly height: number;
  readonly timeMs: number;
  /** Header hash, upper-case hex; '' when the node did not say. */
  readonly hash: string;
  readonly appHash: string;
  readonly txs: number;
  readonly events: number;
  readonly proposer: string;
  /** Canonical event lines of the block. */
  readonly lines: readonly string[];
}

/** One minute of a market's trades; ticks, lots, Quote. */
export interface MinuteRow {
  readonly market: number;
  readonly startMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly lots: number;
  /** Quote; a minute's sum may pass 2^53. */
  readonly turnover: Amount;
  readonly trades: number;
}

/** What a position gathered since it was opened. */
export interface PositionFactsRow {
  readonly account: AccountKey;
  readonly subaccount: number;
  readonly market: number;
  readonly realizedPnl: Amount;
  readonly fundingPaid: Amount;
  readonly feesPaid: Amount;
  readonly openedAtMs: number;
  readonly updatedHeight: number;
  /** True: the position is gone, the row goes too. */
  readonly closed: boolean;
}

/** Everything one block adds, ready for storage and fan-out. */
export interface IndexedBlock {
  readonly block: BlockRow;
  readonly txs: readonly TxRow[];
  readonly trades: readonly TradeRow[];
  readonly fills: readonly FillRow[];
  /** Last state of every order the block touched, and the place of its last event. */
  readonly orders: readonly { readonly row: OrderRow; readonly ord: number }[];
  readonly fundingPayments: readonly FundingPaymentRow[];
  readonly fundingRates: readonly FundingRateRow[];
  readonly ledger: readonly LedgerRow[];
  readonly transfers: readonly TransferRow[];
  readonly accountEvents: readonly AccountEventRow[];
  readonly minutes: readonly MinuteRow[];
  readonly positionFacts: readonly PositionFactsRow[];
  /** undefined when the bridge did nothing. */
  readonly bridge: BridgeRows | undefined;
  /** Markets whose book, trades or status may have changed. */
  readonly touchedMarkets: readonly number[];
}
