import type { BatchItem, MsgAmendOrder, MsgBatch, MsgPlaceOrder } from '#proto/generated/nave.clob.v1.ts';
import type { Lane } from './decoded-tx.ts';

/** spec: trading §4.2. A property of the bytes alone, so that every validator can check the order of a block. */
const FIXED: Readonly<Record<string, Lane>> = {
  'nave.oracle.v1.MsgSubmitPythUpdate': 0,
  'nave.oracle.v1.MsgUpdateSignerSet': 0,
  'nave.oracle.v1.MsgOracleVote': 0,
  'nave.bridge.v1.MsgAttest': 0,
  'nave.bridge.v1.MsgSignBatch': 0,
  'nave.bridge.v1.MsgSignSet': 0,
  'nave.clob.v1.MsgCancelOrder': 1,
  'nave.clob.v1.MsgCancelAllOrders': 1,
  'nave.clob.v1.MsgScheduleCancel': 1,
};

/** Lane of one message: 0 prices and bridge · 1 cancels · 2 post-only · 3 the rest. */
export function messageLane(typeName: string, value: unknown): Lane {
  switch (typeName) {
    case 'nave.clob.v1.MsgPlaceOrder':
      return placeLane(value as MsgPlaceOrder);
    case 'nave.clob.v1.MsgAmendOrder':
      return amendLane(value as MsgAmendOrder);
    case 'nave.clob.v1.MsgBatch':
      return batchLane(value as MsgBatch);
    default:
      return FIXED[typeName] ?? 3;
  }
}

const placeLane = (place: MsgPlaceOrder): Lane => (place.postOnly && place.trigger === undefined ? 2 : 3);
const amendLane = (amend: MsgAmendOrder): Lane => (amend.postOnly ? 2 : 3);

/** The latest lane of the items; 3 for a batch without any. */
function batchLane(batch: MsgBatch): Lane {
  if (batch.items.length === 0) return 3;
  let lane: Lane = 1;
  for (const item of batch.items) {
    const own = itemLane(item);
    if (own > lane) lane = own;
  }
  return lane;
}

function itemLane(item: BatchItem): Lane {
  if (item.place !== undefined) return placeLane(item.place);
  if (item.amend !== undefined) return amendLane(item.amend);
  return item.cancel !== undefined ? 1 : 3;
}
