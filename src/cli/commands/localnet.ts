import { resolve } from 'node:path';
import type { Command } from 'commander';
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
}

/** `nave localnet`, what `npm start` runs: everything on this machine, until Ctrl-C. */
export function registerLocalnetCommand(program: Command): void {
  program
    .command('localnet')
    .description('a hub with prices, traders and a faucet on this machine; Ctrl-C stops it, the next start resumes it')
    .option('--home <dir>', 'where it keeps its state', process.env.NAVE_LOCALNET ?? '.nave')
    .option('--reset', 'forget the old chain')
    .option('--prices <scenario>', SCENARIOS.join(', '), 'calm')
    .option('--seed <n>', 'seed of prices and takers', '1')
    .option('--no-traders', 'no market makers and takers')
    .option('--port-offset <n>', 'added to every port', '0')
    .option('--any-ports', 'take free ports')
    .option('--fault <what...>', 'inject: prices-stale')
    .option('--quiet', 'print nothing but errors')
    .action(async (flags: Flags) => run(optionsOf(flags)));
}

function optionsOf(flags: Flags): LocalnetOptions {
  const prices = SCENARIOS.find((scenario): scenario is Scenario => scenario === flags.prices);
  if (prices === undefined) throw new CliError(`--prices is one of ${SCENARIOS.join(', ')}`, EXIT.usage);
  const faults = new Set(flags.fault ?? []);
  for (const fault of faults) {
    if (fault !== 'prices-stale')
      throw new CliError(`--fault ${fault}: this localnet injects prices-stale`, EXIT.usage);
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
    faults: faults as ReadonlySet<'prices-stale'>,
  };
}

async function run(options: LocalnetOptions): Promise<void> {
  const interrupted = Promise.withResolvers<string>();
  process.once('SIGINT', () => interrupted.resolve('interrupted'));
  process.once('SIGTERM', () => interrupted.resolve('interrupted'));
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
function screen({ contract, startedMs, isNew }: Localnet): string {
  const width = 11;
  const row = (name: string, value: string): string => `  ${name.padEnd(width)}${value}\n`;
  const account = (name: string): string => {
    const { address, evmAddress } = contract.accounts.find((one) => one.name === name)!;
    return `${address}  ${evmAddress}`;
  };
  return [
    `\nNave is up after ${(startedMs / 1000).toFixed(1)} s: ${isNew ? 'a new chain' : `the chain goes on at height ${contract.height}`} (${contract.chainId}).\n\n`,
    row('REST', `${contract.rest}/v1        docs ${contract.rest}/docs`),
    row('WebSocket', contract.ws),
    row('RPC', `${contract.rpc}        CosmJS, wallets, explorers`),
    row('Metrics', `${contract.metrics}/metrics`),
    row('Prices', `${contract.hermes}        Hermes API, public test keys`),
    row('Faucet', `curl -X POST ${contract.faucet.url} -H 'content-type: application/json' -d '{"address":"0x…"}'`),
    row('Markets', contract.markets.map(({ ticker }) => ticker).join('  ')),
    row('alice', account('alice')),
    row('bob', account('bob')),
    '\nFirst trade (in another terminal):\n',
    '  npm run nave -- tx place --from alice --market BTC-USD --side buy --size 0.01 --type market --price 200000\n',
    '  npm run nave -- query positions alice\n',
    '  npm run nave -- watch trades --market BTC-USD\n',
    '\nCtrl-C stops everything; the next npm start goes on with this chain.\n',
  ].join('');
}
