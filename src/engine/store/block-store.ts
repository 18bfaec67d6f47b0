import type { EventQuery } from '../query/parse.ts';
import { type BlockIndex, IndexOff, type SearchPage, type SearchResult, type TxPosition } from './block-index.ts';
import { type BlockRecord, encodeRecord, StoredBlock } from './block-record.ts';

/** Append-only records by height (src/db/block-log.ts); a record is on disk when append resolves. */
export interface BlockLog {
  /** Lowest and highest height held, −1 when empty. */
  readonly firstHeight: number;
  readonly lastHeight: number;
  append(height: number, record: Uint8Array): Promise<void>;
  read(height: number): Promise<Uint8Array | undefined>;
}

/** A full block with its results takes some 10 MB. */
const CACHED_BLOCKS = 8;
/** Blocks the index may lag behind before block production waits for it: bounds the memory of its queue. */
const MAX_INDEX_LAG = 64;

/** Blocks, commits and results by height and hash, txs by hash, both by events. */
export class BlockStore {
  private readonly log: BlockLog;
  private readonly findIndex: BlockIndex | undefined;
  private readonly cache = new Map<number, StoredBlock>();
  private durable = 0;
  private unindexed = 0;
  private indexing: Promise<unknown> = Promise.resolve();
  private indexError: Error | undefined;

  /** @param index undefined: nothing is found by hash or event */
  constructor(log: BlockLog, index: BlockIndex | undefined) {
    this.log = log;
    this.findIndex = index;
    this.durable = Math.max(0, log.lastHeight);
  }

  /** Lowest height held, 0 when empty. */
  get first(): number {
    return Math.max(0, this.log.firstHeight);
  }
  /** Highest height whose record is on disk, 0 when empty. */
  get last(): number {
    return this.durable;
  }

  private get index(): BlockIndex {
    if (this.findIndex === undefined) throw new IndexOff();
    return this.findIndex;
  }

  /** Brings the index up to the log; rebuilds it when it knows of blocks the log does not have. */
  async open(): Promise<void> {
    if (this.findIndex === undefined) return;
    let from = (await this.index.height()) + 1;
    if (from > this.last + 1 || (from > 1 && from < this.first)) {
      await this.index.clear();
      from = 1;
    }
    for (let height = Math.max(from, this.first, 1); height <= this.last; height++) {
      const record = await this.log.read(height);
      if (record !== undefined) await this.index.add(height, record);
    }
  }

  /** Durable when it resolves. The index follows in the background. Throws what the index failed with, if it did. */
  async append(height: number, record: BlockRecord): Promise<void> {
    if (this.indexError !== undefined) throw this.indexError;
    const bytes = encodeRecord(record);
    await this.log.append(height, bytes);
    this.keep(height, StoredBlock.of(record));
    this.durable = height;
    if (this.findIndex === undefined) return;
    this.unindexed++;
    this.indexing = this.findIndex.add(height, bytes).then(
      () => {
        this.unindexed--;
      },
      (error: Error) => {
        this.indexError = new Error('the block index failed', { cause: error });
      },
    );
    if (this.unindexed > MAX_INDEX_LAG) await this.indexing;
  }

  private keep(height: number, block: StoredBlock): StoredBlock {
    this.cache.delete(height);
    this.cache.set(height, block);
    if (this.cache.size > CACHED_BLOCKS) {
      const oldest = this.cache.keys().next();
      if (!oldest.done) this.cache.delete(oldest.value);
    }
    return block;
  }

  /** The block of a height, undefined when the store does not have it. */
  async find(height: number): Promise<StoredBlock | undefined> {
    const cached = this.cache.get(height);
    if (cached !== undefined) return cached;
    if (height < this.first || height > this.last || height < 1) return undefined;
    const record = await this.log.read(height);
    return record === undefined ? undefined : this.keep(height, StoredBlock.decode(record));
  }

  async findByHash(hash: Uint8Array): Promise<StoredBlock | undefined> {
    const height = hash.length === 32 ? await this.index.findBlock(hash) : undefined;
    return height === undefined ? undefined : this.find(height);
  }

  async findTx(hash: Uint8Array): Promise<TxPosition | undefined> {
    return hash.length === 32 ? this.index.findTx(hash) : undefined;
  }

  async searchTxs(query: EventQuery, page: SearchPage): Promise<SearchResult<TxPosition>> {
    return this.index.searchTxs(query, page);
  }

  async searchBlocks(query: EventQuery, page: SearchPage): Promise<SearchResult<number>> {
    return this.index.searchBlocks(query, page);
  }

  /** Waits for the index, then closes it; the log belongs to whoever opened it. */
  async close(): Promise<void> {
    await this.indexing;
    await this.findIndex?.close();
  }
}
