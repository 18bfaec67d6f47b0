import type { Address } from 'viem';
import type { HubPort } from '../hub-port.ts';
import type { RelayerMetrics } from '../metrics.ts';
import { getHeader } from '../rpc/chain-reader.ts';
import { firstAnswer } from '../rpc/first-answer.ts';
import { RpcError } from '../rpc/rpc-error.ts';
import type { RpcSource } from '../rpc/rpc-source.ts';
import { JobClock } from './job-clock.ts';
import { planJobs } from './plan-jobs.ts';
import { QueueReader } from './queue-reader.ts';
import { sendableSelection } from './sendable-selection.ts';
import { finalizeJob, type SpokeJob } from './spoke-jobs.ts';
import { classifyFailure, type FailureClass, TxOnItsWay } from './submit-errors.ts';
import type { TxSender } from './tx-sender.ts';

export interface SubmitterOptions {
  readonly spoke: number;
  readonly hub: HubPort;
  readonly sources: readonly RpcSource[];
  readonly sender: TxSender;
  readonly metrics: RelayerMetrics;
  /** Place of this validator: each waits one step longer than the one before it. */
  readonly validatorIndex: number;
  readonly delayStepMs?: number;
  readonly lookbackBlocks?: bigint;
  readonly monotonicMs?: () => number;
  readonly random?: () => number;
}

export type SubmitOutcome =
  | { readonly kind: 'idle' | 'waiting' }
  | { readonly kind: 'sent'; readonly job: string }
  | { readonly kind: 'failed'; readonly job: string; readonly failure: FailureClass; readonly error: unknown };

const DELAY_STEP_MS = 3_000;
/** Nine days of 12 s blocks: maxDelay and expiry of the default vault. */
const LOOKBACK_BLOCKS = 64_800n;

/**
 * Pays the gas: brings complete batches, rotations, queued payouts and what a predecessor paid to the vault. Anybody may do the same; what somebody
 * else has done already is success. Holds nothing that the hub and the vault do not know.
 */
export class Submitter {
  private readonly options: SubmitterOptions;
  private readonly clock: JobClock;
  private queue: QueueReader | undefined;
  private vault: Address = '0x';
  /** Head and hub state at which there was nothing to do. */
  private quietFacts: readonly unknown[] = [];

  constructor(options: SubmitterOptions) {
    this.options = options;
    const { validatorIndex, delayStepMs = DELAY_STEP_MS, monotonicMs = () => performance.now(), random } = options;
    this.clock = new JobClock(validatorIndex * delayStepMs, monotonicMs, random);
  }

  /** Looks after the transaction on its way, else sends the first job that is due. Throws what hub and endpoints reject with. */
  async step(): Promise<SubmitOutcome> {
    const { sender, metrics, spoke } = this.options;
    const settled = await sender.settle();
    if (settled.kind === 'waiting') return { kind: 'waiting' };
    if ('job' in settled) {
      metrics.submissions.inc({ spoke, outcome: settled.kind });
      if (settled.kind === 'mined') this.clock.done(settled.job);
      else this.clock.failed(settled.job, 'transient');
    }
    for (const job of await this.plan()) {
      if (!this.clock.isDue(job.key)) continue;
      return this.send(job);
    }
    return { kind: 'idle' };
  }

  private async plan(): Promise<readonly SpokeJob[]> {
    const { hub, spoke: id, sources, lookbackBlocks = LOOKBACK_BLOCKS } = this.options;
    const spoke = (await hub.spokes()).find((one) => one.spoke === id);
    if (spoke === undefined) return [];
    this.queue ??= new QueueReader({ sources, vault: spoke.vault, lookbackBlocks });
    const head = await firstAnswer(sources, 'head', (source) => getHeader(source, 'latest'));
    const facts = [head.hash, spoke, await hub.batches(id), await hub.sets(id)];
    if (facts.every((fact, i) => fact === this.quietFacts[i])) return [];
    this.quietFacts = [];
    const jobs = await planJobs({ hub, spoke, sources, queue: this.queue, head });
    this.vault = spoke.vault;
    if (jobs.length === 0) this.quietFacts = facts;
    return jobs;
  }

  private async send(job: SpokeJob): Promise<SubmitOutcome> {
    const { metrics, spoke } = this.options;
    try {
      await this.sendWhole(job);
      return { kind: 'sent', job: job.key };
    } catch (error) {
      if (error instanceof TxOnItsWay) return { kind: 'waiting' };
      const failure = classifyFailure(error);
      this.clock.failed(job.key, failure);
      metrics.submissions.inc({ spoke, outcome: failure });
      return { kind: 'failed', job: job.key, failure, error };
    }
  }

  private async sendWhole(job: SpokeJob): Promise<void> {
    try {
      await this.options.sender.send({ job: job.key, to: job.to ?? this.vault, data: job.data });
    } catch (error) {
      if (job.queue === undefined || !isOfTheCall(error)) throw error;
      await this.sendPart(job.key, job.queue, error);
    }
  }

  /** A finalize that reverts: what poisons it waits alone by its own schedule, the rest goes now. */
  private async sendPart(
    job: string,
    { list, indices }: NonNullable<SpokeJob['queue']>,
    whole: unknown,
  ): Promise<void> {
    const { sender, metrics, spoke } = this.options;
    const alone = (index: number): string => `${job} ${index}`;
    const tried = indices.filter((index) => !this.clock.isWaiting(alone(index)));
    const causes = new Map<number, unknown>();
    const { good, poison } = await sendableSelection(tried, async (part) => {
      try {
        await sender.simulate({ to: this.vault, data: finalizeJob(list, part).data });
        return true;
      } catch (error) {
        if (!isOfTheCall(error)) throw error;
        if (part.length === 1) causes.set(part[0]!, error);
        return false;
      }
    });
    for (const index of poison) this.clock.failed(alone(index), classifyFailure(causes.get(index)));
    if (good.length === 0) throw whole;
    await sender.send({ job, to: this.vault, data: finalizeJob(list, good).data });
    metrics.submissions.inc({ spoke, outcome: 'split' });
  }
}

/** The call itself reverts or needs too much gas: less of it may do. A silent endpoint or an empty purse is no such thing. */
const isOfTheCall = (error: unknown): boolean =>
  error instanceof RpcError ? error.failure === 'revert' : classifyFailure(error) === 'splitting';
