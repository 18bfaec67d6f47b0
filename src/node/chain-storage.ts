import type { Application } from '#chain/app.ts';
import type { BlockCommitted } from '#chain/app-types.ts';
import { BlockLog } from '#src/db/block-log.ts';
import type { FaultPlan } from '#src/db/fault-points.ts';
import { loadState } from '#src/db/load-state.ts';
import { StateStore } from '#src/db/state-store.ts';
import type { BlockLog as EngineLog } from '#src/engine/store/block-store.ts';
import { BlockStore } from '#src/engine/store/block-store.ts';
import { WorkerIndex } from '#src/engine/store/worker-index.ts';
import type { HomePaths } from './home.ts';

export interface ChainStorageOptions {
  readonly paths: HomePaths;
  readonly chainId: string;
  /** Told once when the disk failed: the node must stop. */
  readonly onError: (error: Error) => void;
  readonly onTornTail?: (message: string) => void;
  readonly fault?: FaultPlan;
}

/**
 * What a chain keeps on disk: blocks (durable before anything of them is published), their index, and the state written
 * behind. State on disk may be up to 50 heights older than the blocks; the difference is executed again at start.
 */
export class ChainStorage {
  readonly blocks: BlockStore;
  private readonly log: BlockLog;
  private readonly state: StateStore;

  private constructor(log: BlockLog, blocks: BlockStore, state: StateStore) {
    this.log = log;
    this.blocks = blocks;
    this.state = state;
  }

  /** Opens everything of a home; StorageError, one line, when another process has it or a file is damaged. */
  static async open(options: ChainStorageOptions): Promise<ChainStorage> {
    const { paths, chainId, onError } = options;
    const fault = options.fault === undefined ? {} : { fault: options.fault };
    const state = await StateStore.open({ dir: paths.state, chainId, onError, ...fault });
    try {
      const onTorn = options.onTornTail === undefined ? {} : { onTorn: options.onTornTail };
      const log = await BlockLog.open({ dir: paths.blocks, ...onTorn, ...fault });
      const index = await WorkerIndex.open(paths.index);
      return new ChainStorage(log, new BlockStore(asEngineLog(log), index), state);
    } catch (error) {
      await state.close();
      throw error;
    }
  }

  /** Fills an empty application with the stored state; height −1 when there is none. */
  load(app: Application): Promise<number> {
    return loadState(this.state, app);
  }

  /** Hands a committed block to the writer; resolves at once unless the disk is 50 heights behind. */
  async keep(app: Application, block: BlockCommitted): Promise<void> {
    const genesis = app.takeGenesisCommit();
    if (genesis !== undefined) this.state.persist(genesis);
    this.state.persist(block);
    await this.state.room();
  }

  get persistedHeight(): number {
    return this.state.persistedHeight;
  }

  async close(): Promise<void> {
    await this.blocks.close();
    await this.log.close();
    await this.state.close();
  }
}

/** The engine counts heights from 1 and says 0 for an empty log. */
function asEngineLog(log: BlockLog): EngineLog {
  return {
    get first() {
      return Math.max(0, log.firstHeight);
    },
    get last() {
      return Math.max(0, log.lastHeight);
    },
    append: (height, record) => log.append(height, record),
    read: (height) => log.read(height),
  };
}
