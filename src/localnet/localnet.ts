import { join } from 'node:path';
import { type FundedAccount, localnetAccounts } from './accounts.ts';
import { type LocalnetContract, type LocalnetSpoke, removeContract, writeContract } from './contract.ts';
import type { EvmFaults } from './evm/evm-faults.ts';
import { EvmSide } from './evm/evm-side.ts';
import { startFaucet } from './faucet.ts';
import { marketFeeds, publisherOf } from './feeds.ts';
import { FakeHermes } from './hermes/fake-hermes.ts';
import { HubProcess } from './hub-process.ts';
import { findRunning, hasOrphans, LOCALNET_CHAIN, type LocalnetHome, openLocalnetHome } from './localnet-home.ts';
import { feedPrices, startTraders, untilPriced, untilQuoted } from './market-side.ts';
import { requireOperators } from './operators.ts';
import { pause } from './pause.ts';
import type { Scenario } from './prices/price-path.ts';
import { Progress } from './progress.ts';
import { connectAs } from './traders.ts';
import { waitFor } from './wait-for.ts';

export interface LocalnetOptions {
  readonly home: string;
  readonly reset: boolean;
  readonly quiet: boolean;
  readonly traders: boolean;
  /** EVM chains with a vault each; 0: the hub alone. */
  readonly chains: number;
  readonly prices: Scenario;
  readonly seed: number;
  readonly portOffset: number;
  /** All ports are free ones: tests. */
  readonly anyPorts: boolean;
  readonly faults: LocalnetFaults;
}

/** What it injects once it is up. */
export interface LocalnetFaults extends EvmFaults {
  /** Prices stop after a while. */
  readonly pricesStale: boolean;
}

/** A running localnet. */
export interface Localnet {
  readonly contract: LocalnetContract;
  readonly startedMs: number;
  readonly isNew: boolean;
  /** What the user should know of faults and spokes. */
  readonly warnings: readonly string[];
  /** Resolves with a reason when something it needs has ended by itself. */
  readonly broken: Promise<string>;
  stop(): Promise<void>;
}

const STALE_AFTER_MS = 10_000;
/** So long may what a killed starter left behind take to write its state and end. */
const ORPHANS_MS = 15_000;

/**
 * Starts EVM chains, hub, price source, feeder, vaults with their relayers, market makers, takers and faucet; writes
 * `localnet.json` when all of it works. A start that fails stops what it had started.
 */
