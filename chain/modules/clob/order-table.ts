import type { ByteReader } from '../../lib/bytes.ts';
import { ObjectColumn } from '../../state/columns.ts';
import type { Journal } from '../../state/journal.ts';
import { prefixes } from '../../state/prefixes.ts';
import { RecordTable } from '../../state/table.ts';
import type { NewOrder } from './accept.ts';
import { readOrderKey, readOrderValue, writeOrderKey, writeOrderValue } from './keys.ts';
import { NO_EXTRA, type OrderExtra } from './order-extra.ts';
import { IntField, IntRows, NumberField, NumberRows } from './packed-fields.ts';

export const BUY = 0;
export const SELL = 1;
/** Index of a side → its name; 1 − side is the opposite. */
export const SIDES = ['buy', 'sell'] as const;

export const TIFS = ['gtc', 'gtt', 'ioc', 'fok'] as const;
export const GTC = 0;
export const GTT = 1;
export const IOC = 2;
export const FOK = 3;

export const STPS = ['cancel_maker', 'cancel_taker', 'cancel_both', 'decrement'] as const;
export const CANCEL_MAKER = 0;
export const CANCEL_TAKER = 1;
export const CANCEL_BOTH = 2;
export const DECREMENT = 3;

/** Life of an order; ACTIVE only while it is matched. */
export const ACTIVE = 0;
export const RESTING = 1;
export const UNTRIGGERED = 2;
export const WAITING = 3;
export const TWAP = 4;

export const POST_ONLY = 1;
export const REDUCE_ONLY = 2;
/** A last-price condition that a trade has satisfied (spec: trading §3.6). */
export const HIT = 4;
export const MARKET_TYPE = 8;
export const LIQUIDATION = 16;
/** `extra` is not NO_EXTRA: most orders are told apart without reading it. */
export const HAS_EXTRA = 32;

/** Which structure holds the row's links; a cache. */
export const NOWHERE = 0;
export const IN_BOOK = 1;
export const IN_LADDER = 2;
export const IN_HITS = 3;
export const IN_DUE = 4;
export const IN_TRAILING = 5;
export const IN_TWAPS = 6;

/** Places of the int32 fields; the first sixteen share a cache line: what a cancel or fill reads. */
const Int = {
  market: 0,
  row: 1,
  owner: 2,
  state: 3,
  side: 4,
  flags: 5,
  where: 6,
  handle: 7,
  ticks: 8,
  lots: 9,
  filled: 10,
  next: 11,
  prev: 12,
  subNext: 13,
  subPrev: 14,
  clientId: 15,
  stp: 16,
  tif: 17,
  subaccount: 18,
  placed: 19,
  triggerTicks: 20,
  group: 21,
  groupNext: 22,
  groupPrev: 23,
  reduceNext: 24,
  reducePrev: 25,
  child: 26,
} as const;

/** Places of the fields of safe integers. */
const Num = {
  id: 0,
  expiresAt: 1,
  seq: 2,
  restedAt: 3,
  createdAt: 4,
  due: 5,
  heapKey: 6,
} as const;

/**
 * All open orders of all markets as columns; record: market u32 ‖ order u64 → fixed-width value (keys.ts).
 *
 * The cells of a row that was allocated in this branch are written by `put`, without the journal: should the branch be
 * dropped, the row dies with it. Every later write goes through `set` and is followed by `touch`.
 */
export class OrderTable {
  readonly table: RecordTable;

