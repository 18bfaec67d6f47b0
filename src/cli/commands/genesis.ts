import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type GenesisJson, withBalance } from '#chain/genesis/localnet.ts';
import { findInputAddress } from '#chain/lib/address.ts';
import { toHex } from '#chain/lib/bytes.ts';
import { findUnits } from '#chain/lib/decimal.ts';
import { hashGenesis } from '#src/engine/genesis-doc.ts';
import { homePaths } from '#src/node/home.ts';
import { readGenesis } from '#src/node/read-genesis.ts';
import { addMarket, addSpoke, addValidator, editGenesis, type ValidatorInput } from '../genesis-edit.ts';
import { readJsonFile } from '../json-file.ts';
import { CliError, EXIT, type OutputFormat, printObject } from '../output.ts';
import { parseInteger } from '../signing.ts';
import { defaultHome } from './start.ts';

/** `nave genesis …`: build, check and export genesis files. */
export function registerGenesisCommands(program: Command): void {
  const genesis = program.command('genesis').description('build, check and export a genesis');
  genesis
    .command('validate [file]')
    .description('check every rule of a genesis file, of the home by default')
    .option('--home <dir>', 'home of the node', defaultHome())
    .option('--output <format>', 'text or json', 'text')
    .action(async (file: string | undefined, options: { home: string; output: OutputFormat }) => {
      const { applicationAtGenesis } = await import('#src/node/replay.ts');
      const doc = readGenesis(file ?? homePaths(resolve(options.home)).genesis);
      const app = await applicationAtGenesis(doc);
      printObject(options.output, {
        valid: true,
        chainId: doc.chainId,
        genesisHash: toHex(hashGenesis(doc)),
        appHash: toHex(app.appHash()),
      });
    });
  genesis
    .command('add-account <account>')
    .description('issue money to an account of a localnet')
    .requiredOption('--amount <amount>', 'in whole assets')
    .option('--asset <symbol>', 'asset', 'USDC')
    .option('--home <dir>', 'home of the node', defaultHome())
    .action(async (account: string, options: { amount: string; asset: string; home: string }) => {
      const address = findInputAddress(account);
      if (address === undefined) throw new CliError(`${account} is neither nave1… nor 0x…`, EXIT.usage);
      const file = await editGenesis(options.home, (json) => {
        const amount = findUnits(options.amount, decimalsOf(json, options.asset));
        if (amount === undefined)
          throw new CliError(`--amount ${options.amount} is no amount of ${options.asset}`, EXIT.usage);
        return withBalance(json, address, options.asset, amount);
      });
      process.stdout.write(`${options.amount} ${options.asset} to ${account} in ${file}\n`);
    });
  genesis
    .command('add-validator')
    .description('add a validator; with a consensus key it makes blocks, without one (localnets) it only votes')
    .requiredOption('--name <name>', 'what it is called')
    .requiredOption('--power <n>', 'granted power')
    .option('--keys <file>', 'take the addresses of its validator_keys.json')
    .option('--operator <account>', 'account of the operator')
    .option('--relayer <account>', 'account of its relayer')
    .option('--feeder <account>', 'account of its feeder')
    .option('--hot <address>', '0x address that signs payouts')
    .option('--cold <address>', '0x address that signs what is rare')
    .option('--consensus-key <base64>', 'public ed25519 key of its node')
    .option('--home <dir>', 'home of the node', defaultHome())
    .action(async ({ home, ...flags }: ValidatorFlags & { home: string }) => {
      const file = await editGenesis(home, (json) => addValidator(json, validatorOf(flags)));
      process.stdout.write(`validator ${flags.name} in ${file}\n`);
    });
  genesis
    .command('add-market <file>')
    .description('list a market: JSON in the form of app_state.markets.markets')
    .option('--feed <file>', 'register its price feed too: JSON in the form of app_state.oracle.feeds')
    .option('--home <dir>', 'home of the node', defaultHome())
    .action(async (market: string, options: { feed?: string; home: string }) => {
      const listed = readJsonFile(market);
      const feed = options.feed === undefined ? undefined : readJsonFile(options.feed);
      const file = await editGenesis(options.home, (json) => addMarket(json, listed, feed));
      process.stdout.write(`market ${String((listed as { ticker?: unknown })?.ticker)} in ${file}\n`);
    });
  genesis
    .command('add-spoke [file]')
    .description('register a spoke: its claim as in MsgRegisterSpoke, {spoke, routes}, or a spoke file; localnets only')
    .option('--authority <account>', 'account that registers spokes by message')
    .option('--home <dir>', 'home of the node', defaultHome())
    .action(async (spoke: string | undefined, options: { authority?: string; home: string }) => {
      if (spoke === undefined && options.authority === undefined) {
        throw new CliError('give a file, --authority, or both', EXIT.usage);
      }
      const claim = spoke === undefined ? undefined : readJsonFile(spoke);
      const file = await editGenesis(options.home, (json) => addSpoke(json, claim, options.authority));
      process.stdout.write(`${spoke === undefined ? 'authority of spokes' : 'spoke'} in ${file}\n`);
    });
  genesis
    .command('export')
    .description('the state after a height as the genesis of a chain that goes on from it')
    .option('--home <dir>', 'home of the node', defaultHome())
    .option('--height <height>', 'height, the last one by default')
    .action(async (options: { home: string; height?: string }) => {
      const { exportGenesis } = await import('#src/node/export-genesis.ts');
      const paths = homePaths(resolve(options.home));
      const height = options.height === undefined ? undefined : parseInteger('--height', options.height);
      const exported = await exportGenesis(paths, readGenesis(paths.genesis), height);
      process.stdout.write(`${JSON.stringify(exported)}\n`);
    });
}

function decimalsOf(genesis: GenesisJson, symbol: string): number {
  const { assets } = genesis.app_state as { assets: { assets: { symbol: string; decimals: string }[] } };
  const asset = assets.assets.find((candidate) => candidate.symbol === symbol);
  if (asset === undefined) throw new CliError(`${symbol} is no asset of this genesis`, EXIT.usage);
  return Number(asset.decimals);
}

interface ValidatorFlags extends Partial<ValidatorInput> {
  readonly keys?: string;
}

/** Flags over the public part of a key file; every role must be known in the end. */
function validatorOf({ keys, ...flags }: ValidatorFlags): ValidatorInput {
  const file = (keys === undefined ? {} : readJsonFile(keys)) as Record<string, { address?: string }>;
  const known = Object.fromEntries(Object.entries(file).map(([role, key]) => [role, key.address]));
  const input = { ...known, ...flags } as Partial<ValidatorInput>;
  for (const role of ['operator', 'relayer', 'feeder', 'hot', 'cold'] as const) {
    if (input[role] === undefined) throw new CliError(`--${role} is missing, and so is --keys FILE`, EXIT.usage);
  }
  return input as ValidatorInput;
}
