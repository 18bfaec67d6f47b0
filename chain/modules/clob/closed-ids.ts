import type { Journal, Undoable } from '../../state/journal.ts';
import type { IntField } from './packed-fields.ts';

/** Cells of an owner: first and last row + 1, number of rows. */
const OWNER = 4;
const FIRST = 0;
const LAST = 1;
const COUNT = 2;

/** Links of the lists, −1 = none, valid only of listed rows. */
export interface ClosedLinks {
  readonly owner: IntField;
  /** In the list of everybody. */
  readonly next: IntField;
  readonly prev: IntField;
  /** In that of the owner. */
  readonly ownerNext: IntField;
}

/**
 * Closed clientOrderIds in the order they closed: one list of everybody, one of each owner. They are taken out at the head of
 * their owner's list only, which may stand anywhere in that of everybody. Undo is by operation: one note an operation,
 * which relies on the links of rows that were taken out.
 */
export class ClosedIds implements Undoable {
  private readonly journal: Journal;
  private readonly links: ClosedLinks;
  /** Of everybody, −1 = none. */
  private first = -1;
  private last = -1;
  private owners = new Int32Array(64 * OWNER);

  constructor(journal: Journal, links: ClosedLinks) {
    this.journal = journal;
    this.links = links;
  }

  /** The row that closed first, −1 = none. */
  get head(): number {
    return this.first;
  }

  /** The owner's row that closed first, −1 = none. */
  headOf(owner: number): number {
    return (this.owners[owner * OWNER + FIRST] ?? 0) - 1;
  }

  /** Closed ids of an owner. */
  countOf(owner: number): number {
    return this.owners[owner * OWNER + COUNT] ?? 0;
  }

  append(row: number): void {
    const { next, prev, ownerNext, owner } = this.links;
    const at = this.cellsOf(owner.get(row));
    const { owners } = this;
    const last = owners[at + LAST]! - 1;
    this.journal.noteNumber(this, row, last);
    next.put(row, -1);
    prev.put(row, this.last);
    if (this.last < 0) this.first = row;
    else next.put(this.last, row);
    this.last = row;
    ownerNext.put(row, -1);
    if (last < 0) owners[at + FIRST] = row + 1;
    else ownerNext.put(last, row);
    owners[at + LAST] = row + 1;
    owners[at + COUNT] = owners[at + COUNT]! + 1;
  }

  /** Takes out a row that is the first of its owner; its links stay what they are. */
  remove(row: number): void {
    // Beside the rows of `append`, which are ≥ 0.
    this.journal.noteNumber(this, ~row, 0);
    const { next, prev, ownerNext, owner } = this.links;
    this.join(prev.get(row), next.get(row));
    const at = this.cellsOf(owner.get(row));
    const { owners } = this;
    const second = ownerNext.get(row);
    owners[at + FIRST] = second + 1;
    if (second < 0) owners[at + LAST] = 0;
    owners[at + COUNT] = owners[at + COUNT]! - 1;
  }

  /** For a row that was taken out and is used again in the same block: undoing both needs its old links. */
  keepLinks(row: number): void {
    const { next, prev, ownerNext } = this.links;
    for (const link of [next, prev, ownerNext]) link.set(row, link.get(row));
  }

  undo(index: number, ownerLast: number): void {
    if (index >= 0) this.unappend(index, ownerLast);
    else this.putBack(~index);
  }

  private unappend(row: number, ownerLast: number): void {
    const { prev, ownerNext, owner } = this.links;
    this.join(prev.get(row), -1);
    const at = this.cellsOf(owner.get(row));
    const { owners } = this;
    owners[at + LAST] = ownerLast + 1;
    if (ownerLast < 0) owners[at + FIRST] = 0;
    else ownerNext.put(ownerLast, -1);
    owners[at + COUNT] = owners[at + COUNT]! - 1;
  }

  private putBack(row: number): void {
    const { next, prev, owner } = this.links;
    this.join(prev.get(row), row);
    this.join(row, next.get(row));
    const at = this.cellsOf(owner.get(row));
    const { owners } = this;
    owners[at + FIRST] = row + 1;
    if (owners[at + LAST] === 0) owners[at + LAST] = row + 1;
    owners[at + COUNT] = owners[at + COUNT]! + 1;
  }

  /** Makes two rows neighbours in the list of everybody; −1: its end. */
  private join(before: number, after: number): void {
    if (before < 0) this.first = after;
    else this.links.next.put(before, after);
    if (after < 0) this.last = before;
    else this.links.prev.put(after, before);
  }

  private cellsOf(owner: number): number {
    const at = owner * OWNER;
    if (at >= this.owners.length) {
      const owners = new Int32Array(Math.max(at + OWNER, this.owners.length * 2));
      owners.set(this.owners);
      this.owners = owners;
    }
    return at;
  }
}
