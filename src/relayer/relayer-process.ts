import { mkdirSync } from 'node:fs';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { NaveClient } from '#src/client/nave-client.ts';
import { UnreachableError } from '#src/client/nave-error.ts';
import type { DirectSigner } from '#src/client/signer.ts';
import type { Logger } from '#src/telemetry/log.ts';
import { MetricsServer } from '#src/telemetry/metrics-server.ts';
import type { RelayerSettings } from './config/relayer-config.ts';
import type { FaultHook } from './fault-point.ts';
import { voteToIsolate } from './isolate-vote.ts';
import { JobBoard, type SpokeStatus } from './job-board.ts';
import { openKey } from './keys/key-source.ts';
import { createRelayerMetrics } from './metrics.ts';
import { nodeHub } from './node-hub.ts';
import { runRelayer } from './relayer.ts';
import type { RelayerDeps, RelayerEvent } from './relayer-types.ts';
import { Waker } from './waker.ts';

/** What `/status` answers. */
export interface RelayerStatus {
  readonly ready: boolean;
  readonly chainId: string | null;
  readonly relayer: string | null;
  readonly uptimeMs: number;
  readonly spokes: readonly SpokeStatus[];
}

export interface RelayerProcessDeps {
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** The relayer's hub account; needed by observer and signer. */
  readonly hubKey?: DirectSigner;
  /** The validator's operator account; only for the vote to isolate a spoke. */
  readonly operatorKey?: DirectSigner;
  /** Told once, when metrics listen and the hub answered. */
  readonly onStarted: (facts: {
    readonly chainId: string;
    readonly relayer: string | null;
    readonly metrics: string;
  }) => void;
  readonly environment?: NodeJS.ProcessEnv;
  readonly fault?: FaultHook;
}

const HUB_PAUSE_MS = 1_000;
const SAY_EVERY = 30;

/**
 * A whole relayer: keys, metrics, hub, jobs. Resolves when the signal stopped it; rejects with StartRefused, KeystoreError,
 * NonceTableBusy, or when nothing is left that could go on.
 */
export async function runRelayerProcess(settings: RelayerSettings, deps: RelayerProcessDeps): Promise<void> {
  const { log, signal, hubKey, environment } = deps;
  const keys = openKeys(settings, environment);
  mkdirSync(settings.folder, { recursive: true, mode: 0o700 });
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const metrics = createRelayerMetrics(registry);
  const board = new JobBoard(
    settings.spokes.map(({ spoke }) => spoke),
    settings.jobs,
  );
  const startedMs = performance.now();
  let chainId: string | null = null;
  const status = (): RelayerStatus => ({
    ready: board.isReady(),
    chainId,
    relayer: hubKey?.account ?? null,
    uptimeMs: Math.round(performance.now() - startedMs),
    spokes: board.status(),
  });
  const server = new MetricsServer(registry, () => board.isReady(), status);
  const port = await server.start(settings.metrics.host, settings.metrics.port);
  let client: NaveClient | undefined;
  try {
    client = await connect(settings, deps);
    if (client === undefined) return;
    chainId = client.chainId;
    deps.onStarted({ chainId, relayer: status().relayer, metrics: `http://${settings.metrics.host}:${port}` });
    const hub = nodeHub({ rpc: settings.hub.rpc, client });
    const onEvent = (event: RelayerEvent): void => write(log, event);
    const { fault, operatorKey } = deps;
    const isolate = operatorKey === undefined ? undefined : isolateAs(operatorKey, settings, signal);
    await runRelayer(settings, {
      ...{ hub, metrics, signal, keys, board, onEvent },
      ...(isolate !== undefined && { isolate }),
      ...(fault !== undefined && { fault }),
    });
    if (!signal.aborted) throw new Error('no job is left that could go on; the log says why each one stopped');
  } finally {
    client?.close();
    await server.stop();
  }
}

/** Connects only when there is something to vote on. */
function isolateAs(signer: DirectSigner, { hub }: RelayerSettings, signal: AbortSignal) {
  return async (spoke: number): Promise<void> => {
    const operator = await NaveClient.connect({ rest: hub.rest, signal, signer });
    try {
      await voteToIsolate(operator, spoke);
    } finally {
      operator.close();
    }
  };
}

function openKeys({ jobs, keys }: RelayerSettings, environment?: NodeJS.ProcessEnv): RelayerDeps['keys'] {
  const open = (job: 'signer' | 'submitter' | 'watchtower') => {
    const source = jobs.includes(job) ? keys[job] : undefined;
    return source === undefined ? undefined : openKey(source, environment);
  };
  const [signer, submitter, watchtower] = [open('signer'), open('submitter'), open('watchtower')];
  return {
    ...(signer !== undefined && { signer }),
    ...(submitter !== undefined && { submitter }),
    ...(watchtower !== undefined && { watchtower }),
  };
}

/** Waits for the hub, saying so; undefined when stopped before. */
async function connect(
  { hub }: RelayerSettings,
  { log, signal, hubKey }: RelayerProcessDeps,
): Promise<NaveClient | undefined> {
  const pause = new Waker();
  for (let tries = 0; !signal.aborted; tries++) {
    try {
      return await NaveClient.connect({ rest: hub.rest, signal, ...(hubKey !== undefined && { signer: hubKey }) });
    } catch (error) {
      if (signal.aborted) return undefined;
      if (!(error instanceof UnreachableError)) throw error;
      if (tries % SAY_EVERY === 0) log.warn('the hub does not answer: waiting for it (hub.rest)');
    }
    await pause.wait(HUB_PAUSE_MS, signal);
  }
  return undefined;
}

function write(log: Logger, { level, message, job, spoke }: RelayerEvent): void {
  const context = { spoke, ...(job !== undefined && { job }) };
  if (level === 'alarm') log.error({ ...context, alarm: true }, message);
  else log[level](context, message);
}
