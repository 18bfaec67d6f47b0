import type { Command } from 'commander';
import type { DepositFlags } from '../deposit-run.ts';

/** `nave deposit`: an EVM transaction, followed until credited or quarantined. */
export function registerDepositCommand(program: Command): void {
  program
    .command('deposit')
    .description('deposit tokens of an EVM chain into its vault')
    .requiredOption('--spoke <n>', 'number of the spoke; nave query bridge spokes lists them')
    .requiredOption('--asset <symbol>', 'USDC, ETH, …')
    .requiredOption('--amount <amount>', 'in whole tokens, exact')
    .requiredOption('--from <key>', 'Ethereum key that pays: localnet, keyring, env:NAME, keystore:…, remote:…')
    .option('--to <account>', 'account that is credited: nave1…, 0x… or a name; default the key’s own')
    .option('--permit', 'sign a permit instead of sending an approval')
    .option('--rpc <url>', "node of the spoke's chain; the localnet's by default")
    .option('--follow', 'stay until the hub credits it')
    .option('--follow-timeout <time>', 'how long to stay', '10m')
    .option('--keyring <file>', 'keyring file')
    .option('--password-file <file>', "file with the keyring's password")
    .option('--node <url>', 'REST address of a hub node')
    .option('--output <format>', 'text or json', 'text')
    .action(async (flags: DepositFlags) => (await import('../deposit-run.ts')).runDeposit(flags));
}
