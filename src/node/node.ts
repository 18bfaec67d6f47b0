import { Application } from '#chain/app.ts';
import { fromHex, toHex } from '#chain/lib/bytes.ts';
import { defaultApiConfig } from '#src/api/config.ts';
import { type Api, createApi } from '#src/api/create-api.ts';
import { loadNativeCrypto } from '#src/crypto/native-crypto.ts';
import { SignaturePool } from '#src/crypto/signature-pool.ts';
import { type GenesisDoc, hashGenesis } from '#src/engine/genesis-doc.ts';
import { BlockClock } from '#src/engine/late-clock.ts';
import { SoloEngine } from '#src/engine/solo/solo-engine.ts';
import { Mempool } from '#src/mempool/mempool.ts';
import { RpcServer } from '#src/rpc/rpc-server.ts';
import type { Logger } from '#src/telemetry/log.ts';
import { MetricsServer } from '#src/telemetry/metrics-server.ts';
import { ChainStorage, type ChainStorageOptions } from './chain-storage.ts';
import { CommitRecords } from './commit-records.ts';
import type { NodeConfig } from './config.ts';
import { HistoryFeed, openHistory, openIndexer } from './history-feed.ts';
import { HomeError, homePaths, readKeyFile } from './home.ts';
import { createNodeMetrics } from './node-metrics.ts';
import { pastQueries } from './past-queries.ts';
import { PastViews } from './past-views.ts';
import { readGenesis } from './read-genesis.ts';
import { systemClock } from './system-clock.ts';
import { createGateway } from './tx-gateway.ts';
import { createVerifyAhead } from './verify-ahead.ts';
import { VERSION } from './version.ts';

/** Where a running node listens. */
export interface NodeAddresses {
  readonly rpc: string;
  readonly rest: string;
  readonly ws: string;
  readonly metrics: string;
}

/** Where tests let a node die or its disk fail; none in production. */
export interface NodeFaults {
  readonly storage?: NonNullable<ChainStorageOptions['fault']>;
  readonly engine?: NonNullable<ConstructorParameters<typeof SoloEngine>[1]['fault']>;
}

/** Parts in the order they were started; stopped in reverse. */
type Stop = () => Promise<void> | void;

/**
 * The composition root of a node: state machine, storage, pool, engine, history, RPC, API. Starts in that order, stops in
 * reverse; safe against SIGKILL at any moment.
 */
export class NaveNode {
  readonly addresses: NodeAddresses;
  readonly app: Application;
  readonly engine: SoloEngine;
  readonly mempool: Mempool;
  private readonly genesis: GenesisDoc;
  private readonly stops: Stop[];

  private constructor(
    parts: Pick<NaveNode, 'addresses' | 'app' | 'engine' | 'mempool'>,
    genesis: GenesisDoc,
    stops: Stop[],
  ) {
    this.addresses = parts.addresses;
    this.app = parts.app;
    this.engine = parts.engine;
    this.mempool = parts.mempool;
    this.genesis = genesis;
    this.stops = stops;
  }

  /**
   * Opens the home and goes on with its chain. Rejects with one line that says what to do when it cannot.
   * @param onFatal told once when the node cannot go on (disk full, a bug); stop it then
   */
  static async start(
    config: NodeConfig,
    log: Logger,
    onFatal: (error: Error) => void,
    faults: NodeFaults = {},
  ): Promise<NaveNode> {
    const stops: Stop[] = [];
    try {
      return await open(config, log, onFatal, stops, faults, (...parts) => new NaveNode(...parts));
    } catch (error) {
      await stopAll(stops, log);
      throw error;
    }
  }

  /** One line: what this is, where it listens, what to do next. */
  describe(): string {
    const { rest, rpc } = this.addresses;
    return `Nave ${VERSION} · ${this.genesis.chainId} · height ${this.engine.height} · REST and WebSocket ${rest} · RPC ${rpc} · next: nave query status --node ${rest}`;
  }

  async stop(): Promise<void> {
    await stopAll(this.stops, undefined);
  }
}

async function stopAll(stops: Stop[], log: Logger | undefined): Promise<void> {
  for (const stop of stops.splice(0).reverse()) {
    try {
      await stop();
    } catch (error) {
      log?.error({ err: error }, 'a part did not stop cleanly');
    }
  }
}

/** Blocks between two looks at every invariant; tests look after each block. */
const INVARIANTS_EVERY = 1024;

/** A broken invariant is our bug: said loudly, with what is needed to find it; the chain goes on (DESIGN decision 9). */
function reportBroken(app: Application, height: number, log: Logger): void {
  const broken = app.brokenInvariants();
  if (broken.length > 0) log.error({ height, broken }, 'an invariant is broken; stop trading and report it');
}

type Build = (
  parts: Pick<NaveNode, 'addresses' | 'app' | 'engine' | 'mempool'>,
  genesis: GenesisDoc,
  stops: Stop[],
) => NaveNode;

