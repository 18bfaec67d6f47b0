import { EMPTY } from '#chain/lib/bytes.ts';
import type { PlacedEvent } from '#chain/state/event-log.ts';
import type {
  OrderAmended,
  OrderCanceled,
  OrderPlaced,
  OrderRejected,
  OrderTriggered,
} from '#chain/view/event-types.ts';
import type { ChainView } from '#chain/view.ts';
import type { IndexableBlock, TriedItems } from '../indexer-types.ts';
import type { TxItemRow } from '../rows.ts';
import { BlockDraft } from './block-draft.ts';
import { DayWindow } from './day-window.ts';
import { FillEvents } from './fill-events.ts';
import { OpenOrders } from './open-orders.ts';
import { OrderEvents } from './order-events.ts';
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
  for (let at = 0; at < tried.events.length; at++) one(draft, orders, fills, tried.events, at, facts.signer);
  return txRows(draft, block, [facts])[0]!.items;
}

function one(
  draft: BlockDraft,
  orders: OrderEvents,
  fills: FillEvents,
  events: readonly PlacedEvent[],
  at: number,
  signer: string,
): void {
  const placed = events[at]!;
  const { event } = placed;
  switch (event.type) {
    case 'nave.clob.v1.OrderPlaced':
      orders.placed(draft, placed, event as OrderPlaced, signer);
      break;
    case 'nave.clob.v1.OrderAmended':
      orders.amended(draft, placed, event as OrderAmended);
      break;
    case 'nave.clob.v1.OrderCanceled':
      orders.canceled(draft, placed, event as OrderCanceled);
      break;
    case 'nave.clob.v1.OrderTriggered':
      orders.triggered(draft, placed, event as OrderTriggered);
      break;
    case 'nave.clob.v1.OrderRejected':
      orders.rejected(draft, placed, event as OrderRejected);
      break;
    case 'nave.clob.v1.OrderFilled':
      fills.filled(draft, events, at);
      break;
  }
}
