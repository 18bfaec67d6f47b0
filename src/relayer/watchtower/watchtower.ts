import type { Address, Hex } from 'viem';
import { encodeFunctionData } from 'viem';
import { spokeVaultAbi } from '../../../spoke-contracts/abi/spoke-vault.ts';
import type { HubPort, HubSpoke, HubWithdrawal } from '../hub-port.ts';
import type { RelayerMetrics } from '../metrics.ts';
import { askAll, type SourceGroup } from '../rpc/agreement.ts';
import { getHeader, readLogs, readVault } from '../rpc/chain-reader.ts';
import { RpcError } from '../rpc/rpc-error.ts';
import type { RpcSource } from '../rpc/rpc-source.ts';
import { isSameItem } from '../signer/payload-faults.ts';
import { classifyFailure, decodeRevert, type FailureClass, TxOnItsWay } from '../submitter/submit-errors.ts';
import type { TxSender } from '../submitter/tx-sender.ts';
import { OUTFLOW_TOPICS, type Outflow, outflowsOf } from '../vault/outflow-log.ts';

export interface WatchtowerOptions {
  readonly spoke: number;
  readonly hub: HubPort;
  /** One endpoint that answers is enough here: locking never moves money. */
  readonly group: SourceGroup;
  /** Of a locker key, which holds no other right. */
  readonly sender: TxSender;
  readonly metrics: RelayerMetrics;
  /** How far back the first look goes. */
  readonly lookbackBlocks?: bigint;
  /** Told of each outflow that the hub does not know. */
  readonly onForgery?: (outflow: Outflow) => void;
}

export type WatchOutcome =
  | { readonly kind: 'clear' | 'waiting' | 'locked' }
  /** The hub's committed state is older than the outflow, or the endpoints contradict it: asked again. */
  | { readonly kind: 'undecided'; readonly outflow: Outflow }
  | { readonly kind: 'lock_sent'; readonly outflow: Outflow }
  | { readonly kind: 'lock_failed'; readonly failure: FailureClass; readonly error: unknown };

const SCOPE_OUTFLOW = 1;
const LOOKBACK_BLOCKS = 7_200n;
const REREAD_BLOCKS = 64n;
const OUTFLOW_BIT = 1;

/**
 * Compares every payout a spoke shows, queued or paid, at its head and not only when final, with the hub's record, and
 * votes to lock the outflow when the hub knows no such withdrawal. A hub that does not answer is no proof of anything.
 */
export class Watchtower {
  private readonly options: WatchtowerOptions;
  private readonly cleared = new Set<string>();
  private readonly next = new Map<RpcSource, bigint>();
  /** Hash of the newest block read; the same one holds nothing new. */
  private readonly heads = new Map<RpcSource, Hex>();
  private suspects: Outflow[] = [];
  private hasLocked = false;

  constructor(options: WatchtowerOptions) {
    this.options = options;
  }

  /** One look. Throws what hub and endpoints reject with; then everything is looked at again. */
  async step(): Promise<WatchOutcome> {
    const { hub, spoke: id, sender, metrics } = this.options;
    const settled = await sender.settle();
    if (settled.kind === 'waiting') return { kind: 'waiting' };
    if (settled.kind === 'mined') {
      metrics.locks.inc({ spoke: id, outcome: 'mined' });
      this.hasLocked = true;
    }
    const spoke = (await hub.spokes()).find((one) => one.spoke === id);
    if (spoke === undefined) return { kind: 'clear' };
    await this.collect(spoke.vault);
    let undecided: Outflow | undefined;
    for (const outflow of [...this.suspects]) {
      const verdict = await this.judge(spoke, outflow);
      if (verdict === 'undecided') {
        // one that cannot be judged must not hide the next one
        undecided ??= outflow;
        continue;
      }
      this.suspects = this.suspects.filter((one) => one !== outflow);
      this.cleared.add(keyOf(outflow));
      if (verdict === 'forged') {
        this.options.onForgery?.(outflow);
        const outcome = await this.lock(spoke.vault, outflow);
        if (outcome.kind === 'lock_failed' || outcome.kind === 'waiting') {
          this.suspects.push(outflow);
          this.cleared.delete(keyOf(outflow));
        }
        return outcome;
      }
    }
    if (undecided !== undefined) return { kind: 'undecided', outflow: undecided };
    return { kind: this.hasLocked ? 'locked' : 'clear' };
  }

