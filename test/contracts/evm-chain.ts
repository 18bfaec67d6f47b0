/** An anvil process for the contract vectors: its clock, raw calls with decoded errors, and code placed at any address. */
import type { ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import type { Abi, Address, Hex } from 'viem';
import { decodeErrorResult, numberToHex } from 'viem';
import { type StartedAnvil, startAnvil } from '#test/support/anvil-start.ts';

/** Account every transaction comes from; impersonated. */
export const SENDER: Address = '0x00000000000000000000000000000000005e4de4';
const GAS = numberToHex(100_000_000);

export interface Log {
  readonly address: Address;
  readonly topics: readonly Hex[];
  readonly data: Hex;
}

export type CallResult =
  | { readonly ok: true; readonly data: Hex }
  | { readonly ok: false; readonly error: string; readonly args: readonly unknown[] };

interface RpcError {
  readonly message: string;
  readonly data?: Hex;
}

export class EvmChain {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #url: string;
  readonly #abi: Abi;

  private constructor({ child, folder, url }: StartedAnvil, abi: Abi) {
    this.#child = child;
    this.#folder = folder;
    this.#url = url;
    this.#abi = abi;
  }

  /** `abi` names the errors of all calls. The chain's clock starts at second 1. */
  static async start(abi: Abi): Promise<EvmChain> {
    const args = ['--timestamp', '1', '--gas-limit', '1000000000'];
    const free = ['--base-fee', '0', '--gas-price', '0', '--disable-min-priority-fee', '--auto-impersonate'];
    return new EvmChain(await startAnvil([...args, ...free]), abi);
  }

  async stop(): Promise<void> {
    const left = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGTERM');
    await left;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #post(method: string, params: readonly unknown[]): Promise<{ result?: unknown; error?: RpcError }> {
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });
    return (await response.json()) as { result?: unknown; error?: RpcError };
  }

  /** Throws what the node answers as error. */
  async rpc<T>(method: string, ...params: unknown[]): Promise<T> {
    const { result, error } = await this.#post(method, params);
    if (error !== undefined) throw new Error(`${method}: ${error.message} ${error.data ?? ''}`);
    return result as T;
  }

  /** Seals an empty block with this time; calls after it see it as now. It may not go back. */
  async setTime(seconds: bigint): Promise<void> {
    await this.rpc('evm_setNextBlockTimestamp', numberToHex(seconds));
    await this.rpc('evm_mine');
  }

  /** Runs `step` on a copy of the state and the clock. */
  async isolated<T>(step: () => Promise<T>): Promise<T> {
    const id = await this.rpc<Hex>('evm_snapshot');
    try {
      return await step();
    } finally {
      await this.rpc('evm_revert', id);
    }
  }

  /** Without `to`, `data` runs as init code. */
  async call(to: Address | undefined, data: Hex): Promise<CallResult> {
    const request = { from: SENDER, data, gas: GAS, ...(to === undefined ? {} : { to }) };
    const { result, error } = await this.#post('eth_call', [request, 'latest']);
    if (error === undefined) return { ok: true, data: result as Hex };
    if (error.data === undefined || error.data === '0x') return { ok: false, error: error.message, args: [] };
    const { errorName, args } = decodeErrorResult({ abi: this.#abi, data: error.data });
    return { ok: false, error: errorName, args: (args ?? []) as readonly unknown[] };
  }

  /** A transaction that must succeed, in a block of its own at `time` or later. */
  async send(to: Address | null, data: Hex, time?: bigint): Promise<{ logs: Log[]; contractAddress: Address | null }> {
    if (time !== undefined) await this.rpc('evm_setNextBlockTimestamp', numberToHex(time));
    const receipt = await this.rpc<{ status: Hex; logs: Log[]; contractAddress: Address | null }>(
      'eth_sendTransactionSync',
      { from: SENDER, to, data, gas: GAS, gasPrice: '0x0' },
    );
    if (receipt.status !== '0x1')
      throw new Error(`transaction reverted: ${JSON.stringify(await this.call(to ?? undefined, data))}`);
    return receipt;
  }

  async deploy(initCode: Hex): Promise<Address> {
    const { contractAddress } = await this.send(null, initCode);
    if (contractAddress === null) throw new Error('nothing was deployed');
    return contractAddress;
  }

  /** Runs init code as if it had been deployed at `address`: its storage and its code end up there. */
  async place(address: Address, initCode: Hex, time: bigint): Promise<readonly Log[]> {
    await this.rpc('anvil_setCode', address, initCode);
    await this.setTime(time);
    const built = await this.call(address, '0x');
    if (!built.ok) throw new Error(`constructor: ${built.error} ${String(built.args)}`);
    const { logs } = await this.send(address, '0x', time);
    await this.rpc('anvil_setCode', address, built.data);
    return logs;
  }
}
