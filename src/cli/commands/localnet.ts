import { enableCompileCache } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import type { LocalnetContract } from '#src/localnet/contract.ts';
import { MAX_CHAINS } from '#src/localnet/evm/chain-limits.ts';
import { FAULTS, readFaults } from '#src/localnet/fault-flags.ts';
import type { Localnet, LocalnetOptions } from '#src/localnet/localnet.ts';
import { SCENARIOS, type Scenario } from '#src/localnet/prices/price-path.ts';
import { CliError, EXIT } from '../output.ts';
import { parseInteger } from '../signing.ts';

interface Flags {
  readonly home: string;
  readonly reset?: boolean;
  readonly quiet?: boolean;
  readonly traders: boolean;
  readonly prices: string;
  readonly seed: string;
  readonly portOffset: string;
  readonly anyPorts?: boolean;
  readonly fault?: string[];
  readonly validators: string;
  readonly chains: string;
  readonly evm: boolean;
}

/** `nave localnet`, what `npm start` runs: everything on this machine, until Ctrl-C. */
export function registerLocalnetCommand(program: Command): void {
  program
    .command('localnet')
    .description(
      'a hub with prices, traders, a faucet and two EVM chains on this machine; Ctrl-C stops it, the next start resumes it',
    )
    .option('--home <dir>', 'where it keeps its state', process.env.NAVE_LOCALNET ?? '.nave')
    .option('--reset', 'forget the old chain')
    .option('--prices <scenario>', SCENARIOS.join(', '), 'calm')
    .option('--seed <n>', 'seed of prices and takers', '1')
    .option('--no-traders', 'no market makers and takers')
    .option('--validators <n>', '1: one node makes the blocks, four operators vote on bridge and prices', '1')
    .option('--chains <n>', `EVM chains with a vault each, 1..${MAX_CHAINS}`, '2')
    .option('--no-evm', 'no EVM chains, vaults and relayers: genesis issues all money')
    .option('--port-offset <n>', 'added to every port', '0')
    .option('--any-ports', 'take free ports')
    .option('--fault <what...>', `inject: ${FAULTS}`)
    .option('--quiet', 'print nothing but errors')
    .action(async (flags: Flags) => run(optionsOf(flags)));
}

function optionsOf(flags: Flags): LocalnetOptions {
  const prices = SCENARIOS.find((scenario): scenario is Scenario => scenario === flags.prices);
  if (prices === undefined) throw new CliError(`--prices is one of ${SCENARIOS.join(', ')}`, EXIT.usage);
  const validators = parseInteger('--validators', flags.validators);
  if (validators !== 1) {
    const more = validators === 4 ? 'four nodes need the CometBFT engine, which this version does not have' : 'it is 1';
    throw new CliError(`--validators ${validators}: ${more}`, EXIT.usage);
  }
  const chains = parseInteger('--chains', flags.chains);
  if (chains < 1 || chains > MAX_CHAINS) {
    throw new CliError(`--chains is 1 to ${MAX_CHAINS}; --no-evm runs without any`, EXIT.usage);
  }
  const faults = readFaults(flags.fault ?? []);
  if (typeof faults === 'string') throw new CliError(faults, EXIT.usage);
  const { pricesStale, ...evmFaults } = faults;
  if (!flags.evm && Object.values(evmFaults).some((count) => count > 0)) {
    throw new CliError('--no-evm leaves nothing to inject these faults into but prices-stale', EXIT.usage);
  }
  return {
    home: resolve(flags.home),
    reset: flags.reset === true,
    quiet: flags.quiet === true,
    traders: flags.traders,
    prices,
    seed: parseInteger('--seed', flags.seed),
    portOffset: parseInteger('--port-offset', flags.portOffset),
    anyPorts: flags.anyPorts === true,
    chains: flags.evm ? chains : 0,
    faults: { pricesStale, ...evmFaults },
  };
}

const COMPILE_CACHE = fileURLToPath(new URL('../../../.cache/compile', import.meta.url));

