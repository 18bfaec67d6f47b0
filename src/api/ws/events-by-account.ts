import type { AccountEventRow, IndexedBlock } from '#src/indexer/rows.ts';

/** A block's account events by account, sorted out once when the first account channel asks. O(events), then O(1) each. */
export class EventsByAccount {
  private readonly block: IndexedBlock;
  private sorted: Map<string, AccountEventRow[]> | undefined;

  constructor(block: IndexedBlock) {
    this.block = block;
  }

  /** In order of emission. */
  of(account: string): readonly AccountEventRow[] {
    if (this.sorted === undefined) {
      this.sorted = new Map();
      for (const row of this.block.accountEvents) {
        const rows = this.sorted.get(row.account);
        if (rows === undefined) this.sorted.set(row.account, [row]);
        else rows.push(row);
      }
    }
    return this.sorted.get(account) ?? [];
  }
}
