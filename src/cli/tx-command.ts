import type { Command } from 'commander';
import type { NaveClient, SendOptions } from '#src/client/nave-client.ts';
import { nodeUrl, request } from './node-request.ts';
import { CliError } from './output.ts';
import { runTx, type SigningOptions } from './signing.ts';

/** Adds the flags every signing command has. */
export function signing(command: Command): Command {
  return command
    .requiredOption('--from <key>', 'key that signs: a name of the keyring or of the running localnet')
    .option('--owner <account>', 'act for this account as its agent')
    .option('--subaccount <n>', 'subaccount to act on', '0')
    .option('--keyring <file>', 'keyring file')
    .option('--password-file <file>', "file with the keyring's password")
    .option('--sequence <n>', 'ordered nonce instead of an unordered one')
    .option('--timeout <time>', 'how long the transaction may wait for a block', '60s')
    .option('--mode <mode>', 'commit waits for the block, sync does not', 'commit')
    .option('--wait <time>', 'how long commit waits', '10s')
    .option('--dry-run', 'say what would happen, send nothing')
    .option('--node <url>', 'REST address of a node')
    .option('--chain-id <id>', 'refuse to sign for any other chain')
    .option('--quiet', 'print errors only')
    .option('--output <format>', 'text or json', 'text');
}

export type Send<T> = (
  client: NaveClient,
  flags: T & SigningOptions,
  options: SendOptions,
  args: readonly string[],
) => Promise<object>;

/** Registers `tx NAME`; `flags` adds its own flags, `send` does it. */
export function txCommand<T>(
  tx: Command,
  name: string,
  description: string,
  flags: (command: Command) => Command,
  send: Send<T>,
): void {
  const command = flags(signing(tx.command(name).description(description)));
  command.action(async (...args: unknown[]) => {
    const options = args.at(-2) as T & SigningOptions;
    const words = args.slice(0, -2) as string[];
    await runTx(options, async (client, sending) => {
      if (options.dryRun !== true) return send(client, options, sending, words);
      return dryRun(client, nodeUrl(options.node), (recorder) => send(recorder, options, sending, words));
    });
  });
}

/** Signs as usual and asks the node what would happen instead of sending. */
export async function dryRun(
  client: NaveClient,
  node: string,
  send: (client: NaveClient) => Promise<object>,
): Promise<object> {
  const recorder = Object.create(client) as NaveClient;
  let answer: object = {};
  recorder.send = async (messages, options) => {
    const tx = await client.sign(messages, options);
    const { status, body } = await request(`${node}/v1/tx/verify`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: tx.bytes as Uint8Array<ArrayBuffer>,
    });
    if (status !== 200) throw new CliError(`${body.code} ${body.name}: ${body.message}`);
    answer = { dryRun: true, code: 0, ...(body.data as object) };
    return answer as never;
  };
  await send(recorder);
  return answer;
}
