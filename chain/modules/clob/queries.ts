import type { Address, Side } from '../../lib/units.ts';
import type { Clob } from './clob.ts';
import type { Ladder } from './ladder.ts';
import {
  SOURCE_INDEX,
  SOURCE_MARK,
  TRIGGER_NONE,
  TRIGGER_STOP,
  TRIGGER_TAKE_PROFIT,
  TRIGGER_TRAILING,
} from './order-extra.ts';
import { BUY, MARKET_TYPE, POST_ONLY, SELL, SIDES, STPS, TIFS, TWAP, UNTRIGGERED, WAITING } from './order-table.ts';
import type { OrderStatus, OrderType, SelfTradePrevention, TimeInForce, TriggerKind, TriggerSource } from './types.ts';

export interface OpenTrigger {
  readonly kind: TriggerKind;
  readonly source: TriggerSource;
  /** 0 for trailing. */
  readonly ticks: number;
  readonly callbackPpm: number;
  readonly slippagePpm: number;
  /** Trailing that has not fired: best mark so far in quantums per lot, else 0. */
  readonly best: number;
  readonly due: boolean;
  readonly triggered: boolean;
}

export interface OpenTwap {
  readonly durationMs: number;
  readonly intervalMs: number;
  readonly slippagePpm: number;
  readonly slices: number;
  /** Equal to `slices` after the last. */
  readonly nextSlice: number;
  readonly nextSliceAtMs: number | undefined;
}

/** An open order, whole. */
export interface OpenOrder {
  readonly market: number;
  readonly id: number;
  readonly owner: Address;
  readonly subaccount: number;
  /** '' = none. */
  readonly clientOrderId: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly tif: TimeInForce;
  /** 0 = none. */
  readonly ticks: number;
  readonly lots: number;
  readonly filled: number;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly stp: SelfTradePrevention;
  /** 0 = none. */
  readonly expiresAtMs: number;
  readonly status: OrderStatus;
  readonly trigger: OpenTrigger | undefined;
  /** 0 = none. */
  readonly parentId: number;
  readonly childIds: readonly number[];
  /** Lots a child was placed with, 0 for others. */
  readonly childLots: number;
  readonly twap: OpenTwap | undefined;
  readonly builder: { readonly account: Address; readonly feePpm: number } | undefined;
  readonly seq: number;
}

export type Level = readonly [ticks: number, lots: number];
/** First in time first inside a price. */
export type LevelOrder = readonly [ticks: number, lots: number, orderId: number];

/** Reads of committed state. Nothing returned changes afterwards. */
export class ClobQueries {
  private readonly clob: Clob;

  constructor(clob: Clob) {
    this.clob = clob;
  }

  /** At most `count` prices of a side, best first; 0 = all. */
  levels(market: number, side: Side, count: number): Level[] {
    const out: Level[] = [];
    this.walk(market, side, count, (ticks, rows) => {
      let lots = 0;
      for (const row of rows) lots += this.clob.orders.remaining(row);
      out.push([ticks, lots]);
    });
    return out;
  }

  levelOrders(market: number, side: Side, count: number): LevelOrder[] {
    const { orders: o } = this.clob;
    const out: LevelOrder[] = [];
    this.walk(market, side, count, (ticks, rows) => {
      for (const row of rows) out.push([ticks, o.remaining(row), o.id.get(row)]);
    });
    return out;
  }

  /** Ticks of the last trade (0 = none yet) and its time. */
  lastTrade(market: number): { readonly ticks: number; readonly timeMs: number } {
    const book = this.clob.books.peek(market);
    if (book === undefined) return { ticks: 0, timeMs: 0 };
    const { lastTicks, lastTimeMs } = this.clob.books;
    return { ticks: lastTicks.data[book.row]!, timeMs: lastTimeMs.data[book.row]! };
  }

  findOrder(market: number, orderId: number): OpenOrder | undefined {
    const row = this.clob.books.findOrder(market, orderId);
    return row < 0 ? undefined : this.order(row);
  }

  /** Open or closed within the last 24 h. */
  findByClientOrderId(
    marginRow: number,
    clientOrderId: string,
  ): { readonly market: number; readonly orderId: number; readonly closedAtMs: number } | undefined {
    const ids = this.clob.clientIds;
    const row = ids.find(marginRow, clientOrderId);
    if (row < 0) return undefined;
    return { market: ids.market.get(row), orderId: ids.order.get(row), closedAtMs: ids.closedAt.get(row) };
  }

  /** Open orders of one subaccount by (market, id); `marginRow` is margin's. */
  ordersOf(marginRow: number, market?: number): OpenOrder[] {
    const { orders: o, open } = this.clob;
    const rows: number[] = [];
    for (let row = open.head(marginRow); row >= 0; row = open.after(row)) {
      if (market === undefined || o.market.get(row) === market) rows.push(row);
    }
    rows.sort((a, b) => o.market.get(a) - o.market.get(b) || o.id.get(a) - o.id.get(b));
    return rows.map((row) => this.order(row));
  }

