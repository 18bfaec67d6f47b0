import { NaveError, OutcomeUnknownError, UnreachableError } from '#src/client/nave-error.ts';
import { CliError, EXIT } from './output.ts';

/** Errors whose message is written for whoever runs the command. */
const SPOKEN: readonly string[] = [
  'DepositError',
  'DeployError',
  'PlanError',
  'SpokeUnknownError',
  'KeystoreError',
  'RemoteSignerError',
];

/** What to do about refusals whose text does not say it. */
const HINTS: Readonly<Record<number, string>> = {
  3012: 'nave query balances ACCOUNT shows what may leave',
  5032: 'on a localnet sign with --from authority, elsewhere let governance send it',
  6001: 'nave query bridge spokes lists them',
  6002: 'nave query bridge spokes says why; take another spoke or wait',
  6003: 'nave query bridge spokes lists what each takes',
  6004: 'nave query bridge quote says the fee; ask for more than that',
  6006: 'nave query bridge quote says the fee; raise --max-fee or wait',
  6008: 'it is being signed: follow it with nave query bridge withdrawals --account ACCOUNT',
  6009: 'it is final, or of another account: nave query bridge withdrawals --account ACCOUNT',
  6015: 'nave query bridge quarantine lists what is',
};

/** `code NAME: text`, and what to do about it. */
export function refusalText(code: number, name: string, message: string): string {
  const hint = HINTS[code];
  return `${code} ${name}: ${hint === undefined ? message : `${message.replace(/\.$/, '')}; ${hint}`}`;
}

/**
 * One line for whatever client, hub or chain refused, with what to do; an error that is none of these is given back as it
 * is. `node` is the REST address in use.
 */
export function toCliError(error: unknown, node: string): unknown {
  if (error instanceof OutcomeUnknownError) {
    return new CliError(`${error.message}; ask with: nave query tx ${error.txHash}`, EXIT.unknown);
  }
  if (error instanceof NaveError) return new CliError(refusalText(error.code, error.name, error.message));
  if (error instanceof UnreachableError) {
    const isRpc = /abci_query|\.Query\//.test(error.message);
    if (isRpc) return new CliError(`${error.message}; name the RPC of a hub node with --hub-rpc`);
    return new CliError(`no node answers at ${node}; start one (npm start) or name one with --node`);
  }
  if (!(error instanceof Error) || error instanceof CliError) return error;
  if (error.name === 'EvmOutcomeUnknownError') {
    const next = 'look for it on the chain, then for the deposit with nave query bridge deposits --account ACCOUNT';
    return new CliError(`${error.message}; do not repeat it: ${next}`, EXIT.unknown);
  }
  if (SPOKEN.includes(error.name)) return new CliError(error.message);
  if (error.name === 'RpcError') return new CliError(`the EVM chain's RPC: ${error.message}; check --rpc`);
  const { shortMessage, details } = error as { shortMessage?: unknown; details?: unknown };
  if (typeof shortMessage === 'string') {
    const more = typeof details === 'string' && !shortMessage.includes(details) ? ` (${details.slice(0, 200)})` : '';
    return new CliError(`the EVM chain: ${`${shortMessage}${more}`.replaceAll(/\s*\n\s*/g, ' ')}`);
  }
  if ('code' in error && typeof error.code === 'number') {
    return new CliError(refusalText(error.code, error.name, error.message));
  }
  // A file that cannot be read and the like.
  if ('code' in error && 'syscall' in error) return new CliError(error.message);
  return error;
}
