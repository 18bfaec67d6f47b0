import { exportState } from '#chain/genesis/export.ts';
import { rfc3339 } from '#chain/genesis/rfc3339.ts';
import { BlockLog } from '#src/db/block-log.ts';
import type { GenesisDoc } from '#src/engine/genesis-doc.ts';
import { StoredBlock } from '#src/engine/store/block-record.ts';
import type { HomePaths } from './home.ts';
import { applicationAtGenesis, execute } from './replay.ts';

/**
 * The genesis file of a chain that goes on from the state after `height` (the last one when left out): every record with
 * its slot, so that the new chain begins with the same app hash. Under the same chain id vaults stay valid.
 */
export async function exportGenesis(
  paths: HomePaths,
  genesis: GenesisDoc,
  height: number | undefined,
): Promise<object> {
  const log = await BlockLog.open({ dir: paths.blocks, readOnly: true });
  try {
    const app = await applicationAtGenesis(genesis);
    let timeNs = genesis.genesisTime;
    for await (const block of log.blocks(genesis.initialHeight)) {
      if (height !== undefined && block.height > height) break;
      const stored = StoredBlock.decode(block.payload);
      execute(app, stored);
      timeNs = stored.header.time;
    }
    const reached = app.info().height;
    if (height !== undefined && reached !== height) throw new Error(`the block log ends at height ${reached}`);
    return {
      ...genesis.json,
      genesis_time: rfc3339(timeNs),
      initial_height: String(reached + 1),
      app_hash: '',
      app_state: { export: exportState(app.records) },
    };
  } finally {
    await log.close();
  }
}
