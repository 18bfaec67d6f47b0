import type { BlockLog } from '#src/engine/store/block-store.ts';

/** A block log that lives as long as the test: survives restarts of an engine, not of the process. */
export class MemoryBlockLog implements BlockLog {
  private readonly records: Uint8Array[] = [];

  get first(): number {
    return this.records.length === 0 ? 0 : 1;
  }
  get last(): number {
    return this.records.length;
  }

  async append(height: number, record: Uint8Array): Promise<void> {
    if (height !== this.last + 1) throw new Error(`append of ${height} after ${this.last}`);
    this.records.push(record.slice());
  }

  read(height: number): Uint8Array | undefined {
    return this.records[height - 1];
  }
}
