import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BlockCommitted } from '#chain/app-types.ts';
import { concat } from '#chain/lib/bytes.ts';
import { BlockLog } from '#src/db/block-log.ts';
import { StateStore } from '#src/db/state-store.ts';
import { encodeResults } from '#src/engine/block/results.ts';
import { blockRequest } from '#test/support/test-chain.ts';
import type { Exchange } from './exchange.ts';

export const PHASES = ['admit', 'prepare', 'process', 'execute', 'write'] as const;
export type PhaseMs = Record<(typeof PHASES)[number], number>;

export interface BlockRun {
  readonly txs: number;
  readonly wallMs: number;
  /** User and system time of the whole process: garbage collector and storage threads are inside. */
  readonly cpuMs: number;
  readonly refused: number;
  readonly fills: number;
  readonly phases: readonly PhaseMs[];
}

export const BLOCK_TIME_NS = 250_000_000n;
const MAX_BYTES = 2_000_000;

/**
 * Runs blocks of ready-signed txs as a validator that also proposes: admission of each tx (decode, signature, nonce, limits),
 * proposal, its check, execution with state root and events root, block log with fdatasync, hand-over of the changed records
 * to the state store, which is written to the end before the clock stops. One thread computes; the store's own thread writes.
 */
export async function runBlocks(exchange: Exchange, blocks: readonly (readonly Uint8Array[])[]): Promise<BlockRun> {
  const dir = await mkdtemp(join(tmpdir(), 'nave-bench-'));
  const refuse = (error: Error): never => {
    throw error;
  };
  try {
    const store = await StateStore.open({ dir: join(dir, 'state'), chainId: exchange.chainId, onError: refuse });
    const log = await BlockLog.open({ dir: join(dir, 'blocks') });
    const phases: PhaseMs[] = [];
    let refused = 0;
    let fills = 0;
    const busy = process.cpuUsage();
    const start = performance.now();
    for (const txs of blocks) {
      const { phase, committed } = await runBlock(exchange, txs, log);
      store.persist(committed);
      phases.push(phase);
      for (const { result } of committed.txs) if (result.code !== 0) refused++;
      for (const { event } of committed.events) if (event.type === 'nave.clob.v1.OrderFilled') fills++;
    }
    await store.flush();
    const wallMs = performance.now() - start;
    const { user, system } = process.cpuUsage(busy);
    await log.close();
    await store.close();
    return {
      txs: blocks.reduce((sum, txs) => sum + txs.length, 0),
      wallMs,
      cpuMs: (user + system) / 1000,
      refused,
      fills,
      phases,
    };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function runBlock(
  exchange: Exchange,
  txs: readonly Uint8Array[],
  log: BlockLog,
): Promise<{ readonly phase: PhaseMs; readonly committed: BlockCommitted }> {
  const { app } = exchange;
  const t0 = performance.now();
  for (const tx of txs) {
    const { code, log: reason } = app.checkTx(tx);
    if (code !== 0) throw new Error(`admission refused a tx: ${code} ${reason}`);
  }
  const t1 = performance.now();
  const proposal = app.prepareProposal(txs, MAX_BYTES);
  if (proposal.length !== txs.length) throw new Error(`${proposal.length} of ${txs.length} txs fit the block`);
  exchange.height++;
  exchange.timeNs += BLOCK_TIME_NS;
  const request = blockRequest(exchange.height, exchange.timeNs, proposal);
  const t2 = performance.now();
  if (!app.processProposal(request)) throw new Error('the proposal was refused');
  const t3 = performance.now();
  const results = app.finalizeBlock(request);
  const t4 = performance.now();
  await log.append(exchange.height, concat(...proposal, encodeResults(results)));
  const committed = app.commit();
  const t5 = performance.now();
  return { phase: { admit: t1 - t0, prepare: t2 - t1, process: t3 - t2, execute: t4 - t3, write: t5 - t4 }, committed };
}
