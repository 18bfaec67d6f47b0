import { formatAddress } from '../lib/address.ts';
import { toHex } from '../lib/bytes.ts';
import { AppError, type ErrorDetails } from '../lib/errors.ts';
import { type AnteContext, anteChecks, collectSignature } from '../tx/ante.ts';
import type { DecodedTx } from '../tx/decoded-tx.ts';
import { recoverSigner, type SignatureTask } from '../tx/signature-task.ts';
import { findSignatureHint, type SignatureHint } from './signature-hint.ts';

/** Outcome of one check; all are made, also after one failed. */
export interface CheckOutcome {
  readonly check: 'decode' | 'chain' | 'account' | 'signature' | 'nonce' | 'agent' | 'budget' | 'size';
  readonly error: { readonly code: number; readonly message: string; readonly details: ErrorDetails } | undefined;
}

/** What a tx says and whether it would pass, without sending it (api-types §3, POST tx/verify). */
export interface TxVerificationFacts {
  readonly tx: DecodedTx | undefined;
  readonly checks: readonly CheckOutcome[];
  /** Hex of what the signature covers. */
  readonly digest: string | undefined;
  /** `nave1…` the signature recovers to, where one can be recovered. */
  readonly recovered: string | undefined;
  readonly hint: SignatureHint | undefined;
}

/** Runs every check of a tx against committed state; changes nothing. `decode` throws 1001. */
export function verifyTx(decode: () => DecodedTx, context: AnteContext): TxVerificationFacts {
  let tx: DecodedTx;
  try {
    tx = decode();
  } catch (error) {
    const failed: CheckOutcome = { check: 'decode', error: factsOf(error) };
    return { tx: undefined, checks: [failed], digest: undefined, recovered: undefined, hint: undefined };
  }
  const checks: CheckOutcome[] = [
    { check: 'decode', error: undefined },
    { check: 'chain', error: undefined },
    ...anteChecks.map(({ name, run }) => ({ check: name, error: errorOf(() => run(tx, context)) })),
  ];
  const task = taskOf(tx, context);
  const isBad = checks.some(({ check, error }) => check === 'signature' && error !== undefined);
  return {
    tx,
    checks,
    digest: task && `0x${toHex(task.digest)}`,
    recovered: task && recoveredText(task, context),
    hint: isBad ? findSignatureHint(tx, context) : undefined,
  };
}

function taskOf(tx: DecodedTx, context: AnteContext): SignatureTask | undefined {
  try {
    return collectSignature(tx, context);
  } catch {
    return undefined;
  }
}

/** A typed-data signature names its signer; of a direct one only its fit can be told. */
function recoveredText(task: SignatureTask, { crypto }: AnteContext): string | undefined {
  if (task.kind !== 'recover') return undefined;
  const signer = recoverSigner(crypto, task.signature, task.recovery, task.digest);
  return signer && formatAddress(signer);
}

function errorOf(run: () => void): CheckOutcome['error'] {
  try {
    run();
    return undefined;
  } catch (error) {
    return factsOf(error);
  }
}

function factsOf(error: unknown): NonNullable<CheckOutcome['error']> {
  if (!(error instanceof AppError)) throw error;
  return { code: error.code, message: error.message, details: error.details };
}