  readonly market: IntField;
  readonly id: NumberField;
  /** Priority: rises with acceptance, rest and loss of priority. */
  readonly seq: NumberField;
  /** Account number, and number of the subaccount: a u32 in an int32 cell, read with `>>> 0`. */
  readonly owner: IntField;
  readonly subaccount: IntField;
  readonly side: IntField;
  readonly tif: IntField;
  readonly stp: IntField;
  readonly state: IntField;
  readonly flags: IntField;
  readonly lots: IntField;
  readonly filled: IntField;
  /** Lots on acceptance. */
  readonly placed: IntField;
  /** Limit or worst price, 0 = none. */
  readonly ticks: IntField;
  /** Of a stop or take-profit, 0 = none. */
  readonly triggerTicks: IntField;
  /** 0 = none. */
  readonly expiresAt: NumberField;
  readonly createdAt: NumberField;
  /** When it last took its place in the book, 0 = never. */
  readonly restedAt: NumberField;
  /** Place in the market's queue of fired conditions, 0 = not in it. */
  readonly due: NumberField;
  readonly extra: ObjectColumn<OrderExtra>;

  // Caches from here on.
  /** Margin's row of the subaccount. */
  readonly row: IntField;
  /** Margin's handle of the reservation, −1 = none. */
  readonly handle: IntField;
  /** Row of the clientOrderId, −1 = none. */
  readonly clientId: IntField;
  readonly where: IntField;
  /** Links of the structure named by `where`. */
  readonly next: IntField;
  readonly prev: IntField;
  readonly child: IntField;
  /** Key in a heap of trailing stops (callback ppm) or TWAPs (time of the next slice). */
  readonly heapKey: NumberField;
  /** Group of a trailing stop, −1 = none. */
  readonly group: IntField;
  readonly groupNext: IntField;
  readonly groupPrev: IntField;
  readonly subNext: IntField;
  readonly subPrev: IntField;
  readonly reduceNext: IntField;
  readonly reducePrev: IntField;

  private readonly ints: IntRows;
  private readonly numbers: NumberRows;

  /** `findOrder`: row of an open order, −1 if there is none. */
  constructor(journal: Journal, findOrder: (market: number, id: number) => number) {
    this.table = new RecordTable(journal, prefixes.orders, 'clob.orders', {
      encodeKey: (row, out) => writeOrderKey(this, row, out),
      encodeValue: (row, out) => writeOrderValue(this, row, out),
      decode: (row, key, value) => this.decode(row, key, value),
      findRow: (key) => {
        const { market, id } = readOrderKey(key);
        return findOrder(market, id);
      },
    });
    const ints = this.table.attach(new IntRows(32));
    const int = (field: number): IntField => new IntField(journal, ints, field);
    this.market = int(Int.market);
    this.row = int(Int.row);
    this.owner = int(Int.owner);
    this.state = int(Int.state);
    this.side = int(Int.side);
    this.flags = int(Int.flags);
    this.where = int(Int.where);
    this.handle = int(Int.handle);
    this.ticks = int(Int.ticks);
    this.lots = int(Int.lots);
    this.filled = int(Int.filled);
    this.next = int(Int.next);
    this.prev = int(Int.prev);
    this.subNext = int(Int.subNext);
    this.subPrev = int(Int.subPrev);
    this.clientId = int(Int.clientId);
    this.stp = int(Int.stp);
    this.tif = int(Int.tif);
    this.subaccount = int(Int.subaccount);
    this.placed = int(Int.placed);
    this.triggerTicks = int(Int.triggerTicks);
    this.group = int(Int.group);
    this.groupNext = int(Int.groupNext);
    this.groupPrev = int(Int.groupPrev);
    this.reduceNext = int(Int.reduceNext);
    this.reducePrev = int(Int.reducePrev);
    this.child = int(Int.child);
    const numbers = this.table.attach(new NumberRows(8));
    const number = (field: number): NumberField => new NumberField(journal, numbers, field);
    this.id = number(Num.id);
    this.expiresAt = number(Num.expiresAt);
    this.seq = number(Num.seq);
    this.restedAt = number(Num.restedAt);
    this.createdAt = number(Num.createdAt);
    this.due = number(Num.due);
    this.heapKey = number(Num.heapKey);
    this.ints = ints;
    this.numbers = numbers;
    this.extra = this.table.attach(new ObjectColumn<OrderExtra>(journal));
  }

