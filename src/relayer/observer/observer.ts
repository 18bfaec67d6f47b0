import type { FaultHook } from '../fault-point.ts';
import type { FinalityRule } from '../finality-rule.ts';
import type { HubPort, HubSpoke } from '../hub-port.ts';
import type { RelayerMetrics } from '../metrics.ts';
import { askAll, DisagreementError, type SourceGroup, TooFewSourcesError } from '../rpc/agreement.ts';
import { readGasPrice } from '../rpc/chain-reader.ts';
import type { Header } from '../rpc/parse-answer.ts';
import { isContradiction, type ProvenEvent, readProvenEvents, recheckBlocks } from './event-chain.ts';
import { FinalityDoubt, FinalityTracker, FinalityViolation } from './finality.ts';
import { checkStart } from './start-checks.ts';
import { StreamMemory } from './stream-memory.ts';

export interface ObserverOptions {
  readonly spoke: number;
  readonly hub: HubPort;
  readonly group: SourceGroup;
  readonly finality: FinalityRule;
  readonly metrics: RelayerMetrics;
  /** Block of the vault's deployment: where reading starts when the hub has applied nothing. */
  readonly deployedAt?: bigint;
  readonly chunkBlocks?: bigint;
  /** Most votes of one message. */
  readonly votesPerMessage?: number;
  readonly heartbeatMs?: number;
  /** A clock that only moves on, ms; the time of day plays no part in voting. */
  readonly monotonicMs?: () => number;
  readonly fault?: FaultHook;
  /** Told why a look ended without a vote. */
  readonly onAbstention?: (reason: AbstentionReason, message: string) => void;
}

export type AbstentionReason = 'disagreement' | 'too_few_sources' | 'contradiction';

export type ObserverOutcome =
  | { readonly kind: 'voted'; readonly votes: number }
  | { readonly kind: 'heartbeat' | 'idle' | 'not_attester' }
  | { readonly kind: 'abstained'; readonly reason: AbstentionReason };

/** 6010, 6011: the nonce is not the next one. */
const isNonceRefusal = (error: unknown): boolean =>
  [6010, 6011].includes((error as { readonly code?: number }).code ?? 0);
const MOST_REFUSALS = 3;
const VOTES_PER_MESSAGE = 50;
const HEARTBEAT_MS = 60_000;
const CHUNK_BLOCKS = 2_000n;

/**
 * Reads one spoke and votes on the hub (spec: bridge §3). Where it stands is the hub's record of this validator's last
 * vote and of the last applied event; what is kept here only saves reading twice.
 */
export class Observer {
  private readonly options: ObserverOptions;
  private readonly tracker: FinalityTracker;
  private readonly monotonicMs: () => number;
  private started = false;
  private fatal: FinalityViolation | undefined;
  private lastMessageMs: number | undefined;
  private readonly memory: StreamMemory;
  private gap = 0;
  /** Votes refused since the last one that counted. */
  private refusals = 0;
  private quietAt: Header | undefined;
  /** Block times of deposits voted on that the hub has not applied, by nonce. */
  private readonly awaited = new Map<bigint, bigint>();

  constructor(options: ObserverOptions) {
    this.options = options;
    this.memory = new StreamMemory(options.deployedAt ?? 0n);
    this.tracker = new FinalityTracker(options.group, options.finality);
    this.monotonicMs = options.monotonicMs ?? (() => performance.now());
  }

  /**
   * One look at the spoke and at most one message. Lies and silence of endpoints are an outcome; throws
   * FinalityViolation (for ever, once it happened), StartRefused, and what the hub rejects with.
   */
  async step(): Promise<ObserverOutcome> {
    if (this.fatal !== undefined) throw this.fatal;
    const { metrics, spoke } = this.options;
    try {
      return await this.observe();
    } catch (error) {
      if (error instanceof FinalityViolation) {
        this.fatal = error;
        metrics.finalityViolations.inc({ spoke });
        throw error;
      }
      const reason = abstentionOf(error);
      if (reason === undefined) throw error;
      this.options.onAbstention?.(reason, error instanceof Error ? error.message : String(error));
      metrics.abstentions.inc({ spoke, reason });
      if (reason === 'disagreement') metrics.rpcDisagreements.inc({ spoke });
      this.memory.clear();
      this.quietAt = undefined;
      return { kind: 'abstained', reason };
    }
  }

  /** Of the last step. */
  figures(): { readonly finalizedHeight?: number; readonly nonceGap: number } {
    const { head } = this.tracker;
    return { nonceGap: this.gap, ...(head !== undefined && { finalizedHeight: Number(head.number) }) };
  }

