#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { registerChainCommands } from './commands/chain.ts';
import { registerConfigCommands } from './commands/config.ts';
import { registerDepositCommand } from './commands/deposit.ts';
import { registerGenesisCommands } from './commands/genesis.ts';
import { registerKeysCommands } from './commands/keys.ts';
import { registerLocalnetCommand } from './commands/localnet.ts';
import { registerProofCommands } from './commands/proof.ts';
import { registerQueryCommands } from './commands/query.ts';
import { registerRelayerCommands } from './commands/relayer.ts';
import { registerSpokeCommands } from './commands/spoke.ts';
import { registerStartCommands } from './commands/start.ts';
import { registerTxCommands } from './commands/tx.ts';
import { registerWatchCommand } from './commands/watch.ts';
import { bindEnvironment } from './environment.ts';
import { CliError, EXIT } from './output.ts';

/** Errors whose message is written for whoever runs the command; all others are bugs and show their stack. */
const OPERATOR_ERRORS: readonly string[] = [
  'ConfigError',
  'HomeError',
  'GenesisError',
  'GenesisFileError',
  'StorageError',
  'EngineError',
  'AppError',
];

const program = new Command('nave')
  .description('Nave: a cross-chain derivatives exchange you can run yourself.')
  .version('0.1.0')
  .showHelpAfterError('(nave --help lists the commands)')
  .enablePositionalOptions()
  .exitOverride();

// Commands import the node or the state machine only when they run: a query should not wait for either.
registerStartCommands(program);
registerLocalnetCommand(program);
registerKeysCommands(program);
registerTxCommands(program);
registerDepositCommand(program);
registerSpokeCommands(program);
registerQueryCommands(program);
registerWatchCommand(program);
registerGenesisCommands(program);
registerChainCommands(program);
registerProofCommands(program);
registerRelayerCommands(program);
registerConfigCommands(program);
bindEnvironment(program);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  } else if (error instanceof CliError) {
    process.stderr.write(`nave: ${error.message}\n`);
    process.exitCode = error.exitCode;
  } else {
    const known = error instanceof Error && OPERATOR_ERRORS.includes(error.name);
    process.stderr.write(`nave: ${known ? error.message : ((error as Error).stack ?? String(error))}\n`);
    process.exitCode = EXIT.failed;
  }
}
