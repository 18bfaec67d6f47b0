import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { stopWithParent } from '#src/localnet/parent-watch.ts';
import { loadConfig } from '#src/node/config.ts';
import { type ConfigName, configKeys, flagOf } from '#src/node/config-keys.ts';
import { homePaths } from '#src/node/home.ts';
import { initHome } from '#src/node/init-home.ts';
import { placeObjectsYoung } from '#src/node/object-placement.ts';
import { CliError } from '../output.ts';

export const defaultHome = (): string => resolve(process.env.NAVE_HOME ?? '.nave/node');

/** camelCase name commander gives a flag. */
const optionName = (flag: string): string =>
  flag.slice(2).replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** `nave init` and `nave start`. */
export function registerStartCommands(program: Command): void {
  program
    .command('init <moniker>')
    .description('make a home: configuration, keys, genesis')
    .option('--home <dir>', 'where the node keeps its things', defaultHome())
    .option('--chain-id <id>', 'name of the chain', 'nave-local-1')
    .action((moniker: string, options: { home: string; chainId: string }) => {
      const paths = homePaths(resolve(options.home));
      if (existsSync(paths.genesis)) throw new CliError(`${paths.root} is a home already; choose another --home`);
      initHome({ paths, moniker, chainId: options.chainId, now: new Date() });
      process.stdout.write(`Home of ${moniker} made in ${paths.root}.\nNext: nave start --home ${paths.root}\n`);
    });

  const start = program
    .command('start')
    .description('run a node; SIGINT and SIGTERM stop it gracefully, SIGKILL is safe')
    .option('--home <dir>', 'where the node keeps its things', defaultHome());
  for (const key of configKeys) start.option(`${flagOf(key)} <value>`, key.doc);
  start.action(async (options: Record<string, string>) => {
    const flags: Partial<Record<ConfigName, string>> = {};
    for (const key of configKeys) {
      const value = options[optionName(flagOf(key))];
      if (value !== undefined) flags[key.name] = value;
    }
    await runNode(loadConfig(resolve(options.home!), flags));
  });
}

async function runNode(config: ReturnType<typeof loadConfig>): Promise<void> {
  placeObjectsYoung();
  const { NaveNode } = await import('#src/node/node.ts');
  const { createLogger } = await import('#src/telemetry/log.ts');
  const log = createLogger(config.logLevel, config.logFormat);
  const stopped = Promise.withResolvers<void>();
  let failure: Error | undefined;
  const node = await NaveNode.start(config, log, (error) => {
    failure = error;
    stopped.resolve();
  });
  process.once('SIGINT', () => stopped.resolve());
  process.once('SIGTERM', () => stopped.resolve());
  stopWithParent(() => stopped.resolve());
  process.stdout.write(`${node.describe()}\n`);
  process.send?.({ kind: 'ready', ...node.addresses });
  await stopped.promise;
  await node.stop();
  if (failure !== undefined) throw new CliError(`the node stopped: ${failure.message}`);
}
