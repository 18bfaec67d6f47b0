import type { Journal, Undoable } from '../../state/journal.ts';
import type { IntField } from './packed-fields.ts';
import { PageSet } from './page-set.ts';
import { QueueEnds, type RowQueues } from './row-queues.ts';
import { SparseInts } from './sparse-ints.ts';

const PAGE_BITS = 8;
const PAGE_TICKS = 1 << PAGE_BITS;
const PAGE_WORDS = PAGE_TICKS >>> 5;
/** Pages of all ticks below 2^31. */
const PAGE_LIMIT = 2 ** (31 - PAGE_BITS);
const APPENDED = 0;
const REMOVED = 1;

/**
 * Prices in order, each with a first-in-first-out list of order rows: one side of a book, or the conditions that wait for
 * a price. A page holds 256 prices (ends of their queues, a bitmap) and exists only while one of them is used.
 *
 * Invariants: a bit is set iff its level has a row; `best` is the best set price, 0 when empty; `levels` counts the set
 * bits. A row's price must not change while it is listed. Every operation is O(1) but the search for the next level, which
 * reads at most 8 words of the page and 10 of the page set.
 *
 * Undo is by operation, as in RowQueues: a removed row keeps its place.
 */
export class Ladder implements Undoable {
  /** Ticks of the best level, 0 = empty. */
  best = 0;
  /** Number of levels. */
  levels = 0;
  private readonly journal: Journal;
  private readonly highestFirst: boolean;
  private readonly ticks: IntField;
  private readonly place: IntField;
  private readonly queues: RowQueues;
  private readonly pages = new PageSet();
  /** Page number → slot + 1. */
  private readonly slotOf = new SparseInts();
  /** Of levels, by position. */
  private readonly ends = new QueueEnds(PAGE_TICKS);
  private bits = new Int32Array(PAGE_WORDS);
  /** Levels in use by slot. */
  private used = new Int32Array(1);
  private readonly freeSlots: number[] = [];
  private slots = 0;

  /** `highestFirst`: bids (best = highest); otherwise asks. `place`: the field of `queues`. */
  constructor(journal: Journal, highestFirst: boolean, ticks: IntField, place: IntField, queues: RowQueues) {
    this.journal = journal;
    this.highestFirst = highestFirst;
    this.ticks = ticks;
    this.place = place;
    this.queues = queues;
  }

  /** Puts `row` behind the others of its price. `fresh`: the row was allocated in this branch, its place is nobody's. */
  append(row: number, fresh: boolean): void {
    if (!fresh) this.place.set(row, this.place.get(row));
    const ticks = this.ticks.get(row);
    this.queues.append(this.ends, this.openLevel(ticks), row);
    this.journal.noteNumber(this, row, APPENDED);
  }

  remove(row: number): void {
    this.journal.noteNumber(this, row, REMOVED);
    const ticks = this.ticks.get(row);
    const at = this.position(ticks);
    this.queues.remove(this.ends, at, row);
    if (this.ends.isEmpty(at)) this.closeLevel(ticks, at);
  }

  undo(row: number, operation: number): void {
    const ticks = this.ticks.get(row);
    if (operation === REMOVED) {
      this.queues.putBack(this.ends, this.openLevel(ticks), row);
      return;
    }
    const at = this.position(ticks);
    this.queues.unappend(this.ends, at, row);
    if (this.ends.isEmpty(at)) this.closeLevel(ticks, at);
  }

  has(ticks: number): boolean {
    const slot = this.slotOf.get(ticks >>> PAGE_BITS);
    return slot !== 0 && !this.ends.isEmpty((slot - 1) * PAGE_TICKS + (ticks & (PAGE_TICKS - 1)));
  }

  /** First row of a level, −1 if there is no such level; the others follow by `after`. */
  head(ticks: number): number {
    const slot = this.slotOf.get(ticks >>> PAGE_BITS);
    return slot === 0 ? -1 : this.queues.head(this.ends, (slot - 1) * PAGE_TICKS + (ticks & (PAGE_TICKS - 1)));
  }

  /** The row behind a listed row of the same level, −1 at its end. */
  after(row: number): number {
    return this.queues.after(row);
  }

  /** True when a listed row is the only one of its level. */
  isAlone(row: number): boolean {
    return this.queues.isAlone(row);
  }

  /** True when `a` is strictly better than `b`. */
  isBetter(a: number, b: number): boolean {
    return this.highestFirst ? a > b : a < b;
  }

  /** The next level that is worse than `ticks`, 0 if none. */
  worse(ticks: number): number {
    return this.highestFirst ? this.lower(ticks) : this.higher(ticks);
  }

