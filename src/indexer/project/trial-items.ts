import { EMPTY } from '#chain/lib/bytes.ts';
import type { ChainView } from '#chain/view.ts';
import type { IndexableBlock, TriedItems } from '../indexer-types.ts';
import type { TxItemRow } from '../rows.ts';
import { BlockDraft } from './block-draft.ts';
import { DayWindow } from './day-window.ts';
import { FillEvents } from './fill-events.ts';
import { OpenOrders } from './open-orders.ts';
import { OrderEvents, orderEvent } from './order-events.ts';
import type { TxFacts } from './tx-items.ts';
import { txRows } from './tx-rows.ts';

/**
 * What the items of a tx that was only tried would have done: the rows a block would make of its events, over the open orders
 * as they are and leaving no trace. Order numbers and times are those it would get now.
 */
export function trialItems(view: ChainView, open: OpenOrders, tried: TriedItems, facts: TxFacts): readonly TxItemRow[] {
  const { height, timeMs } = view.chain();
  const tx: IndexableBlock['txs'][number] = { hash: tried.hash, bytes: EMPTY, result: tried.result };
  const block: IndexableBlock = { height, timeMs, txs: [tx], events: tried.events, appHash: EMPTY };
  const draft = new BlockDraft(block);
  const orders = new OrderEvents(new OpenOrders([], open));
  const fills = new FillEvents(view, orders, new DayWindow([]));
  for (const [at, placed] of tried.events.entries()) {
    if (orderEvent(orders, draft, placed, facts.signer)) continue;
    if (placed.event.type === 'nave.clob.v1.OrderFilled') fills.filled(draft, tried.events, at);
  }
  return txRows(draft, block, [facts])[0]!.items;
}
