import type { ByteReader } from '../../lib/bytes.ts';
import { I32Column, ObjectColumn, SafeColumn, U8Column } from '../../state/columns.ts';
import type { Journal } from '../../state/journal.ts';
import { prefixes } from '../../state/prefixes.ts';
import { RecordTable } from '../../state/table.ts';
import { IdIndex } from './id-index.ts';
import { readOrderKey, readOrderValue, writeOrderKey, writeOrderValue } from './keys.ts';
import type { OrderExtra } from './order-extra.ts';

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

/** Which structure holds the row's links; a cache. */
export const NOWHERE = 0;
export const IN_BOOK = 1;
export const IN_LADDER = 2;
export const IN_HITS = 3;
export const IN_DUE = 4;
export const IN_TRAILING = 5;
export const IN_TWAPS = 6;

/**
 * All open orders of all markets as columns; record: market u32 ‖ order u64 → fixed-width value (keys.ts).
 *
 * The cells of a row that was allocated in this branch are written directly, without the journal: should the branch be
 * dropped, the row dies with it. Every later write goes through `set` and is followed by `touch`.
 */
export class OrderTable {
  readonly table: RecordTable;
  readonly index: IdIndex;

  readonly market: I32Column;
  readonly id: SafeColumn;
  /** Priority: rises with acceptance, rest and loss of priority. */
  readonly seq: SafeColumn;
  /** Account number and number of the subaccount. */
  readonly owner: I32Column;
  readonly subaccount: I32Column;
  readonly side: U8Column;
  readonly tif: U8Column;
  readonly stp: U8Column;
  readonly state: U8Column;
  readonly flags: U8Column;
  readonly lots: I32Column;
  readonly filled: I32Column;
  /** Lots on acceptance. */
  readonly placed: I32Column;
  /** Limit or worst price, 0 = none. */
  readonly ticks: I32Column;
  /** Of a stop or take-profit, 0 = none. */
  readonly triggerTicks: I32Column;
  /** 0 = none. */
  readonly expiresAt: SafeColumn;
  readonly createdAt: SafeColumn;
  /** When it last took its place in the book, 0 = never. */
  readonly restedAt: SafeColumn;
  /** Place in the market's queue of fired conditions, 0 = not in it. */
  readonly due: SafeColumn;
  readonly extra: ObjectColumn<OrderExtra>;

  // Caches from here on.
  /** Margin's row of the subaccount. */
  readonly row: I32Column;
  /** Margin's handle of the reservation, −1 = none. */
  readonly handle: I32Column;
  /** Row of the clientOrderId, −1 = none. */
  readonly clientId: I32Column;
  readonly where: U8Column;
  /** Links of the structure named by `where`. */
  readonly next: I32Column;
  readonly prev: I32Column;
  readonly child: I32Column;
  /** Key in a heap of trailing stops (callback ppm) or TWAPs (time of the next slice). */
  readonly heapKey: SafeColumn;
  /** Group of a trailing stop, −1 = none. */
  readonly group: I32Column;
  readonly groupNext: I32Column;
  readonly groupPrev: I32Column;
  readonly subNext: I32Column;
  readonly subPrev: I32Column;
  readonly reduceNext: I32Column;
  readonly reducePrev: I32Column;
  readonly expiryChild: I32Column;
  readonly expiryNext: I32Column;
  readonly expiryPrev: I32Column;

  constructor(journal: Journal) {
    this.table = new RecordTable(journal, prefixes.orders, 'clob.orders', {
      encodeKey: (row, out) => writeOrderKey(this, row, out),
      encodeValue: (row, out) => writeOrderValue(this, row, out),
      decode: (row, key, value) => this.decode(row, key, value),
      findRow: (key) => {
        const { market, id } = readOrderKey(key);
        return this.index.find(market, id);
      },
    });
    const i32 = (): I32Column => this.table.attach(new I32Column(journal));
    const safe = (): SafeColumn => this.table.attach(new SafeColumn(journal));
    const u8 = (): U8Column => this.table.attach(new U8Column(journal));
    this.market = i32();
    this.id = safe();
    this.seq = safe();
    this.owner = i32();
    this.subaccount = i32();
    this.side = u8();
    this.tif = u8();
    this.stp = u8();
    this.state = u8();
    this.flags = u8();
    this.lots = i32();
    this.filled = i32();
    this.placed = i32();
    this.ticks = i32();
    this.triggerTicks = i32();
    this.expiresAt = safe();
    this.createdAt = safe();
    this.restedAt = safe();
    this.due = safe();
    this.extra = this.table.attach(new ObjectColumn<OrderExtra>(journal));
    this.row = i32();
    this.handle = i32();
    this.clientId = i32();
    this.where = u8();
    this.next = i32();
    this.prev = i32();
    this.child = i32();
    this.heapKey = safe();
    this.group = i32();
    this.groupNext = i32();
    this.groupPrev = i32();
    this.subNext = i32();
    this.subPrev = i32();
    this.reduceNext = i32();
    this.reducePrev = i32();
    this.expiryChild = i32();
    this.expiryNext = i32();
    this.expiryPrev = i32();
    this.index = new IdIndex(journal, this.market, this.id);
  }

  /** Lots not yet traded. */
  remaining(row: number): number {
    return this.lots.data[row]! - this.filled.data[row]!;
  }

  has(row: number, flag: number): boolean {
    return (this.flags.data[row]! & flag) !== 0;
  }

  setFlag(row: number, flag: number, on: boolean): void {
    const old = this.flags.data[row]!;
    this.flags.set(row, on ? old | flag : old & ~flag);
  }

  isReduceOnly(row: number): boolean {
    return this.has(row, REDUCE_ONLY);
  }

  /** Counts against the 100 conditional orders of an owner in a market (spec: trading §3.2, check 7). */
  isConditional(row: number): boolean {
    return this.state.data[row]! >= UNTRIGGERED || this.isReduceOnly(row);
  }

  /** gtc and gtt: what does not trade rests. */
  mayRest(row: number): boolean {
    return this.tif.data[row]! <= GTT;
  }

  extraOf(row: number): OrderExtra {
    return this.extra.data[row]!;
  }

  /** True when `a` stands before `b` in a book side: better price, then earlier. */
  standsBefore(a: number, b: number): boolean {
    const difference = this.ticks.data[a]! - this.ticks.data[b]!;
    if (difference !== 0) return this.side.data[a] === BUY ? difference > 0 : difference < 0;
    return this.seq.data[a]! < this.seq.data[b]!;
  }

  /** Initial cells of what an index or list will set. */
  resetCaches(row: number): void {
    this.handle.data[row] = -1;
    this.clientId.data[row] = -1;
    this.where.data[row] = NOWHERE;
    this.group.data[row] = -1;
    this.heapKey.data[row] = 0;
  }

  private decode(row: number, key: ByteReader, value: ByteReader): void {
    const { market, id } = readOrderKey(key);
    this.market.data[row] = market;
    this.id.data[row] = id;
    readOrderValue(this, row, value);
    this.resetCaches(row);
  }
}
