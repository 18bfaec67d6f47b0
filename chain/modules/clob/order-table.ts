import type { ByteReader } from '../../lib/bytes.ts';
import { ObjectColumn } from '../../state/columns.ts';
import type { Journal } from '../../state/journal.ts';
import { prefixes } from '../../state/prefixes.ts';
import { RecordTable } from '../../state/table.ts';
import type { NewOrder } from './accept.ts';
import { readOrderKey, readOrderValue, writeOrderKey, writeOrderValue } from './keys.ts';
import { NO_EXTRA, type OrderExtra } from './order-extra.ts';
import { ByteField, IntField, NumberField, PackedRows } from './packed-fields.ts';
import { RowQueues } from './row-queues.ts';

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

/** Bytes of a row. */
const ROW = 128;

/** Where the fields of a row begin. The first 64 bytes, a cache line, are what cancels, fills and neighbours touch. */
const At = {
  id: 0,
  bookPlace: 8,
  openPlace: 12,
  ticks: 16,
  lots: 20,
  filled: 24,
  row: 28,
  owner: 32,
  subaccount: 36,
  market: 40,
  handle: 44,
  clientId: 48,
  state: 52,
  side: 53,
  flags: 54,
  where: 55,
  stp: 56,
  tif: 57,
  seq: 64,
  expiresAt: 72,
  restedAt: 80,
  createdAt: 88,
  placed: 96,
  triggerTicks: 100,
  group: 104,
  groupNext: 108,
  groupPrev: 112,
  reduceNext: 116,
  reducePrev: 120,
} as const;

/** The same for what only conditional orders and TWAPs have: rows that other orders never touch. */
const RARE_ROW = 32;
const Rare = { due: 0, heapKey: 8, child: 16, next: 20, prev: 24 } as const;

/**
 * All open orders of all markets as columns; record: market u32 ‖ order u64 → fixed-width value (keys.ts).
 *
 * The cells of a row that was allocated in this branch are written by `put`, without the journal: should the branch be
 * dropped, the row dies with it. Every later write goes through `set` and is followed by `touch`.
 */
export class OrderTable {
  readonly table: RecordTable;
  private readonly rows: PackedRows;

  readonly market: IntField;
  readonly id: NumberField;
  /** Priority: rises with acceptance, rest and loss of priority. */
  readonly seq: NumberField;
  /** Account number, and number of the subaccount: a u32 in an int32 cell, read with `>>> 0`. */
  readonly owner: IntField;
  readonly subaccount: IntField;
  readonly side: ByteField;
  readonly tif: ByteField;
  readonly stp: ByteField;
  readonly state: ByteField;
  readonly flags: ByteField;
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
  /** Place in the market's queue of fired conditions, 0 = not in it; only orders with extra have one. */
  readonly due: NumberField;
  readonly extra: ObjectColumn<OrderExtra>;

