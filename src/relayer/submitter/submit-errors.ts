import type { Hex } from 'viem';
import { decodeErrorResult } from 'viem';
import { migrationForwarderAbi } from '../../../spoke-contracts/abi/migration-forwarder.ts';
import { spokeVaultAbi } from '../../../spoke-contracts/abi/spoke-vault.ts';
import { TooFewSourcesError } from '../rpc/agreement.ts';
import { RpcError } from '../rpc/rpc-error.ts';

/** What a failure asks for (spec: bridge §3): try again, give up, send less at once, or wait for somebody else. */
export type FailureClass = 'transient' | 'permanent' | 'splitting' | 'paused';

/** Why a transaction was not sent. */
export class SubmitError extends Error {
  override name = 'SubmitError';
  readonly failure: FailureClass;

  constructor(failure: FailureClass, message: string) {
    super(message);
    this.failure = failure;
  }
}

/** Another transaction of the key is on its way, or another spoke's turn has come: no failure, asked again at the next step. */
export class TxOnItsWay extends SubmitError {
  override name = 'TxOnItsWay';

  constructor() {
    super('transient', 'a transaction is on its way');
  }
}

/** Time, a locked vault or another step must come first. */
const PAUSED: ReadonlySet<string> = new Set([
  'OutflowLocked',
  'BatchNotYetValid',
  'NotReady',
  'NotReadyBlock',
  'NotExpired',
  'BatchNotExpired',
  'SetTooOld',
  'NoPendingRotation',
  'AlreadyVoted',
  // of a forwarder's deposit
  'InflowLocked',
  'BelowMinimum',
  'CapExceeded',
  'NothingToForward',
]);
const ERRORS = [...spokeVaultAbi, ...migrationForwarderAbi];
/** Lack of gas, or a part of the call that another part does not need. */
const SPLITTING: ReadonlySet<string> = new Set(['InsufficientGas', 'InsufficientEscrow', 'TransferFailed']);

export interface Revert {
  /** Name of the vault's or forwarder's error; undefined when it is not one of them. */
  readonly name: string | undefined;
  readonly args: readonly unknown[];
}

export function decodeRevert(data: string | undefined): Revert {
  try {
    const { errorName, args } = decodeErrorResult({ abi: ERRORS, data: data as Hex });
    return { name: errorName, args: args ?? [] };
  } catch {
    return { name: undefined, args: [] };
  }
}

export function classifyRevert({ name, args }: Revert): FailureClass {
  if (name === undefined || SPLITTING.has(name)) return 'splitting';
  if (PAUSED.has(name)) return 'paused';
  // signed for an epoch that is still to come
  if (name === 'WrongEpoch' && (args[1] as bigint) > (args[0] as bigint)) return 'paused';
  return 'permanent';
}

const UNDERFUNDED = /insufficient (funds|balance)|exceeds (the )?balance|out of fund/i;
const OUT_OF_GAS = /out of gas|gas required exceeds|intrinsic gas|exceeds block gas limit/i;

/** Class of whatever a submission threw. */
export function classifyFailure(error: unknown): FailureClass {
  if (error instanceof SubmitError) return error.failure;
  if (error instanceof TooFewSourcesError) {
    const classes = error.failures.map(classifyFailure);
    return classes.find((one) => one !== 'transient') ?? 'transient';
  }
  if (!(error instanceof RpcError)) return 'transient';
  if (UNDERFUNDED.test(error.message)) return 'paused';
  if (OUT_OF_GAS.test(error.message)) return 'splitting';
  return error.failure === 'revert' ? classifyRevert(decodeRevert(error.data)) : 'transient';
}
