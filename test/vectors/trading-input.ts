import type { ClobInput, ItemInput } from '#chain/modules/clob/types.ts';
import type { VectorItem } from '#test/support/naive-book-json.ts';

/** A message of the vectors in domain form, with the defaults of trading §3.1. Unknown texts go through: they are cases. */
export function readInput(item: VectorItem): ClobInput {
  if (item.action === 'batch') {
    return { action: 'batch', atomic: item.atomic ?? false, items: (item.items ?? []).map(readInput) as ItemInput[] };
  }
  const subaccount = item.sub ?? 0;
  const target = { market: item.market!, subaccount, orderId: item.orderId, clientOrderId: item.clientOrderId };
  switch (item.action) {
    case 'place':
      return readPlace(item, subaccount);
    case 'amend':
      return {
        action: 'amend',
        ...target,
        ticks: item.ticks,
        lots: item.lots,
        expiresAt: item.expiresAt,
        triggerTicks: item.triggerTicks,
        postOnly: item.postOnly ?? false,
      };
    case 'cancel':
      return { action: 'cancel', ...target };
    case 'cancelAll':
      return { action: 'cancelAll', subaccount, market: item.market, side: item.side as never };
    case 'scheduleCancel':
      return { action: 'scheduleCancel', subaccount, time: item.time ?? 0 };
    default:
      throw new Error(`unknown action ${item.action}`);
  }
}

function readPlace(item: VectorItem, subaccount: number): ItemInput {
  const type = item.type ?? 'limit';
  return {
    action: 'place',
    market: item.market!,
    subaccount,
    side: item.side as never,
    type: type as never,
    lots: item.lots,
    ticks: item.ticks,
    tif: (item.tif ?? (type === 'limit' ? 'gtc' : 'ioc')) as never,
    postOnly: item.postOnly ?? false,
    reduceOnly: item.reduceOnly ?? false,
    clientOrderId: item.clientOrderId,
    stp: (item.stp ?? 'cancel_maker') as never,
    expiresAt: item.expiresAt,
    trigger:
      item.trigger === undefined
        ? undefined
        : {
            kind: item.trigger.kind as never,
            source: item.trigger.source as never,
            ticks: item.trigger.ticks,
            callbackPpm: item.trigger.callbackPpm,
            slippagePpm: item.trigger.slippagePpm,
          },
    children: item.children?.map((child) => ({
      kind: child.kind as never,
      source: child.source as never,
      triggerTicks: child.triggerTicks,
      type: (child.type ?? 'market') as never,
      ticks: child.ticks,
      lots: child.lots,
      clientOrderId: child.clientOrderId,
    })),
    twap: item.twap,
    builder: undefined,
  };
}
