import { mulDivCeilSafe, mulDivFloorSafe } from '../../lib/math.ts';
import { PPM, type Ppm } from '../../lib/units.ts';
import { I32Column, SafeColumn, U8Column } from '../../state/columns.ts';
import type { Journal } from '../../state/journal.ts';
import { prefixes } from '../../state/prefixes.ts';
import { RecordTable } from '../../state/table.ts';
import { BUY, IN_TRAILING, type OrderTable, SELL } from './order-table.ts';
import { PairingHeaps } from './pairing-heap.ts';
import { RowLists } from './row-lists.ts';

const groupClass = (bookRow: number, side: number, reduceOnly: boolean): number =>
  bookRow * 4 + side * 2 + (reduceOnly ? 1 : 0);

/**
 * Trailing stops that share their best mark M (quantums per lot). An older stop has seen every mark a younger one has, so
 * the bests of a market's sells fall from old to young (those of buys rise): a stack. A new mark merges only the groups at
 * its young end that it passes; the smaller ones move into the largest, O(n log n) in all, whatever the mark does.
 *
 * Record: market u32 ‖ side u8 ‖ reduce-only u8 ‖ id u64 of the stop that opened it → first u64, the lowest order id it may
 * hold · best u64. A stop belongs to the group with the highest `first` up to its id.
 *
 * Caches: members that are not due in a heap by callback, smallest first; groups in a heap by the mark at which their
 * first member fires.
 */
export class TrailingGroups {
  readonly table: RecordTable;
  readonly best: SafeColumn;
  private readonly orders: OrderTable;
  private readonly market: I32Column;
  private readonly side: U8Column;
  private readonly reduceOnly: U8Column;
  private readonly id: SafeColumn;
  private readonly from: SafeColumn;
  private readonly class: I32Column;
  /** Members, due ones too; a group without is gone. */
  private readonly count: I32Column;
  private readonly key: SafeColumn;
  private readonly members: PairingHeaps;
  private readonly groups: PairingHeaps;
  private readonly stacks: RowLists;
  /** All members of a group, due ones too. */
  private readonly all: RowLists;

  constructor(journal: Journal, orders: OrderTable) {
    this.orders = orders;
    this.table = new RecordTable(journal, prefixes.trailingGroups, 'clob.trailingGroups', {
      encodeKey: (row, out) =>
        out.u32(this.market.data[row]!).u8(this.side.data[row]!).u8(this.reduceOnly.data[row]!).u64(this.id.data[row]!),
      encodeValue: (row, out) => out.u64(this.from.data[row]!).u64(this.best.data[row]!),
      decode: (row, key, value) => {
        this.market.data[row] = key.u32();
        this.side.data[row] = key.u8();
        this.reduceOnly.data[row] = key.u8();
        this.id.data[row] = key.u64();
        this.from.data[row] = value.u64();
        this.best.data[row] = value.u64();
        value.end();
      },
      findRow: (key) => this.findRow(key.u32(), key.u8(), key.u8(), key.u64()),
    });
    const i32 = (): I32Column => this.table.attach(new I32Column(journal));
    const safe = (): SafeColumn => this.table.attach(new SafeColumn(journal));
    this.market = i32();
    this.side = this.table.attach(new U8Column(journal));
    this.reduceOnly = this.table.attach(new U8Column(journal));
    this.id = safe();
    this.from = safe();
    this.best = safe();
    this.class = i32();
    this.count = i32();
    this.key = safe();
    this.members = new PairingHeaps(journal, orders.heapKey, orders.child, orders.next, orders.prev, true);
    this.groups = new PairingHeaps(journal, this.key, i32(), i32(), i32());
    this.stacks = new RowLists(journal, i32(), i32());
    this.all = new RowLists(journal, orders.groupNext, orders.groupPrev);
  }

  /** Best mark of a trailing stop that has not fired. */
  bestOf(order: number): number {
    return this.best.data[this.orders.group.data[order]!]!;
  }

