import type { Crypto } from '#chain/lib/hash.ts';
import { loadNativeCrypto } from '#src/crypto/native-crypto.ts';
import type { TestMessage } from '#test/support/signing.ts';
import { type BenchOptions, type BenchRow, median } from './bench-row.ts';
import { BLOCK_TIME_NS, type BlockRun, PHASES, type PhaseMs, runBlocks } from './block-runner.ts';
import { Exchange, traders } from './exchange.ts';
import { BTC_TICKS } from './exchange-genesis.ts';
import { type Action, batchMessage, operationOf, placeAction, singleMessage } from './order-messages.ts';
import { FIELDS, type OperationRecords, operationStream } from './stream.ts';

/** One bench: a fresh exchange, then its signed blocks, all made before the clock starts. */
interface Workload {
  readonly name: string;
  readonly detail: string;
  readonly target?: number;
  readonly peer?: number;
  /** Other sizes of a row above: one round, left out of quick runs. */
  readonly isGrowth?: true;
  readonly orders: number;
  prepare(exchange: Exchange): Uint8Array[][];
}

export const STREAM = operationStream(200_000, 60);
const chunk = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, i * size + size));

/** The stream's first 20,000 orders are resting when the clock starts. */
function prefill(exchange: Exchange, stream = STREAM): void {
  for (let from = 0; from < stream.prefill; from += 5_000) {
    const count = Math.min(5_000, stream.prefill - from);
    exchange.run([
      exchange.priceTx(),
      ...Array.from({ length: count }, (_, i) => signedOperation(exchange, stream, from + i)),
    ]);
  }
}

function signedOperation(exchange: Exchange, stream: OperationRecords, i: number): Uint8Array {
  const { account, action } = operationOf(stream.records, i);
  return exchange.sign(account, [singleMessage(traders()[account]!.text, action)]);
}

function mixedBlocks(exchange: Exchange, blocks: number, size: number, stream = STREAM): Uint8Array[][] {
  prefill(exchange, stream);
  return Array.from({ length: blocks }, (_, block) =>
    Array.from({ length: size }, (_, i) => signedOperation(exchange, stream, stream.prefill + block * size + i)),
  );
}

/** The same operations gathered by account until it has `perTx`: their order changes, so fills do. */
export function batchedOperations(perTx: number, txs: number): { account: number; messages: TestMessage[] }[] {
  const batches: { account: number; messages: TestMessage[] }[] = [];
  const waiting = new Map<number, Action[]>();
  for (let i = STREAM.prefill; batches.length < txs && i < STREAM.records.length / FIELDS; i++) {
    const { account, action } = operationOf(STREAM.records, i);
    const actions = waiting.get(account) ?? [];
    actions.push(action);
    waiting.set(account, actions);
    if (actions.length < perTx) continue;
    waiting.delete(account);
    batches.push({ account, messages: [batchMessage(traders()[account]!.text, actions)] });
  }
  return batches;
}

function batchedBlocks(exchange: Exchange, txs: number, perTx: number, txsPerBlock: number): Uint8Array[][] {
  prefill(exchange);
  const signed = batchedOperations(perTx, txs).map(({ account, messages }) => exchange.sign(account, messages));
  return chunk(signed, txsPerBlock);
}

/** Makers, then as many takers of 10 lots at the oracle price, pairwise. */
function matchingBlocks(exchange: Exchange, blocks: number, size: number): Uint8Array[][] {
  return Array.from({ length: blocks }, (_, block) => {
    const order = (account: number, takes: boolean): Uint8Array => {
      const action = placeAction({ buys: takes, ticks: BTC_TICKS, lots: 10, takes });
      return exchange.sign(account, [singleMessage(traders()[account]!.text, action)]);
    };
    const pairs = Array.from({ length: size }, (_, i) => (block * size + i) % 1_000);
    return [...pairs.map((i) => order(i, false)), ...pairs.map((i) => order(1_000 + i, true))];
  });
}

/** Resting orders of accounts 0..999 in turn over 500 ticks each side, ordered by sequence like a stateful order. */
function restingBlocks(exchange: Exchange, blocks: number, size: number): Uint8Array[][] {
  let next = 0;
  return Array.from({ length: blocks }, () =>
    Array.from({ length: size }, () => {
      const i = next++;
      const account = i % 1_000;
      const away = 1 + (i % 500);
      const buys = i % 2 === 0;
      const action = placeAction({ buys, ticks: buys ? BTC_TICKS - away : BTC_TICKS + away, lots: 10 });
      return exchange.sign(account, [singleMessage(traders()[account]!.text, action)], {
        sequence: Math.floor(i / 1_000),
      });
    }),
  );
}