  /** New outflows of any endpoint: one that hides some must not make the others blind. */
  private async collect(vault: Address): Promise<void> {
    const { group, lookbackBlocks = LOOKBACK_BLOCKS } = this.options;
    const answers = await askAll(group, 'outflows', async (source) => {
      const { number: head, hash } = await getHeader(source, 'latest');
      if (this.heads.get(source) === hash) return { outflows: [], hash };
      const first = head > lookbackBlocks ? head - lookbackBlocks : 0n;
      const from = this.next.get(source) ?? first;
      const logs = await readLogs(source, vault, from, head, [OUTFLOW_TOPICS]);
      return { outflows: outflowsOf(logs), hash, next: head > REREAD_BLOCKS ? head - REREAD_BLOCKS : 0n };
    });
    for (const { source, value } of answers) {
      this.heads.set(source, value.hash);
      if (value.next !== undefined) this.next.set(source, value.next);
      for (const outflow of value.outflows) {
        const isKnown = this.cleared.has(keyOf(outflow)) || this.suspects.some((one) => keyOf(one) === keyOf(outflow));
        if (!isKnown) this.suspects.push(outflow);
      }
    }
  }

  private async judge(spoke: HubSpoke, outflow: Outflow): Promise<'known' | 'forged' | 'undecided'> {
    const { hub } = this.options;
    // in this order: a withdrawal committed in between can only make it known
    const { timeMs } = await hub.head();
    const withdrawal = await hub.withdrawal(spoke.spoke, outflow.id);
    if (withdrawal !== undefined) {
      if (isSameItem(outflow, withdrawal)) {
        await this.measurePayout(outflow, withdrawal);
        return 'known';
      }
      return (await this.isConfirmed(spoke.vault, outflow)) ? 'forged' : 'undecided';
    }
    // asked after the withdrawal: one that is final is forgotten with the event that made it so
    const now = (await hub.spokes()).find((one) => one.spoke === spoke.spoke);
    if (now === undefined || outflow.nonce <= now.eventNonce) {
      // what contradicts the hub isolates the spoke when it is applied
      return now === undefined || now.state === 'isolated' ? 'undecided' : 'known';
    }
    const { timestamp } = (
      await askAll(this.options.group, 'block', (source) => getHeader(source, outflow.blockNumber))
    )
      .map(({ value }) => value)
      .reduce((a, b) => (a.timestamp < b.timestamp ? a : b));
    // a node that lags may not have seen the withdrawal yet
    if (BigInt(Math.floor(timeMs / 1_000)) < timestamp) return 'undecided';
    return (await this.isConfirmed(spoke.vault, outflow)) ? 'forged' : 'undecided';
  }

  /** Request on the hub to payout on the spoke, by the clocks of both chains. */
  private async measurePayout({ event, blockNumber }: Outflow, { requestedAtMs }: HubWithdrawal): Promise<void> {
    if (event !== 'WithdrawalExecuted' || requestedAtMs === undefined) return;
    const { group, metrics, spoke } = this.options;
    const [first] = await askAll(group, 'block', (source) => getHeader(source, blockNumber));
    const paidMs = Number(first!.value.timestamp) * 1_000;
    metrics.requestToPaid.observe({ spoke }, Math.max(0, paidMs - requestedAtMs) / 1_000);
  }

  /** At least half of the endpoints that answer must say the id is in use; a tie locks. */
  private async isConfirmed(vault: Address, { id }: Outflow): Promise<boolean> {
    const { group } = this.options;
    const states = await askAll(group, 'status', (source) => readVault<number>(source, vault, 'status', [id]));
    const used = states.filter(({ value }) => value !== 0).length;
    return 2 * used >= states.length && used > 0;
  }

  private async lock(vault: Address, outflow: Outflow): Promise<WatchOutcome> {
    const { sender, group, metrics, spoke } = this.options;
    const states = await askAll(group, 'lock state', (source) =>
      readVault<{ hardScope: number }>(source, vault, 'lockState'),
    );
    if (states.every(({ value }) => (value.hardScope & OUTFLOW_BIT) !== 0)) {
      this.hasLocked = true;
      return { kind: 'locked' };
    }
    const data = encodeFunctionData({ abi: spokeVaultAbi, functionName: 'lock', args: [SCOPE_OUTFLOW] });
    try {
      await sender.send({ job: `lock ${outflow.id} ${outflow.txHash}`, to: vault, data });
      metrics.locks.inc({ spoke, outcome: 'sent' });
      return { kind: 'lock_sent', outflow };
    } catch (error) {
      if (error instanceof TxOnItsWay) return { kind: 'waiting' };
      if (error instanceof RpcError && decodeRevert(error.data).name === 'AlreadyVoted') return { kind: 'locked' };
      const failure = classifyFailure(error);
      metrics.locks.inc({ spoke, outcome: failure });
      return { kind: 'lock_failed', failure, error };
    }
  }
}

const keyOf = ({ event, id, token, to, amount, hubRef, txHash }: Outflow): string =>
  [event, id, token, to, amount, hubRef, txHash].join();
