import type { Hex } from 'viem';
import type { HubBatch, HubPort, HubSpoke } from '../hub-port.ts';
import { readVault } from '../rpc/chain-reader.ts';
import { firstAnswer } from '../rpc/first-answer.ts';
import type { Header } from '../rpc/parse-answer.ts';
import type { RpcSource } from '../rpc/rpc-source.ts';
import { planForwarding } from './plan-forwarding.ts';
import type { QueueList, QueueReader } from './queue-reader.ts';
import {
  expireQueuedJob,
  expireSignedJob,
  finalizeJob,
  finalizeRotationJob,
  rotationJob,
  type SpokeJob,
  submitJob,
} from './spoke-jobs.ts';

const NONE = 0;
const QUEUED = 1;
const EXPIRY_S = 604_800n;

interface PendingSet {
  readonly epoch: bigint;
  readonly readyAt: bigint;
  readonly readyBlock: bigint;
}

export interface PlanOptions {
  readonly hub: HubPort;
  readonly spoke: HubSpoke;
  readonly sources: readonly RpcSource[];
  readonly queue: QueueReader;
  /** Newest block. */
  readonly head: Header;
}

/**
 * What the vault needs now, by its own state and clock and by the hub's record; what anybody did already is not in it.
 * Rotations first: batches of the next epoch wait for them.
 */
export async function planJobs({ hub, spoke, sources, queue, head }: PlanOptions): Promise<readonly SpokeJob[]> {
  const { vault } = spoke;
  const view = <T>(name: 'status' | 'pendingSet' | 'queuedAt', args: readonly unknown[] = []): Promise<T> =>
    firstAnswer(sources, name, (source) => readVault<T>(source, vault, name, args));
  const statuses = (ids: readonly bigint[]): Promise<readonly number[]> =>
    Promise.all(ids.map((id) => view<number>('status', [id])));

  const jobs = await planRotation(hub, spoke, head, () => view<PendingSet>('pendingSet'));
  for (const batch of await hub.batches(spoke.spoke)) {
    if (batch.calldata === undefined || batch.epoch !== spoke.epoch) continue;
    jobs.push(...(await planBatch({ ...batch, calldata: batch.calldata }, head, statuses)));
  }
  for (const list of await queue.read(head.number)) jobs.push(...(await planQueue(list, head, statuses, queue)));
  jobs.push(...(await planForwarding(spoke, sources)));
  return jobs;
}

async function planRotation(
  hub: HubPort,
  spoke: HubSpoke,
  head: Header,
  pendingSet: () => Promise<PendingSet>,
): Promise<SpokeJob[]> {
  const set = (await hub.sets(spoke.spoke)).find((one) => one.epoch === spoke.epoch + 1n && one.calldata !== undefined);
  const pending = await pendingSet();
  // an epoch that has passed stays in the vault's slots
  if (pending.epoch === spoke.epoch + 1n && pending.readyAt > 0n) {
    const isReady = head.timestamp >= pending.readyAt && head.number >= pending.readyBlock;
    return isReady ? [finalizeRotationJob(pending.epoch)] : [];
  }
  return set?.calldata === undefined ? [] : [rotationJob({ ...set, calldata: set.calldata })];
}

async function planBatch(
  batch: HubBatch & { readonly calldata: Hex },
  head: Header,
  statuses: (ids: readonly bigint[]) => Promise<readonly number[]>,
): Promise<readonly SpokeJob[]> {
  if (head.timestamp < batch.notBefore) return [];
  const states = await statuses(batch.items.map(({ id }) => id));
  const open = [...states.keys()].filter((index) => states[index] === NONE);
  if (open.length === 0) return [];
  return [head.timestamp > batch.deadline ? expireSignedJob(batch, open) : submitJob(batch)];
}

async function planQueue(
  list: QueueList,
  head: Header,
  statuses: (ids: readonly bigint[]) => Promise<readonly number[]>,
  queue: QueueReader,
): Promise<readonly SpokeJob[]> {
  const states = await statuses(list.entries.map(({ id }) => id));
  const open = [...list.entries.keys()].filter((index) => states[index] === QUEUED);
  if (open.length === 0) {
    queue.drop(list);
    return [];
  }
  const readyAt = (index: number): bigint => list.entries[index]!.readyAt;
  const expired = open.filter((index) => head.timestamp > readyAt(index) + EXPIRY_S);
  const ready = open.filter((index) => head.timestamp >= readyAt(index) && !expired.includes(index));
  const jobs: SpokeJob[] = [];
  if (ready.length > 0) jobs.push(finalizeJob(list, ready));
  if (expired.length > 0) jobs.push(expireQueuedJob(list, expired));
  return jobs;
}
