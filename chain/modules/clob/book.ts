import { I32Column, SafeColumn } from '../../state/columns.ts';
import type { Journal } from '../../state/journal.ts';
import { prefixes } from '../../state/prefixes.ts';
import { RecordTable } from '../../state/table.ts';
import { PriceBand } from './band.ts';
import { Counters } from './counters.ts';
import type { ClobMarket, ClobMarkets } from './expected.ts';
import { IdIndex } from './id-index.ts';
import { Ladder } from './ladder.ts';
import { SOURCE_LAST } from './order-extra.ts';
import { BUY, type OrderTable } from './order-table.ts';
import { RowLists } from './row-lists.ts';

/**
 * One market: both sides of its book, the ladders of conditions that wait for a price, and its row of counters. Books are
 * caches of the orders and of `BookTable`; an object here lives as long as the application.
 */
export class Book {
  market: ClobMarket;
  /** Row of the counters in BookTable. */
  row: number;
  readonly band = new PriceBand();
  /** By side: bids, asks. */
  readonly sides: readonly [Ladder, Ladder];
  /** Conditions by `ladderIndex`; made when first needed. */
  readonly conditions: (Ladder | undefined)[] = new Array<Ladder | undefined>(12).fill(undefined);
  /** Open orders by id. */
  readonly index: IdIndex;
  /** All reduce-only orders of a subaccount, by margin row; at most 100 (spec: trading §3.2, check 7). */
  readonly reduceOnly: RowLists;
  /** Reduce-only, untriggered, waiting and TWAP orders of an owner. */
  readonly conditional: Counters;

  constructor(journal: Journal, orders: OrderTable, market: ClobMarket, row: number) {
    this.market = market;
    this.row = row;
    this.sides = [
      new Ladder(journal, true, orders.ticks, orders.bookPlace, orders.ladderQueues),
      new Ladder(journal, false, orders.ticks, orders.bookPlace, orders.ladderQueues),
    ];
    this.index = new IdIndex(orders.id);
    this.reduceOnly = new RowLists(journal, orders.reduceNext, orders.reducePrev);
    this.conditional = new Counters(journal);
  }

  /** Best price of a side, 0 = empty. */
  best(side: number): number {
    return this.sides[side]!.best;
  }

  /** True when some untriggered order waits for a last price. */
  hasLastConditions(): boolean {
    for (let i = SOURCE_LAST * 4; i < 12; i++) {
      const ladder = this.conditions[i];
      if (ladder !== undefined && ladder.levels > 0) return true;
    }
    return false;
  }

  /** True when an order of `side` at `ticks` would meet the best opposite price. */
  crosses(side: number, ticks: number): boolean {
    const best = this.sides[1 - side]!.best;
    return best !== 0 && (side === BUY ? ticks >= best : ticks <= best);
  }
}

/** Counters of each market; record: market u32 → next order, trade, seq, due u64 · last ticks u32 · last time u64. */
export class BookTable {
  readonly table: RecordTable;
  readonly market: I32Column;
  readonly nextOrder: SafeColumn;
  readonly nextTrade: SafeColumn;
  readonly nextSeq: SafeColumn;
  readonly nextDue: SafeColumn;
  /** Ticks of the last trade, 0 = none. */
  readonly lastTicks: I32Column;
  readonly lastTimeMs: SafeColumn;
  private readonly journal: Journal;
  private readonly orders: OrderTable;
  private readonly markets: ClobMarkets;
  private readonly byMarket = new Map<number, Book>();
  /** The one asked for last: the next question is likely the same. */
  private last: Book | undefined;

  constructor(journal: Journal, orders: OrderTable, markets: ClobMarkets) {
    this.journal = journal;
    this.orders = orders;
    this.markets = markets;
    this.table = new RecordTable(journal, prefixes.books, 'clob.books', {
      encodeKey: (row, out) => out.u32(this.market.data[row]!),
      encodeValue: (row, out) => {
        out.u64(this.nextOrder.data[row]!).u64(this.nextTrade.data[row]!).u64(this.nextSeq.data[row]!);
        out.u64(this.nextDue.data[row]!).u32(this.lastTicks.data[row]!).u64(this.lastTimeMs.data[row]!);
      },
      decode: (row, key, value) => {
        this.market.data[row] = key.u32();
        this.nextOrder.data[row] = value.u64();
        this.nextTrade.data[row] = value.u64();
        this.nextSeq.data[row] = value.u64();
        this.nextDue.data[row] = value.u64();
        this.lastTicks.data[row] = value.u32();
        this.lastTimeMs.data[row] = value.u64();
        value.end();
      },
      findRow: (key) => this.rowOf(key.u32()),
    });
    this.market = this.table.attach(new I32Column(journal));
    this.nextOrder = this.table.attach(new SafeColumn(journal));
    this.nextTrade = this.table.attach(new SafeColumn(journal));
    this.nextSeq = this.table.attach(new SafeColumn(journal));
    this.nextDue = this.table.attach(new SafeColumn(journal));
    this.lastTicks = this.table.attach(new I32Column(journal));
    this.lastTimeMs = this.table.attach(new SafeColumn(journal));
  }

