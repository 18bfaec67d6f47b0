import { toHex } from '#chain/lib/bytes.ts';
import type { ViewOrder } from '#chain/view/order-types.ts';
import type { OrderRow } from './rows.ts';

/** An open order of the view with what the indexer gathered about it; without that, what the state does not know is 0. */
export function orderRowOf(order: ViewOrder, known: OrderRow | undefined): OrderRow {
  const { trigger, twap, builder } = order;
  return {
    market: order.market,
    id: order.id,
    account: toHex(order.owner),
    subaccount: order.subaccount,
    clientOrderId: order.clientOrderId,
    side: order.side,
    type: order.type,
    tif: order.tif,
    ticks: order.ticks,
    lots: order.lots,
    placedLots: known?.placedLots ?? order.lots,
    filled: order.filled,
    filledQuote: known?.filledQuote ?? 0,
    fee: known?.fee ?? 0,
    postOnly: order.postOnly,
    reduceOnly: order.reduceOnly,
    stp: order.stp,
    expiresAtMs: order.expiresAtMs,
    status: order.status,
    reason: '',
    trigger:
      trigger === undefined
        ? null
        : {
            kind: trigger.kind,
            source: trigger.source,
            ticks: trigger.ticks,
            callbackPpm: trigger.callbackPpm,
            slippagePpm: trigger.slippagePpm,
            best: trigger.best,
            due: trigger.due,
            triggeredAtMs: known?.trigger?.triggeredAtMs ?? 0,
          },
    parentId: order.parentId,
    childIds: order.childIds,
    childLots: order.childLots,
    twap:
      twap === undefined
        ? null
        : {
            durationMs: twap.durationMs,
            intervalMs: twap.intervalMs,
            slippagePpm: twap.slippagePpm,
            slices: twap.slices,
            nextSlice: twap.nextSlice,
            nextSliceAtMs: twap.nextSliceAtMs ?? 0,
          },
    builder: builder === undefined ? null : { account: toHex(builder.account), feePpm: builder.feePpm },
    signer: known?.signer ?? '',
    seq: order.seq,
    txHash: known?.txHash ?? '',
    createdAtMs: known?.createdAtMs ?? 0,
    createdHeight: known?.createdHeight ?? 0,
    updatedAtMs: known?.updatedAtMs ?? 0,
    updatedHeight: known?.updatedHeight ?? 0,
    closedAtMs: 0,
  };
}
