import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { BenchOptions, BenchRow } from './bench-row.ts';
import { batchedOperations, STREAM } from './blocks.ts';
import { traders } from './exchange.ts';
import { operationOf, singleMessage } from './order-messages.ts';
import { RunningNode } from './running-node.ts';
import { threadTimes, timeByThread } from './thread-times.ts';

/** Txs that wait for admission or a block: enough to keep the chain busy, below the pool's limits. */
const WAITING = 4_000;
const HANDFUL = 250;

interface Load {
  readonly name: string;
  readonly target: number;
  readonly ordersPerTx: number;
  readonly waiting: number;
  sign(running: RunningNode, txs: number): Uint8Array[];
  txs(quick: boolean): number;
}

function signOperations(running: RunningNode, from: number, count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, i) => {
    const { account, action } = operationOf(STREAM.records, from + i);
    return running.sign(account, [singleMessage(traders()[account]!.text, action)]);
  });
}

const LOADS: readonly Load[] = [
  {
    name: 'whole node, signed single-order txs at the mempool',
    target: 15_000,
    ordersPerTx: 1,
    waiting: WAITING,
    txs: (quick) => (quick ? 15_000 : 60_000),
    sign: (running, txs) => signOperations(running, STREAM.prefill, txs),
  },
  {
    name: 'whole node, 20 orders a tx in MsgBatch at the mempool',
    target: 150_000,
    ordersPerTx: 20,
    waiting: 2_500,
    txs: (quick) => (quick ? 2_000 : 8_000),
    sign: (running, txs) => batchedOperations(20, txs).map(({ account, messages }) => running.sign(account, messages)),
  },
];

/** Hands over the txs as fast as the node takes them; resolves when the last was executed. */
async function feed(running: RunningNode, txs: readonly Uint8Array[], waiting: number): Promise<Blocks> {
  const { mempool, engine } = running.node;
  const blocks: Blocks = { count: 0, refused: 0, reasons: new Map() };
  const stop = engine.onBlock(({ committed }) => {
    for (const { result } of committed.txs) {
      if (result.code === 0) continue;
      blocks.refused++;
      blocks.reasons.set(result.log, (blocks.reasons.get(result.log) ?? 0) + 1);
    }
    blocks.count++;
  });
  let sent = 0;
  let failed: string | undefined;
  while (mempool.size + mempool.arrivingTxs > 0 || sent < txs.length) {
    if (failed !== undefined) throw new Error(`the pool refused a tx: ${failed}`);
    const room = waiting - mempool.size - mempool.arrivingTxs;
    for (const tx of txs.slice(sent, sent + Math.min(HANDFUL, Math.max(0, room)))) {
      sent++;
      void mempool.submit(tx).then(({ code, log }) => {
        if (code !== 0) failed = `${code} ${log}`;
      });
    }
    await new Promise((resolve) => (room > 0 ? setImmediate(resolve) : setTimeout(resolve, 1)));
  }
  stop();
  return blocks;
}

interface Blocks {
  count: number;
  refused: number;
  /** Words of the refusals, and how often. */
  readonly reasons: Map<string, number>;
}

async function measure(load: Load, quick: boolean): Promise<BenchRow> {
  const running = await RunningNode.start();
  try {
    await running.settle(signOperations(running, 0, STREAM.prefill));
    await running.marketsActive();
    const txs = load.sign(running, load.txs(quick));
    const warm = Math.floor(txs.length / 4);
    await feed(running, txs.slice(0, warm), load.waiting);
    const lag = monitorEventLoopDelay({ resolution: 5 });
    lag.enable();
    const cpu = process.cpuUsage();
    const main = process.threadCpuUsage();
    const threads = threadTimes();
    const start = performance.now();
    const blocks = await feed(running, txs.slice(warm), load.waiting);
    const seconds = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    const own = process.threadCpuUsage(main);
    const shares = timeByThread(threads);
    lag.disable();
    const orders = (txs.length - warm) * load.ordersPerTx;
    const byThread = shares
      .filter(([, micros]) => micros / orders >= 0.1)
      .map(([thread, micros]) => `${thread} ${(micros / orders).toFixed(1)}`)
      .join(', ');
    const perOrder = (micros: number): string => (micros / orders).toFixed(1);
    return {
      name: load.name,
      value: orders / seconds,
      unit: 'orders/s wall',
      target: { value: load.target, atMost: false },
      detail: `${orders} orders in ${blocks.count} blocks, ${blocks.refused} txs refused in execution${[...blocks.reasons].map(([why, times]) => ` (${times} ${why})`).join('')}; CPU µs an order: main thread ${perOrder(own.user + own.system)}, all threads ${perOrder(user + system)} (${byThread}), so ${Math.round(orders / ((user + system) / 2e6))} orders/s on two cores that do nothing else; event-loop lag p99 ${(lag.percentile(99) / 1e6).toFixed(0)} ms; the feeder is in the same process`,
    };
  } finally {
    await running.stop();
  }
}

/** The stream through a whole node: admission, signature worker, execution, block log with fsync, state store, history, API. */
export async function run({ quick }: BenchOptions): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const load of LOADS) rows.push(await measure(load, quick));
  return rows;
}
