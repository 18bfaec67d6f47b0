import { resolve } from 'node:path';
import type { Command } from 'commander';
import { homePaths } from '#src/node/home.ts';
import { readGenesis } from '#src/node/read-genesis.ts';
import { CliError, type OutputFormat, printObject } from '../output.ts';
import { parseInteger } from '../signing.ts';
import { defaultHome } from './start.ts';

/** `nave replay`, `nave db check`: don't trust, recompute. */
export function registerChainCommands(program: Command): void {
  program
    .command('replay')
    .description('execute the stored blocks again and compare every app hash')
    .option('--home <dir>', 'home of the node', defaultHome())
    .option('--from <height>', 'first height to compare', '1')
    .option('--to <height>', 'last height')
    .option('--output <format>', 'text or json', 'text')
    .action(async (options: { home: string; from: string; to?: string; output: OutputFormat }) => {
      const { replay } = await import('#src/node/replay.ts');
      const paths = homePaths(resolve(options.home));
      const report = await replay({
        paths,
        genesis: readGenesis(paths.genesis),
        from: parseInteger('--from', options.from),
        to: options.to === undefined ? Number.MAX_SAFE_INTEGER : parseInteger('--to', options.to),
        onBlock: (height) => {
          if (options.output === 'text' && height % 1000 === 0) process.stderr.write(`height ${height}\n`);
        },
      });
      const { difference } = report;
      printObject(options.output, { ...report, difference: difference ?? null, equal: difference === undefined });
      if (difference !== undefined) {
        throw new CliError(`height ${difference.height}: stored ${difference.stored}, computed ${difference.computed}`);
      }
    });

  const db = program.command('db').description("a stopped node's storage");
  db.command('check')
    .description('read everything, check every hash and invariant')
    .option('--home <dir>', 'home of the node', defaultHome())
    .option('--output <format>', 'text or json', 'text')
    .action(async (options: { home: string; output: OutputFormat }) => {
      const { checkDatabase } = await import('#src/node/check-database.ts');
      const paths = homePaths(resolve(options.home));
      const report = await checkDatabase(paths, readGenesis(paths.genesis));
      printObject(options.output, report);
      if (report.faults.length > 0) throw new CliError(report.faults.join('; '));
    });
}
