import type { BatchItem, MsgBatch, MsgPlaceOrder } from '#proto/generated/nave.clob.v1.ts';
import { TimeInForce } from '#proto/generated/nave.clob.v1.ts';

/** Actions a message is charged: `orders` against B, `cancels` against 2·B (spec: trading §6). */
export interface MessageCost {
  readonly orders: number;
  readonly cancels: number;
}

const FREE: MessageCost = { orders: 0, cancels: 0 };
const ONE: MessageCost = { orders: 1, cancels: 0 };
const ONE_CANCEL: MessageCost = { orders: 0, cancels: 1 };

/** Most slices a valid TWAP has: 24 h at 30 s. A malformed one is charged no more. */
const MAX_SLICES = 2_880;

/** Lane 0, what only validators send, liquidations and agent revocations cost nothing; cancels have their own counter. */
const FIXED: Readonly<Record<string, MessageCost>> = {
  'nave.oracle.v1.MsgSubmitPythUpdate': FREE,
  'nave.oracle.v1.MsgUpdateSignerSet': FREE,
  'nave.oracle.v1.MsgOracleVote': FREE,
  'nave.bridge.v1.MsgAttest': FREE,
  'nave.bridge.v1.MsgSignBatch': FREE,
  'nave.bridge.v1.MsgSignSet': FREE,
  'nave.bridge.v1.MsgVoteSpokeState': FREE,
  'nave.validators.v1.MsgRegister': FREE,
  'nave.validators.v1.MsgBond': FREE,
  'nave.validators.v1.MsgUnbond': FREE,
  'nave.validators.v1.MsgUnjail': FREE,
  'nave.validators.v1.MsgRotateKey': FREE,
  'nave.liquidation.v1.MsgLiquidate': FREE,
  'nave.liquidation.v1.MsgLiquidateCollateral': FREE,
  'nave.accounts.v1.MsgRevokeAgent': FREE,
  'nave.clob.v1.MsgCancelOrder': ONE_CANCEL,
  'nave.clob.v1.MsgCancelAllOrders': ONE_CANCEL,
};

/** Cost of one message, whether it succeeds or not. */
export function messageCost(typeName: string, value: unknown): MessageCost {
  if (typeName === 'nave.clob.v1.MsgPlaceOrder') return { orders: placeCost(value as MsgPlaceOrder), cancels: 0 };
  if (typeName === 'nave.clob.v1.MsgBatch') return batchCost((value as MsgBatch).items);
  return FIXED[typeName] ?? ONE;
}

/** fok 2, a TWAP its slices, a bracket 1 + children, else 1. */
function placeCost(place: MsgPlaceOrder): number {
  if (place.twap !== undefined) {
    const { durationMs, intervalMs } = place.twap;
    const slices = intervalMs === 0 ? 1 : Math.floor(durationMs / intervalMs);
    return Math.min(Math.max(slices, 1), MAX_SLICES);
  }
  return (place.tif === TimeInForce.FOK ? 2 : 1) + place.children.length;
}

function batchCost(items: readonly BatchItem[]): MessageCost {
  let orders = 0;
  let cancels = 0;
  for (const item of items) {
    if (item.place !== undefined) orders += placeCost(item.place);
    else if (item.cancel !== undefined) cancels += 1;
    else orders += 1;
  }
  return { orders, cancels };
}
