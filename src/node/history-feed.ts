import type { Application } from '#chain/app.ts';
import { createIndexer } from '#src/indexer/create-indexer.ts';
import type { BlockOrigin, IndexableBlock, Indexer } from '#src/indexer/indexer-types.ts';
import { NoHistory } from '#src/indexer/no-history.ts';

import { SqliteHistory } from '#src/indexer/sqlite/sqlite-history.ts';
import { HomeError } from './home.ts';

/** A history of another chain (a changed genesis) or a damaged file is one line, not a stack. */
export function openHistory(...args: ConstructorParameters<typeof SqliteHistory>): SqliteHistory {
  try {
    return new SqliteHistory(...args);
  } catch (cause) {
    throw new HomeError(`the history cannot be used: ${args[0]}: ${(cause as Error).message}`, { cause });
  }
}

/** What follows the blocks of a node: the indexer over the history of its home, or what stands for it where none is kept. */
export function openIndexer(
  isKept: boolean,
  app: Application,
  open: () => SqliteHistory,
): { readonly indexer: Indexer; readonly isBehind: boolean } {
  const { height } = app.info();
  if (!isKept) return { indexer: new NoHistory(height), isBehind: false };
  const history = open();
  const isBehind = history.restored.height < height;
  return { indexer: createIndexer(app.view, history, () => app.takeGenesisEvents()), isBehind };
}

/** Feeds the indexer each block once: while replaying as it is executed, later when it is published. Never throws. */
export class HistoryFeed {
  isLive = false;
  private readonly indexer: Indexer;
  private readonly abandon: (error: Error) => void;

  /** @param abandon told when the indexer cannot make rows of a block; it must stop it, so it is told once */
  constructor(indexer: Indexer, abandon: (error: Error) => void) {
    this.indexer = indexer;
    this.abandon = abandon;
  }

  replayed(block: IndexableBlock): void {
    if (!this.isLive) this.published(block, undefined);
  }

  published(block: IndexableBlock, origin: BlockOrigin | undefined): void {
    try {
      this.indexer.accept(block, origin);
    } catch (error) {
      this.abandon(new Error(`block ${block.height} cannot be indexed`, { cause: error }));
    }
  }
}