const workloads: readonly Workload[] = [
  {
    name: '4a blocks of 500 signed txs: place, cancel, take',
    detail: '20,000 resting, one order a tx, unordered nonce, 30 blocks',
    orders: 30 * 500,
    target: 11_000,
    peer: 1_823,
    prepare: (exchange) => mixedBlocks(exchange, 30, 500),
  },
  {
    name: '4b blocks of 250 makers and 250 takers, 250 fills',
    detail: 'one order a tx, unordered nonce, 20 blocks',
    orders: 20 * 500,
    target: 10_000,
    peer: 791,
    prepare: (exchange) => matchingBlocks(exchange, 20, 250),
  },
  {
    name: '4c blocks of 500 resting orders, all in consensus',
    detail: 'one order a tx, ordered by sequence, 20 blocks',
    orders: 20 * 500,
    target: 11_000,
    peer: 732,
    prepare: (exchange) => restingBlocks(exchange, 20, 500),
  },
  {
    name: '4a at 20 orders a tx in MsgBatch',
    detail: '20,000 resting, 500 txs a block, 4 blocks',
    orders: 2_000 * 20,
    target: 120_000,
    prepare: (exchange) => batchedBlocks(exchange, 2_000, 20, 500),
  },
  {
    name: '4a with a tenth of the resting orders',
    detail: '2,000 resting, else as 4a, 10 blocks',
    isGrowth: true,
    orders: 10 * 500,
    prepare: (exchange) => mixedBlocks(exchange, 10, 500, operationStream(5_000, 60, 2_000)),
  },
  {
    name: '4a with ten times the resting orders',
    detail: '200,000 resting, else as 4a, 10 blocks',
    isGrowth: true,
    orders: 10 * 500,
    prepare: (exchange) => mixedBlocks(exchange, 10, 500, operationStream(5_000, 60, 200_000)),
  },
  {
    name: '4b blocks of 25 fills',
    detail: 'else as 4b, 100 blocks',
    isGrowth: true,
    orders: 100 * 50,
    prepare: (exchange) => matchingBlocks(exchange, 100, 25),
  },
  {
    name: '4b blocks of 2,500 fills',
    detail: 'else as 4b, 3 blocks',
    isGrowth: true,
    orders: 3 * 5_000,
    prepare: (exchange) => matchingBlocks(exchange, 3, 2_500),
  },
  {
    name: '4c blocks of 50 resting orders',
    detail: 'else as 4c, 100 blocks',
    isGrowth: true,
    orders: 100 * 50,
    prepare: (exchange) => restingBlocks(exchange, 100, 50),
  },
  {
    name: '4c blocks of 5,000 resting orders',
    detail: 'else as 4c, 3 blocks',
    isGrowth: true,
    orders: 3 * 5_000,
    prepare: (exchange) => restingBlocks(exchange, 3, 5_000),
  },
  {
    name: '4a at 2 orders a tx in MsgBatch',
    detail: '20,000 resting, 500 txs a block, 6 blocks',
    isGrowth: true,
    orders: 3_000 * 2,
    prepare: (exchange) => batchedBlocks(exchange, 3_000, 2, 500),
  },
];

/** Prices once a second of block time, as any chain has them: without, markets stop taking orders. */
function withPrices(exchange: Exchange, blocks: readonly (readonly Uint8Array[])[]): (readonly Uint8Array[])[] {
  return blocks.map((txs, i) => {
    return i % 4 === 0 ? [exchange.priceTx(exchange.timeNs + BigInt(i + 1) * BLOCK_TIME_NS), ...txs] : txs;
  });
}

/** Rounds that are thrown away: V8 goes on compiling what a node that runs for days has compiled. */
const WARM_ROUNDS = 2;

const perSecond = (orders: number, ms: number): number => orders / (ms / 1000);

async function measure(workload: Workload, crypto: Crypto, rounds: number): Promise<BenchRow> {
  const runs: BlockRun[] = [];
  const warm = workload.isGrowth === true ? 0 : WARM_ROUNDS;
  for (let round = 1 - warm; round <= rounds; round++) {
    const exchange = new Exchange({ crypto });
    const run = await runBlocks(exchange, withPrices(exchange, workload.prepare(exchange)));
    if (round > 0) runs.push(run);
  }
  const { orders } = workload;
  const rates = runs.map(({ cpuMs }) => perSecond(orders, cpuMs));
  const wall = median(runs.map(({ wallMs }) => perSecond(orders, wallMs)));
  const middle = runs[0]!.phases;
  const phases = PHASES.map((name) => `${name} ${median(middle.map((phase) => phase[name])).toFixed(1)}`).join(', ');
  const spread = `${Math.min(...rates).toFixed(0)}..${Math.max(...rates).toFixed(0)}`;
  return {
    name: workload.name,
    value: median(rates),
    unit: 'orders/CPU-s',
    ...(workload.target === undefined ? {} : { target: { value: workload.target, atMost: false } }),
    ...(workload.peer === undefined ? {} : { peer: { name: 'dYdX v4', value: workload.peer } }),
    detail: `${workload.detail}; ${spread}; wall ${wall.toFixed(0)} orders/s; ms a block: ${phases}; ${runs[0]!.fills} fills, ${runs[0]!.refused} refused in execution`,
  };
}

/** Blocks of 2,000 orders: the longest a phase keeps the thread, which is also what the event loop waits. */
async function phaseRow(crypto: Crypto, blocks: number): Promise<BenchRow> {
  const exchange = new Exchange({ crypto });
  const { phases } = await runBlocks(exchange, withPrices(exchange, mixedBlocks(exchange, blocks, 2_000)));
  const p99 = (name: keyof PhaseMs): number => {
    const sorted = phases.map((phase) => phase[name]).sort((a, b) => a - b);
    return sorted[Math.ceil(sorted.length * 0.99) - 1]!;
  };
  const parts = PHASES.map((name) => `${name} ${p99(name).toFixed(1)}`).join(', ');
  return {
    name: 'block of 2,000 orders, p99 of executing it',
    value: p99('execute'),
    unit: 'ms',
    target: { value: 100, atMost: true },
    detail: `${blocks} blocks of the 4a stream, wall; p99 ms by phase: ${parts} (a node admits tx by tx, between other work, its signatures in workers)`,
  };
}

export async function run({ quick }: BenchOptions): Promise<BenchRow[]> {
  const { crypto } = await loadNativeCrypto();
  const rows: BenchRow[] = [];
  for (const workload of workloads) {
    if (quick && workload.isGrowth === true) continue;
    rows.push(await measure(workload, crypto, quick || workload.isGrowth === true ? 1 : 3));
  }
  rows.push(await phaseRow(crypto, quick ? 10 : 40));
  return rows;
}
