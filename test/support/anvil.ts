/** An anvil process: a real EVM chain of its own, on a free port, gone with the test. */
import type { ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { numberToHex } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { RpcSource } from '#src/relayer/rpc/rpc-source.ts';
import { type StartedAnvil, startAnvil } from './anvil-start.ts';

const MNEMONIC = 'test test test test test test test test test test test junk';

/** Anvil's funded accounts. */
export const anvilAccount = (index: number) => mnemonicToAccount(MNEMONIC, { addressIndex: index });

export interface AnvilOptions {
  readonly chainId?: number;
  /** Transactions wait for a mine() when true. */
  readonly noMining?: boolean;
  readonly args?: readonly string[];
}

export class Anvil {
  readonly url: string;
  readonly rpc: RpcSource;
  private readonly child: ChildProcess;
  private readonly folder: string;

  private constructor({ child, folder, url }: StartedAnvil) {
    this.child = child;
    this.folder = folder;
    this.url = url;
    this.rpc = new RpcSource({ name: 'anvil', url, timeoutMs: 20_000 });
  }

  /** finalized = latest − 2. */
  static async start(options: AnvilOptions = {}): Promise<Anvil> {
    const args = ['--slots-in-an-epoch', '1'];
    if (options.chainId !== undefined) args.push('--chain-id', String(options.chainId));
    if (options.noMining === true) args.push('--no-mining');
    return new Anvil(await startAnvil([...args, ...(options.args ?? [])]));
  }

  request(method: string, ...params: readonly unknown[]): Promise<unknown> {
    return this.rpc.request(method, params);
  }

  async mine(blocks = 1): Promise<void> {
    await this.request('anvil_mine', numberToHex(blocks));
  }

  /** Replaces the last `depth` blocks by empty ones of the same number. */
  async reorg(depth: number): Promise<void> {
    await this.request('anvil_reorg', depth, []);
  }

  async blockNumber(): Promise<bigint> {
    return BigInt((await this.request('eth_blockNumber')) as string);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const gone = new Promise((resolve) => this.child.once('exit', resolve));
      this.child.kill('SIGKILL');
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
