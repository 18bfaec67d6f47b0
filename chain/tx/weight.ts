import type { MsgAttest } from '#proto/generated/nave.bridge.v1.ts';
import type { BatchItem, MsgBatch, MsgPlaceOrder } from '#proto/generated/nave.clob.v1.ts';
import { TimeInForce } from '#proto/generated/nave.clob.v1.ts';
import type { MsgOracleVote, MsgSubmitPythUpdate } from '#proto/generated/nave.oracle.v1.ts';

const AMEND = 2;
const CANCEL = 1;
const PLAIN = 10;

const FIXED: Readonly<Record<string, number>> = {
  'nave.clob.v1.MsgAmendOrder': AMEND,
  'nave.clob.v1.MsgCancelOrder': CANCEL,
  'nave.clob.v1.MsgScheduleCancel': CANCEL,
  'nave.clob.v1.MsgCancelAllOrders': 20,
  'nave.liquidation.v1.MsgLiquidate': 100,
};

/** What a message takes of a block's 200,000 (spec: trading §6); also 1/1,000 of its gas. */
export function messageWeight(typeName: string, value: unknown): number {
  switch (typeName) {
    case 'nave.clob.v1.MsgPlaceOrder':
      return placeWeight(value as MsgPlaceOrder);
    case 'nave.clob.v1.MsgBatch':
      return (value as MsgBatch).items.reduce((sum, item) => sum + itemWeight(item), 0);
    case 'nave.oracle.v1.MsgSubmitPythUpdate':
      return Math.max(1, (value as MsgSubmitPythUpdate).updates.length) * 500;
    case 'nave.oracle.v1.MsgOracleVote':
      return PLAIN + (value as MsgOracleVote).quotes.length;
    case 'nave.bridge.v1.MsgAttest':
      return PLAIN + (value as MsgAttest).votes.length;
    default:
      return FIXED[typeName] ?? PLAIN;
  }
}

/** 2; 100 for fill-or-kill, which may walk 500 makers for nothing; 5 for a TWAP; and 2 a child. */
function placeWeight(place: MsgPlaceOrder): number {
  const own = place.tif === TimeInForce.FOK ? 100 : place.twap !== undefined ? 5 : 2;
  return own + 2 * place.children.length;
}

function itemWeight(item: BatchItem): number {
  if (item.place !== undefined) return placeWeight(item.place);
  return item.amend !== undefined ? AMEND : CANCEL;
}
