import type { Command } from 'commander';
import { accountText } from '../localnet-names.ts';
import { nodeUrl } from '../node-request.ts';
import { CliError, EXIT, type OutputFormat, printObject, printTable } from '../output.ts';
import { readData } from '../paged-rows.ts';
import { registerBridgeQueries } from './query-bridge.ts';
import { showSolvency } from './query-solvency.ts';

interface QueryOptions {
  readonly node?: string;
  readonly output: OutputFormat;
  readonly height?: string;
  readonly subaccount?: string;
  readonly market?: string;
  readonly since?: string;
  readonly until?: string;
  readonly limit?: string;
  readonly all?: boolean;
  readonly levels?: string;
}

interface QueryCommand {
  readonly name: string;
  /** Arguments as commander writes them. */
  readonly arguments: string;
  readonly description: string;
  readonly path: (args: readonly (string | undefined)[]) => string;
  /** Query parameters the route takes. */
  readonly parameters: readonly (keyof QueryOptions)[];
}

const paging = ['since', 'until', 'limit'] as const;
const ofAccount = (route: string, parameters: readonly (keyof QueryOptions)[]): QueryCommand => ({
  name: route === '' ? 'account' : route,
  arguments: '<account>',
  description: route === '' ? 'an account' : `${route} of an account`,
  path: ([account]) => `accounts/${encodeURIComponent(accountText(account!))}${route === '' ? '' : `/${route}`}`,
  parameters,
});

/** A market's own page, or all of them. */
const ofMarket = (route: string, parameters: readonly (keyof QueryOptions)[]): QueryCommand => ({
  name: route,
  arguments: '<market>',
  description: `${route} of a market`,
  path: ([market]) => `markets/${encodeURIComponent(market!)}/${route}`,
  parameters,
});

const commands: readonly QueryCommand[] = [
  ofAccount('', []),
  ofAccount('subaccounts', []),
  ofAccount('positions', ['subaccount']),
  ofAccount('balances', ['subaccount']),
  ofAccount('orders', ['subaccount', 'market']),
  ofAccount('fills', [...paging, 'subaccount', 'market']),
  ofAccount('ledger', [...paging, 'subaccount']),
  ofAccount('limits', []),
  ofAccount('agents', []),
  ofAccount('fees', []),
  {
    name: 'markets',
    arguments: '[market]',
    description: 'all markets, or one',
    path: ([market]) => (market === undefined ? 'markets' : `markets/${encodeURIComponent(market)}`),
    parameters: [],
  },
  {
    name: 'ticker',
    arguments: '[market]',
    description: 'prices of all markets, or of one',
    path: ([market]) => (market === undefined ? 'tickers' : `tickers?markets=${encodeURIComponent(market)}`),
    parameters: [],
  },
  ofMarket('book', ['levels']),
  ofMarket('trades', paging),
  ofMarket('funding', paging),
  { name: 'tx', arguments: '<hash>', description: 'a transaction', path: ([hash]) => `tx/${hash}`, parameters: [] },
  { name: 'status', arguments: '', description: 'the node and its chain', path: () => 'status', parameters: [] },
  { name: 'params', arguments: '', description: 'parameters of all modules', path: () => 'params', parameters: [] },
];

/** `nave query …`: the REST reads, one command each. */
export function registerQueryCommands(program: Command): void {
  const query = program.command('query').description('read the chain');
  registerBridgeQueries(query);
  query
    .command('solvency')
    .description("what is owed beside the vaults' escrows; exit 1 when they differ")
    .option('--node <url>', 'REST address of a node')
    .option('--output <format>', 'text or json', 'text')
    .option('--height <height>', 'state at this height')
    .action(showSolvency);
  for (const spec of commands) {
    const command = query
      .command(`${spec.name} ${spec.arguments}`.trim())
      .description(spec.description)
      .option('--node <url>', 'REST address of a node')
      .option('--output <format>', 'text or json', 'text')
      .option('--height <height>', 'state at this height');
    for (const name of spec.parameters) command.option(`--${name} <value>`, `only this ${name}`);
    if (spec.parameters.includes('limit')) command.option('--all', 'every page');
    command.action(async (...args: unknown[]) => {
      const options = args.at(-2) as QueryOptions;
      if (options.output !== 'text' && options.output !== 'json') {
        throw new CliError('--output is text or json', EXIT.usage);
      }
      await show(spec, args.slice(0, -2) as (string | undefined)[], options);
    });
  }
}

async function show(spec: QueryCommand, args: readonly (string | undefined)[], options: QueryOptions): Promise<void> {
  const query: Record<string, string> = {};
  for (const name of [...spec.parameters, 'height'] as const) {
    const value = options[name];
    if (typeof value === 'string') query[name] = value;
  }
  const data = await readData(nodeUrl(options.node), spec.path(args), query, options.all === true);
  if (Array.isArray(data)) printTable(options.output, data as object[]);
  else printObject(options.output, data);
}
