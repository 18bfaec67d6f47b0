import type {
  BatchItem,
  Child,
  MsgAmendOrder,
  MsgBatch,
  MsgCancelAllOrders,
  MsgCancelOrder,
  MsgPlaceOrder,
  MsgScheduleCancel,
  Trigger,
} from '#proto/generated/nave.clob.v1.ts';
import { findAddress } from '../../lib/address.ts';
import { EMPTY } from '../../lib/bytes.ts';
import type { Side } from '../../lib/units.ts';
import type {
  AmendInput,
  BatchInput,
  BuilderInput,
  CancelAllInput,
  CancelInput,
  ChildInput,
  ClobInput,
  ItemInput,
  OrderType,
  PlaceInput,
  ScheduleCancelInput,
  SelfTradePrevention,
  TimeInForce,
  TriggerInput,
  TriggerKind,
  TriggerSource,
} from './types.ts';

const SIDES: readonly (Side | undefined)[] = [undefined, 'buy', 'sell'];
const TYPES: readonly OrderType[] = ['limit', 'limit', 'market'];
const CHILD_TYPES: readonly OrderType[] = ['market', 'limit', 'market'];
const TIFS: readonly (TimeInForce | undefined)[] = [undefined, 'gtc', 'gtt', 'ioc', 'fok'];
const STPS: readonly SelfTradePrevention[] = [
  'cancel_maker',
  'cancel_maker',
  'cancel_taker',
  'cancel_both',
  'decrement',
];
const KINDS: readonly (TriggerKind | undefined)[] = [undefined, 'stop', 'take_profit', 'trailing'];
const SOURCES: readonly (TriggerSource | undefined)[] = [undefined, 'mark', 'index', 'last'];

/** What no enum has: the form check refuses it with 2001. */
const UNKNOWN = 'unknown' as never;

/** Value of an enum number; its default, if it has one, stands at 0. */
function enumValue<T>(values: readonly (T | undefined)[], number: number): T {
  return values[number] ?? UNKNOWN;
}

/** On the wire 0 is none. */
const positive = (value: number): number | undefined => (value === 0 ? undefined : value);
const text = (value: string): string | undefined => (value === '' ? undefined : value);

/** Wire form → domain form; never refuses: what is missing or unknown is for the form check to find. */
export function readPlace(m: MsgPlaceOrder): PlaceInput {
  const type = enumValue(TYPES, m.type);
  return {
    action: 'place',
    market: m.market,
    subaccount: m.subaccount,
    side: enumValue(SIDES, m.side),
    type,
    lots: m.lots,
    ticks: positive(m.ticks),
    tif: m.tif === 0 ? (type === 'market' ? 'ioc' : 'gtc') : enumValue(TIFS, m.tif),
    postOnly: m.postOnly,
    reduceOnly: m.reduceOnly,
    clientOrderId: text(m.clientOrderId),
    stp: enumValue(STPS, m.stp),
    expiresAt: positive(m.expiresAt),
    trigger: m.trigger === undefined ? undefined : readTrigger(m.trigger),
    children: m.children.length === 0 ? undefined : m.children.map(readChild),
    twap: m.twap,
    builder: m.builder === undefined ? undefined : readBuilder(m.builder),
  };
}

function readTrigger(t: Trigger): TriggerInput {
  return {
    kind: enumValue(KINDS, t.kind),
    source: t.source === 0 ? undefined : enumValue(SOURCES, t.source),
    ticks: positive(t.ticks),
    callbackPpm: positive(t.callbackPpm),
    slippagePpm: positive(t.slippagePpm),
  };
}

function readChild(c: Child): ChildInput {
  return {
    kind: enumValue(KINDS, c.kind),
    source: c.source === 0 ? undefined : enumValue(SOURCES, c.source),
    triggerTicks: positive(c.triggerTicks),
    type: enumValue(CHILD_TYPES, c.type),
    ticks: positive(c.ticks),
    lots: positive(c.lots),
    clientOrderId: text(c.clientOrderId),
  };
}

function readBuilder(builder: { readonly address: string; readonly feePpm: number }): BuilderInput {
  return { account: findAddress(builder.address) ?? EMPTY, feePpm: builder.feePpm };
}

export function readAmend(m: MsgAmendOrder): AmendInput {
  return {
    action: 'amend',
    market: m.market,
    subaccount: m.subaccount,
    orderId: m.orderId,
    clientOrderId: m.clientOrderId,
    ticks: m.ticks,
    lots: m.lots,
    expiresAt: m.expiresAt,
    triggerTicks: m.triggerTicks,
    postOnly: m.postOnly,
  };
}

export function readCancel(m: MsgCancelOrder): CancelInput {
  return {
    action: 'cancel',
    market: m.market,
    subaccount: m.subaccount,
    orderId: m.orderId,
    clientOrderId: m.clientOrderId,
  };
}

export function readCancelAll(m: MsgCancelAllOrders): CancelAllInput {
  return {
    action: 'cancelAll',
    subaccount: m.subaccount,
    market: positive(m.market),
    side: m.side === 0 ? undefined : enumValue(SIDES, m.side),
  };
}

export function readScheduleCancel(m: MsgScheduleCancel): ScheduleCancelInput {
  return { action: 'scheduleCancel', subaccount: m.subaccount, time: m.time };
}

/** An empty item makes its batch malformed (2021). */
export function readItem(item: BatchItem): ItemInput {
  if (item.place !== undefined) return readPlace(item.place);
  if (item.amend !== undefined) return readAmend(item.amend);
  return item.cancel !== undefined ? readCancel(item.cancel) : { action: UNKNOWN, subaccount: 0, time: 0 };
}

export function readBatch(m: MsgBatch): BatchInput {
  return { action: 'batch', atomic: m.atomic, items: m.items.map(readItem) };
}

const READERS: Readonly<Record<string, (message: never) => ClobInput>> = {
  'nave.clob.v1.MsgPlaceOrder': readPlace,
  'nave.clob.v1.MsgAmendOrder': readAmend,
  'nave.clob.v1.MsgCancelOrder': readCancel,
  'nave.clob.v1.MsgCancelAllOrders': readCancelAll,
  'nave.clob.v1.MsgScheduleCancel': readScheduleCancel,
  'nave.clob.v1.MsgBatch': readBatch,
};

/** Domain form of a decoded message; undefined when it is not one of the order book's trading messages. */
export function readMessage(typeName: string, message: unknown): ClobInput | undefined {
  return READERS[typeName]?.(message as never);
}
