import { EMPTY } from '../../lib/bytes.ts';
import type { EventLog } from '../../state/event-log.ts';
import type { NewOrder } from './accept.ts';
import { CANCELED_CELLS, type ClobEventRows, clobEventRows, FILLED_CELLS, PLACED_CELLS } from './event-rows.ts';
import type {
  CancelScheduled,
  OrderAmended,
  OrderPlaced,
  OrderRejected,
  OrderTriggered,
  TriggerFields,
  TwapFields,
} from './events.ts';
import type { ClobAccounts, FillFees, FillRequest } from './expected.ts';
import { NO_EXTRA, type OrderExtra, TRIGGER_NONE, TRIGGER_TRAILING } from './order-extra.ts';
import {
  LIQUIDATION,
  MARKET_TYPE,
  type OrderTable,
  POST_ONLY,
  REDUCE_ONLY,
  TWAP,
  UNTRIGGERED,
  WAITING,
} from './order-table.ts';
import { type AmendReason, CANCEL_REASONS, type CancelReason, type ItemInput, type Refusal } from './types.ts';

/** Action names of events and API (spec: api-types §2 OrderRejected). */
const ACTION_NAMES = {
  place: 'place',
  amend: 'amend',
  cancel: 'cancel',
  cancelAll: 'cancel_all',
  scheduleCancel: 'schedule_cancel',
  batch: 'batch',
  slice: 'slice',
} as const;

export type RejectedAction = keyof typeof ACTION_NAMES;

/** Writes the events of the module from the rows they are about; numbers each in its owner's account sequence. */
export class EventWriter {
  private readonly log: EventLog;
  private readonly accounts: ClobAccounts;
  private readonly orders: OrderTable;
  private readonly rows: ClobEventRows;

  constructor(log: EventLog, accounts: ClobAccounts, orders: OrderTable, clientIdText: (row: number) => string) {
    this.log = log;
    this.accounts = accounts;
    this.orders = orders;
    this.rows = clobEventRows(log, accounts, clientIdText);
  }

  /** `clientId`: row of its clientOrderId, −1 = none. */
  placed(market: number, id: number, seq: number, order: NewOrder, clientId: number): void {
    if (order.extra !== NO_EXTRA) {
      this.placedWithExtra(market, id, seq, order);
      return;
    }
    const { log } = this;
    const at = log.begin(this.rows.placed, PLACED_CELLS);
    const { cells } = log;
    cells[at] = market;
    cells[at + 1] = id;
    cells[at + 2] = order.owner;
    cells[at + 3] = order.subaccount;
    cells[at + 4] = this.accounts.nextAccountSeq(order.owner);
    cells[at + 5] = clientId;
    cells[at + 6] = order.side;
    cells[at + 7] = order.flags;
    cells[at + 8] = order.ticks;
    cells[at + 9] = order.lots;
    cells[at + 10] = order.tif;
    cells[at + 11] = order.stp;
    cells[at + 12] = order.expiresAt;
    cells[at + 13] = seq;
  }

  private placedWithExtra(market: number, id: number, seq: number, order: NewOrder): void {
    const { owner, flags, extra } = order;
    const event: OrderPlaced = {
      type: 'nave.clob.v1.OrderPlaced',
      market,
      orderId: id,
      owner: this.accounts.address(owner),
      subaccount: order.subaccount,
      accountSeq: this.accounts.nextAccountSeq(owner),
      clientOrderId: order.clientOrderId ?? '',
      side: order.side + 1,
      orderType: (flags & MARKET_TYPE) === 0 ? 1 : 2,
      ticks: order.ticks,
      lots: order.lots,
      tif: order.tif + 1,
      postOnly: (flags & POST_ONLY) !== 0,
      reduceOnly: (flags & REDUCE_ONLY) !== 0,
      stp: order.stp + 1,
      expiresAt: order.expiresAt,
      trigger: extra.trigger === TRIGGER_NONE ? undefined : triggerFields(order),
      twap: extra.slices === 0 ? undefined : twapFields(extra),
      parentId: extra.parent,
      children: extra.parent === 0 ? extra.family : 0,
      childLots: extra.cap,
      builder: extra.builder < 0 ? EMPTY : this.accounts.address(extra.builder),
      builderFeePpm: extra.builderPpm,
      state: stateName(order.state),
      prioritySeq: seq,
      liquidation: (flags & LIQUIDATION) !== 0,
    };
    this.log.emit(event);
  }

  /** The order's fields as they are now. */
  amended(row: number, reason: AmendReason, priority: 'kept' | 'lost' = 'kept'): void {
    const o = this.orders;
    const owner = o.owner.get(row);
    const event: OrderAmended = {
      type: 'nave.clob.v1.OrderAmended',
      market: o.market.get(row),
      orderId: o.id.get(row),
      owner: this.accounts.address(owner),
      subaccount: o.subaccount.get(row) >>> 0,
      accountSeq: this.accounts.nextAccountSeq(owner),
      ticks: o.ticks.get(row),
      lots: o.lots.get(row),
      remaining: o.remaining(row),
      triggerTicks: o.triggerTicks.get(row),
      expiresAt: o.expiresAt.get(row),
      priority,
      reason,
      prioritySeq: o.seq.get(row),
    };
    this.log.emit(event);
  }

