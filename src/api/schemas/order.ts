import type { Static } from 'typebox';
import Type from 'typebox';
import {
  AccountText,
  Decimal,
  Flag,
  fields,
  Height,
  InputDecimal,
  Integer,
  list,
  named,
  nullable,
  oneOf,
  Text,
  TimeMs,
} from './scalar.ts';

export const SIDES = ['buy', 'sell'] as const;
export const ORDER_TYPES = ['limit', 'market'] as const;
export const TIFS = ['gtc', 'gtt', 'ioc', 'fok'] as const;
export const STPS = ['cancel_maker', 'cancel_taker', 'cancel_both', 'decrement'] as const;
export const ORDER_STATUSES = ['open', 'untriggered', 'waiting', 'twap', 'filled', 'canceled'] as const;
export const TRIGGER_KINDS = ['stop', 'take_profit', 'trailing'] as const;
export const TRIGGER_SOURCES = ['mark', 'index', 'last'] as const;

export const TriggerSchema = fields({
  kind: oneOf(TRIGGER_KINDS),
  source: oneOf(TRIGGER_SOURCES),
  price: nullable(Decimal),
  callbackPpm: nullable(Integer),
  slippagePpm: nullable(Integer),
  best: nullable(Decimal),
  due: Flag,
  triggeredAt: nullable(TimeMs),
});

export const TwapSchema = fields({
  durationMs: Integer,
  intervalMs: Integer,
  slippagePpm: Integer,
  slices: Integer,
  nextSlice: Integer,
  nextSliceAt: nullable(TimeMs),
});

export const OrderSchema = named('Order', {
  id: Text,
  market: Text,
  subaccount: Integer,
  clientOrderId: nullable(Text),
  side: oneOf(SIDES),
  type: oneOf(ORDER_TYPES),
  tif: oneOf(TIFS),
  price: nullable(Decimal),
  size: Decimal,
  placedSize: Decimal,
  filled: Decimal,
  remaining: Decimal,
  avgPrice: nullable(Decimal),
  filledQuote: Decimal,
  fee: Decimal,
  postOnly: Flag,
  reduceOnly: Flag,
  stp: oneOf(STPS),
  expiresAt: nullable(TimeMs),
  status: oneOf(ORDER_STATUSES),
  reason: nullable(Text),
  trigger: nullable(TriggerSchema),
  parentId: nullable(Text),
  childIds: list(Text),
  childSize: nullable(Decimal),
  twap: nullable(TwapSchema),
  builder: nullable(fields({ account: AccountText, feePpm: Integer })),
  signer: nullable(AccountText),
  prioritySeq: Integer,
  txHash: nullable(Text),
  createdAt: TimeMs,
  createdHeight: Height,
  updatedAt: TimeMs,
  updatedHeight: Height,
  closedAt: nullable(TimeMs),
});
export type Order = Static<typeof OrderSchema>;

const optional = Type.Optional;

/** What POST simulate takes; unknown fields are refused. */
export const OrderInputSchema = named('OrderInput', {
  subaccount: optional(nullable(Integer)),
  market: Text,
  side: oneOf(SIDES),
  type: oneOf(ORDER_TYPES),
  size: InputDecimal,
  price: optional(nullable(InputDecimal)),
  tif: optional(nullable(oneOf(TIFS))),
  postOnly: optional(nullable(Flag)),
  reduceOnly: optional(nullable(Flag)),
  clientOrderId: optional(nullable(Text)),
  stp: optional(nullable(oneOf(STPS))),
  expiresAt: optional(nullable(TimeMs)),
  trigger: optional(
    nullable(
      fields({
        kind: oneOf(TRIGGER_KINDS),
        source: optional(nullable(oneOf(TRIGGER_SOURCES))),
        price: optional(nullable(InputDecimal)),
        callbackPpm: optional(nullable(Integer)),
        slippagePpm: optional(nullable(Integer)),
      }),
    ),
  ),
  twap: optional(nullable(fields({ durationMs: Integer, intervalMs: Integer, slippagePpm: Integer }))),
  builder: optional(nullable(fields({ account: Text, feePpm: Integer }))),
  children: optional(
    nullable(
      list(
        fields({
          kind: oneOf(['stop', 'take_profit']),
          source: optional(nullable(oneOf(TRIGGER_SOURCES))),
          triggerPrice: InputDecimal,
          type: optional(nullable(oneOf(ORDER_TYPES))),
          price: InputDecimal,
          size: optional(nullable(InputDecimal)),
          clientOrderId: optional(nullable(Text)),
        }),
      ),
    ),
  ),
});
export type OrderInput = Static<typeof OrderInputSchema>;

export const LIQUIDATION_KINDS = ['slice', 'insured', 'takeover', 'adl'] as const;

export const FillSchema = named('Fill', {
  id: Text,
  orderId: nullable(Text),
  clientOrderId: nullable(Text),
  market: Text,
  subaccount: Integer,
  side: oneOf(SIDES),
  role: oneOf(['maker', 'taker']),
  price: Decimal,
  size: Decimal,
  quote: Decimal,
  fee: Decimal,
  feePpm: Integer,
  builderFee: Decimal,
  realizedPnl: Decimal,
  positionSize: Decimal,
  orderRemaining: nullable(Decimal),
  liquidation: nullable(oneOf(LIQUIDATION_KINDS)),
  receiptId: nullable(Text),
  seq: Integer,
  time: TimeMs,
  height: Height,
  txHash: nullable(Text),
});
export type Fill = Static<typeof FillSchema>;
