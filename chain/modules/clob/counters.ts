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
    this.journal.noteNumber(this, index, this.cells.get(index));
    this.bump(index, change);
  }

  /** Not journaled: for owners that undo whole operations. */
  bump(index: number, change: number): void {
    this.cells.set(index, this.cells.get(index) + change);
  }

  undo(index: number, old: number): void {
    this.cells.set(index, old);
  }
}