  canceled(row: number, reason: CancelReason): void {
    const { log, orders: o } = this;
    const owner = o.owner.get(row);
    const at = log.begin(this.rows.canceled, CANCELED_CELLS);
    const { cells } = log;
    cells[at] = o.market.get(row);
    cells[at + 1] = o.id.get(row);
    cells[at + 2] = owner;
    cells[at + 3] = o.subaccount.get(row) >>> 0;
    cells[at + 4] = this.accounts.nextAccountSeq(owner);
    cells[at + 5] = o.remaining(row);
    cells[at + 6] = CANCEL_REASONS.indexOf(reason);
  }

  /** `ticks`: limit or worst price in force; `lots`: what goes to the book. */
  triggered(row: number, ticks: number, lots: number): void {
    const o = this.orders;
    const owner = o.owner.get(row);
    const event: OrderTriggered = {
      type: 'nave.clob.v1.OrderTriggered',
      market: o.market.get(row),
      orderId: o.id.get(row),
      owner: this.accounts.address(owner),
      subaccount: o.subaccount.get(row) >>> 0,
      accountSeq: this.accounts.nextAccountSeq(owner),
      ticks,
      lots,
    };
    this.log.emit(event);
  }

  filled(tradeId: number, maker: number, taker: number, fill: FillRequest, fees: FillFees): void {
    const { log, orders: o } = this;
    const makerOwner = o.owner.get(maker);
    const takerOwner = o.owner.get(taker);
    const at = log.begin(this.rows.filled, FILLED_CELLS);
    const { cells } = log;
    cells[at] = fill.market;
    cells[at + 1] = tradeId;
    cells[at + 2] = o.id.get(maker);
    cells[at + 3] = makerOwner;
    cells[at + 4] = o.subaccount.get(maker) >>> 0;
    cells[at + 5] = this.accounts.nextAccountSeq(makerOwner);
    cells[at + 6] = o.id.get(taker);
    cells[at + 7] = takerOwner;
    cells[at + 8] = o.subaccount.get(taker) >>> 0;
    cells[at + 9] = this.accounts.nextAccountSeq(takerOwner);
    cells[at + 10] = o.side.get(taker);
    cells[at + 11] = fill.ticks;
    cells[at + 12] = fill.lots;
    cells[at + 13] = fees.makerFee;
    cells[at + 14] = fees.takerFee;
    cells[at + 15] = fees.builderFee;
    cells[at + 16] = o.remaining(maker);
    cells[at + 17] = o.remaining(taker);
    cells[at + 18] = fill.builder;
    cells[at + 19] = o.flags.get(taker);
  }

  /** A TWAP slice that may not trade now. */
  sliceRejected(row: number, refusal: Refusal): void {
    const o = this.orders;
    this.reject('slice', o.owner.get(row), o.subaccount.get(row) >>> 0, o.market.get(row), o.id.get(row), '', refusal);
  }

  /** A refused item, with the ids as its sender gave them. */
  itemRejected(owner: number, item: ItemInput, refusal: Refusal): void {
    const aimed = item.action === 'cancel' || item.action === 'amend';
    this.reject(
      item.action,
      owner,
      item.subaccount,
      item.action === 'scheduleCancel' ? undefined : item.market,
      aimed ? item.orderId : undefined,
      item.action === 'place' || aimed ? (item.clientOrderId ?? '') : '',
      refusal,
    );
  }

  batchRejected(owner: number, refusal: Refusal): void {
    this.reject('batch', owner, 0, undefined, undefined, '', refusal);
  }

  /** `time` 0: cleared or fired. */
  cancelScheduled(owner: number, subaccount: number, time: number): void {
    const event: CancelScheduled = {
      type: 'nave.clob.v1.CancelScheduled',
      owner: this.accounts.address(owner),
      subaccount,
      accountSeq: this.accounts.nextAccountSeq(owner),
      time,
    };
    this.log.emit(event);
  }

  private reject(
    action: RejectedAction,
    owner: number,
    subaccount: number,
    market: number | undefined,
    orderId: number | undefined,
    clientOrderId: string,
    refusal: Refusal,
  ): void {
    const event: OrderRejected = {
      type: 'nave.clob.v1.OrderRejected',
      action: ACTION_NAMES[action],
      market,
      owner: this.accounts.address(owner),
      subaccount,
      accountSeq: this.accounts.nextAccountSeq(owner),
      orderId,
      clientOrderId,
      code: refusal.code,
      details: Object.keys(refusal.details).length === 0 ? '' : JSON.stringify(refusal.details),
    };
    this.log.emit(event);
  }
}

function triggerFields({ extra, triggerTicks }: NewOrder): TriggerFields {
  return {
    kind: extra.trigger,
    source: extra.source + 1,
    ticks: triggerTicks,
    callbackPpm: extra.callbackPpm,
    slippagePpm: extra.trigger === TRIGGER_TRAILING ? extra.slippagePpm : 0,
  };
}

function twapFields({ intervalMs, slices, slippagePpm }: OrderExtra): TwapFields {
  return { durationMs: intervalMs * slices, intervalMs, slippagePpm };
}

function stateName(state: number): string {
  return state === UNTRIGGERED ? 'untriggered' : state === WAITING ? 'waiting' : state === TWAP ? 'twap' : 'open';
}
