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

/**
 * One line for whatever client, hub or chain refused, with what to do; an error that is none of these is given back as it
 * is. `node` is the REST address in use.
 */
export function toCliError(error: unknown, node: string): unknown {
  if (error instanceof OutcomeUnknownError) {
    return new CliError(`${error.message}; ask with: nave query tx ${error.txHash}`, EXIT.unknown);
  }
  if (error instanceof NaveError) return new CliError(`${error.code} ${error.name}: ${error.message}`);
  if (error instanceof UnreachableError) {
    return new CliError(`no node answers at ${node} (${error.message}); start one (npm start) or name one with --node`);
  }
  if (!(error instanceof Error) || error instanceof CliError) return error;
  if (SPOKEN.includes(error.name)) return new CliError(error.message);
  if (error.name === 'RpcError') return new CliError(`the EVM chain's RPC: ${error.message}; check --rpc`);
  const { shortMessage, details } = error as { shortMessage?: unknown; details?: unknown };
  if (typeof shortMessage === 'string') {
    const more = typeof details === 'string' && !shortMessage.includes(details) ? ` (${details.slice(0, 200)})` : '';
    return new CliError(`the EVM chain: ${`${shortMessage}${more}`.replaceAll(/\s*\n\s*/g, ' ')}`);
  }
  if ('code' in error && typeof error.code === 'number') {
    return new CliError(`${error.code} ${error.name}: ${error.message}`);
  }
  // A file that cannot be read and the like.
  if ('code' in error && 'syscall' in error) return new CliError(error.message);
  return error;
}
