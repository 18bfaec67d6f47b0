import type { DatabaseSync } from 'node:sqlite';
import { readMeta, writeMeta } from './open.ts';
import type { PackedBlock } from './packed-block.ts';
import { RowChunks } from './row-chunks.ts';
import { RowTables } from './row-tables.ts';

/** Lines of several blocks that share one transaction of the tables. */
const LINES_A_TURN = 16_000;

/**
 * Writes in two steps. `keep` appends the rows of blocks and syncs: they survive a power cut from then on. `expand` enters
 * them into the tables by which they are found, later and without syncs of its own; what a crash undoes is done again.
 */
export class HistoryWriter {
  private readonly db: DatabaseSync;
  private readonly chunks: RowChunks;
  private readonly tables: RowTables;
  private kept: number;
  private expanded: number;

  constructor(db: DatabaseSync) {
    this.db = db;
    this.chunks = new RowChunks(db);
    this.tables = new RowTables(db);
    this.kept = Number(readMeta(db, 'kept') ?? 0);
    this.expanded = Number(readMeta(db, 'cursor') ?? 0);
  }

  /** Last height whose rows are on disk. */
  get keptHeight(): number {
    return this.kept;
  }

  /** Last height whose rows can be found. */
  get cursor(): number {
    return this.expanded;
  }

  /**
   * Appends blocks in one durable transaction. Those at or below the last one kept are passed over.
   * @throws Error when a block is missing before the next one
   */
  keep(blocks: readonly PackedBlock[]): void {
    const fresh = blocks.filter(({ height }) => height > this.kept);
    if (fresh.length === 0) return;
    let last = this.kept;
    this.write('FULL', () => {
      for (const block of fresh) {
        if (last === 0) writeMeta(this.db, 'history', block.height);
        else if (block.height !== last + 1) throw new Error(`block ${last + 1} is missing before ${block.height}`);
        this.chunks.append(block);
        last = block.height;
      }
      writeMeta(this.db, 'kept', last);
    });
    this.kept = last;
  }

  /** Enters the next blocks into the tables, a bounded number of rows; false when there are none. */
  expand(): boolean {
    if (this.expanded === this.kept) return false;
    const first = this.expanded === 0 ? Number(readMeta(this.db, 'history')) : this.expanded + 1;
    let height = first;
    let lines = 0;
    try {
      this.write('NORMAL', () => {
        for (; height <= this.kept && lines < LINES_A_TURN; height++) {
          const block = this.chunks.block(height);
          this.tables.add(height, block);
          lines += block.length;
        }
        this.tables.flush();
        writeMeta(this.db, 'cursor', height - 1);
      });
    } catch (error) {
      this.tables.forget();
      throw error;
    }
    this.expanded = height - 1;
    return true;
  }

  /** One transaction; `synchronous` says whether its end is on disk when this returns. */
  private write(synchronous: 'FULL' | 'NORMAL', change: () => void): void {
    this.db.exec(`PRAGMA synchronous = ${synchronous}; BEGIN`);
    try {
      change();
      this.db.exec('COMMIT');
    } catch (error) {
      this.db.exec('ROLLBACK');
      throw error;
    }
  }
}
