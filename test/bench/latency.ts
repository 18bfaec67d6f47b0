import { openSocket, sourceOf, TxPoster } from './api-clients.ts';
import type { BenchOptions, BenchRow } from './bench-row.ts';
import { traders } from './exchange.ts';
import { BTC_TICKS } from './exchange-genesis.ts';
import { placeAction, singleMessage } from './order-messages.ts';
import { RunningNode } from './running-node.ts';

const SOURCES = 10;
const FIRST_TAKER = 1_000;
const TAKERS = 100;
const PER_SECOND = 1_000;
const STEP_MS = 10;

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;

/** Deep enough that no taker of the bench finds the book empty. */
async function offer(running: RunningNode): Promise<void> {
  const action = placeAction({ buys: false, ticks: BTC_TICKS + 1, lots: 20_000 });
  await running.settle(
    [0, 1, 2].map((account) => running.sign(account, [singleMessage(traders()[account]!.text, action)])),
  );
}

/** 1,000 immediate orders a second, each from sending to the frame of the account's fills that names it. */
async function measure(running: RunningNode, how: 'REST' | 'WebSocket', seconds: number): Promise<BenchRow> {
  const { rest, ws } = running.node.addresses;
  const sent = new Map<string, number>();
  const latencies: number[] = [];
  const codes = new Map<string, number>();
  const hear = (text: string): void => {
    const now = performance.now();
    for (const [, id] of text.matchAll(/"clientOrderId":"(l[^"]*)"/g)) {
      const start = sent.get(id!);
      if (start === undefined) continue;
      sent.delete(id!);
      latencies.push(now - start);
    }
  };
  const sockets = await Promise.all(Array.from({ length: SOURCES }, (_, i) => openSocket(ws, sourceOf(i), hear)));
  const posters = Array.from({ length: SOURCES }, (_, i) => new TxPoster(rest, sourceOf(i)));
  for (let i = 0; i < TAKERS; i++) {
    const params = { channel: 'fills', account: traders()[FIRST_TAKER + i]!.text, subaccount: 0 };
    sockets[i % SOURCES]!.send(JSON.stringify({ id: i, method: 'subscribe', params: { sub: `t${i}`, ...params } }));
  }
  const orders = Array.from({ length: seconds * PER_SECOND }, (_, i) => {
    const id = `l${how}-${i}`;
    const action = placeAction({ buys: true, ticks: BTC_TICKS + 1, lots: 1, takes: true, clientOrderId: id });
    const account = FIRST_TAKER + (i % TAKERS);
    return { id, tx: running.sign(account, [singleMessage(traders()[account]!.text, action)]) };
  });
  let next = 0;
  let refused = 0;
  const stop = running.node.engine.onBlock(({ committed }) => {
    for (const { result } of committed.txs)
      if (result.code !== 0) codes.set(result.log, (codes.get(result.log) ?? 0) + 1);
  });
  const start = performance.now();
  while (next < orders.length) {
    const due = Math.min(orders.length, Math.floor(((performance.now() - start) / 1000) * PER_SECOND));
    for (; next < due; next++) {
      const { id, tx } = orders[next]!;
      sent.set(id, performance.now());
      if (how === 'REST') {
        void posters[next % SOURCES]!.post(tx).then((status) => {
          if (status >= 300) refused++;
        });
      } else {
        const params = { txBytes: Buffer.from(tx).toString('base64') };
        sockets[next % SOURCES]!.send(JSON.stringify({ id: TAKERS + next, method: 'tx', params }));
      }
    }
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
  for (let i = 0; i < 500 && sent.size > 0; i++) await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  stop();
  for (const socket of sockets) socket.terminate();
  for (const poster of posters) poster.close();
  if (latencies.length === 0) throw new Error(`no fill came: ${JSON.stringify([...codes])}, ${refused} refused`);
  // The first quarter compiles.
  const steady = latencies.slice(Math.floor(latencies.length / 4)).sort((a, b) => a - b);
  const [p50, p99] = [percentile(steady, 0.5), percentile(steady, 0.99)];
  return {
    name: `order to fill over ${how}, 1,000 orders/s, p50`,
    value: p50,
    unit: 'ms',
    target: { value: 300, atMost: true },
    detail: `p99 ${p99.toFixed(0)} ms (target 600); ${latencies.length} of ${orders.length} fills heard, ${refused} refused; block time 250 ms; node and clients in one process`,
  };
}

export async function run({ quick }: BenchOptions): Promise<BenchRow[]> {
  const running = await RunningNode.start();
  try {
    await offer(running);
    const seconds = quick ? 4 : 12;
    return [await measure(running, 'REST', seconds), await measure(running, 'WebSocket', seconds)];
  } finally {
    await running.stop();
  }
}
