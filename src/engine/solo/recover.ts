import type { ApplicationInterface, BlockCommitted } from '#chain/app-types.ts';
import { equalBytes } from '#chain/lib/bytes.ts';
import { upperHex } from '../block/json.ts';
import { hashResults } from '../block/results.ts';
import type { GenesisDoc } from '../genesis-doc.ts';
import type { StoredBlock } from '../store/block-record.ts';
import type { BlockStore } from '../store/block-store.ts';
import { type ChainTip, genesisTip, lastCommitOf, tipAfter } from './chain-tip.ts';
import { EngineError } from './engine-error.ts';

export interface RecoverDeps {
  readonly app: ApplicationInterface;
  readonly store: BlockStore;
  /** A block that was executed again. */
  onReplayed(block: BlockCommitted): Promise<void>;
}

async function requireBlock(store: BlockStore, height: number): Promise<StoredBlock> {
  const stored = await store.find(height);
  if (stored === undefined) throw new EngineError(`the block log has no block ${height}`);
  return stored;
}

function requireSame(height: number, what: string, ours: Uint8Array, theirs: Uint8Array): void {
  if (equalBytes(ours, theirs)) return;
  throw new EngineError(
    `${what} at height ${height} is ${upperHex(ours)}, the block log says ${upperHex(theirs)}; restore state and blocks of one backup`,
  );
}

function initChain(genesis: GenesisDoc, app: ApplicationInterface): ChainTip {
  const response = app.initChain({
    chainId: genesis.chainId,
    genesisTimeNs: genesis.genesisTime,
    initialHeight: genesis.initialHeight,
    validators: genesis.validators,
    appState: genesis.appState,
  });
  return genesisTip(genesis, response);
}

/** Executes a block of the log again; its signatures are taken as verified. */
function replay(app: ApplicationInterface, stored: StoredBlock, before: ChainTip): BlockCommitted {
  const { header, block } = stored;
  const results = app.finalizeBlock({
    height: header.height,
    timeNs: header.time,
    txs: block.txs,
    lastCommit: lastCommitOf(block.lastCommit, before.lastValidators),
    proposer: header.proposerAddress,
    misbehavior: [],
  });
  requireSame(header.height, 'the app hash', results.appHash, stored.results.appHash);
  const { txResults } = stored.results;
  requireSame(header.height, 'the results hash', hashResults(results.txResults), hashResults(txResults));
  return app.commit();
}

/** The tip of the height the application's state is at, compared with the log. */
async function tipOfState(genesis: GenesisDoc, { app, store }: RecoverDeps): Promise<ChainTip> {
  const first = genesis.initialHeight;
  const { height, appHash } = app.info();
  const isEmpty = appHash.length === 0;
  if (!isEmpty && height >= first) {
    const tip = tipAfter(await requireBlock(store, height));
    requireSame(height, 'the app hash', appHash, tip.appHash);
    return tip;
  }
  const tip = isEmpty ? initChain(genesis, app) : genesisTip(genesis, { appHash, validators: [] });
  if (store.last === 0) return tip;
  const { header } = await requireBlock(store, first);
  requireSame(first - 1, 'the app hash', tip.appHash, header.appHash);
  return tip;
}

/**
 * Brings the application from the height its state has (none: by InitChain) to the end of the block log and returns where
 * the chain goes on. Throws EngineError when state and log do not belong together.
 */
export async function recover(genesis: GenesisDoc, deps: RecoverDeps): Promise<ChainTip> {
  const { app, store } = deps;
  const { height } = app.info();
  if (height > Math.max(store.last, genesis.initialHeight - 1)) {
    throw new EngineError(
      `the state is at height ${height} but the block log ends at ${store.last}; restore both from one backup`,
    );
  }
  let tip = await tipOfState(genesis, deps);
  while (tip.height < store.last) {
    const stored = await requireBlock(store, tip.height + 1);
    await deps.onReplayed(replay(app, stored, tip));
    tip = tipAfter(stored);
  }
  return tip;
}