/** Most of what a child does before it is ready is compiling: all of them share a cache, the caller's if there is one. */
function useCompileCache(): void {
  const { directory } = enableCompileCache(process.env.NODE_COMPILE_CACHE ?? COMPILE_CACHE);
  if (directory !== undefined) process.env.NODE_COMPILE_CACHE = process.env.NODE_COMPILE_CACHE ?? COMPILE_CACHE;
}

async function run(options: LocalnetOptions): Promise<void> {
  const interrupted = Promise.withResolvers<string>();
  process.once('SIGINT', () => interrupted.resolve('interrupted'));
  process.once('SIGTERM', () => interrupted.resolve('interrupted'));
  useCompileCache();
  const { startLocalnet } = await import('#src/localnet/localnet.ts');
  const starting = startLocalnet(options);
  const first = await Promise.race([starting, interrupted.promise]).catch((error: Error) => {
    throw new CliError(`the localnet did not start: ${error.message}`);
  });
  if (typeof first === 'string') {
    await starting.then((localnet) => localnet.stop()).catch(() => undefined);
    return;
  }
  if (!options.quiet) process.stdout.write(screen(first));
  const why = await Promise.race([interrupted.promise, first.broken]);
  if (!options.quiet) process.stdout.write('\nStopping …\n');
  await first.stop();
  if (why !== 'interrupted') throw new CliError(why);
  if (!options.quiet)
    process.stdout.write('Stopped. npm start goes on with this chain; npm start -- --reset begins anew.\n');
}

/** What runs where, and a first trade to copy. */
function screen({ contract, startedMs, isNew, warnings }: Localnet): string {
  const width = 11;
  const row = (name: string, value: string): string => `  ${name.padEnd(width)}${value}\n`;
  const account = (name: string): string => {
    const { address, evmAddress } = contract.accounts.find((one) => one.name === name)!;
    return row(name, `${address}  ${evmAddress}`);
  };
  const { spokes } = contract;
  return [
    `\nNave is up after ${(startedMs / 1000).toFixed(1)} s: ${isNew ? 'a new chain' : `the chain goes on at height ${contract.height}`} (${contract.chainId}).\n\n`,
    row('REST', `${contract.rest}/v1        docs ${contract.rest}/docs`),
    row('WebSocket', contract.ws),
    row('RPC', `${contract.rpc}        CosmJS, wallets, explorers`),
    row('Metrics', `${contract.metrics}/metrics`),
    row('Prices', `${contract.hermes}        Hermes API, public test keys`),
    row('Faucet', `curl -X POST ${contract.faucet.url} -H 'content-type: application/json' -d '{"address":"0x…"}'`),
    ...spokes.map(({ name, rpc, chainId, vault }) => row(name, `${rpc}        chain id ${chainId}, vault ${vault}`)),
    row('Markets', contract.markets.map(({ ticker }) => ticker).join('  ')),
    account('alice'),
    account('bob'),
    ...(spokes.length === 0 ? [] : [account('carol')]),
    ...warnings.map((warning) => `\n! ${warning}\n`),
    '\nFirst trade (in another terminal):\n',
    ...firstTrade(contract).map((command) => `  npm run nave -- ${command}\n`),
    '\nCtrl-C stops everything; the next npm start goes on with this chain.\n',
  ].join('');
}

/** Money in from one chain, a trade with it, money out to another; on the hub alone just a trade. */
function firstTrade({ spokes, accounts }: LocalnetContract): string[] {
  const [from] = spokes;
  const to = spokes.at(-1);
  if (from === undefined || to === undefined) {
    return [
      'tx place --from alice --market BTC-USD --side buy --size 0.01 --type market --price 200000',
      'query positions alice',
      'watch trades --market BTC-USD',
    ];
  }
  const { evmAddress } = accounts.find(({ name }) => name === 'carol')!;
  return [
    `deposit --from carol --spoke ${from.id} --asset USDC --amount 10000 --follow`,
    'tx place --from carol --market ETH-USD --side sell --size 0.5 --type market --price 100',
    'query positions carol',
    `tx withdraw --from carol --asset USDC --amount 2000 --spoke ${to.id} --to ${evmAddress} --follow`,
    'query solvency',
  ];
}
