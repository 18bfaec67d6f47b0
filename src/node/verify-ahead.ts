import type { Application } from '#chain/app.ts';
import { AppError } from '#chain/lib/errors.ts';
import type { SignatureItem } from '#src/crypto/signature-batch.ts';
import type { SignaturePool } from '#src/crypto/signature-pool.ts';
import type { VerifyAhead } from '#src/mempool/admission-queue.ts';

/**
 * Verifies the signatures of a batch of txs in workers and leaves the good verdicts where checkTx looks first. What is
 * refused without a curve, and what does not fit, is left to checkTx, which finds the words for it.
 */
export function createVerifyAhead(
  app: Pick<Application, 'signatureTask' | 'signatures'>,
  pool: SignaturePool,
): VerifyAhead {
  return async (txs) => {
    const items: SignatureItem[] = [];
    const hashes: string[] = [];
    for (const tx of txs) {
      const found = findTask(app, tx);
      if (found?.task.kind !== 'verify') continue;
      items.push(found.task);
      hashes.push(found.hash);
    }
    const verdicts = await pool.verifyBatch(items);
    for (const [i, hash] of hashes.entries()) if (verdicts[i] === 1) app.signatures.add(hash);
  };
}

function findTask(app: Pick<Application, 'signatureTask'>, tx: Uint8Array): ReturnType<Application['signatureTask']> {
  try {
    return app.signatureTask(tx);
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}
