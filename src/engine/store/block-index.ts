import type { EventQuery } from '../query/parse.ts';

/** Where a tx is. */
export interface TxPosition {
  readonly height: number;
  /** Place in the block, from 0. */
  readonly index: number;
}

export interface SearchPage {
  readonly order: 'asc' | 'desc';
  readonly offset: number;
  readonly limit: number;
}

export interface SearchResult<T> {
  readonly total: number;
  readonly items: readonly T[];
}

/** Asked of a node that keeps no index; CometBFT's words. */
export class IndexOff extends Error {
  override name = 'IndexOff';
  constructor() {
    super('transaction indexing is disabled (rpc.index = false)');
  }
}

/** Finds blocks and txs by hash and by indexed event attributes. Derived from the block log; rebuilt from it when lost. */
export interface BlockIndex {
  /** Last height in the index, 0 when empty. */
  height(): Promise<number>;
  /** Adds the record of height() + 1. */
  add(height: number, record: Uint8Array): Promise<void>;
  clear(): Promise<void>;
  findBlock(hash: Uint8Array): Promise<number | undefined>;
  findTx(hash: Uint8Array): Promise<TxPosition | undefined>;
  searchTxs(query: EventQuery, page: SearchPage): Promise<SearchResult<TxPosition>>;
  searchBlocks(query: EventQuery, page: SearchPage): Promise<SearchResult<number>>;
  close(): Promise<void>;
}
