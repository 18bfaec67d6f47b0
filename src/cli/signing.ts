import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromHex } from '#chain/lib/bytes.ts';
import type { TxResult } from '#src/api/schemas/tx.ts';
import { NaveClient, type SendOptions } from '#src/client/nave-client.ts';
import { NaveError, OutcomeUnknownError, UnreachableError } from '#src/client/nave-error.ts';
import { privateKeySigner } from '#src/client/private-key-signer.ts';
import type { DirectSigner } from '#src/client/signer.ts';
import { parseDuration } from '#src/node/duration.ts';
import { Keyring } from './keyring.ts';
import { findLocalnetAccount } from './localnet-names.ts';
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
  readonly output: OutputFormat;
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

/** Key by name: of the running localnet, else of the keyring. */
export function findSigner(options: Pick<SigningOptions, 'from' | 'keyring' | 'passwordFile'>): DirectSigner {
  const local = options.keyring === undefined ? findLocalnetAccount(options.from) : undefined;
  if (local !== undefined) return privateKeySigner(fromHex(local.privateKey), { algo: local.algo });
  const key = new Keyring(keyringFile(options.keyring), readPassword(options.passwordFile)).get(options.from);
  return privateKeySigner(fromHex(key.privateKey), { algo: key.algo });
}

function duration(flag: string, text: string): number {
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
    ...(options.owner !== undefined && { owner: options.owner }),
    ...(options.subaccount !== undefined && { subaccount: parseInteger('--subaccount', options.subaccount) }),
  });
}

/**
 * Runs a command that sends a tx and prints its result. Exit 0 when it was executed, 1 when it or an item was refused, 3
 * when it was sent and not seen in a block in time.
 */
export async function runTx(
  options: SigningOptions,
  send: (client: NaveClient, options: SendOptions) => Promise<object>,
): Promise<void> {
  let result: Record<string, unknown>;
  let client: NaveClient | undefined;
  try {
    client = await connect(options);
    result = (await send(client, sendOptions(options))) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof OutcomeUnknownError) {
      throw new CliError(`${error.message}; ask with: nave query tx ${error.txHash}`, EXIT.unknown);
    }
    if (error instanceof NaveError) throw new CliError(`${error.code} ${error.name}: ${error.message}`);
    if (error instanceof UnreachableError) {
      throw new CliError(`no node answers at ${nodeUrl(options.node)}; start one (npm start) or name one with --node`);
    }
    if (error instanceof Error && error.name !== 'CliError' && 'code' in error) {
      throw new CliError(`${String(error.code)} ${error.name}: ${error.message}`);
    }
    throw error;
  } finally {
    client?.close();
  }
  if (options.output === 'json' || result.dryRun === true) printObject(options.output, result);
  else printTxResult(result as unknown as TxResult);
  if (result.status === 'pending' && options.mode === 'commit') {
    throw new CliError(`not in a block yet; ask with: nave query tx ${String(result.txHash)}`, EXIT.unknown);
  }
  const items = (result.items ?? []) as { code: number; name?: string }[];
  const failed = items.find((item) => item.code !== 0);
  if (result.code !== 0) throw new CliError(`${String(result.code)} ${String(result.name)}: ${String(result.message)}`);
  if (failed !== undefined) throw new CliError(`an item was refused: ${failed.code} ${failed.name ?? ''}`);
}
