import { join } from 'node:path';
import type { Address, Hex } from 'viem';
import type { FinalityRule } from './finality-rule.ts';
import type { HubSpoke } from './hub-port.ts';
import type { StepPace } from './job-loop.ts';
import { Observer } from './observer/observer.ts';
import type { RelayerJob } from './relayer-job.ts';
import type { RelayerConfig, RelayerRun, SpokeSettings } from './relayer-types.ts';
import type { SourceGroup } from './rpc/agreement.ts';
import { Signer } from './signer/signer.ts';
import { SpokeFigures } from './spoke-figures.ts';
import { KeyWriter } from './submitter/key-writer.ts';
import { NonceTable } from './submitter/nonce-table.ts';
import { Submitter } from './submitter/submitter.ts';
import { TxSender } from './submitter/tx-sender.ts';
import { Watchtower } from './watchtower/watchtower.ts';

const SAY_AGAIN_MS = 60_000;

/** What the jobs of one spoke share. */
export interface JobContext {
  readonly settings: SpokeSettings;
  readonly spoke: HubSpoke;
  readonly group: SourceGroup;
  readonly rule: FinalityRule;
  readonly salt: Hex;
  readonly config: RelayerConfig;
  readonly run: RelayerRun;
}

/** One job on one spoke, to be stepped; it writes how it does on the board. Throws NonceTableBusy. */
export function createJob(job: RelayerJob, context: JobContext): () => Promise<StepPace> {
  switch (job) {
    case 'observer':
      return observerStep(context);
    case 'signer':
      return signerStep(context);
    case 'submitter':
      return submitterStep(context);
    case 'watchtower':
      return watchtowerStep(context);
  }
}

function observerStep({ settings, group, rule, run }: JobContext): () => Promise<StepPace> {
  const { spoke, deployedAt } = settings;
  const { board, metrics, fault, onEvent } = run;
  let said: { readonly reason: string; readonly atMs: number } | undefined;
  /** Once when it begins and once a minute while it lasts. */
  const onAbstention = (reason: string, why: string): void => {
    const atMs = performance.now();
    if (said?.reason === reason && atMs - said.atMs < SAY_AGAIN_MS) return;
    said = { reason, atMs };
    onEvent({ level: 'warn', job: 'observer', spoke, message: `abstains, ${reason}: ${why}` });
  };
  const observer = new Observer({
    spoke,
    hub: run.watch.port,
    group,
    finality: rule,
    metrics,
    onAbstention,
    ...(deployedAt !== undefined && { deployedAt }),
    ...(fault !== undefined && { fault }),
  });
  return async () => {
    const outcome = await observer.step();
    if (outcome.kind !== 'abstained') said = undefined;
    if (outcome.kind === 'abstained') board.setJob(spoke, 'observer', 'abstaining', outcome.reason);
    else if (outcome.kind === 'not_attester')
      board.setJob(spoke, 'observer', 'abstaining', 'this validator may not vote');
    else board.setJob(spoke, 'observer', 'ok');
    board.setFigures(spoke, observer.figures());
    return outcome.kind === 'voted' ? 'busy' : 'normal';
  };
}

function signerStep({ settings: { spoke }, run }: JobContext): () => Promise<StepPace> {
  const { board, metrics, fault, onEvent } = run;
  const signer = new Signer({
    spoke,
    hub: run.watch.port,
    key: run.keys.signer!,
    metrics,
    onRefusal: ({ kind, number, fault: why }) =>
      onEvent({ level: 'alarm', job: 'signer', spoke, message: `${kind} ${number} not signed: ${why}` }),
    ...(fault !== undefined && { fault }),
  });
  return async () => {
    const { signed, refused, missing } = await signer.step();
    const why = refused.map(({ kind, number, fault: text }) => `${kind} ${number}: ${text}`).join('; ');
    board.setJob(spoke, 'signer', refused.length === 0 ? 'ok' : 'abstaining', why === '' ? undefined : why);
    board.setFigures(spoke, { missingSignatures: missing - signed });
    return signed > 0 ? 'busy' : 'idle';
  };
}

function submitterStep(context: JobContext): () => Promise<StepPace> {
  const { settings, group, config, run } = context;
  const { spoke } = settings;
  const { board, metrics, onEvent } = run;
  const { sources } = group;
  const figures = new SpokeFigures({ spoke, hub: run.watch.port, sources, metrics });
  const submitter = new Submitter({
    spoke,
    hub: run.watch.port,
    sources,
    sender: createSender(context, 'submitter'),
    metrics,
    validatorIndex: config.validatorIndex,
    ...lookbackOf(settings),
  });
  return async () => {
    await figures.readIfDue();
    const outcome = await submitter.step();
    if (outcome.kind === 'failed') {
      const reason = `${outcome.job}: ${outcome.failure}: ${messageOf(outcome.error)}`;
      board.setJob(spoke, 'submitter', 'retrying', reason);
      onEvent({ level: 'warn', job: 'submitter', spoke, message: reason });
      return 'normal';
    }
    board.setJob(spoke, 'submitter', 'ok');
    return outcome.kind === 'idle' ? 'idle' : 'normal';
  };
}

function watchtowerStep(context: JobContext): () => Promise<StepPace> {
  const { settings, group, run } = context;
  const { spoke } = settings;
  const { board, onEvent } = run;
  const tower = new Watchtower({
    spoke,
    // its judgement needs the hub as it is
    hub: run.hub,
    group: { ...group, required: 1 },
    sender: createSender(context, 'watchtower'),
    metrics: run.metrics,
    onForgery: ({ id, txHash }) =>
      onEvent({
        level: 'alarm',
        job: 'watchtower',
        spoke,
        message: `outflow ${id} in ${txHash} is not of the hub; locking`,
      }),
    ...lookbackOf(settings),
  });
  return async () => {
    const outcome = await tower.step();
    if (outcome.kind === 'lock_failed') {
      board.setJob(spoke, 'watchtower', 'retrying', `lock: ${outcome.failure}: ${messageOf(outcome.error)}`);
    } else board.setJob(spoke, 'watchtower', 'ok');
    return 'idle';
  };
}

function createSender(
  { settings, spoke, group, salt, config, run }: JobContext,
  job: 'submitter' | 'watchtower',
): TxSender {
  const account = run.keys[job]!;
  const { chainId } = spoke;
  const file = tableName(chainId, account.address);
  // shared by the spokes of a chain, never by jobs: a lock must not wait behind a payout
  const name = `${job} ${file}`;
  const writer = run.writers.get(name) ?? openWriter();
  function openWriter(): KeyWriter {
    const owner = { chainId: BigInt(chainId), sender: account.address, hubSalt: salt };
    return new KeyWriter(NonceTable.open(join(config.folder, file), owner));
  }
  run.writers.set(name, writer);
  return new TxSender({
    spoke: settings.spoke,
    chainId,
    account,
    sources: group.sources,
    writer,
    metrics: run.metrics,
    ...(config.replaceAfterMs !== undefined && { replaceAfterMs: config.replaceAfterMs }),
    ...(settings.maxFeePerGas !== undefined && { maxFeePerGas: settings.maxFeePerGas }),
    ...(run.fault !== undefined && { fault: run.fault }),
  });
}

/** One file per key and chain: its lock is what keeps a second writer out. */
const tableName = (chainId: number, address: Address): string => `nonces-${chainId}-${address.toLowerCase()}.sqlite`;

const lookbackOf = ({ lookbackBlocks }: SpokeSettings): { lookbackBlocks?: bigint } =>
  lookbackBlocks === undefined ? {} : { lookbackBlocks };

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
