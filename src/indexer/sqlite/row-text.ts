import type { AccountEventRow, FillRow, OrderRow, TradeRow } from '../rows.ts';

/**
 * JSON of the rows there are most of, field by field: a fifth of what JSON.stringify takes. The texts are exactly the same (a
 * test compares them), so readers parse them as any JSON. Hex digits and enums need no escapes; what clients named does.
 */
const json = JSON.stringify;

export function tradeText(row: TradeRow): string {
  return `{${placeFields(row)},"market":${row.market},"id":${row.id},"ticks":${row.ticks},"lots":${row.lots},"quote":${row.quote},"side":"${row.side}","liquidation":${row.liquidation}}`;
}

export function eventText(row: AccountEventRow): string {
  return `{${placeFields(row)},"account":"${row.account}","subaccount":${row.subaccount},"seq":${row.seq},"phase":"${row.phase}","item":${row.item},"data":${dataText(row.data)}}`;
}

function dataText(data: AccountEventRow['data']): string {
  switch (data.event) {
    case 'OrderPlaced':
    case 'OrderTriggered':
      return `{"event":"${data.event}","order":${orderText(data.order)}}`;
    case 'OrderCanceled':
      return `{"event":"OrderCanceled","order":${orderText(data.order)},"remaining":${data.remaining},"reason":"${data.reason}"}`;
    case 'OrderFilled':
      return `{"event":"OrderFilled","fill":${fillText(data.fill)},"order":${data.order === null ? null : orderText(data.order)}}`;
    default:
      return json(data);
  }
}

const placeFields = (row: TradeRow | AccountEventRow | FillRow): string =>
  `"height":${row.height},"ord":${row.ord},"timeMs":${row.timeMs},"tx":${row.tx},"txHash":"${row.txHash}"`;

function fillText(row: FillRow): string {
  const side = `"side":"${row.side}","role":"${row.role}","ticks":${row.ticks},"lots":${row.lots},"quote":${row.quote}`;
  const fees = `"fee":${row.fee},"feePpm":${row.feePpm},"builderFee":${row.builderFee},"realizedPnl":"${row.realizedPnl}"`;
  const after = `"positionLots":${row.positionLots},"orderRemaining":${row.orderRemaining},"liquidation":${json(row.liquidation)}`;
  return `{${placeFields(row)},"account":"${row.account}","subaccount":${row.subaccount},"market":${row.market},"tradeId":${row.tradeId},"orderId":${row.orderId},"clientOrderId":${json(row.clientOrderId)},${side},${fees},${after},"receiptId":"${row.receiptId}","seq":${row.seq}}`;
}

function orderText(row: OrderRow): string {
  const who = `"market":${row.market},"id":${row.id},"account":"${row.account}","subaccount":${row.subaccount},"clientOrderId":${json(row.clientOrderId)}`;
  const kind = `"side":"${row.side}","type":"${row.type}","tif":"${row.tif}","ticks":${row.ticks},"lots":${row.lots},"placedLots":${row.placedLots}`;
  const done = `"filled":${row.filled},"filledQuote":${row.filledQuote},"fee":${row.fee},"postOnly":${row.postOnly},"reduceOnly":${row.reduceOnly},"stp":"${row.stp}"`;
  const state = `"expiresAtMs":${row.expiresAtMs},"status":"${row.status}","reason":"${row.reason}","trigger":${json(row.trigger)}`;
  const family = `"parentId":${row.parentId},"childIds":${json(row.childIds)},"childLots":${row.childLots},"twap":${json(row.twap)},"builder":${json(row.builder)}`;
  const made = `"signer":"${row.signer}","seq":${row.seq},"txHash":"${row.txHash}","createdAtMs":${row.createdAtMs},"createdHeight":${row.createdHeight}`;
  const updated = `"updatedAtMs":${row.updatedAtMs},"updatedHeight":${row.updatedHeight},"closedAtMs":${row.closedAtMs}`;
  return `{${who},${kind},${done},${state},${family},${made},${updated}}`;
}