export async function startLocalnet(options: LocalnetOptions): Promise<Localnet> {
  const running = findRunning(options.home);
  if (running !== undefined) {
    throw new Error(`a localnet (pid ${running}) runs in ${options.home} already; stop it, or give another --home`);
  }
  const abort = new AbortController();
  // a number may belong to somebody else by now: not waited for without end
  await waitFor(abort.signal, ORPHANS_MS, '', async () => !hasOrphans(options.home)).catch(() => undefined);
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    removeContract(options.home);
    abort.abort();
    for (const end of stops.splice(0).reverse()) await end().catch(() => undefined);
  };
  try {
    return await start(options, abort.signal, stops, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  options: LocalnetOptions,
  signal: AbortSignal,
  stops: (() => Promise<unknown>)[],
  stop: () => Promise<void>,
): Promise<Localnet> {
  const progress = new Progress(options.quiet);
  const port = (base: number): number => (options.anyPorts ? 0 : base + options.portOffset);
  const { people, bots } = localnetAccounts();
  const bot = (name: string) => bots.find((account) => account.name === name)!;
  const errors = new ErrorLog();
  const note = (who: string, error: unknown): void => errors.note(who, error);

  const home = await progress.step('Genesis, keys, accounts', async () =>
    openLocalnetHome(options.home, { seed: options.seed, reset: options.reset, evm: options.chains > 0 }),
  );
  const broken = Promise.withResolvers<string>();
  let onPids = (): void => undefined;
  const evm =
    options.chains > 0
      ? createEvmSide(options, home, { people, bot, port, signal, note, broken, onPids: () => onPids() })
      : undefined;
  const chainsUp = evm?.startChains();
  // looked at below; until then a failure must not count as unhandled
  chainsUp?.catch(() => undefined);
  if (evm !== undefined) stops.push(() => evm.stop());
  const publisher = publisherOf(home.genesis, options.prices, home.meta.seed, home.meta.startSecond);
  const hermes = new FakeHermes({ publisher, port: port(8081) });
  stops.push(() => hermes.stop());
  await progress.step('Signed prices (fake Hermes)', () => hermes.start());

  const hub = await progress.step(home.isNew ? 'Hub: a new chain' : 'Hub: going on with the chain', () =>
    HubProcess.start({
      home: home.node.root,
      logFile: join(home.root, 'hub.log'),
      ports: { rpc: port(26657), api: port(8080), metrics: port(9464) },
    }).catch((error: Error) => {
      // what another version wrote may not be readable; nothing on a localnet is worth a repair
      throw home.isNew ? error : new Error(`${error.message.replace(/\.$/, '')}; on a localnet --reset begins anew`);
    }),
  );
  hub.onExit((code) =>
    broken.resolve(`the hub ended with exit code ${code}; its log is ${join(home.root, 'hub.log')}`),
  );
  stops.push(() => hub.stop());
  const { rpc, rest, ws, metrics } = hub.addresses;

  const feeds = marketFeeds(home.genesis);
  const tasks: Promise<void>[] = [];
  stops.push(() => Promise.allSettled(tasks));
  const feederClient = await connectAs(bot('feeder'), rest, signal);
  await progress.step('Prices on the chain', async () => {
    tasks.push(feedPrices({ client: feederClient, hermes: hermes.url, publisher, signal, note }));
    await untilPriced(feederClient, signal);
  });
  let spokes: readonly LocalnetSpoke[] = [];
  if (evm !== undefined && chainsUp !== undefined) {
    await progress.step('EVM chains and test tokens', () => chainsUp);
    // relayers end before the hub they look at
    stops.push(() => evm.stop());
    spokes = await evm.connect(await connectAs(bot('authority'), rest, signal), { rpc, rest }, progress);
  }
  if (options.faults.pricesStale) {
    tasks.push(
      pause(STALE_AFTER_MS, signal).then(() => {
        hermes.fault = 'hang';
      }),
    );
  }

  if (options.traders) {
    await progress.step('Market makers and takers', async () => {
      tasks.push(...startTraders({ bot, feeds, publisher, rest, seed: home.meta.seed, signal, note }));
      await untilQuoted(feederClient, signal);
    });
  }
  const faucet = await progress.step('Faucet', async () =>
    startFaucet(await connectAs(bot('faucet'), rest, signal), port(8082)),
  );
  stops.push(() => faucet.stop());

  const status = await feederClient.rest.get<{ genesisHash: string }>('status');
  const pids = (): Record<string, number> => ({ localnet: process.pid, hub: hub.pid, ...evm?.pids });
  const contract: LocalnetContract = {
    version: 1,
    chainId: LOCALNET_CHAIN,
    genesisHash: status.data.genesisHash,
    height: status.height,
    rpc,
    rest,
    ws,
    metrics,
    hermes: hermes.url,
    validators: [{ name: 'local-0', home: home.node.root, rpc, rest, pid: hub.pid }],
    accounts: people.map(({ usdc: _usdc, deposits: _deposits, ...account }) => account),
    faucet: { url: faucet.url },
    spokes,
    markets: feeds.map(({ id, ticker }) => ({ id, ticker })),
    pids: pids(),
  };
  const warnings = (await evm?.inject(options.faults, { rpc, rest })) ?? [];
  writeContract(options.home, contract);
  onPids = () => {
    if (!signal.aborted) writeContract(options.home, { ...contract, pids: pids() });
  };
  return { contract, startedMs: progress.elapsedMs, isNew: home.isNew, warnings, broken: broken.promise, stop };
}

interface EvmParts {
  readonly people: readonly FundedAccount[];
  readonly bot: (name: string) => FundedAccount;
  readonly port: (base: number) => number;
  readonly signal: AbortSignal;
  readonly note: (who: string, error: unknown) => void;
  readonly broken: PromiseWithResolvers<string>;
  readonly onPids: () => void;
}

function createEvmSide(options: LocalnetOptions, home: LocalnetHome, parts: EvmParts): EvmSide {
  requireOperators(home.root, home.genesis);
  const { people, bot, port, signal, note, broken, onPids } = parts;
  return new EvmSide({
    root: home.root,
    chains: options.chains,
    port,
    people,
    authority: bot('authority'),
    signal,
    note,
    tell: (line) => {
      if (!options.quiet) process.stdout.write(`${line}\n`);
    },
    onPids,
    onBroken: (why) => broken.resolve(why),
  });
}

/** Bots fail now and then (a busy node, a closed connection): said once a minute a bot, not each time. */
class ErrorLog {
  private readonly lastMs = new Map<string, number>();

  note(who: string, error: unknown): void {
    const now = Date.now();
    if (now - (this.lastMs.get(who) ?? 0) < 60_000) return;
    this.lastMs.set(who, now);
    process.stderr.write(`${who}: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}
