import type { Command } from 'commander';
import { findEvmAddress } from '#chain/lib/address.ts';
import { findDecimal } from '#chain/lib/decimal.ts';
import { Msg, SpokeState } from '#proto/generated/nave.bridge.v1.ts';
import type { Withdrawal } from '#src/api/schemas/bridge.ts';
import { outgoing } from '#src/client/build-tx.ts';
import { FollowTimeoutError } from '#src/client/follow.ts';
import { bridgeId } from '#src/client/money-messages.ts';
import type { NaveClient } from '#src/client/nave-client.ts';
import { followWithdrawal, requestWithdrawal } from '#src/client/withdrawals.ts';
import { printWithdrawalStep } from '../bridge-output.ts';
import { nodeUrl } from '../node-request.ts';
import { CliError, EXIT, printObject } from '../output.ts';
import { duration, parseInteger, reportTx, type SigningOptions, withClient } from '../signing.ts';
import { dryRun, signing, txCommand } from '../tx-command.ts';

/** Flags of `tx withdraw` as commander gives them. */
export interface WithdrawFlags extends SigningOptions {
  readonly asset: string;
  readonly amount: string;
  readonly spoke: string;
  readonly to: string;
  readonly maxFee?: string;
  readonly follow?: boolean;
  readonly followTimeout: string;
}

/** `tx withdraw`, `tx cancel-withdrawal`, `tx refund-deposit`, `tx vote-spoke-state`. */
export function registerBridgeTxs(tx: Command): void {
  signing(tx.command('withdraw').description("take money out to an address of a spoke's chain"))
    .requiredOption('--asset <symbol>', 'USDC, ETH, …')
    .requiredOption('--amount <amount>', 'in whole assets, fee included, or max')
    .requiredOption('--spoke <n>', 'number of the spoke; nave query bridge spokes lists them')
    .requiredOption('--to <address>', '0x address on that chain')
    .option('--max-fee <amount>', 'highest fee, in whole assets; default the quoted one and a quarter')
    .option('--follow', 'stay until it is paid or given back')
    .option('--follow-timeout <time>', 'how long to stay', '10m')
    .action((flags: WithdrawFlags) => withdraw(flags));
  txCommand(
    tx,
    'cancel-withdrawal <id>',
    'take a withdrawal back while it is not ready yet',
    (command) => command,
    (client, _flags, options, [id]) => client.cancelWithdrawal(bridgeIdText('withdrawal', id!), options),
  );
  txCommand(
    tx,
    'refund-deposit <id>',
    'send a quarantined deposit back to its refund address; anybody may',
    (command) => command,
    (client, _flags, options, [id]) => client.refundDeposit(bridgeIdText('deposit', id!), options),
  );
  txCommand<{ readonly until?: string }>(
    tx,
    'vote-spoke-state <spoke> <state>',
    "vote, as a validator's operator, that a spoke is active, no_outflow, no_inflow, paused, isolated or retired",
    (command) => command.option('--until <ms>', 'when it ends by itself, ms since 1970: a quorum must name the same'),
    (client, { until }, options, [spoke, state]) => {
      const vote = stateVoteOf(spoke!, state!, until);
      return client.send([outgoing(Msg.voteSpokeState.request, { validator: client.signerAccount, ...vote })], options);
    },
  );
}

/** Throws CliError with exit code 2. */
export function stateVoteOf(spoke: string, state: string, until = '0') {
  const names: ReadonlyMap<string, SpokeState> = new Map(
    Object.entries(SpokeState).flatMap(([name, value]) =>
      value === SpokeState.UNSPECIFIED ? [] : [[name.toLowerCase(), value]],
    ),
  );
  const found = names.get(state);
  if (found === undefined) {
    throw new CliError(`${state} is no state of a spoke: ${[...names.keys()].join(', ')}`, EXIT.usage);
  }
  return { spoke: parseInteger('<spoke>', spoke), state: found, until: parseInteger('--until', until) };
}

/** `spoke-number`. Throws CliError with exit code 2. */
export function bridgeIdText(what: string, id: string): string {
  try {
    bridgeId(what, id);
    return id;
  } catch {
    throw new CliError(`${id} is no ${what} id such as 1-17; nave query bridge ${what}s lists them`, EXIT.usage);
  }
}

/** Flags that no node needs to be asked about. Throws CliError with exit code 2. */
export function withdrawalOf(
  flags: Pick<WithdrawFlags, 'asset' | 'amount' | 'spoke' | 'to' | 'maxFee' | 'subaccount'>,
) {
  const { asset, amount, to, maxFee } = flags;
  const spoke = parseInteger('--spoke', flags.spoke);
  if (findEvmAddress(to) === undefined) {
    throw new CliError(`--to ${to} is no 0x address of the spoke's chain (or its checksum is wrong)`, EXIT.usage);
  }
  if (amount !== 'max' && findDecimal(amount) === undefined) {
    throw new CliError(`--amount ${amount} is neither an amount such as 12.5 nor max`, EXIT.usage);
  }
  if (maxFee !== undefined && findDecimal(maxFee) === undefined) {
    throw new CliError(`--max-fee ${maxFee} is no amount such as 0.5`, EXIT.usage);
  }
  const subaccount = parseInteger('--subaccount', flags.subaccount ?? '0');
  return { spoke, asset, amount, to, subaccount, ...(maxFee !== undefined && { maxFee }) };
}

async function withdraw(flags: WithdrawFlags): Promise<void> {
  const input = withdrawalOf(flags);
  const timeoutMs = duration('--follow-timeout', flags.followTimeout);
  await withClient(flags, async (client, sending) => {
    if (flags.dryRun === true) {
      const send = async (recorder: NaveClient) => (await requestWithdrawal(recorder, input, sending)).result;
      reportTx(flags, await dryRun(client, nodeUrl(flags.node), send));
      return;
    }
    const { result, withdrawal } = await requestWithdrawal(client, input, sending);
    if (withdrawal === undefined) {
      reportTx(flags, result);
      return;
    }
    if (flags.output === 'text') {
      reportTx(flags, result);
      const { id, received, fee, asset } = withdrawal;
      if (flags.quiet !== true) {
        process.stdout.write(`  withdrawal ${id}: ${received} ${asset} to ${input.to}, fee ${fee}\n`);
      }
    } else if (flags.follow !== true && flags.quiet !== true) printObject('json', { ...result, withdrawal });
    if (flags.follow === true) await followToEnd(client, withdrawal.id, timeoutMs, stepPrinter(flags));
  });
}

type StepPrinter = (row: Withdrawal | undefined) => void;

function stepPrinter({ quiet, output }: WithdrawFlags): StepPrinter {
  if (quiet === true) return () => undefined;
  if (output === 'text') return printWithdrawalStep;
  return (row) => {
    if (row !== undefined) printObject('json', row);
  };
}

/** Exit 1 when it was not paid, 3 when that is not known yet. */
async function followToEnd(client: NaveClient, id: string, timeoutMs: number, onChange: StepPrinter): Promise<void> {
  const last = await followWithdrawal(client, id, { timeoutMs, onChange }).catch((error: unknown) => {
    if (!(error instanceof FollowTimeoutError)) throw error;
    const ask = `nave query bridge withdrawals --account ${client.owner}`;
    throw new CliError(`withdrawal ${id} is still on its way; ask with: ${ask}`, EXIT.unknown);
  });
  if (last.state === 'refunded' || last.claimable) throw new CliError(`withdrawal ${id} was not paid: ${last.state}`);
}
