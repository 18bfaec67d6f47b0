import type { Address, Hex, LocalAccount } from 'viem';
import { keccak256 } from 'viem';
import type { FaultHook } from '../fault-point.ts';
import type { RelayerMetrics } from '../metrics.ts';
import { firstAnswer } from '../rpc/first-answer.ts';
import { parseQuantity } from '../rpc/parse-answer.ts';
import { RpcError } from '../rpc/rpc-error.ts';
import type { RpcSource } from '../rpc/rpc-source.ts';
import { estimateFees, type Fees, replacementFees } from './fees.ts';
import { KeyWriter, type SettledTx } from './key-writer.ts';
import type { PendingTx } from './nonce-table.ts';
import { SubmitError, TxOnItsWay } from './submit-errors.ts';

export interface TxSenderOptions {
  readonly spoke: number;
  readonly chainId: number;
  readonly account: LocalAccount;
  readonly sources: readonly RpcSource[];
  /** Shared with the other spokes of the chain that send with this key. */
  readonly writer: KeyWriter;
  readonly metrics: RelayerMetrics;
  /** Never paid above this, wei per gas. */
  readonly maxFeePerGas?: bigint;
  /** A transaction that waits longer is replaced. */
  readonly replaceAfterMs?: number;
  /** A clock that only moves on, ms. */
  readonly monotonicMs?: () => number;
  readonly fault?: FaultHook;
}

export interface TxRequest {
  readonly job: string;
  readonly to: Address;
  readonly data: Hex;
}

type TxOwner = ReturnType<KeyWriter['ownerOf']>;

const REPLACE_AFTER_MS = 60_000;
/** EIP-7825: no transaction may have more gas. */
export const MAX_TX_GAS = 1n << 24n;

/**
 * Sends for one spoke with a key that may serve several on its chain: one transaction at a time, on disk before it is sent,
 * raised until it is mined. Driven by calls, never by timers of its own.
 */
export class TxSender {
  private readonly options: TxSenderOptions;
  private readonly monotonicMs: () => number;

  constructor(options: TxSenderOptions) {
    this.options = options;
    this.monotonicMs = options.monotonicMs ?? (() => performance.now());
    options.writer.join(options.spoke, options.maxFeePerGas);
  }

  get address(): Address {
    return this.options.account.address;
  }

  /**
   * Looks after the transaction on its way, whichever spoke's it is: mined, lost, to be sent again, or to be raised; `none`
   * when it is not this one's. Throws TooFewSourcesError.
   */
  settle(): Promise<SettledTx> {
    const { writer, spoke } = this.options;
    return writer.alone(async () => {
      const told = writer.takeResult(spoke);
      if (told !== undefined) return told;
      const [tx] = writer.table.pending();
      if (tx === undefined) return { kind: 'none' };
      const owner = writer.ownerOf(tx.job, spoke);
      const settled = await this.lookAfter(tx, owner);
      if (owner.spoke === spoke) return settled;
      if (settled.kind !== 'waiting') writer.deliver(owner.spoke, settled);
      return { kind: 'none' };
    });
  }

  private async lookAfter(tx: PendingTx, { job, ceiling }: TxOwner): Promise<SettledTx> {
    const mined = await this.findMined(tx);
    if (mined !== undefined) {
      this.options.fault?.('mined');
      this.forget(tx);
      return { kind: mined.succeeded ? 'mined' : 'reverted', job, hash: mined.hash };
    }
    if ((await this.confirmedNonce()) > tx.nonce) {
      // its receipt may have come between the two questions
      const late = await this.findMined(tx);
      this.forget(tx);
      if (late === undefined) return { kind: 'lost', job };
      return { kind: late.succeeded ? 'mined' : 'reverted', job, hash: late.hash };
    }
    await this.pursue(tx, ceiling);
    return { kind: 'waiting' };
  }

  /**
   * Simulates, signs, records and sends. Throws TxOnItsWay while another one is under way or another spoke's turn has come,
   * SubmitError, TooFewSourcesError, or the RpcError of a revert; then nothing was sent.
   */
  async send(request: TxRequest): Promise<void> {
    this.requireTurn();
    const gas = await this.simulate(request);
    const fees = await this.presentFees();
    const { maxFeePerGas: ceiling } = this.options;
    if (ceiling !== undefined && fees.maxFeePerGas > ceiling) {
      throw new SubmitError('paused', `gas costs ${fees.maxFeePerGas}, more than ${ceiling}`);
    }
    const balance = await this.balance();
    this.options.metrics.gasRunway.set(
      { spoke: this.options.spoke },
      Number(balance / (gas * fees.maxFeePerGas || 1n)),
    );
    if (balance < gas * fees.maxFeePerGas) throw new SubmitError('paused', 'insufficient funds for gas');
    const { writer, spoke, fault } = this.options;
    await writer.alone(async () => {
      this.requireTurn();
      const nonce = await this.confirmedNonce();
      const tx = { nonce, ...request, job: KeyWriter.recorded(spoke, request.job), gas, ...fees };
      const raw = await this.record(tx);
      writer.begun(spoke);
      fault?.('recorded');
      await this.broadcast(nonce, raw);
    });
    fault?.('sent');
  }

