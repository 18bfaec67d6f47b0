import type { BlockLog } from '#src/engine/store/block-store.ts';

/** A block log that lives as long as the test: survives restarts of an engine, not of the process. */
export class MemoryBlockLog implements BlockLog {
  private readonly records: Uint8Array[] = [];
  private lowest = -1;

  get firstHeight(): number {
    return this.lowest;
  }
  get lastHeight(): number {
    return this.records.length === 0 ? -1 : this.lowest + this.records.length - 1;
  }

  async append(height: number, record: Uint8Array): Promise<void> {
    if (this.records.length === 0) this.lowest = height;
    else if (height !== this.lastHeight + 1) throw new Error(`append of ${height} after ${this.lastHeight}`);
    this.records.push(record.slice());
  }

  async read(height: number): Promise<Uint8Array | undefined> {
    return this.records[height - this.lowest];
  }
}
