import type { Address } from 'viem';
import { encodeFunctionData, erc20Abi } from 'viem';
import type { HubPort } from './hub-port.ts';
import type { RelayerMetrics } from './metrics.ts';
import { readVault } from './rpc/chain-reader.ts';
import { firstAnswer } from './rpc/first-answer.ts';
import { parseQuantity } from './rpc/parse-answer.ts';
import type { RpcSource } from './rpc/rpc-source.ts';

export interface SpokeFigureOptions {
  readonly spoke: number;
  readonly hub: HubPort;
  readonly sources: readonly RpcSource[];
  readonly metrics: RelayerMetrics;
}

const PPM = 1_000_000n;
const READ_EVERY_MS = 10_000;

/** Reads the figures now and then: nothing but metrics waits for them. */
export class SpokeFigures {
  private readonly options: SpokeFigureOptions;
  private readonly monotonicMs: () => number;
  private lastMs = Number.NEGATIVE_INFINITY;

  constructor(options: SpokeFigureOptions, monotonicMs: () => number = () => performance.now()) {
    this.options = options;
    this.monotonicMs = monotonicMs;
  }

  /** Throws what hub and endpoints reject with. */
  async readIfDue(): Promise<void> {
    const nowMs = this.monotonicMs();
    if (nowMs - this.lastMs < READ_EVERY_MS) return;
    this.lastMs = nowMs;
    await readSpokeFigures(this.options);
  }
}

/** Reads what only metrics need: buckets, escrow against balance, age of unpaid batches. Throws what is rejected with. */
export async function readSpokeFigures({ spoke: id, hub, sources, metrics }: SpokeFigureOptions): Promise<void> {
  const spoke = (await hub.spokes()).find((one) => one.spoke === id);
  if (spoke === undefined) return;
  for (const { token } of spoke.routes) {
    const labels = { spoke: id, token };
    const [available, escrow] = await firstAnswer(sources, 'capacity', (source) =>
      readVault<readonly [bigint, bigint, bigint]>(source, spoke.vault, 'capacity', [token]),
    );
    const { cap } = await firstAnswer(sources, 'token', (source) =>
      readVault<{ cap: bigint }>(source, spoke.vault, 'tokenConfig', [token]),
    );
    const fill = cap === 0n ? 1 : Number(((cap - available) * PPM) / cap) / Number(PPM);
    metrics.bucketFill.set(labels, fill);
    metrics.escrow.set(labels, Number(escrow));
    metrics.balance.set(labels, Number(await balanceOf(sources, token, spoke.vault)));
  }
  const nowS = BigInt(Math.floor((await hub.head()).timeMs / 1_000));
  const batches = await hub.batches(id);
  for (const state of ['collecting', 'complete', 'submitted'] as const) {
    const since = batches.filter((batch) => batch.state === state).map(({ notBefore }) => notBefore);
    const oldest = since.reduce((a, b) => (b < a ? b : a), nowS);
    metrics.queueAge.set({ spoke: id, state }, Number(nowS - oldest));
  }
}

async function balanceOf(sources: readonly RpcSource[], token: Address, owner: Address): Promise<bigint> {
  const data = encodeFunctionData({ abi: erc20Abi, functionName: 'balanceOf', args: [owner] });
  return firstAnswer(sources, 'balance', async (source) =>
    parseQuantity(await source.request('eth_call', [{ to: token, data }, 'latest']), 'balance'),
  );
}