  /** Number of open orders of an owner over all subaccounts and markets. */
  openOrders(owner: number): number {
    return this.clob.open.ofOwner.get(owner);
  }

  /** Reduce-only, untriggered, waiting and TWAP orders of an owner, by market id; markets without any are left out. */
  conditional(owner: number): { readonly market: number; readonly used: number }[] {
    return this.clob.books
      .all()
      .map((book) => ({ market: book.market.id, used: book.conditional.get(owner) }))
      .filter(({ used }) => used > 0);
  }

  closedClientOrderIds(owner: number): number {
    return this.clob.clientIds.closedCount(owner);
  }

  /** 0 = none is scheduled. */
  scheduledCancelAt(marginRow: number): number {
    return this.clob.scheduled.timeOf(marginRow);
  }

  private walk(
    market: number,
    side: Side,
    count: number,
    visit: (ticks: number, rows: Iterable<number>) => void,
  ): void {
    const book = this.clob.books.peek(market);
    if (book === undefined) return;
    const ladder = book.sides[side === 'buy' ? BUY : SELL];
    let left = count === 0 ? ladder.levels : Math.min(count, ladder.levels);
    for (let ticks = ladder.best; left > 0; ticks = ladder.worse(ticks)) {
      visit(ticks, rowsOf(ladder, ticks));
      left--;
    }
  }

  private order(row: number): OpenOrder {
    const { orders: o, accounts, clientIds } = this.clob;
    const extra = o.extraOf(row);
    const clientId = o.clientId.get(row);
    const id = o.id.get(row);
    const isParent = extra.family > 0 && extra.parent === 0;
    return {
      market: o.market.get(row),
      id,
      owner: accounts.address(o.owner.get(row)),
      subaccount: o.subaccount.get(row) >>> 0,
      clientOrderId: clientId < 0 ? '' : clientIds.text(clientId),
      side: SIDES[o.side.get(row)]!,
      type: o.has(row, MARKET_TYPE) ? 'market' : 'limit',
      tif: TIFS[o.tif.get(row)]!,
      ticks: o.ticks.get(row),
      lots: o.lots.get(row),
      filled: o.filled.get(row),
      postOnly: o.has(row, POST_ONLY),
      reduceOnly: o.isReduceOnly(row),
      stp: STPS[o.stp.get(row)]!,
      expiresAtMs: o.expiresAt.get(row),
      status: statusOf(o.state.get(row)),
      trigger: this.trigger(row),
      parentId: extra.parent,
      childIds: isParent ? Array.from({ length: extra.family }, (_, i) => id + 1 + i) : [],
      childLots: extra.cap,
      twap: this.twap(row),
      builder: extra.builder < 0 ? undefined : { account: accounts.address(extra.builder), feePpm: extra.builderPpm },
      seq: o.seq.get(row),
    };
  }

  private trigger(row: number): OpenTrigger | undefined {
    const { orders: o, trailing } = this.clob;
    const extra = o.extraOf(row);
    if (extra.trigger === TRIGGER_NONE) return undefined;
    return {
      kind:
        extra.trigger === TRIGGER_STOP ? 'stop' : extra.trigger === TRIGGER_TAKE_PROFIT ? 'take_profit' : 'trailing',
      source: extra.source === SOURCE_MARK ? 'mark' : extra.source === SOURCE_INDEX ? 'index' : 'last',
      ticks: o.triggerTicks.get(row),
      callbackPpm: extra.callbackPpm,
      slippagePpm: extra.trigger === TRIGGER_TRAILING ? extra.slippagePpm : 0,
      best: o.group.get(row) < 0 ? 0 : trailing.bestOf(row),
      due: o.dueOf(row) !== 0,
      triggered: extra.triggered,
    };
  }

  private twap(row: number): OpenTwap | undefined {
    const { slices, intervalMs, slippagePpm, nextSlice, startedAt } = this.clob.orders.extraOf(row);
    if (slices === 0) return undefined;
    return {
      durationMs: slices * intervalMs,
      intervalMs,
      slippagePpm,
      slices,
      nextSlice,
      nextSliceAtMs: nextSlice < slices ? startedAt + nextSlice * intervalMs : undefined,
    };
  }
}

function statusOf(state: number): OrderStatus {
  if (state === UNTRIGGERED) return 'untriggered';
  if (state === WAITING) return 'waiting';
  return state === TWAP ? 'twap' : 'open';
}

function* rowsOf(ladder: Ladder, ticks: number): Iterable<number> {
  for (let row = ladder.head(ticks); row >= 0; row = ladder.after(row)) yield row;
}