  private requireTurn(): void {
    const { writer, spoke } = this.options;
    if (!writer.mayBegin(spoke, this.monotonicMs())) throw new TxOnItsWay();
  }

  /** Gas to give a call that succeeds now. Throws the RpcError of a revert, SubmitError when it needs too much. */
  async simulate({ to, data }: Omit<TxRequest, 'job'>): Promise<bigint> {
    const call = { from: this.address, to, data };
    await firstAnswer(this.options.sources, 'simulation', (source) => source.request('eth_call', [call, 'latest']));
    // not against what waits in a pool: that may do the same, and leave nothing to pay gas for
    const needed = await this.quantity('eth_estimateGas', [call, 'latest']);
    const gas = (needed * 5n) / 4n;
    if (needed > MAX_TX_GAS) throw new SubmitError('splitting', `needs ${needed} gas`);
    return gas < MAX_TX_GAS ? gas : MAX_TX_GAS;
  }

  /** Gives the nonce table free. */
  close(): void {
    this.options.writer.table.close();
  }

  private async pursue(tx: PendingTx, ceiling: bigint | undefined): Promise<void> {
    const sent = this.options.writer.sentAt.get(tx.nonce);
    const newest = tx.attempts.at(-1)!;
    if (sent === undefined) {
      // after a restart: nobody knows whether it ever left
      await this.broadcast(tx.nonce, newest.raw);
      return;
    }
    const { replaceAfterMs = REPLACE_AFTER_MS, metrics, spoke } = this.options;
    if (this.monotonicMs() - sent < replaceAfterMs) return;
    const fees = replacementFees(tx, await this.presentFees(), ceiling);
    if (fees === undefined) {
      await this.broadcast(tx.nonce, newest.raw);
      return;
    }
    const { attempts: _, ...unsigned } = tx;
    const raw = await this.record({ ...unsigned, ...fees });
    await this.broadcast(tx.nonce, raw);
    metrics.replacements.inc({ spoke });
  }

  private async record(tx: Omit<PendingTx, 'attempts'>): Promise<Hex> {
    const { nonce, to, data, gas, maxFeePerGas, maxPriorityFeePerGas } = tx;
    const { account, chainId, writer } = this.options;
    const fields = { type: 'eip1559', chainId, nonce, to, data, gas, maxFeePerGas, maxPriorityFeePerGas } as const;
    const raw = await account.signTransaction(fields);
    writer.table.record(tx, { hash: keccak256(raw), raw });
    return raw;
  }

  /** To every endpoint: one that drops it must not stop it. Without any answer it stays recorded and is sent again. */
  private async broadcast(nonce: number, raw: Hex): Promise<void> {
    const { sources, writer } = this.options;
    writer.sentAt.set(nonce, this.monotonicMs());
    const results = await Promise.all(
      sources.map((source) =>
        source.request('eth_sendRawTransaction', [raw]).then(
          () => undefined,
          (error: unknown) => error,
        ),
      ),
    );
    if (results.some((error) => error === undefined || !isUnderfunded(error))) return;
    throw new SubmitError('paused', 'insufficient funds for gas');
  }

  private async findMined({ attempts }: PendingTx): Promise<{ hash: Hex; succeeded: boolean } | undefined> {
    for (const { hash } of attempts.toReversed()) {
      const receipt = await firstAnswer(this.options.sources, 'receipt', (source) =>
        source.request('eth_getTransactionReceipt', [hash]),
      );
      const { status } = (receipt ?? {}) as { status?: unknown };
      if (status !== undefined) return { hash, succeeded: status === '0x1' };
    }
    return undefined;
  }

  private forget({ nonce }: PendingTx): void {
    const { writer } = this.options;
    writer.table.remove(nonce);
    writer.sentAt.delete(nonce);
  }

  private async presentFees(): Promise<Fees> {
    const block = await firstAnswer(this.options.sources, 'base fee', async (source) => {
      const header = (await source.request('eth_getBlockByNumber', ['latest', false])) as Record<
        string,
        unknown
      > | null;
      return parseQuantity(header?.baseFeePerGas, 'base fee');
    });
    return estimateFees(block, await this.quantity('eth_maxPriorityFeePerGas', []));
  }

  /** Nonce after everything in blocks. What only waits in pools is replaced rather than queued behind. */
  private async confirmedNonce(): Promise<number> {
    return Number(await this.quantity('eth_getTransactionCount', [this.address, 'latest']));
  }

  private balance(): Promise<bigint> {
    return this.quantity('eth_getBalance', [this.address, 'latest']);
  }

  private quantity(method: string, params: readonly unknown[]): Promise<bigint> {
    return firstAnswer(this.options.sources, method, async (source) =>
      parseQuantity(await source.request(method, params), method),
    );
  }
}

const isUnderfunded = (error: unknown): boolean =>
  error instanceof RpcError && /insufficient (funds|balance)|out of fund/i.test(error.message);
