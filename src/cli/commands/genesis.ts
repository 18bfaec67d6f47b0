import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type GenesisJson, withBalance } from '#chain/genesis/localnet.ts';
import { findInputAddress } from '#chain/lib/address.ts';
import { toHex } from '#chain/lib/bytes.ts';
import { findUnits } from '#chain/lib/decimal.ts';
import { hashGenesis } from '#src/engine/genesis-doc.ts';
import { homePaths, writeFileAtomic } from '#src/node/home.ts';
import { readGenesis } from '#src/node/read-genesis.ts';
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
    .action((account: string, options: { amount: string; asset: string; home: string }) => {
      const address = findInputAddress(account);
      if (address === undefined) throw new CliError(`${account} is neither nave1… nor 0x…`, EXIT.usage);
      const file = homePaths(resolve(options.home)).genesis;
      readGenesis(file);
      const json = JSON.parse(readFileSync(file, 'utf8')) as GenesisJson;
      const amount = findUnits(options.amount, decimalsOf(json, options.asset));
      if (amount === undefined)
        throw new CliError(`--amount ${options.amount} is no amount of ${options.asset}`, EXIT.usage);
      writeFileAtomic(file, `${JSON.stringify(withBalance(json, address, options.asset, amount), null, 2)}\n`);
      process.stdout.write(`${options.amount} ${options.asset} to ${account} in ${file}\n`);
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
