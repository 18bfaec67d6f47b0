import type { Command } from 'commander';
import { configKeys, flagOf, variableOf } from '#src/node/config-keys.ts';
import { printTable } from '../output.ts';

/** `nave config docs`: every key of config.toml with its flag, variable, default and meaning. */
export function registerConfigCommands(program: Command): void {
  const config = program.command('config').description('settings of a node');
  config
    .command('docs')
    .description('list every setting')
    .option('--output <format>', 'text or json', 'text')
    .action((options: { output: string }) => {
      const rows = configKeys.map((key) => ({
        key: key.name,
        flag: flagOf(key),
        variable: variableOf(key),
        default: key.fallback,
        meaning: key.doc,
      }));
      printTable(options.output === 'json' ? 'json' : 'text', rows);
    });
}
