import {
  MsgAmendOrder,
  MsgCancelAllOrders,
  MsgCancelOrder,
  MsgPlaceOrder,
  OrderType,
  SelfTradePrevention,
  Side,
  TimeInForce,
  TriggerKind,
  TriggerSource,
} from '#proto/generated/nave.clob.v1.ts';
import type { TypedMessage } from './typed-data-message.ts';
import { typedMessage } from './typed-data-message.ts';
import type { TypedDataMarket, TypedDataRegistry } from './typed-data-registry.ts';
import type { EnumTexts } from './typed-data-texts.ts';
import {
  accountOf,
  enumText,
  enumValue,
  evmText,
  lotsOf,
  marketById,
  marketByTicker,
  optionalInteger,
  optionalIntegerText,
  optionalStepsText,
  stepsOf,
  stepsText,
  ticksOf,
} from './typed-data-texts.ts';

const SIDES: EnumTexts = { buy: Side.BUY, sell: Side.SELL };
const SIDES_OR_BOTH: EnumTexts = { '': Side.UNSPECIFIED, ...SIDES };
const TYPES: EnumTexts = { limit: OrderType.LIMIT, market: OrderType.MARKET };
const TIMES: EnumTexts = {
  gtc: TimeInForce.GTC,
  gtt: TimeInForce.GTT,
  ioc: TimeInForce.IOC,
  fok: TimeInForce.FOK,
};
const SELF_TRADES: EnumTexts = {
  cancel_maker: SelfTradePrevention.CANCEL_MAKER,
  cancel_taker: SelfTradePrevention.CANCEL_TAKER,
  cancel_both: SelfTradePrevention.CANCEL_BOTH,
  decrement: SelfTradePrevention.DECREMENT,
};
const KINDS: EnumTexts = {
  stop: TriggerKind.STOP,
  take_profit: TriggerKind.TAKE_PROFIT,
  trailing: TriggerKind.TRAILING,
};
const SOURCES: EnumTexts = { mark: TriggerSource.MARK, index: TriggerSource.INDEX, last: TriggerSource.LAST };

type Place = MsgPlaceOrder;
type Child = Place['children'][number];
type Trigger = NonNullable<Place['trigger']>;

/** Typed-data structs as the wallet gives them, after their types were checked. */
interface ChildFields {
  readonly kind: string;
  readonly source: string;
  readonly triggerPrice: string;
  readonly orderType: string;
  readonly price: string;
  readonly size: string;
  readonly clientOrderId: string;
}
interface TriggerFields {
  readonly kind: string;
  readonly source: string;
  readonly price: string;
  readonly callbackPpm: number;
  readonly slippagePpm: number;
}
interface PlaceFields {
  readonly owner: string;
  readonly subaccount: number;
  readonly market: string;
  readonly side: string;
  readonly orderType: string;
  readonly size: string;
  readonly price: string;
  readonly timeInForce: string;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly selfTrade: string;
  readonly clientOrderId: string;
  readonly expiresAt: number;
  readonly trigger: readonly TriggerFields[];
  readonly children: readonly ChildFields[];
  readonly twap: readonly NonNullable<Place['twap']>[];
  readonly builder: readonly { readonly account: string; readonly feePpm: number }[];
}

const childFields = (child: Child, { tickSize, lotSize }: TypedDataMarket): ChildFields => ({
  kind: enumText(KINDS, 'children.kind', child.kind),
  source: enumText(SOURCES, 'children.source', child.source),
  triggerPrice: stepsText(child.triggerTicks, tickSize),
  orderType: enumText(TYPES, 'children.type', child.type),
  price: stepsText(child.ticks, tickSize),
  size: stepsText(child.lots, lotSize),
  clientOrderId: child.clientOrderId,
});

const childOf = (fields: ChildFields, market: TypedDataMarket): Child => ({
  kind: enumValue(KINDS, 'children.kind', fields.kind),
  source: enumValue(SOURCES, 'children.source', fields.source),
  triggerTicks: ticksOf('children.triggerPrice', fields.triggerPrice, market),
  type: enumValue(TYPES, 'children.orderType', fields.orderType),
  ticks: ticksOf('children.price', fields.price, market),
  lots: lotsOf('children.size', fields.size, market),
  clientOrderId: fields.clientOrderId,
});

const triggerFields = (trigger: Trigger, { tickSize }: TypedDataMarket): TriggerFields => ({
  kind: enumText(KINDS, 'trigger.kind', trigger.kind),
  source: enumText(SOURCES, 'trigger.source', trigger.source),
  price: stepsText(trigger.ticks, tickSize),
  callbackPpm: trigger.callbackPpm,
  slippagePpm: trigger.slippagePpm,
});

const triggerOf = (fields: TriggerFields, market: TypedDataMarket): Trigger => ({
  kind: enumValue(KINDS, 'trigger.kind', fields.kind),
  source: enumValue(SOURCES, 'trigger.source', fields.source),
  ticks: ticksOf('trigger.price', fields.price, market),
  callbackPpm: fields.callbackPpm,
  slippagePpm: fields.slippagePpm,
});

/** A struct that may be there once is a list in typed data. */
const listOf = <T>(one: T | undefined): T[] => (one === undefined ? [] : [one]);

