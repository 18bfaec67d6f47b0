import type { BlockLog } from '#src/engine/store/block-store.ts';

/** A block log that lives as long as the test: survives restarts of an engine, not of the process. */
export class MemoryBlockLog implements BlockLog {
  private readonly records: Uint8Array[] = [];

  get firstHeight(): number {
    return this.records.length === 0 ? -1 : 1;
  }
  get lastHeight(): number {
    return this.records.length === 0 ? -1 : this.records.length;
  }

  async append(height: number, record: Uint8Array): Promise<void> {
    if (height !== this.records.length + 1) throw new Error(`append of ${height} after ${this.records.length}`);
    this.records.push(record.slice());
  }

  async read(height: number): Promise<Uint8Array | undefined> {
    return this.records[height - 1];
  }
}