  private async observe(): Promise<ObserverOutcome> {
    const { hub, spoke: id, group, finality, metrics } = this.options;
    const before = this.started ? await this.tracker.advance() : undefined;
    if (before !== undefined && this.isQuiet(before)) return { kind: 'idle' };
    const spoke = (await hub.spokes()).find((one) => one.spoke === id);
    if (spoke === undefined) return { kind: 'not_attester' };
    if (!this.started) {
      await checkStart(group, spoke, finality);
      this.started = true;
    }
    await this.measureCredits(spoke.eventNonce);
    const head = before ?? (await this.tracker.advance());
    metrics.finalizedHeight.set({ spoke: id }, Number(head.number));
    metrics.finalizedTimestamp.set({ spoke: id }, Number(head.timestamp));
    const { lastNonce, mayVote } = await hub.voter(id);
    await this.read(spoke, lastNonce, head);
    const { lastNonce: lastProven } = this.memory;
    this.gap = Number(lastProven > lastNonce ? lastProven - lastNonce : 0n);
    metrics.nonceGap.set({ spoke: id }, this.gap);
    if (!mayVote) return { kind: 'not_attester' };
    const votes = this.memory.next(lastNonce, this.options.votesPerMessage ?? VOTES_PER_MESSAGE);
    if (votes.length > 0) return this.vote(votes, head);
    const outcome = await this.heartbeat(head);
    this.quietAt = head;
    return outcome;
  }

  /** True while the final head is one at which nothing was left to vote on: the hub need not be asked. */
  private isQuiet(head: Header): boolean {
    return this.quietAt === head && this.awaited.size === 0 && !this.isHeartbeatDue();
  }

  /** Proves what is new since the last step, even if that is only that nothing is. */
  private async read(spoke: HubSpoke, lastVote: bigint, head: Header): Promise<void> {
    const { group, chunkBlocks = CHUNK_BLOCKS } = this.options;
    const from = this.memory.resume(spoke, lastVote);
    if (from.blockNumber > head.number) return;
    const events = await readProvenEvents({ group, vault: spoke.vault, chunkBlocks }, from, head);
    this.memory.append(events, head.number);
  }

  /** Time from a deposit's block to the look that found it applied. */
  private async measureCredits(applied: bigint): Promise<void> {
    const { hub, metrics, spoke } = this.options;
    const credited = [...this.awaited].filter(([nonce]) => nonce <= applied);
    if (credited.length === 0) return;
    const { timeMs } = await hub.head();
    for (const [nonce, since] of credited) {
      metrics.depositToCredit.observe({ spoke }, Math.max(0, timeMs / 1_000 - Number(since)));
      this.awaited.delete(nonce);
    }
  }

  private async vote(events: readonly ProvenEvent[], head: Header): Promise<ObserverOutcome> {
    const { group, metrics, spoke } = this.options;
    const times = await recheckBlocks(group, events);
    for (const { name, nonce, blockNumber } of events) {
      if (name === 'Deposit') this.awaited.set(nonce, times.get(blockNumber) ?? head.timestamp);
    }
    const votes = events.map(({ eventBytes, rollingHash, blockNumber, blockHash }) => ({
      event: eventBytes,
      rollingHash,
      blockNumber,
      blockHash,
    }));
    this.options.fault?.('observed');
    try {
      await this.send(votes, head);
    } catch (error) {
      // events were applied meanwhile, which moves the first nonce of a voter never heard: the hub is asked again
      this.refusals += 1;
      if (!isNonceRefusal(error) || this.refusals > MOST_REFUSALS) throw error;
      return { kind: 'idle' };
    }
    this.refusals = 0;
    this.options.fault?.('voted');
    metrics.votes.inc({ spoke }, votes.length);
    return { kind: 'voted', votes: votes.length };
  }

  private async heartbeat(head: Header): Promise<ObserverOutcome> {
    if (!this.isHeartbeatDue()) return { kind: 'idle' };
    await this.send([], head);
    return { kind: 'heartbeat' };
  }

  private isHeartbeatDue(): boolean {
    const { heartbeatMs = HEARTBEAT_MS } = this.options;
    return this.lastMessageMs === undefined || this.monotonicMs() - this.lastMessageMs >= heartbeatMs;
  }

  private async send(votes: Parameters<HubPort['attest']>[0]['votes'], head: Header): Promise<void> {
    const { hub, spoke, group } = this.options;
    const prices = await askAll(group, 'gas price', readGasPrice);
    // the lowest: an endpoint that lies must not raise the users' fees
    const gasPrice = prices.map(({ value }) => value).reduce((a, b) => (b < a ? b : a));
    await hub.attest({ spoke, votes, finalizedAt: head.timestamp, gasPrice });
    this.lastMessageMs = this.monotonicMs();
  }
}

function abstentionOf(error: unknown): AbstentionReason | undefined {
  if (error instanceof DisagreementError) return 'disagreement';
  if (error instanceof TooFewSourcesError) return 'too_few_sources';
  return isContradiction(error) || error instanceof FinalityDoubt ? 'contradiction' : undefined;
}
