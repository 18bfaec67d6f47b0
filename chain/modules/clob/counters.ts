import type { Journal, Undoable } from '../../state/journal.ts';
import { SparseInts } from './sparse-ints.ts';

/** Journaled counters by owner number or margin row; 0 where never written. */
export class Counters implements Undoable {
  private readonly cells = new SparseInts();
  private readonly journal: Journal;

  constructor(journal: Journal) {
    this.journal = journal;
  }

  get(index: number): number {
    return this.cells.get(index);
  }

  add(index: number, change: number): void {
    const old = this.cells.get(index);
    this.journal.noteNumber(this, index, old);
    this.cells.set(index, old + change);
  }

  undo(index: number, old: number): void {
    this.cells.set(index, old);
  }
}
