import { join } from 'node:path';
import type { Address, Hex, LocalAccount } from 'viem';
import type { HubPort, HubSpoke } from './hub-port.ts';
import { runJobLoop } from './job-loop.ts';
import type { RelayerMetrics } from './metrics.ts';
import { type FinalityRule, FinalityViolation } from './observer/finality.ts';
import { Observer } from './observer/observer.ts';
import { StartRefused } from './observer/start-checks.ts';
import type { SourceGroup } from './rpc/agreement.ts';
import { RpcSource } from './rpc/rpc-source.ts';
import { Signer } from './signer/signer.ts';
import { readSpokeFigures } from './spoke-figures.ts';
import { NonceTable } from './submitter/nonce-table.ts';
import { Submitter } from './submitter/submitter.ts';
import { TxSender } from './submitter/tx-sender.ts';
import { Watchtower } from './watchtower/watchtower.ts';

export type RelayerJob = 'observer' | 'signer' | 'submitter' | 'watchtower';

export interface SpokeSettings {
  readonly spoke: number;
  readonly rpc: readonly string[];
  readonly finality: FinalityRule;
  readonly deployedAt?: bigint;
  /** wei per gas. */
  readonly maxFeePerGas?: bigint;
  readonly lookbackBlocks?: bigint;
}

export interface RelayerConfig {
  readonly spokes: readonly SpokeSettings[];
  readonly jobs: readonly RelayerJob[];
  /** Endpoints of a spoke that must agree: 2, 1 on localnets only. */
  readonly requiredSources: number;
  /** Nonce tables are here. */
  readonly folder: string;
  readonly validatorIndex: number;
  readonly intervalMs?: number;
  readonly rpcTimeoutMs?: number;
}

export interface RelayerDeps {
  readonly hub: HubPort;
  readonly metrics: RelayerMetrics;
  readonly signal: AbortSignal;
  /** Only the keys of the configured jobs are needed; the observer's is in the hub port. */
  readonly keys: {
    readonly signer?: LocalAccount;
    readonly submitter?: LocalAccount;
    readonly watchtower?: LocalAccount;
  };
  /** For the log and the alarm. Texts hold neither keys nor URLs. */
  readonly onEvent: (event: RelayerEvent) => void;
}

export interface RelayerEvent {
  readonly level: 'info' | 'warn' | 'alarm';
  readonly job: RelayerJob;
  readonly spoke: number;
  readonly message: string;
}

const INTERVAL_MS = 1_000;
const RPC_TIMEOUT_MS = 10_000;

/**
 * Runs the configured jobs on the configured spokes until the signal; each is alone with its key, and one that stops for
 * good leaves the others running. Throws at once when a spoke is unknown, a key is missing or a nonce table is in use.
 */
export async function runRelayer(config: RelayerConfig, deps: RelayerDeps): Promise<void> {
  const known = await deps.hub.spokes();
  const salt = await deps.hub.hubSalt();
  const tables: NonceTable[] = [];
  try {
    const loops = config.spokes.flatMap((settings) => {
      const spoke = known.find((one) => one.spoke === settings.spoke);
      if (spoke === undefined) throw new StartRefused(`the hub has no spoke ${settings.spoke}`);
      return config.jobs.map((job) => ({
        job,
        spoke: spoke.spoke,
        step: createStep(job, { settings, spoke, salt, tables, config, deps }),
      }));
    });
    await Promise.all(
      loops.map(({ job, spoke, step }) =>
        runJobLoop({
          step,
          intervalMs: config.intervalMs ?? INTERVAL_MS,
          signal: deps.signal,
          isFatal: (error) => error instanceof FinalityViolation || error instanceof StartRefused,
          onError: (error, isFatal) =>
            deps.onEvent({ level: isFatal ? 'alarm' : 'warn', job, spoke, message: messageOf(error) }),
        }),
      ),
    );
  } finally {
    for (const table of tables) table.close();
  }
}

interface StepContext {
  readonly settings: SpokeSettings;
  readonly spoke: HubSpoke;
  readonly salt: Hex;
  readonly tables: NonceTable[];
  readonly config: RelayerConfig;
  readonly deps: RelayerDeps;
}

