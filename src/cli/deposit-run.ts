import { findInputAddress, formatAddress } from '#chain/lib/address.ts';
import { findDecimal } from '#chain/lib/decimal.ts';
import type { Deposit } from '#src/api/schemas/bridge.ts';
import { type DepositStep, deposit } from '#src/client/deposit.ts';
import { FollowTimeoutError } from '#src/client/follow.ts';
import { followDeposit } from '#src/client/follow-deposit.ts';
import { NaveClient } from '#src/client/nave-client.ts';
import { printDepositStep } from './bridge-output.ts';
import { toCliError } from './command-errors.ts';
import { evmWallet, findEvmAccount, spokeRpc } from './evm-access.ts';
import { accountText } from './localnet-names.ts';
import { nodeUrl } from './node-request.ts';
import { CliError, EXIT, type OutputFormat, printObject } from './output.ts';
import { duration, parseInteger } from './signing.ts';

/** Flags of `nave deposit` as commander gives them. */
export interface DepositFlags {
  readonly spoke: string;
  readonly asset: string;
  readonly amount: string;
  readonly from: string;
  readonly to?: string;
  readonly permit?: boolean;
  readonly rpc?: string;
  readonly follow?: boolean;
  readonly followTimeout: string;
  readonly keyring?: string;
  readonly passwordFile?: string;
  readonly node?: string;
  readonly output: OutputFormat;
}

const POLLING_MS = 250;

/** `nave deposit` (api-types §6). */
export async function runDeposit(flags: DepositFlags): Promise<void> {
  if (flags.output !== 'text' && flags.output !== 'json') throw new CliError('--output is text or json', EXIT.usage);
  const spoke = parseInteger('--spoke', flags.spoke);
  if (findDecimal(flags.amount) === undefined) {
    throw new CliError(`--amount ${flags.amount} is no amount such as 12.5`, EXIT.usage);
  }
  const timeoutMs = duration('--follow-timeout', flags.followTimeout);
  const to = flags.to === undefined ? undefined : accountText(flags.to);
  if (to !== undefined && findInputAddress(to) === undefined) {
    throw new CliError(`--to ${flags.to} is neither nave1…, 0x… nor a name of the localnet`, EXIT.usage);
  }
  const url = spokeRpc(flags.rpc, spoke);
  const node = nodeUrl(flags.node);
  let client: NaveClient | undefined;
  try {
    const wallet = evmWallet(findEvmAccount(flags), url);
    client = await NaveClient.connect({ rest: node });
    const isText = flags.output === 'text';
    const sent = await deposit(
      client,
      wallet,
      { spoke, asset: flags.asset, amount: flags.amount, ...(to !== undefined && { to }) },
      { permit: flags.permit === true, pollingIntervalMs: POLLING_MS, ...(isText && { onStep: printStep }) },
    );
    const { id, txHash, account, blockNumber } = sent;
    if (isText) process.stdout.write(`deposited     in block ${blockNumber}; deposit ${id}\n`);
    if (flags.follow !== true) {
      if (!isText) printObject('json', { id, spoke, account, evmTxHash: txHash, blockNumber: Number(blockNumber) });
      return;
    }
    reportDeposit(await followed(client, id, account, timeoutMs, isText), isText);
  } catch (error) {
    throw toCliError(error, node);
  } finally {
    client?.close();
  }
}

function printStep(step: DepositStep): void {
  const text = step.step === 'permit_signed' ? 'permit        signed' : `${step.step.padEnd(12)}  tx ${step.txHash}`;
  process.stdout.write(`${text}\n`);
}

function followed(
  client: NaveClient,
  id: string,
  account: string,
  timeoutMs: number,
  isText: boolean,
): Promise<Deposit> {
  const follow = followDeposit(client, { id, account }, { timeoutMs, ...(isText && { onChange: printDepositStep }) });
  return follow.catch((error: unknown) => {
    if (!(error instanceof FollowTimeoutError)) throw error;
    const ask = `nave query bridge deposits --account ${formatAddress(findInputAddress(account)!)}`;
    throw new CliError(`deposit ${id} is not credited yet and nothing is lost; ask with: ${ask}`, EXIT.unknown);
  });
}

/** Prints the end of a deposit as JSON; one that was not credited is exit 1. Throws CliError. */
export function reportDeposit(row: Deposit, isText: boolean): void {
  if (!isText) printObject('json', row);
  if (row.state === 'credited') return;
  if (row.state === 'refunded') throw new CliError(`deposit ${row.id} went back to ${row.refundTo}`);
  const why = row.reason ?? 'no reason given';
  throw new CliError(`deposit ${row.id} is quarantined (${why}); get it back with: nave tx refund-deposit ${row.id}`);
}
