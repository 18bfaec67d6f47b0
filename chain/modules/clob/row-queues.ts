import type { Journal, Undoable } from '../../state/journal.ts';
import type { IntField } from './packed-fields.ts';

/** A block is one cache line of int32: four cells of its own, then rows in order of arrival, −1 where one was taken out. */
const BLOCK = 16;
const PREV = 0;
const NEXT = 1;
const LIVE = 2;
/** Cells in use. */
const END = 3;
const FIRST = 4;
const GONE = -1;

/** First and last block of many queues, + 1; 0 = the queue is empty. */
export class QueueEnds {
  heads: Int32Array<ArrayBuffer>;
  tails: Int32Array<ArrayBuffer>;

  constructor(queues: number) {
    this.heads = new Int32Array(queues);
    this.tails = new Int32Array(queues);
  }

  ensure(queues: number): void {
    if (queues <= this.heads.length) return;
    const room = Math.max(queues, this.heads.length * 2);
    this.heads = grown(this.heads, room);
    this.tails = grown(this.tails, room);
  }

  isEmpty(queue: number): boolean {
    return this.heads[queue] === 0;
  }
}

/**
 * First-in-first-out queues of rows in blocks of twelve. A row knows its place, so that taking it out of the middle touches
 * its block and nothing of its neighbours: the blocks of a whole market stay in the processor's cache, the rows of its
 * orders do not. Places are never filled again; a block that holds no row any more is given back.
 *
 * Undo is by operation, in reverse order, by whoever notes it: `unappend` after `append`, `putBack` after `remove`. Both rely
 * on what a block that was given back still says, so that using it again is journaled here.
 */
export class RowQueues implements Undoable {
  private readonly journal: Journal;
  /** Of a row: the cell that holds it. */
  private readonly place: IntField;
  private cells = new Int32Array(BLOCK * 64);
  private blocks = 0;
  private readonly freeBlocks: number[] = [];

  constructor(journal: Journal, place: IntField) {
    this.journal = journal;
    this.place = place;
  }

  /** First row of a queue, −1 when it is empty; the others follow by `after`. */
  head(ends: QueueEnds, queue: number): number {
    return this.firstFrom((ends.heads[queue]! - 1) * BLOCK);
  }

  /** The row behind a queued row, −1 at the end. */
  after(row: number): number {
    const { cells } = this;
    const at = this.place.get(row);
    const block = at & -BLOCK;
    const end = block + cells[block + END]!;
    for (let next = at + 1; next < end; next++) if (cells[next] !== GONE) return cells[next]!;
    return this.firstFrom(cells[block + NEXT]!);
  }

  /** True when a queued row has its queue for itself. */
  isAlone(row: number): boolean {
    const block = this.place.get(row) & -BLOCK;
    return this.cells[block + LIVE] === 1 && this.cells[block + PREV]! < 0 && this.cells[block + NEXT]! < 0;
  }

  append(ends: QueueEnds, queue: number, row: number): void {
    const tail = (ends.tails[queue]! - 1) * BLOCK;
    const block = tail < 0 || this.cells[tail + END] === BLOCK ? this.openBlock(ends, queue, tail) : tail;
    const { cells } = this;
    const end = cells[block + END]!;
    cells[block + end] = row;
    cells[block + END] = end + 1;
    cells[block + LIVE] = cells[block + LIVE]! + 1;
    this.place.put(row, block + end);
  }

  /** Undoes `append`: the row is the last of its queue. */
  unappend(ends: QueueEnds, queue: number, row: number): void {
    const { cells } = this;
    const at = this.place.get(row);
    const block = at & -BLOCK;
    // What the block held here when it was given back is gone by then.
    cells[at] = GONE;
    cells[block + END] = cells[block + END]! - 1;
    cells[block + LIVE] = cells[block + LIVE]! - 1;
    if (cells[block + END] === FIRST) this.closeBlock(ends, queue, block);
  }

  /** Takes a row out of the queue it is in. */
  remove(ends: QueueEnds, queue: number, row: number): void {
    const { cells } = this;
    const at = this.place.get(row);
    const block = at & -BLOCK;
    cells[at] = GONE;
    const left = cells[block + LIVE]! - 1;
    cells[block + LIVE] = left;
    if (left === 0) this.closeBlock(ends, queue, block);
  }

  /** Undoes `remove`: the row has its old place again. */
  putBack(ends: QueueEnds, queue: number, row: number): void {
    const { cells } = this;
    const at = this.place.get(row);
    const block = at & -BLOCK;
    if (cells[block + LIVE] === 0) {
      // The last block that was given back is this one: what came later is undone already.
      this.freeBlocks.pop();
      this.link(ends, queue, block);
    }
    cells[at] = row;
    cells[block + LIVE] = cells[block + LIVE]! + 1;
  }

  /** A block that is used again goes back to what it said when it was given back; it held no row then. */
  undo(at: number, old: number): void {
    const { cells } = this;
    if ((at & (BLOCK - 1)) === PREV) {
      cells[at] = old;
      return;
    }
    const next = Math.floor(old / (BLOCK + 1));
    cells[at] = next;
    cells[at - NEXT + END] = old - next * (BLOCK + 1);
    cells[at - NEXT + LIVE] = 0;
  }

  /** First row of a block (by its first cell), −1 for none. */
  private firstFrom(block: number): number {
    if (block < 0) return -1;
    const { cells } = this;
    let at = block + FIRST;
    while (cells[at] === GONE) at++;
    return cells[at]!;
  }

  private openBlock(ends: QueueEnds, queue: number, tail: number): number {
    const block = this.freeBlocks.length === 0 ? this.newBlock() : this.reuseBlock();
    const { cells } = this;
    cells[block + PREV] = tail < 0 ? GONE : tail;
    cells[block + NEXT] = GONE;
    cells[block + LIVE] = 0;
    cells[block + END] = FIRST;
    this.link(ends, queue, block);
    return block;
  }

  /** Notes PREV, and NEXT and END as one number. */
  private reuseBlock(): number {
    const { cells } = this;
    const block = this.freeBlocks.pop()!;
    this.journal.noteNumber(this, block + PREV, cells[block + PREV]!);
    this.journal.noteNumber(this, block + NEXT, cells[block + NEXT]! * (BLOCK + 1) + cells[block + END]!);
    return block;
  }

  private newBlock(): number {
    const block = this.blocks * BLOCK;
    this.blocks++;
    if (block === this.cells.length) this.cells = grown(this.cells, block * 2);
    return block;
  }

  private link(ends: QueueEnds, queue: number, block: number): void {
    const { cells } = this;
    const prev = cells[block + PREV]!;
    const next = cells[block + NEXT]!;
    if (prev < 0) ends.heads[queue] = block / BLOCK + 1;
    else cells[prev + NEXT] = block;
    if (next < 0) ends.tails[queue] = block / BLOCK + 1;
    else cells[next + PREV] = block;
  }

  private closeBlock(ends: QueueEnds, queue: number, block: number): void {
    const { cells } = this;
    const prev = cells[block + PREV]!;
    const next = cells[block + NEXT]!;
    if (prev < 0) ends.heads[queue] = next < 0 ? 0 : next / BLOCK + 1;
    else cells[prev + NEXT] = next;
    if (next < 0) ends.tails[queue] = prev < 0 ? 0 : prev / BLOCK + 1;
    else cells[next + PREV] = prev;
    this.freeBlocks.push(block);
  }
}

function grown(old: Int32Array, cells: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(cells);
  larger.set(old);
  return larger;
}
