import { equalBytes, toHex } from '#chain/lib/bytes.ts';
import type { State } from '#chain/state/state.ts';
import type { StateStore } from './state-store.ts';
import { StorageError } from './storage-error.ts';

/**
 * Fills an empty State with what is on disk and compares state root and app hash. Returns the height, −1 when the store is
 * empty. StorageError when the records are not the state that the store says they are.
 */
export async function loadState(
  store: StateStore,
  state: Pick<State, 'loadRecord' | 'finishLoad' | 'appHash'>,
): Promise<number> {
  const { meta } = store;
  if (meta === undefined) return -1;
  try {
    for await (const records of store.records()) for (const record of records) state.loadRecord(record);
    const root = state.finishLoad(meta);
    if (!equalBytes(root, meta.stateRoot) || !equalBytes(state.appHash(), meta.appHash)) {
      throw new Error(`state root ${toHex(root)} instead of ${toHex(meta.stateRoot)}`);
    }
  } catch (error) {
    if (error instanceof StorageError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StorageError(
      `The state of height ${meta.height} on disk is damaged (${reason}). Move it away and start again: the node rebuilds it from its blocks or a snapshot.`,
      { cause: error },
    );
  }
  return meta.height;
}
