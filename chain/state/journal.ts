import { invariant } from '../lib/errors.ts';

/** Anything that can put one of its cells back. `number` or `object` carries the old value, whichever the target noted. */
export interface Undoable {
  undo(index: number, number: number, object: unknown): void;
}

/** A position in the journal; branches nest like brackets. */
export type Mark = number;

/**
 * The branch of the state machine: every write to state notes the value it replaces; dropping a branch writes the notes
 * back in reverse. Cost: three array stores a number, nothing at all for a kept branch.
 *
 * Invariant: marks are released or rolled back in reverse order of opening. Outside any mark nothing is kept, because
 * nothing could ask for it back.
 */
export class Journal {
  private targets: Undoable[] = [];
  /** Of each note, side by side: index, old number, place of the old object in `objects` + 1 (0 = none). */
  private cells = new Float64Array(3 * 1024);
  private objects: unknown[] = [];
  private objectCount = 0;
  private length = 0;
  private open = 0;

  /** True inside a branch. */
  get isOpen(): boolean {
    return this.open > 0;
  }

  /** Opens a branch. */
  mark(): Mark {
    this.open++;
    return this.length;
  }

  /** Keeps what the branch wrote. */
  release(mark: Mark): void {
    invariant(this.open > 0 && mark <= this.length, 'journal: release without mark');
    if (--this.open === 0) this.clear();
  }

  /** Drops what the branch wrote, newest first. */
  rollback(mark: Mark): void {
    invariant(this.open > 0 && mark <= this.length, 'journal: rollback without mark');
    for (let i = this.length - 1; i >= mark; i--) {
      const object = this.cells[i * 3 + 2]! - 1;
      this.targets[i]!.undo(this.cells[i * 3]!, this.cells[i * 3 + 1]!, object < 0 ? undefined : this.objects[object]);
      if (object >= 0) {
        this.objects[object] = undefined;
        this.objectCount = object;
      }
    }
    this.length = mark;
    if (--this.open === 0) this.clear();
  }

  /** Notes that cell `index` of `target` held the number `old`. */
  noteNumber(target: Undoable, index: number, old: number): void {
    if (this.open === 0) return;
    this.note(target, index, old, 0);
  }

  /** Notes that cell `index` of `target` held the object `old`. */
  noteObject(target: Undoable, index: number, old: unknown): void {
    if (this.open === 0) return;
    this.objects[this.objectCount++] = old;
    this.note(target, index, 0, this.objectCount);
  }

  private note(target: Undoable, index: number, number: number, object: number): void {
    const at = this.length;
    if (at * 3 === this.cells.length) this.cells = grow(this.cells);
    this.length = at + 1;
    this.targets[at] = target;
    this.cells[at * 3] = index;
    this.cells[at * 3 + 1] = number;
    this.cells[at * 3 + 2] = object;
  }

  private clear(): void {
    this.length = 0;
    this.objectCount = 0;
    if (this.objects.length > 65536) this.objects = [];
    if (this.targets.length > 65536) this.targets = [];
  }
}

function grow(old: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(old.length * 2);
  grown.set(old);
  return grown;
}

/** Runs `body` on a branch: kept when it returns, dropped when it throws (the error goes on). */
export function onBranch<T>(journal: Journal, body: () => T): T {
  const mark = journal.mark();
  let result: T;
  try {
    result = body();
  } catch (error) {
    journal.rollback(mark);
    throw error;
  }
  journal.release(mark);
  return result;
}
