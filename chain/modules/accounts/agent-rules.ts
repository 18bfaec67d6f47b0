import type {
  MsgAmendOrder,
  MsgBatch,
  MsgCancelAllOrders,
  MsgCancelOrder,
  MsgPlaceOrder,
} from '#proto/generated/nave.clob.v1.ts';
import type { MsgFundIsolated, MsgSetLeverage, MsgTransfer } from '#proto/generated/nave.margin.v1.ts';
import { findAddress } from '../../lib/address.ts';
import { equalBytes } from '../../lib/bytes.ts';
import type { Address } from '../../lib/units.ts';
import type { AgentAction } from './types.ts';

/**
 * What a message would do in its owner's name, undefined when no agent may send it at all: agents sign messages of the
 * order book, MsgSetLeverage, and with can_transfer those that move money between the owner's own subaccounts (spec:
 * trading §6). A batch is everything its items are.
 */
export function agentActions(typeName: string, value: unknown, owner: Address): AgentAction[] | undefined {
  const trade = (market: number): AgentAction => ({ kind: 'trade', market });
  switch (typeName) {
    case 'nave.clob.v1.MsgPlaceOrder':
    case 'nave.clob.v1.MsgAmendOrder':
    case 'nave.clob.v1.MsgCancelOrder':
    case 'nave.clob.v1.MsgCancelAllOrders':
      return [trade((value as MsgPlaceOrder | MsgAmendOrder | MsgCancelOrder | MsgCancelAllOrders).market)];
    case 'nave.clob.v1.MsgScheduleCancel':
      return [trade(0)];
    case 'nave.clob.v1.MsgBatch':
      return batchMarkets(value as MsgBatch).map(trade);
    case 'nave.margin.v1.MsgSetLeverage':
      return [{ kind: 'leverage', market: (value as MsgSetLeverage).market }];
    case 'nave.margin.v1.MsgFundIsolated':
      return [{ kind: 'transfer', market: (value as MsgFundIsolated).market }];
    case 'nave.margin.v1.MsgTransfer': {
      const to = findAddress((value as MsgTransfer).to);
      return to !== undefined && equalBytes(to, owner) ? [{ kind: 'transfer' }] : undefined;
    }
    default:
      return undefined;
  }
}

function batchMarkets(batch: MsgBatch): number[] {
  const markets = batch.items.flatMap((item) => (item.place ?? item.amend ?? item.cancel)?.market ?? []);
  return [...new Set(markets)];
}
