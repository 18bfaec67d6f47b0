import type { TxResult } from '#src/api/schemas/tx.ts';
import type { SignedTx } from './build-tx.ts';
import { NaveError, OutcomeUnknownError, TxFailedError, UnreachableError } from './nave-error.ts';
import { backoffMs, pause } from './pause.ts';
import type { RestClient } from './rest-client.ts';

export interface SubmitOptions {
  /** commit (default) waits for the block; sync for admission only. */
  readonly mode?: 'sync' | 'commit';
  /** How long commit waits, 0..30,000 (10,000). */
  readonly waitMs?: number;
  /** Sendings of the same bytes while the node is busy or does not answer (4). */
  readonly attempts?: number;
  /** A tx that failed in its block is returned instead of thrown. */
  readonly returnFailure?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Sends the same bytes until a node answers; they never execute twice. Throws NaveError of a refusal, TxFailedError of a
 * failure in the block, OutcomeUnknownError when nobody said what became of it.
 */
export async function submitTx(rest: RestClient, tx: SignedTx, options: SubmitOptions = {}): Promise<TxResult> {
  const { mode = 'commit', waitMs = 10_000, attempts = 4, signal } = options;
  const query = mode === 'commit' ? { mode, waitMs } : { mode };
  const timeoutMs = mode === 'commit' ? waitMs + 10_000 : 10_000;
  const judge = (result: TxResult): TxResult => {
    if (result.code !== 0 && options.returnFailure !== true) throw new TxFailedError(result);
    return result;
  };
  let isSent = false;
  for (let attempt = 1; ; attempt++) {
    let failure: unknown;
    try {
      const { data } = await rest.post<TxResult>('tx', tx.bytes, query, timeoutMs);
      return judge(data);
    } catch (error) {
      failure = error;
    }
    isSent ||= failure instanceof UnreachableError;
    // A nonce that is used after a lost answer was used by that sending.
    if (isSent && failure instanceof NaveError && failure.code === 1005)
      return judge(await knownResult(rest, tx, failure));
    const again = failure instanceof UnreachableError || (failure instanceof NaveError && failure.retryable);
    if (!again) throw failure;
    if (attempt >= attempts) throw isSent ? new OutcomeUnknownError(tx.txHash, tx.bytes, failure) : failure;
    const hint = failure instanceof NaveError ? failure.retryAfterMs : null;
    await pause(Math.min(hint ?? backoffMs(attempt, 200, 5_000), 5_000), signal);
  }
}

async function knownResult(rest: RestClient, tx: SignedTx, cause: unknown): Promise<TxResult> {
  try {
    return (await rest.get<TxResult>(`tx/${tx.txHash}`)).data;
  } catch {
    throw new OutcomeUnknownError(tx.txHash, tx.bytes, cause);
  }
}
