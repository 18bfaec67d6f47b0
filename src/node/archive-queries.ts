import type { Application } from '#chain/app.ts';
import type { QueryRequest, QueryResponse } from '#chain/app-types.ts';
import { AppError } from '#chain/lib/errors.ts';
import { encodeSlotPath, SLOT_PROOF_OP } from '#chain/state/proof.ts';
import type { Archive } from '#src/db/archive.ts';

const STORE_PATH = '/store';
const NONE = new Uint8Array(0);

/**
 * `abci_query` of raw records at heights older than the 100 the application holds, from the archive on disk. Undefined
 * for every other query: the application answers it.
 */
export function archiveQueries(
  app: Pick<Application, 'records'>,
  archive: Archive,
): (request: QueryRequest) => Promise<QueryResponse | undefined> {
  return async ({ path, data, height, prove }) => {
    if (path !== STORE_PATH || height === 0 || height >= app.records.oldestHeight) return undefined;
    try {
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
