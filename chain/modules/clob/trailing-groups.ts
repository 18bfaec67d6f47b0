import { mulDivCeilSafe, mulDivFloorSafe } from '../../lib/math.ts';
import { PPM, type Ppm } from '../../lib/units.ts';
import type { Journal } from '../../state/journal.ts';
import { prefixes } from '../../state/prefixes.ts';
import { RecordTable } from '../../state/table.ts';
import { BUY, IN_TRAILING, type OrderTable, SELL } from './order-table.ts';
import { IntField, NumberField, PackedRows } from './packed-fields.ts';
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
  readonly best: NumberField;
  private readonly orders: OrderTable;
  private readonly market: IntField;
  private readonly side: IntField;
  private readonly reduceOnly: IntField;
  private readonly id: NumberField;
  private readonly from: NumberField;
  private readonly class: IntField;
  /** Members, due ones too; a group without is gone. */
  private readonly count: IntField;
  private readonly key: NumberField;
  private readonly members: PairingHeaps;
  private readonly groups: PairingHeaps;
  private readonly stacks: RowLists;
  /** All members of a group, due ones too. */
  private readonly all: RowLists;

  constructor(journal: Journal, orders: OrderTable) {
    this.orders = orders;
    this.table = new RecordTable(journal, prefixes.trailingGroups, 'clob.trailingGroups', {
      encodeKey: (row, out) =>
        out.u32(this.market.get(row)).u8(this.side.get(row)).u8(this.reduceOnly.get(row)).u64(this.id.get(row)),
      encodeValue: (row, out) => out.u64(this.from.get(row)).u64(this.best.get(row)),
      decode: (row, key, value) => {
        this.market.put(row, key.u32());
        this.side.put(row, key.u8());
        this.reduceOnly.put(row, key.u8());
        this.id.put(row, key.u64());
        this.from.put(row, value.u64());
        this.best.put(row, value.u64());
        value.end();
      },
      findRow: (key) => this.findRow(key.u32(), key.u8(), key.u8(), key.u64()),
    });
    const ints = this.table.attach(new PackedRows(64));
    let field = 0;
    const int = (): IntField => new IntField(journal, ints, 4 * field++);
    this.market = int();
    this.side = int();
    this.reduceOnly = int();
    this.class = int();
    this.count = int();
    const numbers = this.table.attach(new PackedRows(32));
    this.id = new NumberField(journal, numbers, 0);
    this.from = new NumberField(journal, numbers, 8);
    this.best = new NumberField(journal, numbers, 16);
    this.key = new NumberField(journal, numbers, 24);
    this.members = new PairingHeaps(journal, orders.heapKey, orders.child, orders.next, orders.prev, true);
    this.groups = new PairingHeaps(journal, this.key, int(), int(), int());
    this.stacks = new RowLists(journal, int(), int());
    this.all = new RowLists(journal, orders.groupNext, orders.groupPrev);
  }

  /** Best mark of a trailing stop that has not fired. */
  bestOf(order: number): number {
    return this.best.get(this.orders.group.get(order));
  }

  /** A stop placed at the mark of this block; its row is fresh. */
  join(bookRow: number, order: number, mark: number): void {
    const o = this.orders;
    const side = o.side.get(order);
    const reduceOnly = o.isReduceOnly(order);
    const of = groupClass(bookRow, side, reduceOnly);
    let group = this.stacks.tail(of);
    if (group < 0 || this.best.get(group) !== mark) {
      group = this.table.allocate();
      this.market.put(group, o.market.get(order));
      this.side.put(group, side);
      this.reduceOnly.put(group, reduceOnly ? 1 : 0);
      this.id.put(group, o.id.get(order));
      this.from.put(group, o.id.get(order));
      this.best.put(group, mark);
      this.class.put(group, of);
      this.count.put(group, 0);
      this.stacks.append(of, group, true);
    }
    o.group.put(order, group);
    o.heapKey.put(order, o.extraOf(order).callbackPpm);
    this.count.set(group, this.count.get(group) + 1);
    this.all.append(group, order, true);
    this.watch(order);
  }

  /** The stop ends or fires. `watched`: it was not in the queue of fired conditions. */
  leave(order: number, watched: boolean): void {
    const group = this.orders.group.get(order);
    if (watched) this.unwatch(order);
    this.all.remove(group, order);
    this.count.set(group, this.count.get(group) - 1);
    if (this.count.get(group) === 0) {
      this.stacks.remove(this.class.get(group), group);
      this.table.free(group);
    }
  }

  /** Looks for its mark (again). */
  watch(order: number): void {
    const group = this.orders.group.get(order);
    this.unkey(group);
    this.members.insert(group, order);
    this.rekey(group);
  }

  /** Stays a member but fires no more: it is due. */
  unwatch(order: number): void {
    const group = this.orders.group.get(order);
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
    rows.sort((a, b) => this.from.get(a) - this.from.get(b));
    for (const group of rows) {
      const reduceOnly = this.reduceOnly.get(group) === 1;
      const of = groupClass(bookRowOf(this.market.get(group)), this.side.get(group), reduceOnly);
      this.class.put(group, of);
      this.count.put(group, 0);
      this.stacks.append(of, group, true);
    }
    // Young to old on both sides, so that one walk along each stack finds every stop's group.
    const o = this.orders;
    const at = new Map<number, number>();
    for (const order of stops.toSorted((a, b) => o.id.get(b) - o.id.get(a))) {
      const of = groupClass(bookRowOf(o.market.get(order)), o.side.get(order), o.isReduceOnly(order));
      let group = at.get(of) ?? this.stacks.tail(of);
      while (this.from.get(group) > o.id.get(order)) group = this.stacks.before(group);
      at.set(of, group);
      o.group.put(order, group);
      o.heapKey.put(order, o.extraOf(order).callbackPpm);
      this.count.put(group, this.count.get(group) + 1);
      this.all.append(group, order, true);
      if (!isDue(order)) this.watch(order);
    }
  }

  private findRow(market: number, side: number, reduceOnly: number, id: number): number {
    for (let row = 0; row < this.table.rows; row++) {
      const same = this.market.get(row) === market && this.side.get(row) === side && this.id.get(row) === id;
      if (same && this.reduceOnly.get(row) === reduceOnly && this.table.isLive(row)) return row;
    }
    return -1;
  }

  private advanceClass(of: number, side: number, mark: number): void {
    const passed: number[] = [];
    for (let at = this.stacks.tail(of); at >= 0; at = this.stacks.before(at)) {
      const best = this.best.get(at);
      if (side === SELL ? best > mark : best < mark) break;
      passed.push(at);
    }
    if (passed.length === 0 || (passed.length === 1 && this.best.get(passed[0]!) === mark)) return;
    // The oldest wins a tie of counts: which record survives is state.
    let largest = passed.at(-1)!;
    for (let i = passed.length - 2; i >= 0; i--) {
      if (this.count.get(passed[i]!) > this.count.get(largest)) largest = passed[i]!;
    }
    this.merge(of, passed, largest, mark);
  }

  /** `passed`: from young to old. */
  private merge(of: number, passed: readonly number[], into: number, mark: number): void {
    const from = this.from.get(passed.at(-1)!);
    this.unkey(into);
    for (const group of passed) {
      this.stacks.remove(of, group);
      if (group === into) continue;
      this.unkey(group);
      this.moveMembers(group, into);
      this.count.set(into, this.count.get(into) + this.count.get(group));
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
      const watched = this.orders.where.get(order) === IN_TRAILING;
      if (watched) this.members.remove(group, order);
      this.all.remove(group, order);
      this.orders.group.set(order, into);
      this.all.append(into, order, false);
      if (watched) this.members.insert(into, order);
    }
  }

  private unkey(group: number): void {
    if (this.members.first(group) >= 0) this.groups.remove(this.class.get(group), group);
  }

  private rekey(group: number): void {
    const first = this.members.first(group);
    if (first < 0) return;
    const side = this.side.get(group);
    const fires = firesAt(this.best.get(group), side, this.orders.heapKey.get(first));
    this.key.set(group, side === SELL ? -fires : fires);
    this.groups.insert(this.class.get(group), group);
  }

  /** Largest callback of a group that fires at `mark`: firing is monotone in it. */
  private widestCallback(group: number, side: number, mark: number): Ppm {
    const best = this.best.get(group);
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
