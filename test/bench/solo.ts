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
const LOOK_MS = 5;

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

/** What runs beside admission, execution, block log with fsync and state store. */
interface Readers {
  readonly name: string;
  readonly settings: Parameters<typeof RunningNode.start>[0];
  /** operations.md §8 counts admission, verification, margin, events, commit and fsync; what readers need comes on top. */
  readonly isTarget: boolean;
}

const READERS: readonly Readers[] = [
  { name: 'no history, no index', settings: { 'history.enabled': 'false', 'rpc.index': 'false' }, isTarget: true },
  { name: 'history, index, REST, WebSocket', settings: {}, isTarget: false },
];

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
    const room = Math.max(0, Math.min(HANDFUL, txs.length - sent, waiting - mempool.size - mempool.arrivingTxs));
    for (const tx of txs.slice(sent, sent + room)) {
      sent++;
      void mempool.submit(tx).then(({ code, log }) => {
        if (code !== 0) failed = `${code} ${log}`;
      });
    }
    // Nothing to send: sleeps, or its looking would count as the node's time.
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

async function measure(load: Load, readers: Readers, quick: boolean): Promise<BenchRow[]> {
  const running = await RunningNode.start(readers.settings);
  try {
    await running.settle(signOperations(running, 0, STREAM.prefill));
    await running.marketsActive();
    const txs = load.sign(running, load.txs(quick));
    const warm = Math.floor(txs.length / 4);
    await feed(running, txs.slice(0, warm), load.waiting);
    const lag = monitorEventLoopDelay({ resolution: 5 });
    lag.enable();
    const busy = new BusyPieces();
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
    busy.stop();
    const orders = (txs.length - warm) * load.ordersPerTx;
    const byThread = shares
      .filter(([, micros]) => micros / orders >= 0.1)
      .map(([thread, micros]) => `${thread} ${(micros / orders).toFixed(1)}`)
      .join(', ');
    const perOrder = (micros: number): string => (micros / orders).toFixed(1);
    const name = `${load.name}; ${readers.name}`;
    const refusals = [...blocks.reasons].map(([why, times]) => ` (${times} ${why})`).join('');
    return [
      {
        name,
        value: orders / seconds,
        unit: 'orders/s wall',
        ...(readers.isTarget && { target: { value: load.target, atMost: false } }),
        detail: `${orders} orders in ${blocks.count} blocks, ${blocks.refused} txs refused in execution${refusals}; CPU µs an order: main thread ${perOrder(own.user + own.system)}, all threads ${perOrder(user + system)} (${byThread}), so ${Math.round(orders / ((user + system) / 2e6))} orders/s on two cores that do nothing else; the feeder is in the same process`,
      },
      {
        name: `${name}: event-loop lag, p99`,
        value: lag.percentile(99) / 1e6,
        unit: 'ms',
        target: { value: 50, atMost: true },
        detail: `under that overload; p50 ${(lag.percentile(50) / 1e6).toFixed(0)} ms, longest ${(lag.max / 1e6).toFixed(0)} ms; CPU of the main thread from one look every 5 ms to the next, what it is when nobody else wants the core: p99 ${busy.p99().toFixed(0)} ms`,
      },
    ];
  } finally {
    await running.stop();
  }
}

/** CPU time this thread spent between two turns of its timers: lag without what other processes took. Ticks of 4 ms. */
class BusyPieces {
  private readonly pieces: number[] = [];
  private before = process.threadCpuUsage();
  private readonly timer = setInterval(() => {
    const { user, system } = process.threadCpuUsage(this.before);
    this.before = process.threadCpuUsage();
    this.pieces.push((user + system) / 1000);
  }, LOOK_MS);

  stop(): void {
    clearInterval(this.timer);
  }

  p99(): number {
    return this.pieces.toSorted((a, b) => a - b)[Math.floor(this.pieces.length * 0.99)] ?? 0;
  }
}

/**
 * The stream through a whole node: admission, signature worker, execution, block log with fsync, state store; once as a
 * validator without readers runs, once with all that readers need.
 */
export async function run({ quick }: BenchOptions): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const load of LOADS) for (const readers of READERS) rows.push(...(await measure(load, readers, quick)));
  return rows;
}
