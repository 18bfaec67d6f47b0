import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { accountText } from '../localnet-names.ts';
import { get, nodeUrl } from '../node-request.ts';
import { CliError, type OutputFormat, printObject } from '../output.ts';
import { ProofFormatError, readProof, readValidators } from '../proof/proof-document.ts';
import { verifyProof } from '../proof/verify-proof.ts';

/** `nave proof account`, `nave proof verify`: Merkle proofs, checked offline. */
export function registerProofCommands(program: Command): void {
  const proof = program.command('proof').description('prove balances and positions, verify such proofs offline');
  proof
    .command('account <account>')
    .description('proof of a subaccount: record, path, header, signatures')
    .option('--subaccount <n>', 'subaccount', '0')
    .option('--height <height>', 'height to prove; default the last one whose successor exists')
    .option('--node <url>', 'REST address of a node')
    .action(async (account: string, options: { subaccount: string; height?: string; node?: string }) => {
      const query = new URLSearchParams({ subaccount: options.subaccount });
      if (options.height !== undefined) query.set('height', options.height);
      const path = `proofs/account/${encodeURIComponent(accountText(account))}?${query}`;
      const { data } = await get(nodeUrl(options.node), path);
      process.stdout.write(`${JSON.stringify(data)}\n`);
    });
  proof
    .command('verify [file]')
    .description('true or false, offline; reads standard input without a file')
    .option(
      '--genesis <file>',
      'trust the validators of this genesis file; without it, compare validatorsHash yourself',
    )
    .option('--output <format>', 'text or json', 'text')
    .action((file: string | undefined, options: { genesis?: string; output: OutputFormat }) => {
      const trusted = options.genesis === undefined ? undefined : trustedOf(options.genesis);
      const verdict = verifyProof(readDocument(file), trusted);
      if (options.output === 'json') printObject('json', verdict);
      else {
        process.stdout.write(`${verdict.valid}\n`);
        process.stderr.write(
          verdict.reason ??
            `${verdict.chainId}, height ${verdict.height}, signed by the validator set ${verdict.validatorsHash}`,
        );
        process.stderr.write('\n');
      }
      if (!verdict.valid) process.exitCode = 1;
    });
}

function readDocument(file: string | undefined) {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file === undefined || file === '-' ? 0 : file, 'utf8'));
  } catch (cause) {
    throw new CliError(`not a JSON proof: ${(cause as Error).message}`);
  }
  try {
    return readProof(json);
  } catch (error) {
    if (error instanceof ProofFormatError) throw new CliError(`not a proof: ${error.message}`);
    throw error;
  }
}

function trustedOf(file: string) {
  try {
    const { validators } = JSON.parse(readFileSync(file, 'utf8')) as { validators: unknown };
    return readValidators(validators, 'validators');
  } catch (cause) {
    throw new CliError(`${file} is no genesis file with validators: ${(cause as Error).message}`);
  }
}
