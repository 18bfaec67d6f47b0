import type { Journal, Undoable } from '../../state/journal.ts';
import type { IntField, NumberField } from './packed-fields.ts';
import { SparseInts } from './sparse-ints.ts';

/**
 * Many heaps of rows by a key column, smallest first: what is due is found without looking at the rest. Links live in
 * columns, so nothing is allocated; insert O(1), removal O(log n) amortised. A row's key must not change while it is in a
 * heap. The shape depends on history, so callers sort what they collect.
 *
 * Undo is by operation: the inverse of an insertion is a removal and the other way round.
 */
export class PairingHeaps implements Undoable {
  private readonly journal: Journal;
  private readonly shared: boolean;
  private readonly key: NumberField;
  private readonly child: IntField;
  private readonly next: IntField;
  /** Left sibling, or the parent of a first child; −1 at the root. */
  private readonly prev: IntField;
  /** Heap → root row + 1. */
  private readonly roots = new SparseInts();
  private readonly stack: number[] = [];

  /** `shared`: lists that undo by kept links use `next` and `prev` too, so that their old values must come back. */
  constructor(
    journal: Journal,
    key: NumberField,
    child: IntField,
    next: IntField,
    prev: IntField,
    shared: boolean = false,
  ) {
    this.journal = journal;
    this.shared = shared;
    this.key = key;
    this.child = child;
    this.next = next;
    this.prev = prev;
  }

  /** Row with the smallest key, −1 when empty. */
  first(heap: number): number {
    return this.roots.get(heap) - 1;
  }

  insert(heap: number, row: number): void {
    if (this.shared) {
      this.next.set(row, this.next.get(row));
      this.prev.set(row, this.prev.get(row));
    }
    this.journal.noteNumber(this, row, heap * 2);
    this.put(heap, row);
  }

  remove(heap: number, row: number): void {
    this.journal.noteNumber(this, row, heap * 2 + 1);
    this.take(heap, row);
  }

  undo(row: number, operation: number): void {
    const heap = Math.floor(operation / 2);
    if (operation === heap * 2) this.take(heap, row);
    else this.put(heap, row);
  }

  /** Appends to `out` every row whose key is at most `limit`, in no particular order. O(rows found). */
  collect(heap: number, limit: number, out: number[]): void {
    const root = this.first(heap);
    if (root < 0 || this.key.get(root) > limit) return;
    const stack = this.stack;
    stack.push(root);
    for (let row = stack.pop(); row !== undefined; row = stack.pop()) {
      out.push(row);
      for (let at = this.child.get(row); at >= 0; at = this.next.get(at)) {
        if (this.key.get(at) <= limit) stack.push(at);
      }
    }
  }

  private put(heap: number, row: number): void {
    this.child.put(row, -1);
    this.next.put(row, -1);
    this.prev.put(row, -1);
    const root = this.first(heap);
    this.roots.set(heap, (root < 0 ? row : this.meld(root, row)) + 1);
  }

  private take(heap: number, row: number): void {
    const rest = this.mergePairs(this.child.get(row));
    const root = this.first(heap);
    if (row === root) {
      this.roots.set(heap, rest + 1);
      return;
    }
    const next = this.next.get(row);
    const prev = this.prev.get(row);
    if (this.child.get(prev) === row) this.child.put(prev, next);
    else this.next.put(prev, next);
    if (next >= 0) this.prev.put(next, prev);
    if (rest >= 0) this.roots.set(heap, this.meld(root, rest) + 1);
  }

  /** Joins two roots; the larger becomes the first child of the smaller, which is returned. */
  private meld(a: number, b: number): number {
    const top = this.key.get(b) < this.key.get(a) ? b : a;
    const sub = top === a ? b : a;
    const first = this.child.get(top);
    this.next.put(sub, first);
    if (first >= 0) this.prev.put(first, sub);
    this.prev.put(sub, top);
    this.child.put(top, sub);
    return top;
  }

  /** Joins a list of siblings in pairs from the left, then the pairs from the right; −1 for an empty list. */
  private mergePairs(first: number): number {
    let pairs = -1;
    let at = first;
    while (at >= 0) {
      const left = at;
      const right = this.next.get(left);
      at = right < 0 ? -1 : this.next.get(right);
      this.detach(left);
      let pair = left;
      if (right >= 0) {
        this.detach(right);
        pair = this.meld(left, right);
      }
      this.next.put(pair, pairs);
      pairs = pair;
    }
    let result = -1;
    while (pairs >= 0) {
      const rest = this.next.get(pairs);
      this.next.put(pairs, -1);
      result = result < 0 ? pairs : this.meld(result, pairs);
      pairs = rest;
    }
    return result;
  }

  private detach(row: number): void {
    this.next.put(row, -1);
    this.prev.put(row, -1);
  }
}