const placeOrder = typedMessage<Place, PlaceFields>('PlaceOrder', MsgPlaceOrder, {
  toFields: (m, registry) => {
    const market = marketById(registry, m.market);
    return {
      owner: evmText('owner', m.owner),
      subaccount: m.subaccount,
      market: market.ticker,
      side: enumText(SIDES, 'side', m.side),
      orderType: enumText(TYPES, 'type', m.type),
      size: stepsText(m.lots, market.lotSize),
      price: stepsText(m.ticks, market.tickSize),
      timeInForce: enumText(TIMES, 'tif', m.tif),
      postOnly: m.postOnly,
      reduceOnly: m.reduceOnly,
      selfTrade: enumText(SELF_TRADES, 'stp', m.stp),
      clientOrderId: m.clientOrderId,
      expiresAt: m.expiresAt,
      trigger: listOf(m.trigger).map((trigger) => triggerFields(trigger, market)),
      children: m.children.map((child) => childFields(child, market)),
      twap: listOf(m.twap),
      builder: listOf(m.builder).map((b) => ({ account: evmText('builder', b.address), feePpm: b.feePpm })),
    };
  },
  fromFields: (f, sender, registry) => {
    const market = marketByTicker(registry, f.market);
    const [trigger, twap, builder] = [f.trigger[0], f.twap[0], f.builder[0]];
    return {
      sender,
      owner: accountOf('owner', f.owner),
      subaccount: f.subaccount,
      market: market.id,
      side: enumValue(SIDES, 'side', f.side),
      type: enumValue(TYPES, 'orderType', f.orderType),
      lots: lotsOf('size', f.size, market),
      ticks: ticksOf('price', f.price, market),
      tif: enumValue(TIMES, 'timeInForce', f.timeInForce),
      postOnly: f.postOnly,
      reduceOnly: f.reduceOnly,
      clientOrderId: f.clientOrderId,
      stp: enumValue(SELF_TRADES, 'selfTrade', f.selfTrade),
      expiresAt: f.expiresAt,
      trigger: trigger === undefined ? undefined : triggerOf(trigger, market),
      children: f.children.map((child) => childOf(child, market)),
      twap,
      builder:
        builder === undefined
          ? undefined
          : { address: accountOf('builder.account', builder.account), feePpm: builder.feePpm },
    };
  },
});

interface NamedOrderFields {
  readonly owner: string;
  readonly subaccount: number;
  readonly market: string;
  readonly orderId: string;
  readonly clientOrderId: string;
}

/** Who, where and which order: what amend and cancel share. */
const namedOrderFields = (m: MsgCancelOrder, registry: TypedDataRegistry): NamedOrderFields => ({
  owner: evmText('owner', m.owner),
  subaccount: m.subaccount,
  market: marketById(registry, m.market).ticker,
  orderId: optionalIntegerText(m.orderId),
  clientOrderId: m.clientOrderId ?? '',
});

const namedOrderOf = (f: NamedOrderFields, sender: string, market: TypedDataMarket): MsgCancelOrder => ({
  sender,
  owner: accountOf('owner', f.owner),
  subaccount: f.subaccount,
  market: market.id,
  orderId: optionalInteger('orderId', f.orderId),
  clientOrderId: f.clientOrderId === '' ? undefined : f.clientOrderId,
});

interface AmendFields extends NamedOrderFields {
  readonly price: string;
  readonly size: string;
  readonly expiresAt: string;
  readonly triggerPrice: string;
  readonly postOnly: boolean;
}

const amendOrder = typedMessage<MsgAmendOrder, AmendFields>('AmendOrder', MsgAmendOrder, {
  toFields: (m, registry) => {
    const { tickSize, lotSize } = marketById(registry, m.market);
    return {
      ...namedOrderFields(m, registry),
      price: optionalStepsText(m.ticks, tickSize),
      size: optionalStepsText(m.lots, lotSize),
      expiresAt: optionalIntegerText(m.expiresAt),
      triggerPrice: optionalStepsText(m.triggerTicks, tickSize),
      postOnly: m.postOnly,
    };
  },
  fromFields: (f, sender, registry) => {
    const market = marketByTicker(registry, f.market);
    const ticks = (field: string, text: string): number | undefined =>
      text === '' ? undefined : stepsOf(2003, field, text, market.tickSize);
    return {
      ...namedOrderOf(f, sender, market),
      ticks: ticks('price', f.price),
      lots: f.size === '' ? undefined : stepsOf(2002, 'size', f.size, market.lotSize),
      expiresAt: optionalInteger('expiresAt', f.expiresAt),
      triggerTicks: ticks('triggerPrice', f.triggerPrice),
      postOnly: f.postOnly,
    };
  },
});

const cancelOrder = typedMessage<MsgCancelOrder, NamedOrderFields>('CancelOrder', MsgCancelOrder, {
  toFields: namedOrderFields,
  fromFields: (f, sender, registry) => namedOrderOf(f, sender, marketByTicker(registry, f.market)),
});

interface CancelAllFields {
  readonly owner: string;
  readonly subaccount: number;
  readonly market: string;
  readonly side: string;
}

const cancelAllOrders = typedMessage<MsgCancelAllOrders, CancelAllFields>('CancelAllOrders', MsgCancelAllOrders, {
  toFields: (m, registry) => ({
    owner: evmText('owner', m.owner),
    subaccount: m.subaccount,
    market: m.market === 0 ? '' : marketById(registry, m.market).ticker,
    side: enumText(SIDES_OR_BOTH, 'side', m.side),
  }),
  fromFields: (f, sender, registry) => ({
    sender,
    owner: accountOf('owner', f.owner),
    subaccount: f.subaccount,
    market: f.market === '' ? 0 : marketByTicker(registry, f.market).id,
    side: enumValue(SIDES_OR_BOTH, 'side', f.side),
  }),
});

export const typedOrderMessages: readonly TypedMessage[] = [placeOrder, amendOrder, cancelOrder, cancelAllOrders];