  /** The next level that is better than `ticks`, 0 if none. */
  better(ticks: number): number {
    return this.highestFirst ? this.higher(ticks) : this.lower(ticks);
  }

  /** The worst level, 0 when empty. */
  worst(): number {
    const page = this.highestFirst ? this.pages.above(-1) : this.pages.below(PAGE_LIMIT);
    if (page < 0) return 0;
    return this.highestFirst ? this.lowestOf(page) : this.highestOf(page);
  }

  private position(ticks: number): number {
    return (this.slotOf.get(ticks >>> PAGE_BITS) - 1) * PAGE_TICKS + (ticks & (PAGE_TICKS - 1));
  }

  /** Position of a level that has or is about to get a row; a new one is counted, and its bit set. */
  private openLevel(ticks: number): number {
    const page = ticks >>> PAGE_BITS;
    let slot = this.slotOf.get(page) - 1;
    if (slot < 0) slot = this.openPage(page);
    const at = slot * PAGE_TICKS + (ticks & (PAGE_TICKS - 1));
    if (this.ends.isEmpty(at)) {
      this.bits[at >>> 5] = this.bits[at >>> 5]! | (1 << (at & 31));
      this.used[slot] = this.used[slot]! + 1;
      this.levels++;
      if (this.best === 0 || this.isBetter(ticks, this.best)) this.best = ticks;
    }
    return at;
  }

  private openPage(page: number): number {
    const slot = this.freeSlots.pop() ?? this.growPages();
    this.slotOf.set(page, slot + 1);
    this.pages.add(page);
    return slot;
  }

  private growPages(): number {
    const slot = this.slots++;
    if (slot >= this.used.length) {
      this.ends.ensure(this.used.length * 2 * PAGE_TICKS);
      this.bits = doubled(this.bits);
      this.used = doubled(this.used);
    }
    return slot;
  }

  private closeLevel(ticks: number, at: number): void {
    const page = ticks >>> PAGE_BITS;
    const slot = (at - (ticks & (PAGE_TICKS - 1))) / PAGE_TICKS;
    this.bits[at >>> 5] = this.bits[at >>> 5]! & ~(1 << (at & 31));
    this.levels--;
    const left = this.used[slot]! - 1;
    this.used[slot] = left;
    if (left === 0) {
      this.slotOf.set(page, 0);
      this.pages.remove(page);
      this.freeSlots.push(slot);
    }
    if (this.best === ticks) this.best = this.worse(ticks);
  }

  /** Nearest level above `ticks`, 0 if none. */
  private higher(ticks: number): number {
    const page = ticks >>> PAGE_BITS;
    const slot = this.slotOf.get(page) - 1;
    if (slot >= 0) {
      const inPage = (ticks & (PAGE_TICKS - 1)) + 1;
      for (let word = inPage >>> 5; word < PAGE_WORDS; word++) {
        let bits = this.bits[slot * PAGE_WORDS + word]!;
        if (word === inPage >>> 5) bits &= -1 << (inPage & 31);
        if (bits !== 0) return page * PAGE_TICKS + word * 32 + 31 - Math.clz32(bits & -bits);
      }
    }
    const found = this.pages.above(page);
    return found < 0 ? 0 : this.lowestOf(found);
  }

  /** Nearest level below `ticks`, 0 if none. */
  private lower(ticks: number): number {
    const page = ticks >>> PAGE_BITS;
    const slot = this.slotOf.get(page) - 1;
    const inPage = (ticks & (PAGE_TICKS - 1)) - 1;
    if (slot >= 0 && inPage >= 0) {
      for (let word = inPage >>> 5; word >= 0; word--) {
        let bits = this.bits[slot * PAGE_WORDS + word]!;
        if (word === inPage >>> 5) bits &= -1 >>> (31 - (inPage & 31));
        if (bits !== 0) return page * PAGE_TICKS + word * 32 + 31 - Math.clz32(bits);
      }
    }
    const found = this.pages.below(page);
    return found < 0 ? 0 : this.highestOf(found);
  }

  private lowestOf(page: number): number {
    const from = (this.slotOf.get(page) - 1) * PAGE_WORDS;
    let word = 0;
    while (this.bits[from + word] === 0) word++;
    const bits = this.bits[from + word]!;
    return page * PAGE_TICKS + word * 32 + 31 - Math.clz32(bits & -bits);
  }

  private highestOf(page: number): number {
    const from = (this.slotOf.get(page) - 1) * PAGE_WORDS;
    let word = PAGE_WORDS - 1;
    while (this.bits[from + word] === 0) word--;
    return page * PAGE_TICKS + word * 32 + 31 - Math.clz32(this.bits[from + word]!);
  }
}

function doubled(old: Int32Array): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(old.length * 2);
  grown.set(old);
  return grown;
}
