import type { Application } from '#chain/app.ts';
import type { BlockCommitted } from '#chain/app-types.ts';
import type { Crypto } from '#chain/lib/hash.ts';
import { Archive } from '#src/db/archive.ts';
import { BlockLog } from '#src/db/block-log.ts';
import type { FaultPlan } from '#src/db/fault-points.ts';
import { loadState } from '#src/db/load-state.ts';
import { StateStore } from '#src/db/state-store.ts';
import { BlockStore } from '#src/engine/store/block-store.ts';
import { WorkerIndex } from '#src/engine/store/worker-index.ts';
import type { HomePaths } from './home.ts';

export interface ChainStorageOptions {
  readonly paths: HomePaths;
  readonly chainId: string;
  /** Told once when the disk failed: the node must stop. */
  readonly onError: (error: Error) => void;
  /** Find txs and blocks by hash and event: true unless told otherwise. */
  readonly isIndexed?: boolean;
  /** Keep the records of every height, not of the last 100. */
  readonly isArchive: boolean;
  /** Told, in one line, when the start of a crashed write was cut off the block log. */
  readonly onTorn: (message: string) => void;
  readonly fault?: FaultPlan;
}

/** What the state on disk may not pass: the last height whose history survives a crash. */
export interface HistoryCursor {
  readonly keptHeight: number;
}

type Commit = Parameters<StateStore['persist']>[0];

/**
 * What a chain keeps on disk: blocks (durable before anything of them is published), their index, and the state written
 * behind. State on disk may be older than the blocks and never newer than the history: the difference is executed again
 * at start and fills both.
 */
export class ChainStorage {
  readonly blocks: BlockStore;
  private readonly log: BlockLog;
  private readonly state: StateStore;
  /** Commits that wait for history, each with the height it needs. */
  private readonly waiting: { readonly commit: Commit; readonly needs: number }[] = [];
  private history: HistoryCursor | undefined;

  private constructor(log: BlockLog, blocks: BlockStore, state: StateStore) {
    this.log = log;
    this.blocks = blocks;
    this.state = state;
  }

  /** Opens everything of a home; StorageError, one line, when another process has it or a file is damaged. */
  static async open(options: ChainStorageOptions): Promise<ChainStorage> {
    const { paths, chainId, onError, onTorn } = options;
    const fault = options.fault === undefined ? {} : { fault: options.fault };
    const { isArchive } = options;
    const state = await StateStore.open({ dir: paths.state, chainId, onError, isArchive, ...fault });
    try {
      const log = await BlockLog.open({ dir: paths.blocks, onTorn, ...fault });
      const index = options.isIndexed === false ? undefined : await WorkerIndex.open(paths.index);
      return new ChainStorage(log, new BlockStore(log, index), state);
    } catch (error) {
      await state.close();
      throw error;
    }
  }

  /** Fills an empty application with the stored state; height −1 when there is none. */
  load(app: Application): Promise<number> {
    return loadState(this.state, app);
  }

  /**
   * From now on the state on disk follows this history; undefined: it stands still, and the state goes on without it. Call
   * before the first keep.
   */
  follow(history: HistoryCursor | undefined): void {
    this.history = history;
  }

  /** Takes a committed block; resolves at once unless the state on disk is 50 heights behind. Never waits for history. */
  async keep(app: Application, block: BlockCommitted): Promise<void> {
    const genesis = app.takeGenesisCommit();
    // Its events are the history of the first block: a node that dies before that is kept begins with InitChain again.
    if (genesis !== undefined) this.waiting.push({ commit: genesis, needs: block.height });
    this.waiting.push({ commit: block, needs: block.height });
    this.release();
    await this.state.room();
  }

  private release(): void {
    const upTo = this.history?.keptHeight ?? Number.POSITIVE_INFINITY;
    let count = 0;
    while (count < this.waiting.length && this.waiting[count]!.needs <= upTo) {
      this.state.persist(this.waiting[count]!.commit);
      count++;
    }
    this.waiting.splice(0, count);
  }

  /** Records and proofs of heights older than the application holds. */
  archive(app: Application, crypto: Crypto): Archive {
    return new Archive(this.state, app.records, crypto);
  }

  /** Every record of an old height, from an archive; undefined when it does not hold the height. */
  pastState(height: number): ReturnType<StateStore['pastState']> {
    return this.state.pastState(height);
  }

  get persistedHeight(): number {
    return this.state.persistedHeight;
  }

  /** Writes what history allows, then closes. */
  async close(): Promise<void> {
    this.release();
    await this.blocks.close();
    await this.log.close();
    await this.state.close();
  }
}
