import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { BenchOptions, BenchRow } from './bench-row.ts';
import { traders } from './exchange.ts';
import { BTC_TICKS, ETH_TICKS, MARKETS } from './exchange-genesis.ts';
import type { Heard } from './fanout-clients.ts';
import { placeAction, singleMessage } from './order-messages.ts';
import { RunningNode } from './running-node.ts';

const CLIENTS = 1_000;
const CHANNELS = ['bbo', 'book', 'ticker', 'trades'];
const FIRST_TAKER = 1_000;
const TAKERS = 100;
const STEP_MS = 100;

const ticksOf = (market: number): number => (market === 1 ? BTC_TICKS : ETH_TICKS);

/** An order of one lot that takes what is offered, or an offer that no taker of the bench uses up. */
function order(running: RunningNode, account: number, market: number, takes: boolean): Uint8Array {
  const input = { buys: takes, ticks: ticksOf(market) + 1, lots: takes ? 1 : 2_000, takes };
  const { place } = placeAction(input);
  return running.sign(account, [singleMessage(traders()[account]!.text, { place: { ...place, market } })]);
}

const markets = Array.from({ length: MARKETS }, (_, i) => i + 1);

/** Every market trades in every block, so each client is owed a frame of every subscription a block. */
function keepTrading(running: RunningNode): () => void {
  let next = 0;
  const timer = setInterval(() => {
    for (const market of markets) {
      void running.node.mempool.submit(order(running, FIRST_TAKER + (next++ % TAKERS), market, true));
    }
  }, STEP_MS);
  return () => clearInterval(timer);
}

function start(running: RunningNode, clients: number): ChildProcess {
  const tickers = running.node.app.view.markets().map(({ ticker }) => ticker);
  const subs = tickers.flatMap((market) => CHANNELS.map((channel) => ({ channel, market })));
  const url = new URL('./fanout-clients.ts', import.meta.url);
  return fork(url, [running.node.addresses.ws, String(clients), JSON.stringify(subs)]);
}

async function ask(child: ChildProcess): Promise<Heard> {
  child.send('count');
  const [heard] = (await once(child, 'message')) as [Heard];
  return heard;
}

async function measure(running: RunningNode, clients: number, seconds: number): Promise<BenchRow> {
  const child = start(running, clients);
  try {
    await once(child, 'message');
    const stop = keepTrading(running);
    await running.reach(running.node.engine.height + 8);
    const before = await ask(child);
    const [from, height] = [performance.now(), running.node.engine.height];
    const main = process.threadCpuUsage();
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    const after = await ask(child);
    const wall = (performance.now() - from) / 1000;
    const { user, system } = process.threadCpuUsage(main);
    const blocks = running.node.engine.height - height;
    stop();
    const frames = after.frames - before.frames;
    if (after.closed > 0) throw new Error(`${after.closed} clients were closed`);
    const owed = clients * CHANNELS.length * MARKETS * blocks;
    return {
      name: `fan-out to ${clients.toLocaleString('en')} WebSocket clients`,
      value: frames / wall,
      unit: 'frames/s',
      ...(clients === CLIENTS && { target: { value: 80_000, atMost: false } }),
      detail: `${frames} frames of ${Math.round((after.bytes - before.bytes) / frames)} bytes in ${blocks} blocks of ${(wall / blocks).toFixed(2)} s (${owed} when no book is merged); each client has ${CHANNELS.join(', ')} of ten markets, all of which trade in every block; CPU µs a frame: main thread of the node ${((user + system) / frames).toFixed(1)} with everything it does, clients (a process of their own) ${((after.cpu - before.cpu) / frames).toFixed(1)}`,
    };
  } finally {
    child.disconnect();
    await once(child, 'exit');
  }
}

/** Frames of real channels to real sockets in another process. */
export async function run({ quick }: BenchOptions): Promise<BenchRow[]> {
  const running = await RunningNode.start();
  try {
    await running.settle(
      markets.flatMap((market) => [0, 1, 2].map((account) => order(running, account, market, false))),
    );
    const rows: BenchRow[] = [];
    for (const clients of quick ? [CLIENTS] : [CLIENTS, CLIENTS / 10])
      rows.push(await measure(running, clients, quick ? 5 : 10));
    return rows;
  } finally {
    await running.stop();
  }
}