async function open(
  config: NodeConfig,
  log: Logger,
  onFatal: (error: Error) => void,
  stops: Stop[],
  faults: NodeFaults,
  build: Build,
): Promise<NaveNode> {
  const paths = homePaths(config.home);
  const genesis = readGenesis(paths.genesis);
  const key = readKeyFile(paths.validatorKey);
  const nodeKey = readKeyFile(paths.nodeKey);

  const native = await loadNativeCrypto();
  log.info(native.builds, 'native crypto');
  for (const warning of native.warnings) log.warn({}, warning);

  const storage = await ChainStorage.open({
    paths,
    chainId: genesis.chainId,
    onError: onFatal,
    isArchive: config.archive,
    isIndexed: config.rpc.index,
    onTorn: (message) => log.warn({}, message),
    ...(faults.storage !== undefined && { fault: faults.storage }),
  });
  stops.push(() => storage.close());
  const app = new Application({ crypto: native.crypto });
  await storage.load(app);

  const identity = { chainId: genesis.chainId, genesisHash: toHex(hashGenesis(genesis)) };
  // A history that cannot go on must not stop the chain: it stands still and is made anew from the blocks later.
  const abandonHistory = (error: Error): void => {
    log.error({ err: error }, 'history stands still; stop the node, remove its history and state, start it again');
    storage.follow(undefined);
    indexer.stop();
  };
  const { indexer, isBehind } = openIndexer(config.history, app, () =>
    openHistory(paths.history, identity, abandonHistory),
  );
  const { history } = indexer;
  stops.push(() => history.close());
  storage.follow(history);
  if (isBehind) abandonHistory(new Error('the state is newer than the history: blocks were made without it'));

  const pool = new SignaturePool({
    crypto: native.crypto,
    // This thread executes blocks: under load it has the least time of all.
    mainHelps: false,
    onWorkerDeath: (error, isReplaced) => log.warn({ err: error, isReplaced }, 'a signature worker died'),
  });
  stops.push(() => pool.close());
  const clock = new BlockClock();
  const mempool = new Mempool(
    {},
    {
      app,
      sequence: (signer) => app.sequence(fromHex(signer)),
      verifyAhead: createVerifyAhead(app, pool),
      refuse: (facts) => clock.refusal(facts.lane),
      log,
    },
  );

  const commits = new CommitRecords();
  const feed = new HistoryFeed(indexer, abandonHistory);
  const engine = new SoloEngine(
    {
      genesis,
      lockFile: paths.genesisLock,
      blockTimeMs: config.blockTimeMs,
      emptyBlockTimeMs: config.emptyBlockTimeMs,
      stepTimeMs: config.stepTimeMs,
    },
    {
      app,
      mempool,
      store: storage.blocks,
      key,
      clock,
      onFatal,
      log,
      ...(faults.engine !== undefined && { fault: faults.engine }),
      onCommitted: (block) => {
        feed.replayed(block);
        return storage.keep(app, block);
      },
    },
  );
  engine.onBlock(({ committed, stored }) => {
    commits.add(stored);
    feed.published(committed, {
      hash: toHex(stored.blockId.hash).toUpperCase(),
      proposer: toHex(stored.header.proposerAddress).toUpperCase(),
    });
    const { height, txs } = committed;
    if (height % INVARIANTS_EVERY === 0) reportBroken(app, height, log);
    log.info({ height, txs: txs.length, app: toHex(committed.appHash).slice(0, 12) }, 'block');
  });
  await engine.start();
  feed.isLive = true;
  stops.push(() => engine.stop());

  const past = new PastViews({
    app,
    crypto: native.crypto,
    ...(config.archive && { archived: (height: number) => storage.pastState(height) }),
  });
  const { gateway, tools } = createGateway(app, mempool);
  const api: Api = createApi({
    view: app.view,
    past,
    indexer,
    gateway,
    tx: tools,
    node: {
      version: VERSION,
      engine: 'solo',
      isSyncing: () => false,
      isHalted: () => false,
      findCommit: (height) => commits.find(height),
    },
    config: { ...defaultApiConfig, host: config.api.host, port: config.api.port, cors: config.api.cors },
    clock: systemClock,
    log,
  });
  const restPort = await listen('REST', config.api.port, () => api.start());
  stops.push(() => api.stop());

  const rpc = new RpcServer(
    {
      identity: {
        nodeId: toHex(nodeKey.address),
        moniker: 'nave',
        version: VERSION,
        listenAddress: 'tcp://0.0.0.0:26656',
      },
      host: config.rpc.host,
      port: config.rpc.port,
    },
    {
      genesis,
      store: storage.blocks,
      mempool,
      app,
      engine,
      key,
      log,
      pastQuery: pastQueries(app, past, config.archive ? storage.archive(app, native.crypto) : undefined),
    },
  );
  await listen('RPC', config.rpc.port, () => rpc.start());
  stops.push(() => rpc.stop());

  const metrics = new MetricsServer(createNodeMetrics({ mempool, engine, storage, history }), () => engine.height > 0);
  const metricsPort = await listen('metrics', config.metrics.port, () =>
    metrics.start(config.metrics.host, config.metrics.port),
  );
  stops.push(() => metrics.stop());

  const addresses: NodeAddresses = {
    rpc: `http://${config.rpc.host}:${rpc.port}`,
    rest: `http://${config.api.host}:${restPort}`,
    ws: `ws://${config.api.host}:${restPort}/v1/ws`,
    metrics: `http://${config.metrics.host}:${metricsPort}`,
  };
  return build({ addresses, app, engine, mempool }, genesis, stops);
}

/** A port that is taken is one line that says which setting to change. */
async function listen<T>(what: string, port: number, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (cause) {
    if ((cause as { code?: string }).code !== 'EADDRINUSE') throw cause;
    const flag = what === 'REST' ? 'api' : what.toLowerCase();
    throw new HomeError(`port ${port} for ${what} is taken; stop what uses it or give another with --${flag}-port`, {
      cause,
    });
  }
}
