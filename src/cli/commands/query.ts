import type { Command } from 'commander';
import { accountText } from '../localnet-names.ts';
import { get, nodeUrl } from '../node-request.ts';
import { CliError, EXIT, type OutputFormat, printObject, printTable } from '../output.ts';

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
  { name: 'solvency', arguments: '', description: 'money owed and money held', path: () => 'solvency', parameters: [] },
];

/** `nave query …`: the REST reads, one command each. */
export function registerQueryCommands(program: Command): void {
  const query = program.command('query').description('read the chain');
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
  const node = nodeUrl(options.node);
  const rows: object[] = [];
  let cursor: string | null | undefined;
  do {
    const path = spec.path(args);
    const query = new URLSearchParams();
    for (const name of [...spec.parameters, 'height'] as const) {
      const value = options[name];
      if (typeof value === 'string') query.set(name, value);
    }
    if (cursor) query.set('cursor', cursor);
    const text = query.toString();
    const body = await get(node, text === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${text}`);
    if (!Array.isArray(body.data)) {
      printObject(options.output, body.data as object);
      return;
    }
    rows.push(...(body.data as object[]));
    cursor = options.all ? body.nextCursor : undefined;
  } while (cursor);
  printTable(options.output, rows);
}
