import { findInputAddress, formatAddress } from '#chain/lib/address.ts';
import { AppError } from '#chain/lib/errors.ts';
import type { TypedDataMarket } from '#chain/tx/typed-data-registry.ts';
import { lotsOf, marketByTicker, stepsOf, ticksOf } from '#chain/tx/typed-data-texts.ts';
import {
  MsgAmendOrder,
  MsgBatch,
  MsgCancelAllOrders,
  MsgCancelOrder,
  MsgPlaceOrder,
  MsgScheduleCancel,
  OrderType,
  SelfTradePrevention,
  Side,
  TimeInForce,
  TriggerKind,
  TriggerSource,
} from '#proto/generated/nave.clob.v1.ts';
import type { OrderInput } from '#src/api/schemas/order.ts';
import type { OutgoingMessage } from './build-tx.ts';
import { outgoing } from './build-tx.ts';
import type { MarketDirectory } from './market-directory.ts';

/** Who signs and for whom: `owner` is the signer unless it is an agent. */
export interface Party {
  readonly sender: string;
  readonly owner: string;
  readonly subaccount: number;
}

/** An order by its id (`1-4711`) or its clientOrderId. */
export type OrderName = { readonly id: string } | { readonly market: string; readonly clientOrderId: string };

/** What an amend changes; null removes the expiry. Prices and sizes are decimals; `size` is the total, filled included. */
export interface AmendInput {
  readonly price?: string;
  readonly size?: string;
  readonly expiresAt?: number | null;
  readonly triggerPrice?: string;
  readonly postOnly?: boolean;
}

export type BatchItemInput =
  | { readonly place: OrderInput }
  | { readonly amend: OrderName & AmendInput }
  | { readonly cancel: OrderName };

const SIDES = { buy: Side.BUY, sell: Side.SELL } as const;
const TYPES = { limit: OrderType.LIMIT, market: OrderType.MARKET } as const;
const TIFS = { gtc: TimeInForce.GTC, gtt: TimeInForce.GTT, ioc: TimeInForce.IOC, fok: TimeInForce.FOK } as const;
const STPS = {
  cancel_maker: SelfTradePrevention.CANCEL_MAKER,
  cancel_taker: SelfTradePrevention.CANCEL_TAKER,
  cancel_both: SelfTradePrevention.CANCEL_BOTH,
  decrement: SelfTradePrevention.DECREMENT,
} as const;
const KINDS = {
  stop: TriggerKind.STOP,
  take_profit: TriggerKind.TAKE_PROFIT,
  trailing: TriggerKind.TRAILING,
} as const;
const SOURCES = { mark: TriggerSource.MARK, index: TriggerSource.INDEX, last: TriggerSource.LAST } as const;

/** Every field explicit, so that the same message can be signed as typed data. Throws AppError 2002, 2003, 4001, 8001. */
export function placeOrder(directory: MarketDirectory, party: Party, input: OrderInput): MsgPlaceOrder {
  const market = marketOf(directory, input.market);
  const { trigger, twap, builder } = input;
  return {
    sender: party.sender,
    owner: party.owner,
    subaccount: input.subaccount ?? party.subaccount,
    market: market.id,
    side: SIDES[input.side],
    type: TYPES[input.type],
    lots: lotsOf('size', input.size, market),
    ticks: ticksOf('price', input.price ?? '', market),
    tif: TIFS[input.tif ?? (input.type === 'market' ? 'ioc' : 'gtc')],
    postOnly: input.postOnly ?? false,
    reduceOnly: input.reduceOnly ?? false,
    clientOrderId: input.clientOrderId ?? '',
    stp: STPS[input.stp ?? 'cancel_maker'],
    expiresAt: input.expiresAt ?? 0,
    trigger: (trigger ?? undefined) && {
      kind: KINDS[trigger!.kind],
      source: SOURCES[trigger!.source ?? 'mark'],
      ticks: ticksOf('trigger.price', trigger!.price ?? '', market),
      callbackPpm: trigger!.callbackPpm ?? 0,
      slippagePpm: trigger!.slippagePpm ?? 0,
    },
    children: (input.children ?? []).map((child) => ({
      kind: KINDS[child.kind],
      source: SOURCES[child.source ?? 'mark'],
      triggerTicks: ticksOf('children.triggerPrice', child.triggerPrice, market),
      type: TYPES[child.type ?? 'market'],
      ticks: ticksOf('children.price', child.price, market),
      lots: lotsOf('children.size', child.size ?? '', market),
      clientOrderId: child.clientOrderId ?? '',
    })),
    twap: twap ?? undefined,
    builder: builder == null ? undefined : { address: accountText('builder', builder.account), feePpm: builder.feePpm },
  };
}

