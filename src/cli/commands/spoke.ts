import type { Command } from 'commander';
import type { SigningOptions } from '../signing.ts';
import type { DeployFlags, HubFlags } from '../spoke-run.ts';
import { signing } from '../tx-command.ts';

/** Loaded when a command runs: nothing else of the CLI waits for viem. */
const run = () => import('../spoke-run.ts');

const hubFlags = (command: Command): Command =>
  command
    .option('--rpc <url>', "node of the spoke's chain; the localnet's by default")
    .option('--hub-rpc <url>', 'CometBFT-compatible RPC of a hub node');

/** `nave spoke …`: vaults on EVM chains. */
export function registerSpokeCommands(program: Command): void {
  const spoke = program.command('spoke').description('deploy, register and check vaults on EVM chains');
  hubFlags(spoke.command('deploy <file>'))
    .description('deploy the vault of a plan or of a spoke file, and write the messages that register it')
    .requiredOption(
      '--from <key>',
      'Ethereum key that pays the gas and gets no right: a name, env:NAME, keystore:…, remote:…',
    )
    .option('--predecessor <spoke>', 'take over from the vault of this spoke: the forwarder between the two as well')
    .option('--out <file>', 'spoke file to write; default spoke-ID.json')
    .option('--dry-run', 'write the spoke file, send nothing')
    .option('--keyring <file>', 'keyring file')
    .option('--password-file <file>', "file with the keyring's password")
    .option('--node <url>', 'REST address of a hub node')
    .option('--output <format>', 'text or json', 'text')
    .action(async (file: string, flags: DeployFlags) => (await run()).deploy(file, flags));
  hubFlags(signing(spoke.command('register <file>')))
    .description('register a deployed vault and its routes, as the authority of a localnet')
    .action(async (file: string, flags: HubFlags & SigningOptions) => (await run()).register(file, flags));
  hubFlags(spoke.command('status [spoke]'))
    .description(
      'a vault beside what the hub counts; all spokes of the localnet without a number; exit 1 if they differ',
    )
    .option('--node <url>', 'REST address of a hub node')
    .option('--output <format>', 'text or json', 'text')
    .action(async (id: string | undefined, flags: HubFlags) => (await run()).status(id, flags));
}
