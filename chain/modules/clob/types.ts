import type { ErrorCode } from '../../lib/error-codes.ts';
import type { ErrorDetails } from '../../lib/errors.ts';
import type { Address, Lots, Ppm, Side, Ticks, TimeMs } from '../../lib/units.ts';

/** The contract with margin and fees, for the modules that fulfil it. */
export type {
  CapExcess,
  ClobMargin,
  ClobSettlement,
  FillFees,
  FillRequest,
  FillVerdict,
  MarginShortfall,
} from './expected.ts';

export type OrderType = 'limit' | 'market';
export type TimeInForce = 'gtc' | 'gtt' | 'ioc' | 'fok';
export type SelfTradePrevention = 'cancel_maker' | 'cancel_taker' | 'cancel_both' | 'decrement';
export type TriggerKind = 'stop' | 'take_profit' | 'trailing';
export type TriggerSource = 'mark' | 'index' | 'last';
export type OrderStatus = 'open' | 'untriggered' | 'waiting' | 'twap';

/** Why an order ended untraded (spec: trading §7). A filled order has no closing event. */
export const CANCEL_REASONS = [
  'user',
  'ioc',
  'fok',
  'stp',
  'price_band',
  'match_limit',
  'reduce_only',
  'post_only',
  'margin',
  'position_limit',
  'levels_full',
  'evicted',
  'maker_unhealthy',
  'expired',
  'scheduled_cancel',
  'settling',
  'amended',
  'bracket',
  'oco',
  'parent_closed',
  'twap_end',
  'liquidation',
] as const;
export type CancelReason = (typeof CANCEL_REASONS)[number];
export type AmendReason = 'user' | 'armed' | 'oco' | 'reduce_only' | 'stp';

/** undefined = absent, everywhere in the inputs below (spec: trading §3.1). */
export interface TriggerInput {
  readonly kind: TriggerKind;
  readonly source: TriggerSource | undefined;
  readonly ticks: Ticks | undefined;
  readonly callbackPpm: Ppm | undefined;
  readonly slippagePpm: Ppm | undefined;
}

export interface ChildInput {
  readonly kind: TriggerKind;
  readonly source: TriggerSource | undefined;
  readonly triggerTicks: Ticks | undefined;
  readonly type: OrderType;
  readonly ticks: Ticks | undefined;
  readonly lots: Lots | undefined;
  readonly clientOrderId: string | undefined;
}

export interface TwapInput {
  readonly durationMs: number;
  readonly intervalMs: number;
  readonly slippagePpm: Ppm;
}

export interface BuilderInput {
  readonly account: Address;
  readonly feePpm: Ppm;
}

export interface PlaceInput {
  readonly action: 'place';
  readonly market: number;
  readonly subaccount: number;
  readonly side: Side;
  readonly type: OrderType;
  readonly lots: Lots | undefined;
  /** Limit or worst price. */
  readonly ticks: Ticks | undefined;
  readonly tif: TimeInForce;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly clientOrderId: string | undefined;
  readonly stp: SelfTradePrevention;
  readonly expiresAt: TimeMs | undefined;
  readonly trigger: TriggerInput | undefined;
  readonly children: readonly ChildInput[] | undefined;
  readonly twap: TwapInput | undefined;
  readonly builder: BuilderInput | undefined;
}

/** Exactly one of orderId and clientOrderId, else 2001. */
export interface CancelInput {
  readonly action: 'cancel';
  readonly market: number;
  readonly subaccount: number;
  readonly orderId: number | undefined;
  readonly clientOrderId: string | undefined;
}

export interface AmendInput {
  readonly action: 'amend';
  readonly market: number;
  readonly subaccount: number;
  readonly orderId: number | undefined;
  readonly clientOrderId: string | undefined;
  readonly ticks: Ticks | undefined;
  /** The total, filled included. */
  readonly lots: Lots | undefined;
  /** 0 = none. */
  readonly expiresAt: TimeMs | undefined;
  readonly triggerTicks: Ticks | undefined;
  readonly postOnly: boolean;
}

export interface CancelAllInput {
  readonly action: 'cancelAll';
  readonly subaccount: number;
  readonly market: number | undefined;
  readonly side: Side | undefined;
}

export interface ScheduleCancelInput {
  readonly action: 'scheduleCancel';
  readonly subaccount: number;
  /** 0 clears. */
  readonly time: TimeMs;
}

export type ItemInput = PlaceInput | AmendInput | CancelInput | CancelAllInput | ScheduleCancelInput;

export interface BatchInput {
  readonly action: 'batch';
  readonly atomic: boolean;
  /** 1..50 places, amends and cancels, else 2021. */
  readonly items: readonly ItemInput[];
}

export type ClobInput = ItemInput | BatchInput;
export type ItemAction = ItemInput['action'];

export const BATCH_MAX = 50;

/** What a refused item says; nothing of it was done. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
}

/** One row of an order table, as a batch reports it. `orderId` 0: none was placed. */
export interface ItemResult {
  readonly code: ErrorCode | 0;
  readonly details: ErrorDetails | undefined;
  readonly orderId: number;
  readonly childOrderIds: readonly number[];
  /** Lots traded on arrival. */
  readonly filled: Lots;
}

/** An agent's daily limit: charges Quote of notional, false when it does not fit (1008). Must be journaled. */
export type ChargeAgent = (notional: number) => boolean;

/** True for a batch that may run: its items count one by one (spec: trading §3.10). */
export function isBatchWellFormed(batch: BatchInput): boolean {
  return (
    batch.items.length >= 1 &&
    batch.items.length <= BATCH_MAX &&
    batch.items.every((item) => item.action === 'place' || item.action === 'amend' || item.action === 'cancel')
  );
}

/** The items of a message, a malformed batch as one: what item indexes of events count. */
export function itemsOf(input: ClobInput): readonly ClobInput[] {
  return input.action === 'batch' && isBatchWellFormed(input) ? input.items : [input];
}