  /** Writes every cell of a fresh row at once; what indexes and lists set later begins empty. */
  write(row: number, market: number, id: number, seq: number, nowMs: number, order: NewOrder): void {
    const { data: ints, shift } = this.ints;
    const at = row << shift;
    ints[at + Int.market] = market;
    ints[at + Int.row] = order.holder;
    ints[at + Int.owner] = order.owner;
    ints[at + Int.state] = order.state;
    ints[at + Int.side] = order.side;
    ints[at + Int.flags] = order.flags | (order.extra === NO_EXTRA ? 0 : HAS_EXTRA);
    ints[at + Int.where] = NOWHERE;
    ints[at + Int.handle] = -1;
    ints[at + Int.ticks] = order.ticks;
    ints[at + Int.lots] = order.lots;
    ints[at + Int.filled] = 0;
    ints[at + Int.clientId] = -1;
    ints[at + Int.stp] = order.stp;
    ints[at + Int.tif] = order.tif;
    ints[at + Int.subaccount] = order.subaccount;
    ints[at + Int.placed] = order.lots;
    ints[at + Int.triggerTicks] = order.triggerTicks;
    ints[at + Int.group] = -1;
    const { data: numbers, shift: wide } = this.numbers;
    const from = row << wide;
    numbers[from + Num.id] = id;
    numbers[from + Num.expiresAt] = order.expiresAt;
    numbers[from + Num.seq] = seq;
    numbers[from + Num.restedAt] = 0;
    numbers[from + Num.createdAt] = nowMs;
    numbers[from + Num.due] = 0;
    numbers[from + Num.heapKey] = 0;
    this.extra.data[row] = order.extra;
  }

  /** Lots not yet traded. */
  remaining(row: number): number {
    return this.lots.get(row) - this.filled.get(row);
  }

  has(row: number, flag: number): boolean {
    return (this.flags.get(row) & flag) !== 0;
  }

  setFlag(row: number, flag: number, on: boolean): void {
    const old = this.flags.get(row);
    this.flags.set(row, on ? old | flag : old & ~flag);
  }

  isReduceOnly(row: number): boolean {
    return this.has(row, REDUCE_ONLY);
  }

  /** Counts against the 100 conditional orders of an owner in a market (spec: trading §3.2, check 7). */
  isConditional(row: number): boolean {
    return this.state.get(row) >= UNTRIGGERED || this.isReduceOnly(row);
  }

  /** gtc and gtt: what does not trade rests. */
  mayRest(row: number): boolean {
    return this.tif.get(row) <= GTT;
  }

  extraOf(row: number): OrderExtra {
    return this.extra.data[row]!;
  }

  /** True when `a` stands before `b` in a book side: better price, then earlier. */
  standsBefore(a: number, b: number): boolean {
    const difference = this.ticks.get(a) - this.ticks.get(b);
    if (difference !== 0) return this.side.get(a) === BUY ? difference > 0 : difference < 0;
    return this.seq.get(a) < this.seq.get(b);
  }

  /** True when `row` holds the open order of that id (see ExpiryQueue). */
  isOpen(row: number, id: number): boolean {
    return this.table.isLive(row) && this.id.get(row) === id;
  }

  /** Number of open orders. */
  get open(): number {
    return this.table.size;
  }

  /** Initial cells of what an index or list will set. */
  private resetCaches(row: number): void {
    this.handle.put(row, -1);
    this.clientId.put(row, -1);
    this.where.put(row, NOWHERE);
    this.group.put(row, -1);
    this.heapKey.put(row, 0);
  }

  private decode(row: number, key: ByteReader, value: ByteReader): void {
    const { market, id } = readOrderKey(key);
    this.market.put(row, market);
    this.id.put(row, id);
    readOrderValue(this, row, value);
    this.resetCaches(row);
  }
}