export function amendOrder(
  directory: MarketDirectory,
  party: Party,
  name: OrderName,
  change: AmendInput,
): MsgAmendOrder {
  const market = namedMarket(directory, name);
  const ticks = (field: string, text: string | undefined): number | undefined =>
    text === undefined ? undefined : stepsOf(2003, field, text, market.tickSize);
  return {
    ...namedOrder(market, party, name),
    ticks: ticks('price', change.price),
    lots: change.size === undefined ? undefined : stepsOf(2002, 'size', change.size, market.lotSize),
    expiresAt: change.expiresAt === undefined ? undefined : (change.expiresAt ?? 0),
    triggerTicks: ticks('triggerPrice', change.triggerPrice),
    postOnly: change.postOnly ?? false,
  };
}

export function cancelOrder(directory: MarketDirectory, party: Party, name: OrderName): MsgCancelOrder {
  return namedOrder(namedMarket(directory, name), party, name);
}

/** All of a subaccount, or those of a market, a side. */
export function cancelAllOrders(
  directory: MarketDirectory,
  party: Party,
  filter: { readonly market?: string; readonly side?: 'buy' | 'sell' } = {},
): MsgCancelAllOrders {
  return {
    ...party,
    market: filter.market === undefined ? 0 : marketOf(directory, filter.market).id,
    side: filter.side === undefined ? Side.UNSPECIFIED : SIDES[filter.side],
  };
}

/** 1..50 items; sender and owner stand in the batch only. */
export function batch(
  directory: MarketDirectory,
  party: Party,
  items: readonly BatchItemInput[],
  atomic = false,
): MsgBatch {
  const inside: Party = { ...party, sender: '', owner: '' };
  return {
    sender: party.sender,
    owner: party.owner,
    atomic,
    items: items.map((item) => ({
      place: 'place' in item ? placeOrder(directory, inside, item.place) : undefined,
      amend: 'amend' in item ? amendOrder(directory, inside, item.amend, item.amend) : undefined,
      cancel: 'cancel' in item ? cancelOrder(directory, inside, item.cancel) : undefined,
    })),
  };
}

export const orderMessage = {
  place: (message: MsgPlaceOrder): OutgoingMessage => outgoing(MsgPlaceOrder, message),
  amend: (message: MsgAmendOrder): OutgoingMessage => outgoing(MsgAmendOrder, message),
  cancel: (message: MsgCancelOrder): OutgoingMessage => outgoing(MsgCancelOrder, message),
  cancelAll: (message: MsgCancelAllOrders): OutgoingMessage => outgoing(MsgCancelAllOrders, message),
  /** timeMs 0 clears. */
  scheduleCancel: (party: Party, timeMs: number): OutgoingMessage =>
    outgoing(MsgScheduleCancel, { ...party, time: timeMs }),
  batch: (message: MsgBatch): OutgoingMessage => outgoing(MsgBatch, message),
} as const;

function marketOf(directory: MarketDirectory, ticker: string): TypedDataMarket {
  if (directory.findMarketByTicker(ticker) === undefined) throw new AppError(4001, `No market ${ticker}.`);
  return marketByTicker(directory, ticker);
}

const ORDER_ID = /^([1-9]\d{0,9})-([1-9]\d{0,15})$/;

function namedMarket(directory: MarketDirectory, name: OrderName): TypedDataMarket {
  if (!('id' in name)) return marketOf(directory, name.market);
  const parts = ORDER_ID.exec(name.id);
  const market = parts === null ? undefined : directory.findMarket(Number(parts[1]));
  if (market === undefined)
    throw new AppError(8001, `id: ${name.id} is no order id`, { field: 'id', reason: 'market-order' });
  return market;
}

function namedOrder(market: TypedDataMarket, party: Party, name: OrderName): MsgCancelOrder {
  return {
    ...party,
    market: market.id,
    orderId: 'id' in name ? Number(ORDER_ID.exec(name.id)![2]) : undefined,
    clientOrderId: 'id' in name ? undefined : name.clientOrderId,
  };
}

/** `nave1…` of either text. Throws 8001. */
export function accountText(field: string, text: string): string {
  const address = findInputAddress(text);
  if (address === undefined)
    throw new AppError(8001, `${field}: no account (nave1… or 0x…)`, { field, reason: 'account' });
  return formatAddress(address);
}