  // Caches from here on.
  /** Levels of all ladders. */
  readonly ladderQueues: RowQueues;
  /** Margin's row of the subaccount. */
  readonly row: IntField;
  /** Margin's handle of the reservation, −1 = none. */
  readonly handle: IntField;
  /** Row of the clientOrderId, −1 = none. */
  readonly clientId: IntField;
  readonly where: ByteField;
  /** Place in a ladder's queue, and in that of the subaccount's open orders (see RowQueues). */
  readonly bookPlace: IntField;
  readonly openPlace: IntField;
  /** Links of the other structures named by `where`. */
  readonly next: IntField;
  readonly prev: IntField;
  readonly child: IntField;
  /** Key in a heap of trailing stops (callback ppm) or TWAPs (time of the next slice). */
  readonly heapKey: NumberField;
  /** Group of a trailing stop, −1 = none. */
  readonly group: IntField;
  readonly groupNext: IntField;
  readonly groupPrev: IntField;
  readonly reduceNext: IntField;
  readonly reducePrev: IntField;

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
    const rows = this.table.attach(new PackedRows(ROW));
    this.rows = rows;
    const int = (place: number): IntField => new IntField(journal, rows, place);
    const byte = (place: number): ByteField => new ByteField(journal, rows, place);
    const number = (place: number): NumberField => new NumberField(journal, rows, place);
    this.id = number(At.id);
    this.bookPlace = int(At.bookPlace);
    this.openPlace = int(At.openPlace);
    this.ticks = int(At.ticks);
    this.lots = int(At.lots);
    this.filled = int(At.filled);
    this.row = int(At.row);
    this.owner = int(At.owner);
    this.market = int(At.market);
    this.handle = int(At.handle);
    this.clientId = int(At.clientId);
    this.state = byte(At.state);
    this.side = byte(At.side);
    this.flags = byte(At.flags);
    this.where = byte(At.where);
    this.stp = byte(At.stp);
    this.tif = byte(At.tif);
    this.seq = number(At.seq);
    this.expiresAt = number(At.expiresAt);
    this.restedAt = number(At.restedAt);
    this.createdAt = number(At.createdAt);
    this.subaccount = int(At.subaccount);
    this.placed = int(At.placed);
    this.triggerTicks = int(At.triggerTicks);
    this.group = int(At.group);
    this.groupNext = int(At.groupNext);
    this.groupPrev = int(At.groupPrev);
    this.reduceNext = int(At.reduceNext);
    this.reducePrev = int(At.reducePrev);
    const rare = this.table.attach(new PackedRows(RARE_ROW));
    this.due = new NumberField(journal, rare, Rare.due);
    this.heapKey = new NumberField(journal, rare, Rare.heapKey);
    this.child = new IntField(journal, rare, Rare.child);
    this.next = new IntField(journal, rare, Rare.next);
    this.prev = new IntField(journal, rare, Rare.prev);
    this.ladderQueues = new RowQueues(journal, this.bookPlace);
    this.extra = this.table.attach(new ObjectColumn<OrderExtra>(journal));
  }

  /** Writes every cell of a fresh row at once; what indexes and lists set later begins empty. */
  write(row: number, market: number, id: number, seq: number, nowMs: number, order: NewOrder): void {
    const isPlain = order.extra === NO_EXTRA;
    const { ints, numbers, bytes } = this.rows;
    const int = row * (ROW / 4);
    ints[int + At.ticks / 4] = order.ticks;
    ints[int + At.lots / 4] = order.lots;
    ints[int + At.filled / 4] = 0;
    ints[int + At.row / 4] = order.holder;
    ints[int + At.owner / 4] = order.owner;
    ints[int + At.subaccount / 4] = order.subaccount;
    ints[int + At.market / 4] = market;
    ints[int + At.handle / 4] = -1;
    ints[int + At.clientId / 4] = -1;
    ints[int + At.placed / 4] = order.lots;
    ints[int + At.triggerTicks / 4] = order.triggerTicks;
    ints[int + At.group / 4] = -1;
    const number = row * (ROW / 8);
    numbers[number + At.id / 8] = id;
    numbers[number + At.seq / 8] = seq;
    numbers[number + At.expiresAt / 8] = order.expiresAt;
    numbers[number + At.restedAt / 8] = 0;
    numbers[number + At.createdAt / 8] = nowMs;
    const byte = row * ROW;
    bytes[byte + At.state] = order.state;
    bytes[byte + At.side] = order.side;
    bytes[byte + At.flags] = order.flags | (isPlain ? 0 : HAS_EXTRA);
    bytes[byte + At.where] = NOWHERE;
    bytes[byte + At.stp] = order.stp;
    bytes[byte + At.tif] = order.tif;
    this.extra.data[row] = order.extra;
    if (isPlain) return;
    this.due.put(row, 0);
    this.heapKey.put(row, 0);
  }

  /** The cells that say that a fresh order rests in the book from now on. */
  writeRest(row: number, seq: number, nowMs: number): void {
    const { numbers, bytes } = this.rows;
    numbers[row * (ROW / 8) + At.seq / 8] = seq;
    numbers[row * (ROW / 8) + At.restedAt / 8] = nowMs;
    bytes[row * ROW + At.state] = RESTING;
    bytes[row * ROW + At.where] = IN_BOOK;
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

  /** `due`, also of orders that can have none. */
  dueOf(row: number): number {
    return this.has(row, HAS_EXTRA) ? this.due.get(row) : 0;
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
  }

  private decode(row: number, key: ByteReader, value: ByteReader): void {
    const { market, id } = readOrderKey(key);
    this.market.put(row, market);
    this.id.put(row, id);
    readOrderValue(this, row, value);
    this.resetCaches(row);
  }
}
