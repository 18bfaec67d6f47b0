import {
  Query as Clob,
  type OpenOrder,
  OrderType,
  SelfTradePrevention,
  Side,
  TimeInForce,
} from '#proto/generated/nave.clob.v1.ts';
import { Query as Margin, type SubaccountState } from '#proto/generated/nave.margin.v1.ts';
import { findInputAddress, formatAddress } from '../../lib/address.ts';
import { AppError } from '../../lib/errors.ts';
import { answerMethod, type QueryHandler } from '../../lib/query-method.ts';
import { type Address, MAX_SAFE } from '../../lib/units.ts';
import type { ChainView } from '../../view.ts';
import type { ViewSubaccount } from '../account-types.ts';
import type { ViewOrder } from '../order-types.ts';

const MOST_LEVELS = 1_000;
const DEFAULT_LEVELS = 100;

const SIDES = { buy: Side.BUY, sell: Side.SELL } as const;
const TYPES = { limit: OrderType.LIMIT, market: OrderType.MARKET } as const;
const TIFS = { gtc: TimeInForce.GTC, gtt: TimeInForce.GTT, ioc: TimeInForce.IOC, fok: TimeInForce.FOK } as const;
const STPS = {
  cancel_maker: SelfTradePrevention.CANCEL_MAKER,
  cancel_taker: SelfTradePrevention.CANCEL_TAKER,
  cancel_both: SelfTradePrevention.CANCEL_BOTH,
  decrement: SelfTradePrevention.DECREMENT,
} as const;

/** nave.margin and nave.clob over the read model. Throws 8001 (no account), 1004, 2015, 4001. */
export function accountQueries(view: ChainView): Record<string, QueryHandler> {
  const level = ([ticks, lots]: readonly [number, number]) => ({ ticks, lots });
  return Object.fromEntries([
    answerMethod(Margin.subaccount, ({ account, subaccount }) => {
      const state = view.findSubaccount(readAccount(account), subaccount);
      if (state === undefined) throw new AppError(1004);
      return { state: stateOf(state) };
    }),
    answerMethod(Margin.subaccounts, ({ account }) => ({
      states: view.subaccounts(readAccount(account)).map(stateOf),
    })),
    answerMethod(Clob.order, ({ market, orderId }) => {
      const order = view.findMarket(market) === undefined ? undefined : view.findOrder(market, orderId);
      if (order === undefined) throw new AppError(2015);
      return { order: orderOf(order) };
    }),
    answerMethod(Clob.orders, ({ account, subaccount, market }) => ({
      orders: view
        .orders(readAccount(account), {
          ...(subaccount !== undefined && { subaccount }),
          ...(market !== undefined && { market }),
        })
        .map(orderOf),
    })),
    answerMethod(Clob.book, ({ market, levels }) => {
      if (view.findMarket(market) === undefined) throw new AppError(4001);
      const book = view.book(market, Math.min(levels === 0 ? DEFAULT_LEVELS : levels, MOST_LEVELS));
      return { bids: book.bids.map(level), asks: book.asks.map(level) };
    }),
  ]);
}

function readAccount(text: string): Address {
  const address = findInputAddress(text);
  if (address === undefined) {
    throw new AppError(8001, `account: no account ${text.slice(0, 80)}`, { field: 'account', reason: 'account' });
  }
  return address;
}

function stateOf(state: ViewSubaccount): SubaccountState {
  return {
    account: formatAddress(state.owner),
    subaccount: state.number,
    equity: state.equity.toString(),
    equityMaintenance: state.equityMaintenance.toString(),
    equityInitial: state.equityInitial.toString(),
    equityWithdraw: state.equityWithdraw.toString(),
    equityClosing: state.equityClosing.toString(),
    initialMargin: state.initialMargin.toString(),
    maintenanceMargin: state.maintenanceMargin.toString(),
    freeCollateral: state.freeCollateral.toString(),
    withdrawable: state.withdrawable.toString(),
    quote: state.quote.toString(),
    unrealizedPnl: state.unrealizedPnl.toString(),
    pendingFunding: state.pendingFunding.toString(),
    notional: state.notional.toString(),
    healthPpm: Math.min(Math.max(0, state.healthPpm), MAX_SAFE),
    liquidatable: state.liquidatable,
    openOrders: state.openOrders,
    balances: state.balances.map(({ asset, amount, withdrawable }) => ({
      asset,
      amount: amount.toString(),
      withdrawable: withdrawable.toString(),
    })),
    positions: state.positions.map((position) => ({
      market: position.market,
      lots: position.lots,
      entry: position.entry.toString(),
      mark: position.mark.toString(),
      unrealizedPnl: position.unrealizedPnl.toString(),
      pendingFunding: position.pendingFunding.toString(),
      initialMargin: position.initialMargin.toString(),
      maintenanceMargin: position.maintenanceMargin.toString(),
      liquidationPrice: position.liquidationPrice?.toString() ?? '',
    })),
  };
}

function orderOf(order: ViewOrder): OpenOrder {
  return {
    market: order.market,
    orderId: order.id,
    owner: formatAddress(order.owner),
    subaccount: order.subaccount,
    clientOrderId: order.clientOrderId,
    side: SIDES[order.side],
    type: TYPES[order.type],
    tif: TIFS[order.tif],
    ticks: order.ticks,
    lots: order.lots,
    filled: order.filled,
    postOnly: order.postOnly,
    reduceOnly: order.reduceOnly,
    stp: STPS[order.stp],
    expiresAt: order.expiresAtMs,
    status: order.status,
    parentId: order.parentId,
    childIds: order.childIds,
  };
}
