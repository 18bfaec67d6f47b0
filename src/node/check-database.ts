import { Application } from '#chain/app.ts';
import { loadNativeCrypto } from '#src/crypto/native-crypto.ts';
import { BlockLog } from '#src/db/block-log.ts';
import { loadState } from '#src/db/load-state.ts';
import { StateStore } from '#src/db/state-store.ts';
import type { GenesisDoc } from '#src/engine/genesis-doc.ts';
import type { HomePaths } from './home.ts';

export interface DatabaseReport {
  /** Height of the state on disk, −1 when there is none. */
  readonly stateHeight: number;
  readonly records: number;
  readonly firstBlock: number;
  readonly lastBlock: number;
  /** What is wrong, in words; empty when all is well. */
  readonly faults: readonly string[];
}

/**
 * Reads the whole state (root and app hash are compared with what was stored), every block of the log (checksums), and
 * runs every invariant. The node must be stopped: the state store is locked by it.
 */
export async function checkDatabase(paths: HomePaths, genesis: GenesisDoc): Promise<DatabaseReport> {
  const { crypto } = await loadNativeCrypto();
  const store = await StateStore.open({ dir: paths.state, chainId: genesis.chainId, onError: () => undefined });
  const faults: string[] = [];
  try {
    const app = new Application({ crypto });
    const stateHeight = await loadState(store, app);
    if (stateHeight >= 0) faults.push(...app.brokenInvariants());
    const log = await BlockLog.open({ dir: paths.blocks, readOnly: true });
    let blocks = 0;
    for await (const _block of log.blocks(0)) blocks++;
    const { firstHeight, lastHeight } = log;
    await log.close();
    if (blocks !== Math.max(0, lastHeight - firstHeight + 1)) faults.push(`${blocks} blocks could be read`);
    if (stateHeight > lastHeight) faults.push(`the state of ${stateHeight} is ahead of the last block ${lastHeight}`);
    const records = stateHeight < 0 ? 0 : [...app.records.records()].length;
    return { stateHeight, records, firstBlock: firstHeight, lastBlock: lastHeight, faults };
  } finally {
    await store.close();
  }
}
