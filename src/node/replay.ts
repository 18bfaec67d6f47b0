import { Application } from '#chain/app.ts';
import { equalBytes, toHex } from '#chain/lib/bytes.ts';
import { loadNativeCrypto } from '#src/crypto/native-crypto.ts';
import { BlockLog } from '#src/db/block-log.ts';
import type { GenesisDoc } from '#src/engine/genesis-doc.ts';
import { StoredBlock } from '#src/engine/store/block-record.ts';
import type { HomePaths } from './home.ts';

export interface ReplayOptions {
  readonly paths: HomePaths;
  readonly genesis: GenesisDoc;
  /** First and last height to compare; blocks before `from` are executed too, since state comes from nowhere else. */
  readonly from: number;
  readonly to: number;
  readonly onBlock?: (height: number) => void;
}

export interface ReplayReport {
  readonly from: number;
  readonly to: number;
  readonly appHash: string;
  /** The first height whose app hash is another one, with both. */
  readonly difference: { readonly height: number; readonly stored: string; readonly computed: string } | undefined;
}

/** An application at genesis, which verifies every signature and price proof itself. */
export async function applicationAtGenesis(genesis: GenesisDoc): Promise<Application> {
  const { crypto } = await loadNativeCrypto();
  const app = new Application({ crypto, verify: true });
  app.initChain({
    chainId: genesis.chainId,
    genesisTimeNs: genesis.genesisTime,
    initialHeight: genesis.initialHeight,
    validators: genesis.validators,
    appState: genesis.appState,
  });
  return app;
}

/** Executes a stored block; returns the app hash it gives. */
export function execute(app: Application, stored: StoredBlock): Uint8Array {
  const { header, block } = stored;
  const { appHash } = app.finalizeBlock({
    height: header.height,
    timeNs: header.time,
    txs: block.txs,
    lastCommit: [],
    proposer: header.proposerAddress,
    misbehavior: [],
  });
  app.commit();
  return appHash;
}

/**
 * Executes the blocks of a home again, signatures and all, and compares every app hash. Reads the block log beside a
 * running node without disturbing it.
 */
export async function replay(options: ReplayOptions): Promise<ReplayReport> {
  const { paths, genesis, from, to } = options;
  const log = await BlockLog.open({ dir: paths.blocks, readOnly: true });
  try {
    const app = await applicationAtGenesis(genesis);
    let last = genesis.initialHeight - 1;
    for await (const { height, payload } of log.blocks(genesis.initialHeight)) {
      if (height > to) break;
      const stored = StoredBlock.decode(payload);
      const computed = execute(app, stored);
      last = height;
      options.onBlock?.(height);
      if (height >= from && !equalBytes(computed, stored.results.appHash)) {
        const difference = { height, stored: toHex(stored.results.appHash), computed: toHex(computed) };
        return { from, to: height, appHash: toHex(computed), difference };
      }
    }
    return { from, to: last, appHash: toHex(app.appHash()), difference: undefined };
  } finally {
    await log.close();
  }
}
