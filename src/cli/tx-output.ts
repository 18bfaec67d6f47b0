import type { TxItem, TxResult } from '#src/api/schemas/tx.ts';

const line = (text: string): void => void process.stdout.write(`${text}\n`);

/** What became of a tx, in words: a line for the tx, a line an item, a line a fill. */
export function printTxResult(result: TxResult): void {
  if (result.status === 'pending') {
    line(`sent, waits for a block    tx ${result.txHash}`);
    return;
  }
  line(`height ${result.height}    tx ${result.txHash}`);
  for (const item of result.items) printItem(item);
}

function printItem(item: TxItem): void {
  const what = item.action.replaceAll('_', ' ');
  if (item.code !== 0) {
    line(`  ${what}: refused, ${item.code} ${item.name ?? ''}`);
    return;
  }
  const { order } = item;
  if (order === null) {
    line(`  ${what}: done`);
    return;
  }
  const price = order.price === null ? '' : ` at ${order.price}`;
  const filled = order.filled === '0' ? '' : `, filled ${order.filled} at ${order.avgPrice}, fee ${order.fee}`;
  const reason = order.reason === null ? '' : ` (${order.reason})`;
  line(
    `  ${what}: order ${order.id} ${order.side} ${order.size} ${order.market}${price}: ${order.status}${reason}${filled}`,
  );
}
