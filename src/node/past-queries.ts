import type { Application } from '#chain/app.ts';
import type { QueryRequest, QueryResponse } from '#chain/app-types.ts';
import { AppError } from '#chain/lib/errors.ts';
import { encodeSlotPath, SLOT_PROOF_OP } from '#chain/state/proof.ts';
import type { Archive } from '#src/db/archive.ts';
import type { PastViews } from './past-views.ts';

const STORE_PATH = '/store';
const NONE = new Uint8Array(0);

/**
 * `abci_query` at old heights: raw records older than the 100 heights the application holds from the archive on disk, and every
 * other path from the state loaded again. Undefined for what the application answers itself.
 */
export function pastQueries(
  app: Pick<Application, 'records'>,
  past: Pick<PastViews, 'applicationAt'>,
  archive: Archive | undefined,
): (request: QueryRequest) => Promise<QueryResponse | undefined> {
  return async (request) => {
    const { path, data, height, prove } = request;
    if (height === 0 || height >= app.records.height) return undefined;
    try {
      if (path !== STORE_PATH) return prove ? undefined : (await past.applicationAt(height))?.query(request);
      if (archive === undefined || height >= app.records.oldestHeight) return undefined;
      const answer = { code: 0, codespace: '', log: '', key: data, height };
      if (!prove) return { ...answer, value: (await archive.recordAt(data, height))?.value ?? NONE };
      const proof = await archive.proofAt(data, height);
      if (proof === undefined) throw new AppError(8002, 'no record has this key; absence is not proven');
      const proofOps = [{ type: SLOT_PROOF_OP, key: data, data: encodeSlotPath(proof) }];
      return { ...answer, value: proof.value, proofOps };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const { code, codespace, message } = error;
      return { code, codespace, log: message, key: NONE, value: NONE, height };
    }
  };
}
