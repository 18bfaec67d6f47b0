import { accept, type NewOrder } from './accept.ts';
import type { Clob } from './clob.ts';
import { close } from './close.ts';
import type { ClobSettlement } from './expected.ts';
import { match } from './match.ts';
import { NO_EXTRA } from './order-extra.ts';
import { ACTIVE, CANCEL_MAKER, IOC, LIQUIDATION, REDUCE_ONLY } from './order-table.ts';
import type { CancelReason } from './types.ts';

/** An ioc that closes part of a position; `ticks` its worst price. */
export interface LiquidationOrder {
  /** Margin's row. */
  readonly row: number;
  readonly market: number;
  readonly side: 'buy' | 'sell';
  readonly lots: number;
  readonly ticks: number;
}

export interface LiquidationResult {
  readonly orderId: number;
  readonly filled: number;
  /** Why it stopped before its price or its lots did; undefined = the book had no more at its price. */
  readonly stopped: CancelReason | undefined;
}

/** Matches a liquidation order: reduce-only, cancel_maker, none of the checks of a place (spec: trading §4.4, risk §7). */
export function liquidate(clob: Clob, order: LiquidationOrder, settlement: ClobSettlement): LiquidationResult {
  const o = clob.orders;
  const book = clob.books.find(order.market)!;
  const row = accept(clob, book, newOrder(clob, order));
  const { left, stopped } = match(clob, book, settlement, row, order.ticks, order.lots, false);
  if (left > 0 && o.table.isLive(row)) close(clob, row, stopped ?? 'ioc');
  return { orderId: o.id.get(row), filled: o.filled.get(row), stopped };
}

function newOrder(clob: Clob, order: LiquidationOrder): NewOrder {
  return {
    row: -1,
    filled: 0,
    holder: order.row,
    owner: clob.margin.owner(order.row),
    subaccount: clob.margin.subaccount(order.row),
    side: order.side === 'buy' ? 0 : 1,
    tif: IOC,
    stp: CANCEL_MAKER,
    flags: REDUCE_ONLY | LIQUIDATION,
    state: ACTIVE,
    lots: order.lots,
    ticks: order.ticks,
    triggerTicks: 0,
    expiresAt: 0,
    clientOrderId: undefined,
    extra: NO_EXTRA,
  };
}