function createStep(job: RelayerJob, context: StepContext): () => Promise<unknown> {
  const { settings, config, deps } = context;
  const { hub, metrics } = deps;
  const { spoke } = settings;
  const group = sourceGroup(context);
  const lookback = settings.lookbackBlocks === undefined ? {} : { lookbackBlocks: settings.lookbackBlocks };
  switch (job) {
    case 'observer': {
      const deployedAt = settings.deployedAt === undefined ? {} : { deployedAt: settings.deployedAt };
      const observer = new Observer({ spoke, hub, group, finality: settings.finality, metrics, ...deployedAt });
      return () => observer.step();
    }
    case 'signer': {
      const onRefusal = ({ kind, number, fault }: { kind: string; number: bigint; fault: string }): void =>
        deps.onEvent({ level: 'alarm', job, spoke, message: `${kind} ${number} not signed: ${fault}` });
      const signer = new Signer({ spoke, hub, key: keyOf(deps, 'signer'), metrics, onRefusal });
      return () => signer.step();
    }
    case 'submitter': {
      const sender = createSender(context, 'submitter', group);
      const { validatorIndex } = config;
      const submitter = new Submitter({
        spoke,
        hub,
        sources: group.sources,
        sender,
        metrics,
        validatorIndex,
        ...lookback,
      });
      const { sources } = group;
      return async () => {
        await readSpokeFigures({ spoke, hub, sources, metrics });
        const outcome = await submitter.step();
        if (outcome.kind !== 'failed') return;
        const message = `${outcome.job}: ${outcome.failure}: ${messageOf(outcome.error)}`;
        deps.onEvent({ level: 'warn', job, spoke, message });
      };
    }
    case 'watchtower': {
      const sender = createSender(context, 'watchtower', group);
      const onForgery = ({ id, txHash }: { id: bigint; txHash: Hex }): void =>
        deps.onEvent({ level: 'alarm', job, spoke, message: `outflow ${id} in ${txHash} is not of the hub; locking` });
      const watched = { ...group, required: 1 };
      const tower = new Watchtower({ spoke, hub, group: watched, sender, metrics, onForgery, ...lookback });
      return () => tower.step();
    }
  }
}

function sourceGroup({ settings, config, deps }: StepContext): SourceGroup {
  const { spoke } = settings;
  const sources = settings.rpc.map(
    (url, i) =>
      new RpcSource({
        name: `spoke${spoke}/rpc${i}`,
        url,
        timeoutMs: config.rpcTimeoutMs ?? RPC_TIMEOUT_MS,
        signal: deps.signal,
      }),
  );
  const onFailure: SourceGroup['onFailure'] = ({ source, failure }) =>
    deps.metrics.rpcFailures.inc({ spoke, source, failure });
  return { sources, required: config.requiredSources, onFailure };
}

function createSender(context: StepContext, job: 'submitter' | 'watchtower', group: SourceGroup): TxSender {
  const { settings, spoke, salt, tables, config, deps } = context;
  const account = keyOf(deps, job);
  const owner = { chainId: BigInt(spoke.chainId), sender: account.address, hubSalt: salt };
  const table = NonceTable.open(join(config.folder, tableName(spoke.chainId, account.address)), owner);
  tables.push(table);
  return new TxSender({
    spoke: settings.spoke,
    chainId: spoke.chainId,
    account,
    sources: group.sources,
    table,
    metrics: deps.metrics,
    ...(settings.maxFeePerGas !== undefined && { maxFeePerGas: settings.maxFeePerGas }),
  });
}

/** One file per key and chain: its lock is what keeps a second writer out. */
const tableName = (chainId: number, address: Address): string => `nonces-${chainId}-${address.toLowerCase()}.sqlite`;

function keyOf({ keys }: RelayerDeps, job: 'signer' | 'submitter' | 'watchtower'): LocalAccount {
  const key = keys[job];
  if (key === undefined) throw new StartRefused(`the ${job} has no key`);
  return key;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
