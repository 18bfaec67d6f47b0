import type { CheckTxResult } from '#chain/app-types.ts';
import type { AppError } from '#chain/lib/errors.ts';

/** What became of a submission. Code 0 means that the tx waits for a block (or is in one), never that it was executed. */
export interface SubmitResult extends Omit<CheckTxResult, 'facts'> {
  /** SHA-256 of the bytes, lower-case hex. */
  readonly hash: string;
  /** The same bytes came before: they wait in the pool, or were committed at `height`. */
  readonly duplicate?: 'pending' | 'committed';
  readonly height?: number;
}

/** A refusal by the pool itself, in the shape of the application's. */
export function refusal(hash: string, error: AppError): SubmitResult {
  return {
    hash,
    code: error.code,
    codespace: error.codespace,
    log: error.message,
    details: error.details,
    gasWanted: 0n,
    gasUsed: 0n,
  };
}

export const duplicateOf = (hash: string, height: number | undefined): SubmitResult => ({
  hash,
  code: 0,
  codespace: '',
  log: '',
  gasWanted: 0n,
  gasUsed: 0n,
  ...(height === undefined ? { duplicate: 'pending' } : { duplicate: 'committed', height }),
});