  /** A stop placed at the mark of this block; its row is fresh. */
  join(bookRow: number, order: number, mark: number): void {
    const o = this.orders;
    const side = o.side.data[order]!;
    const reduceOnly = o.isReduceOnly(order);
    const of = groupClass(bookRow, side, reduceOnly);
    let group = this.stacks.tail(of);
    if (group < 0 || this.best.data[group] !== mark) {
      group = this.table.allocate();
      this.market.data[group] = o.market.data[order]!;
      this.side.data[group] = side;
      this.reduceOnly.data[group] = reduceOnly ? 1 : 0;
      this.id.data[group] = o.id.data[order]!;
      this.from.data[group] = o.id.data[order]!;
      this.best.data[group] = mark;
      this.class.data[group] = of;
      this.count.data[group] = 0;
      this.stacks.append(of, group, true);
    }
    o.group.data[order] = group;
    o.heapKey.data[order] = o.extraOf(order).callbackPpm;
    this.count.set(group, this.count.data[group]! + 1);
    this.all.append(group, order, true);
    this.watch(order);
  }

  /** The stop ends or fires. `watched`: it was not in the queue of fired conditions. */
  leave(order: number, watched: boolean): void {
    const group = this.orders.group.data[order]!;
    if (watched) this.unwatch(order);
    this.all.remove(group, order);
    this.count.set(group, this.count.data[group]! - 1);
    if (this.count.data[group] === 0) {
      this.stacks.remove(this.class.data[group]!, group);
      this.table.free(group);
    }
  }

  /** Looks for its mark (again). */
  watch(order: number): void {
    const group = this.orders.group.data[order]!;
    this.unkey(group);
    this.members.insert(group, order);
    this.rekey(group);
  }

  /** Stays a member but fires no more: it is due. */
  unwatch(order: number): void {
    const group = this.orders.group.data[order]!;
    this.unkey(group);
    this.members.remove(group, order);
    this.rekey(group);
  }

  /** best = max(best, M) for sells, min for buys, of every trailing stop of a market (spec: trading §3.7). */
  advance(bookRow: number, mark: number): void {
    for (const side of [BUY, SELL]) {
      this.advanceClass(groupClass(bookRow, side, false), side, mark);
      this.advanceClass(groupClass(bookRow, side, true), side, mark);
    }
  }

  /** Appends the stops that fire at `mark` to `out`, in no particular order. O(found). */
  collectDue(bookRow: number, side: number, reduceOnly: boolean, mark: number, out: number[]): void {
    const due: number[] = [];
    this.groups.collect(groupClass(bookRow, side, reduceOnly), side === SELL ? -mark : mark, due);
    for (const group of due) this.members.collect(group, this.widestCallback(group, side, mark), out);
  }

  /** Fills the caches from loaded records. `bookRowOf`: counters row of a market; `stops`: all that have not fired. */
  rebuild(bookRowOf: (market: number) => number, stops: readonly number[], isDue: (order: number) => boolean): void {
    const rows: number[] = [];
    for (let row = 0; row < this.table.rows; row++) if (this.table.isLive(row)) rows.push(row);
    rows.sort((a, b) => this.from.data[a]! - this.from.data[b]!);
    for (const group of rows) {
      const reduceOnly = this.reduceOnly.data[group] === 1;
      const of = groupClass(bookRowOf(this.market.data[group]!), this.side.data[group]!, reduceOnly);
      this.class.data[group] = of;
      this.count.data[group] = 0;
      this.stacks.append(of, group, true);
    }
    // Young to old on both sides, so that one walk along each stack finds every stop's group.
    const o = this.orders;
    const at = new Map<number, number>();
    for (const order of stops.toSorted((a, b) => o.id.data[b]! - o.id.data[a]!)) {
      const of = groupClass(bookRowOf(o.market.data[order]!), o.side.data[order]!, o.isReduceOnly(order));
      let group = at.get(of) ?? this.stacks.tail(of);
      while (this.from.data[group]! > o.id.data[order]!) group = this.stacks.before(group);
      at.set(of, group);
      o.group.data[order] = group;
      o.heapKey.data[order] = o.extraOf(order).callbackPpm;
      this.count.data[group] = this.count.data[group]! + 1;
      this.all.append(group, order, true);
      if (!isDue(order)) this.watch(order);
    }
  }

