import type { FillRow, OrderRow, TradeRow } from '#src/indexer/rows.ts';
import type { Trade } from '../schemas/market.ts';
import type { Fill, Order } from '../schemas/order.ts';
import { accountText } from './account-text.ts';
import type { MarketNames } from './market-names.ts';
import { usd, usdc } from './money.ts';

/** Marks a txHash that is absent. */
export const hashOrNull = (hash: string): string | null => (hash === '' ? null : hash);

export function formatOrder(names: MarketNames, row: OrderRow): Order {
  const units = names.get(row.market);
  const { trigger, twap, builder } = row;
  return {
    id: units.orderId(row.id),
    market: units.ticker,
    subaccount: row.subaccount,
    clientOrderId: row.clientOrderId === '' ? null : row.clientOrderId,
    side: row.side,
    type: row.type,
    tif: row.tif,
    price: row.ticks === 0 ? null : units.price(row.ticks),
    size: units.size(row.lots),
    placedSize: units.size(row.placedLots),
    filled: units.size(row.filled),
    remaining: units.size(row.lots - row.filled),
    avgPrice: row.filled === 0 ? null : usd(units.averagePrice(BigInt(row.filledQuote), BigInt(row.filled))),
    filledQuote: usdc(row.filledQuote),
    fee: usdc(row.fee),
    postOnly: row.postOnly,
    reduceOnly: row.reduceOnly,
    stp: row.stp,
    expiresAt: row.expiresAtMs === 0 ? null : row.expiresAtMs,
    status: row.status,
    reason: row.reason === '' ? null : row.reason,
    trigger:
      trigger === null
        ? null
        : {
            kind: trigger.kind,
            source: trigger.source,
            price: trigger.ticks === 0 ? null : units.price(trigger.ticks),
            callbackPpm: trigger.callbackPpm === 0 ? null : trigger.callbackPpm,
            slippagePpm: trigger.slippagePpm === 0 ? null : trigger.slippagePpm,
            best: trigger.best === 0 ? null : usd(units.perLotPrice(trigger.best)),
            due: trigger.due,
            triggeredAt: trigger.triggeredAtMs === 0 ? null : trigger.triggeredAtMs,
          },
    parentId: row.parentId === 0 ? null : units.orderId(row.parentId),
    childIds: row.childIds.map((id) => units.orderId(id)),
    childSize: row.childLots === 0 ? null : units.size(row.childLots),
    twap:
      twap === null
        ? null
        : {
            durationMs: twap.durationMs,
            intervalMs: twap.intervalMs,
            slippagePpm: twap.slippagePpm,
            slices: twap.slices,
            nextSlice: twap.nextSlice,
            nextSliceAt: twap.nextSliceAtMs === 0 ? null : twap.nextSliceAtMs,
          },
    builder: builder === null ? null : { account: accountText(builder.account), feePpm: builder.feePpm },
    signer: row.signer === '' ? null : accountText(row.signer),
    prioritySeq: row.seq,
    txHash: hashOrNull(row.txHash),
    createdAt: row.createdAtMs,
    createdHeight: row.createdHeight,
    updatedAt: row.updatedAtMs,
    updatedHeight: row.updatedHeight,
    closedAt: row.closedAtMs === 0 ? null : row.closedAtMs,
  };
}

export function formatFill(names: MarketNames, row: FillRow): Fill {
  const units = names.get(row.market);
  return {
    id: units.orderId(row.tradeId),
    orderId: row.orderId === 0 ? null : units.orderId(row.orderId),
    clientOrderId: row.clientOrderId === '' ? null : row.clientOrderId,
    market: units.ticker,
    subaccount: row.subaccount,
    side: row.side,
    role: row.role,
    price: units.price(row.ticks),
    size: units.size(row.lots),
    quote: usdc(row.quote),
    fee: usdc(row.fee),
    feePpm: row.feePpm,
    builderFee: usdc(row.builderFee),
    realizedPnl: usdc(row.realizedPnl),
    positionSize: units.size(row.positionLots),
    orderRemaining: row.orderRemaining < 0 ? null : units.size(row.orderRemaining),
    liquidation: row.liquidation,
    receiptId: row.receiptId === '' ? null : row.receiptId,
    seq: row.seq,
    time: row.timeMs,
    height: row.height,
    txHash: hashOrNull(row.txHash),
  };
}

export function formatTrade(names: MarketNames, row: TradeRow): Trade {
  const units = names.get(row.market);
  return {
    id: units.orderId(row.id),
    market: units.ticker,
    price: units.price(row.ticks),
    size: units.size(row.lots),
    quote: usdc(row.quote),
    side: row.side,
    liquidation: row.liquidation,
    time: row.timeMs,
    height: row.height,
    txHash: hashOrNull(row.txHash),
  };
}
