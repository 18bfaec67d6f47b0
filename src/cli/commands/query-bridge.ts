import type { Command } from 'commander';
import type { Deposit, SpokeState, Withdrawal, WithdrawalQuoteAnswer } from '#src/api/schemas/bridge.ts';
import { blockedText, formatTime } from '../bridge-output.ts';
import { accountText } from '../localnet-names.ts';
import { nodeUrl } from '../node-request.ts';
import { CliError, EXIT, type OutputFormat, printObject, printTable } from '../output.ts';
import { readData } from '../paged-rows.ts';
import { showSolvency } from './query-solvency.ts';

interface ListFlags {
  readonly node?: string;
  readonly output: OutputFormat;
  readonly height?: string;
  readonly account?: string;
  readonly spoke?: string;
  readonly state?: string;
  readonly since?: string;
  readonly until?: string;
  readonly limit?: string;
  readonly all?: boolean;
}

interface QuoteFlags {
  readonly node?: string;
  readonly output: OutputFormat;
  readonly spoke: string;
  readonly asset: string;
  readonly amount: string;
  readonly account?: string;
}

interface List {
  readonly name: string;
  readonly description: string;
  /** Also below an account. */
  readonly ofAccount: boolean;
  readonly parameters: readonly (keyof ListFlags)[];
  /** Columns of the table; JSON has everything. */
  readonly row: (row: never) => object;
}

const PAGED = ['spoke', 'state', 'since', 'until', 'limit'] as const;

const spokeRow = ({ spoke, name, chainId, vault, ...one }: SpokeState): object => ({
  spoke,
  name,
  chainId,
  vault,
  state: one.stateUntil === null ? one.state : `${one.state} until ${formatTime(one.stateUntil)}`,
  reason: one.reason,
  lag: `${one.lagMs / 1000} s`,
  breaker: one.breaker,
  events: one.eventNonce,
  epoch: one.epoch,
  escrow: one.assets.map(({ asset, escrow }) => `${escrow} ${asset}`).join(', '),
});

const depositRow = (one: Deposit): object => ({
  id: one.id,
  account: one.account,
  amount: `${one.amount} ${one.asset ?? one.token}`,
  state: one.state,
  reason: one.reason,
  votes: `${Math.floor(one.votesPpm / 10_000)} %`,
  seen: formatTime(one.seenAt),
  credited: formatTime(one.creditedAt),
  refund: one.refundId,
});

const withdrawalRow = (one: Withdrawal): object => ({
  id: one.id,
  account: one.account,
  amount: `${one.amount} ${one.asset}`,
  received: one.received,
  to: one.to,
  state: one.state,
  reason: blockedText(one),
  expected: formatTime(one.expectedAt),
});

interface BatchRow {
  readonly id: string;
  readonly epoch: number;
  readonly items: readonly unknown[];
  readonly signedPpm: number;
  readonly state: string;
  readonly deadline: number;
}

const batchRow = ({ id, epoch, items, signedPpm, state, deadline }: BatchRow): object => ({
  id,
  epoch,
  items: items.length,
  signed: `${Math.floor(signedPpm / 10_000)} %`,
  state,
  deadline: formatTime(deadline),
});

const lists: readonly List[] = [
  { name: 'spokes', description: 'vaults, their states and money', ofAccount: false, parameters: [], row: spokeRow },
  { name: 'deposits', description: 'deposits', ofAccount: true, parameters: PAGED, row: depositRow },
  { name: 'withdrawals', description: 'withdrawals', ofAccount: true, parameters: PAGED, row: withdrawalRow },
  { name: 'batches', description: 'signed or signing payouts', ofAccount: false, parameters: PAGED, row: batchRow },
  {
    name: 'quarantine',
    description: 'deposits that were not credited; refund them with nave tx refund-deposit ID',
    ofAccount: false,
    parameters: PAGED,
    row: depositRow,
  },
];

/** `nave query bridge …` (api-types §6). */
export function registerBridgeQueries(query: Command): void {
  const bridge = query.command('bridge').description('where money is between chains');
  for (const list of lists) {
    const command = bridge
      .command(list.name)
      .description(list.description)
      .option('--node <url>', 'REST address of a node')
      .option('--output <format>', 'text or json', 'text')
      .option('--height <height>', 'state at this height');
    if (list.ofAccount) command.option('--account <account>', 'only of this account');
    for (const name of list.parameters) command.option(`--${name} <value>`, `only this ${name}`);
    if (list.parameters.includes('limit')) command.option('--all', 'every page');
    command.action((flags: ListFlags) => show(list, flags));
  }
  bridge
    .command('quote')
    .description('fee and time of a withdrawal asked for now')
    .requiredOption('--spoke <n>', 'number of the spoke')
    .requiredOption('--asset <symbol>', 'USDC, ETH, …')
    .requiredOption('--amount <amount>', 'in whole assets, fee included')
    .option('--account <account>', 'with the limits of this account')
    .option('--node <url>', 'REST address of a node')
    .option('--output <format>', 'text or json', 'text')
    .action(quote);
  bridge
    .command('solvency')
    .description("what is owed beside the vaults' escrows; exit 1 when they differ")
    .option('--node <url>', 'REST address of a node')
    .option('--output <format>', 'text or json', 'text')
    .option('--height <height>', 'state at this height')
    .action(showSolvency);
}

function requireFormat(output: string): void {
  if (output !== 'text' && output !== 'json') throw new CliError('--output is text or json', EXIT.usage);
}

async function show(list: List, flags: ListFlags): Promise<void> {
  requireFormat(flags.output);
  const { account } = flags;
  const path =
    account === undefined ? `bridge/${list.name}` : `accounts/${encodeURIComponent(accountText(account))}/${list.name}`;
  const query: Record<string, string> = {};
  for (const name of [...list.parameters, 'height'] as const) {
    const value = flags[name];
    if (typeof value === 'string') query[name] = value;
  }
  const rows = (await readData(nodeUrl(flags.node), path, query, flags.all === true)) as object[];
  printTable(flags.output, flags.output === 'json' ? rows : rows.map((row) => list.row(row as never)));
}

async function quote(flags: QuoteFlags): Promise<void> {
  requireFormat(flags.output);
  const { spoke, asset, amount, account } = flags;
  const query = { spoke, asset, amount, ...(account !== undefined && { account: accountText(account) }) };
  const found = (await readData(nodeUrl(flags.node), 'bridge/quote', query, false)) as WithdrawalQuoteAnswer;
  const { blockedBy, expectedAt, ...rest } = found;
  const words = {
    ...rest,
    expected: formatTime(expectedAt),
    waitsFor: blockedBy.length === 0 ? '-' : blockedBy.join(' '),
  };
  printObject(flags.output, flags.output === 'json' ? found : words);
}