  private findRow(market: number, side: number, reduceOnly: number, id: number): number {
    for (let row = 0; row < this.table.rows; row++) {
      const same = this.market.data[row] === market && this.side.data[row] === side && this.id.data[row] === id;
      if (same && this.reduceOnly.data[row] === reduceOnly && this.table.isLive(row)) return row;
    }
    return -1;
  }

  private advanceClass(of: number, side: number, mark: number): void {
    const passed: number[] = [];
    for (let at = this.stacks.tail(of); at >= 0; at = this.stacks.before(at)) {
      const best = this.best.data[at]!;
      if (side === SELL ? best > mark : best < mark) break;
      passed.push(at);
    }
    if (passed.length === 0 || (passed.length === 1 && this.best.data[passed[0]!] === mark)) return;
    // The oldest wins a tie of counts: which record survives is state.
    let largest = passed.at(-1)!;
    for (let i = passed.length - 2; i >= 0; i--) {
      if (this.count.data[passed[i]!]! > this.count.data[largest]!) largest = passed[i]!;
    }
    this.merge(of, passed, largest, mark);
  }

  /** `passed`: from young to old. */
  private merge(of: number, passed: readonly number[], into: number, mark: number): void {
    const from = this.from.data[passed.at(-1)!]!;
    this.unkey(into);
    for (const group of passed) {
      this.stacks.remove(of, group);
      if (group === into) continue;
      this.unkey(group);
      this.moveMembers(group, into);
      this.count.set(into, this.count.data[into]! + this.count.data[group]!);
      this.table.free(group);
    }
    this.from.set(into, from);
    this.best.set(into, mark);
    this.table.touch(into);
    this.stacks.append(of, into, false);
    this.rekey(into);
  }

  private moveMembers(group: number, into: number): void {
    for (let order = this.all.head(group); order >= 0; order = this.all.head(group)) {
      const watched = this.orders.where.data[order] === IN_TRAILING;
      if (watched) this.members.remove(group, order);
      this.all.remove(group, order);
      this.orders.group.set(order, into);
      this.all.append(into, order, false);
      if (watched) this.members.insert(into, order);
    }
  }

  private unkey(group: number): void {
    if (this.members.first(group) >= 0) this.groups.remove(this.class.data[group]!, group);
  }

  private rekey(group: number): void {
    const first = this.members.first(group);
    if (first < 0) return;
    const side = this.side.data[group]!;
    const fires = firesAt(this.best.data[group]!, side, this.orders.heapKey.data[first]!);
    this.key.set(group, side === SELL ? -fires : fires);
    this.groups.insert(this.class.data[group]!, group);
  }

  /** Largest callback of a group that fires at `mark`: firing is monotone in it. */
  private widestCallback(group: number, side: number, mark: number): Ppm {
    const best = this.best.data[group]!;
    let low = 0;
    let high = PPM;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      const at = firesAt(best, side, middle);
      if (side === SELL ? mark <= at : mark >= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Sells fire at M ≤ ⌊best·(1e6 − cb)/1e6⌋, buys at M ≥ ceil(best·(1e6 + cb)/1e6) (spec: trading §3.7). */
function firesAt(best: number, side: number, callbackPpm: Ppm): number {
  return side === BUY ? mulDivCeilSafe(best, PPM + callbackPpm, PPM) : mulDivFloorSafe(best, PPM - callbackPpm, PPM);
}
