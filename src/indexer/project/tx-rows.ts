import type { IndexableBlock } from '../indexer-types.ts';
import type { AccountEventRow, FillRow, OrderRow, TxItemRow, TxRow } from '../rows.ts';
import type { BlockDraft } from './block-draft.ts';
import type { TxFacts, TxItemFacts } from './tx-items.ts';

const GROUP_UNDONE = 2020;

/** What the events of one item of a tx say. */
interface ItemOutcome {
  rejected: { code: number; details: Readonly<Record<string, unknown>> } | undefined;
  order: OrderRow | null;
  readonly fills: FillRow[];
}

/** The result of each tx with its items (spec: api-types §2 TxResult), from the account events of the block. */
export function txRows(draft: BlockDraft, block: IndexableBlock, facts: readonly TxFacts[]): TxRow[] {
  const outcomes = outcomesOf(draft, facts);
  return block.txs.map(({ result }, index) => {
    const { owner, items } = facts[index]!;
    const known = outcomes[index];
    const failedByEvent = known?.some((item) => item.rejected !== undefined) ?? false;
    return {
      hash: draft.txHash(index),
      height: block.height,
      index,
      timeMs: block.timeMs,
      code: result.code,
      message: result.log,
      details: result.details ?? {},
      owner,
      items: items.map((item, at) =>
        itemRow(
          item,
          at,
          known?.[at],
          result.code === 0 ? undefined : codeWithout(result.code, failedByEvent, at),
          result.details,
        ),
      ),
    };
  });
}

/** Code of an item of a failed tx that has no event: the tx's own when no event names the culprit, else 2020. */
const codeWithout = (code: number, failedByEvent: boolean, at: number): number =>
  failedByEvent || at > 0 ? GROUP_UNDONE : code;

function itemRow(
  item: TxItemFacts,
  index: number,
  outcome: ItemOutcome | undefined,
  failed: number | undefined,
  details: Readonly<Record<string, unknown>> | undefined,
): TxItemRow {
  const { rejected, order, fills } = outcome ?? { rejected: undefined, order: null, fills: [] };
  const code = rejected?.code ?? failed ?? 0;
  return {
    index,
    action: item.action,
    code,
    details: rejected?.details ?? (failed === undefined || failed === GROUP_UNDONE ? null : (details ?? null)),
    market: order?.market ?? item.market,
    orderId: order?.id ?? item.orderId,
    clientOrderId: order?.clientOrderId ?? item.clientOrderId,
    asset: item.asset,
    order,
    fills,
  };
}

/** By tx and item; holes where nothing happened. */
function outcomesOf(draft: BlockDraft, facts: readonly TxFacts[]): readonly ItemOutcome[][] {
  const outcomes: ItemOutcome[][] = [];
  for (const row of draft.accountEvents) {
    if (row.tx < 0 || row.item < 0) continue;
    let items = outcomes[row.tx];
    if (items === undefined) {
      items = [];
      outcomes[row.tx] = items;
    }
    let item = items[row.item];
    if (item === undefined) {
      item = { rejected: undefined, order: null, fills: [] };
      items[row.item] = item;
    }
    note(draft, item, row, facts[row.tx]!.items[row.item]);
  }
  return outcomes;
}

/** The item's own order is the first it placed, amended or canceled; its state is the one at the end of the block. */
function note(draft: BlockDraft, item: ItemOutcome, row: AccountEventRow, facts: TxItemFacts | undefined): void {
  const { data } = row;
  if (data.event === 'OrderRejected') {
    item.rejected = { code: data.code, details: data.details };
  } else if (data.event === 'OrderFilled') {
    if (data.fill.role === 'taker') item.fills.push(data.fill);
  } else if (data.event === 'OrderPlaced' || data.event === 'OrderAmended' || data.event === 'OrderCanceled') {
    const isOwn =
      facts?.action === 'place'
        ? data.event === 'OrderPlaced'
        : data.order.id === facts?.orderId ||
          (facts?.clientOrderId !== '' && data.order.clientOrderId === facts?.clientOrderId);
    if (item.order !== null || !isOwn) return;
    item.order = draft.findOrder(data.order.market, data.order.id) ?? data.order;
  }
}
