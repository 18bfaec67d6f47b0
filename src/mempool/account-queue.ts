import type { Entry } from './entry.ts';

/** What one signer has in the pool. Ordered txs have consecutive sequences beginning at the committed one. */
export class AccountQueue {
  txs = 0;
  bytes = 0;
  readonly ordered = new Map<number, Entry>();

  add(entry: Entry): void {
    this.txs++;
    this.bytes += entry.facts.bytes;
    if (entry.facts.sequence !== undefined) this.ordered.set(entry.facts.sequence, entry);
  }

  /** An entry that was added. */
  remove(entry: Entry): void {
    this.txs--;
    this.bytes -= entry.facts.bytes;
    const sequence = entry.facts.sequence;
    if (sequence !== undefined && this.ordered.get(sequence) === entry) this.ordered.delete(sequence);
  }

  /** The sequence a new ordered tx must have, given the committed one. */
  expected(committed: number): number {
    let next = committed;
    while (this.ordered.has(next)) next++;
    return next;
  }

  /** Entries no block can take any more: below the committed sequence, or behind a gap. */
  stale(committed: number): Entry[] {
    const end = this.expected(committed);
    return [...this.ordered.values()].filter(({ facts }) => facts.sequence! < committed || facts.sequence! >= end);
  }

  /** Ordered entries with a higher sequence, ascending. */
  after(sequence: number): Entry[] {
    return [...this.ordered.values()]
      .filter((entry) => entry.facts.sequence! > sequence)
      .sort((a, b) => a.facts.sequence! - b.facts.sequence!);
  }
}
