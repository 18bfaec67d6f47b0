import type { ErrorCode } from '../../lib/error-codes.ts';
import type { ErrorDetails } from '../../lib/errors.ts';
import type { ChainContext } from '../../module.ts';
import { type Book, BookTable } from './book.ts';
import { ClientOrderIds } from './client-order-ids.ts';
import { EventWriter } from './event-writer.ts';
import type { ClobAccounts, ClobCollateral, ClobMargin, ClobMarkets, ClobSettlement, FillRequest } from './expected.ts';
import { ExpiryQueue } from './expiry-queue.ts';
import type { TableKey } from './keyed-hash.ts';
import { OpenOrders } from './open-orders.ts';
import { BUY, OrderTable } from './order-table.ts';
import { PairingHeaps } from './pairing-heap.ts';
import { type ClobParams, defaultClobParams } from './params.ts';
import { RowLists } from './row-lists.ts';
import { ScheduledCancels } from './scheduled-cancels.ts';
import { TrailingGroups } from './trailing-groups.ts';
import type { Refusal } from './types.ts';

export interface ClobDeps {
  readonly markets: ClobMarkets;
  readonly accounts: ClobAccounts;
  readonly margin: ClobMargin;
  readonly settlement: ClobSettlement;
  readonly collateral?: ClobCollateral;
  readonly params?: ClobParams;
  /** See Crypto.tableKey; a known one when left out. */
  readonly tableKey?: TableKey;
}

const KNOWN_KEY: TableKey = [0, 0];

const FREE_COLLATERAL: ClobCollateral = { isAnyStuck: false, isStuck: () => false };

/** FillRequest while it is written: one object for all fills. */
export type FillDraft = { -readonly [K in keyof FillRequest]: FillRequest[K] };

/**
 * Everything the rules of this module work on: its tables, the caches over them, and the neighbours. The rules themselves
 * are functions in files of their noun (place, match, reduce-only …) that take this as their first argument.
 */
export class Clob {
  readonly ctx: ChainContext;
  readonly markets: ClobMarkets;
  readonly accounts: ClobAccounts;
  readonly margin: ClobMargin;
  readonly settlement: ClobSettlement;
  readonly collateral: ClobCollateral;
  params: ClobParams;

  readonly orders: OrderTable;
  readonly books: BookTable;
  readonly clientIds: ClientOrderIds;
  readonly scheduled: ScheduledCancels;
  readonly trailing: TrailingGroups;
  readonly events: EventWriter;

  readonly open: OpenOrders;
  /** Conditions a trade has satisfied since the last evaluation, by book row. */
  readonly hits: RowLists;
  /** Fired conditions waiting for their turn, by book row. */
  readonly due: RowLists;
  readonly expiry: ExpiryQueue;
  /** All TWAPs by the time of their next slice, in heap 0. */
  readonly twaps: PairingHeaps;
  /** Settling markets whose orders were ended already: nothing can be placed there any more. A cache. */
  readonly swept = new Set<number>();
  readonly fill: FillDraft;

  constructor(ctx: ChainContext, deps: ClobDeps) {
    const { journal } = ctx;
    this.ctx = ctx;
    this.markets = deps.markets;
    this.accounts = deps.accounts;
    this.margin = deps.margin;
    this.settlement = deps.settlement;
    this.collateral = deps.collateral ?? FREE_COLLATERAL;
    this.params = deps.params ?? defaultClobParams;
    this.orders = new OrderTable(journal, (market, id) => this.books.findOrder(market, id));
    const o = this.orders;
    this.books = new BookTable(journal, o, deps.markets);
    this.clientIds = new ClientOrderIds(journal, deps.accounts, deps.margin, deps.tableKey ?? KNOWN_KEY);
    this.scheduled = new ScheduledCancels(journal, deps.accounts, deps.margin);
    this.trailing = new TrailingGroups(journal, o);
    this.events = new EventWriter(ctx.events, deps.accounts, o, (row) => this.clientIds.text(row));
    this.open = new OpenOrders(journal, o, this.books);
    this.hits = new RowLists(journal, o.next, o.prev);
    this.due = new RowLists(journal, o.next, o.prev);
    this.expiry = new ExpiryQueue(journal, o);
    this.twaps = new PairingHeaps(journal, o.heapKey, o.child, o.next, o.prev, true);
    this.fill = {
      market: 0,
      ticks: 0,
      lots: 0,
      takerSide: 'buy',
      takerRow: 0,
      makerRow: 0,
      makerHandle: -1,
      makerRemainingAfter: 0,
      takerReduceOnly: false,
      makerReduceOnly: false,
      takerRestAfter: 0,
      takerLimit: 0,
      builder: -1,
      builderPpm: 0,
    };
  }

  get nowMs(): number {
    return this.ctx.block.timeMs;
  }

  bookOf(row: number): Book {
    return this.books.get(this.orders.market.get(row));
  }

  /** Lots of the position that an order of `side` closes, ≥ 0. */
  reducible(holder: number, market: number, side: number): number {
    const position = this.margin.position(holder, market);
    return Math.max(0, side === BUY ? -position : position);
  }
}

export function refuse(code: ErrorCode, details: ErrorDetails = {}): Refusal {
  return { code, details };
}
