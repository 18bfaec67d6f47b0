import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromHex } from '#chain/lib/bytes.ts';
import type { TxResult } from '#src/api/schemas/tx.ts';
import { NaveClient, type SendOptions } from '#src/client/nave-client.ts';
import { privateKeySigner } from '#src/client/private-key-signer.ts';
import type { DirectSigner } from '#src/client/signer.ts';
import { parseDuration } from '#src/settings/duration.ts';
import { refusalText, toCliError } from './command-errors.ts';
import { type KeyAlgo, Keyring } from './keyring.ts';
import { accountText, findLocalnet, findLocalnetAccount } from './localnet-names.ts';
import { nodeUrl } from './node-request.ts';
import { CliError, EXIT, type OutputFormat, printObject } from './output.ts';
import { printTxResult } from './tx-output.ts';

/** Flags of every command that signs (api-types §6). */
export interface SigningOptions {
  readonly from: string;
  readonly node?: string;
  readonly owner?: string;
  readonly subaccount?: string;
  readonly keyring?: string;
  readonly passwordFile?: string;
  readonly sequence?: string;
  readonly timeout: string;
  readonly mode: 'sync' | 'commit';
  readonly wait: string;
  readonly dryRun?: boolean;
  readonly chainId?: string;
  readonly quiet?: boolean;
  readonly output: OutputFormat;
}

/** Names a key of the localnet or of a keyring. */
export interface KeyOptions {
  readonly from: string;
  readonly keyring?: string;
  readonly passwordFile?: string;
}

export const keyringFile = (flag: string | undefined): string =>
  flag ?? process.env.NAVE_KEYRING ?? join(process.env.HOME ?? '.', '.nave-keyring.json');

/** The keyring's password: a file, or NAVE_PASSWORD; never an argument. */
export function readPassword(file: string | undefined): string {
  const path = file ?? process.env.NAVE_PASSWORD_FILE;
  if (path !== undefined) return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  const { NAVE_PASSWORD } = process.env;
  if (NAVE_PASSWORD !== undefined) return NAVE_PASSWORD;
  throw new CliError('the keyring needs a password: --password-file FILE or NAVE_PASSWORD', EXIT.usage);
}

/** Key by name: of the running localnet, else of the keyring. Throws CliError. */
export function findKey(options: KeyOptions): { readonly algo: KeyAlgo; readonly privateKey: string } {
  const { from, keyring } = options;
  const local = keyring === undefined ? findLocalnetAccount(from) : undefined;
  if (local !== undefined) return local;
  const file = keyringFile(keyring);
  if (!existsSync(file)) {
    const names = findLocalnet()?.accounts.map(({ name }) => name) ?? [];
    const known = names.length === 0 ? 'no localnet runs here' : `the localnet has ${names.join(', ')}`;
    throw new CliError(
      `no key ${from}: ${known}, and there is no keyring ${file}; make one with nave keys add ${from}`,
    );
  }
  return new Keyring(file, readPassword(options.passwordFile)).get(from);
}

/** The named key as a signer of hub transactions. Throws CliError. */
export function findSigner(options: KeyOptions): DirectSigner {
  const key = findKey(options);
  return privateKeySigner(fromHex(key.privateKey), { algo: key.algo });
}

export function duration(flag: string, text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new CliError(`${flag} must be a duration such as 30s, not ${text}`, EXIT.usage);
  return ms;
}

/** A point in time as users type it: ms since 1970, or `30s`, `2h` from now. */
export function parseTime(flag: string, text: string, nowMs: number): number {
  if (/^\d{13}$/.test(text)) return Number(text);
  return nowMs + duration(flag, text);
}

export function parseInteger(flag: string, text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw new CliError(`${flag} must be an integer`, EXIT.usage);
  return value;
}

export function sendOptions(options: SigningOptions): SendOptions {
  if (options.mode !== 'sync' && options.mode !== 'commit') throw new CliError('--mode is sync or commit', EXIT.usage);
  return {
    mode: options.mode,
    waitMs: Math.min(30_000, duration('--wait', options.wait)),
    timeoutMs: duration('--timeout', options.timeout),
    returnFailure: true,
    ...(options.sequence !== undefined && { sequence: parseInteger('--sequence', options.sequence) }),
  };
}

/** A client that signs with the named key. */
export async function connect(options: SigningOptions): Promise<NaveClient> {
  return NaveClient.connect({
    rest: nodeUrl(options.node),
    signer: findSigner(options),
    ...(options.owner !== undefined && { owner: accountText(options.owner) }),
    ...(options.subaccount !== undefined && { subaccount: parseInteger('--subaccount', options.subaccount) }),
  });
}

/** Gives a client that signs to `use`; whatever is refused becomes one line. The client is closed afterwards. */
export async function withClient<T>(
  options: SigningOptions,
  use: (client: NaveClient, options: SendOptions) => Promise<T>,
): Promise<T> {
  const sending = sendOptions(options);
  let client: NaveClient | undefined;
  try {
    client = await connect(options);
    const { chainId } = options;
    if (chainId !== undefined && client.chainId !== chainId) {
      throw new CliError(`the node is of chain ${client.chainId}, not ${chainId}; name a node of yours with --node`);
    }
    return await use(client, sending);
  } catch (error) {
    throw toCliError(error, nodeUrl(options.node));
  } finally {
    client?.close();
  }
}

/**
 * Prints what became of a tx. Throws CliError with exit code 1 when it or an item was refused, 3 when it was sent and not
 * seen in a block in time.
 */
export function reportTx(options: SigningOptions, result: object): void {
  const { dryRun, status, txHash, code, name, message, items } = result as Partial<TxResult> & { dryRun?: boolean };
  if (options.quiet === true && dryRun !== true) {
    // Only what goes wrong is said.
  } else if (options.output === 'json' || dryRun === true) printObject(options.output, result);
  else printTxResult(result as TxResult);
  if (status === 'pending' && options.mode === 'commit') {
    throw new CliError(`not in a block yet; ask with: nave query tx ${String(txHash)}`, EXIT.unknown);
  }
  if (code !== 0) throw new CliError(refusalText(Number(code), String(name), String(message)));
  const failed = items?.find((item) => item.code !== 0);
  if (failed !== undefined) throw new CliError(`an item was refused: ${failed.code} ${failed.name ?? ''}`);
}

/** Runs a command that sends a tx and prints its result; see reportTx for exit codes. */
export async function runTx(
  options: SigningOptions,
  send: (client: NaveClient, options: SendOptions) => Promise<object>,
): Promise<void> {
  reportTx(options, await withClient(options, send));
}