  /** The book of a listed market, made on first use; undefined when the market is unknown. */
  find(market: number): Book | undefined {
    const book = this.held(market);
    if (book !== undefined && this.isOpen(book) && this.markets.find(market) === book.market) return book;
    return this.open(market, book);
  }

  /** A book that was used before, for readers: never makes one. */
  peek(market: number): Book | undefined {
    const book = this.held(market);
    return book !== undefined && this.isOpen(book) ? book : undefined;
  }

  /** Book of an order that exists. */
  get(market: number): Book {
    return this.held(market)!;
  }

  /** Row of a market's counters, −1 before its first use. */
  rowOf(market: number): number {
    return this.peek(market)?.row ?? -1;
  }

  /** Row of an open order, −1 if there is none. */
  findOrder(market: number, id: number): number {
    return this.held(market)?.index.find(id) ?? -1;
  }

  /** The next priority of a market. */
  takeSeq(row: number): number {
    return this.take(this.nextSeq, row);
  }

  /** Counts an accepted order, which has the present id and priority. Not journaled: OpenOrders undoes it by −1. */
  countAccepted(row: number, change: 1 | -1): void {
    this.nextOrder.data[row] = this.nextOrder.data[row]! + change;
    this.nextSeq.data[row] = this.nextSeq.data[row]! + change;
    this.table.touch(row);
  }

  /** The next trade id; `ticks` and `timeMs` are the trade's. */
  takeTradeId(row: number, ticks: number, timeMs: number): number {
    if (this.lastTicks.data[row] !== ticks) this.lastTicks.set(row, ticks);
    if (this.lastTimeMs.data[row] !== timeMs) this.lastTimeMs.set(row, timeMs);
    return this.take(this.nextTrade, row);
  }

  /** The next place in a market's queue of fired conditions. */
  takeDue(row: number): number {
    return this.take(this.nextDue, row);
  }

  /** All books by market id. */
  all(): Book[] {
    return [...this.byMarket.values()].filter((book) => this.isOpen(book)).sort((a, b) => a.market.id - b.market.id);
  }

  /** Makes the books of loaded records (start). */
  rebuild(): void {
    this.last = undefined;
    for (let row = 0; row < this.table.rows; row++) {
      if (!this.table.isLive(row)) continue;
      const market = this.markets.find(this.market.data[row]!);
      if (market !== undefined) this.byMarket.set(market.id, new Book(this.journal, this.orders, market, row));
    }
  }

  /** Open or not. */
  private held(market: number): Book | undefined {
    const { last } = this;
    if (last !== undefined && last.market.id === market) return last;
    const book = this.byMarket.get(market);
    if (book !== undefined) this.last = book;
    return book;
  }

  private take(counter: SafeColumn, row: number): number {
    const value = counter.data[row]!;
    counter.set(row, value + 1);
    this.table.touch(row);
    return value;
  }

  /** A dropped branch may have taken the row back, and another book may have it by now. */
  private isOpen(book: Book): boolean {
    return this.table.isLive(book.row) && this.market.data[book.row] === book.market.id;
  }

  /** `old`: its facts were changed, or the branch that opened it was dropped. */
  private open(id: number, old: Book | undefined): Book | undefined {
    const market = this.markets.find(id);
    if (market === undefined) return undefined;
    if (old !== undefined && this.isOpen(old)) {
      old.market = market;
      return old;
    }
    const row = this.table.allocate();
    this.market.data[row] = id;
    this.nextOrder.data[row] = 1;
    this.nextTrade.data[row] = 1;
    this.nextSeq.data[row] = 1;
    this.nextDue.data[row] = 1;
    this.lastTicks.data[row] = 0;
    this.lastTimeMs.data[row] = 0;
    if (old !== undefined) {
      old.market = market;
      old.row = row;
      return old;
    }
    const book = new Book(this.journal, this.orders, market, row);
    this.byMarket.set(id, book);
    return book;
  }
}
