import { AppError, type ErrorDetails, invariant } from '../../lib/errors.ts';
import type { ChainContext } from '../../module.ts';
import type { RecordSource } from '../../state/record.ts';
import { type AmendResult, amend } from './amend.ts';
import { ItemError, type ItemPlace, runBatch } from './batch.ts';
import type { Book } from './book.ts';
import { cancel, cancelAll, cancelOrdersOf } from './cancel.ts';
import { Clob, type ClobDeps } from './clob.ts';
import type { ClobSettlement } from './expected.ts';
import { expireOrders } from './expiry.ts';
import { type ImpactLevel, impactLevels } from './impact-levels.ts';
import { type LiquidationOrder, type LiquidationResult, liquidate } from './liquidation-order.ts';
import { place } from './place.ts';
import { ClobQueries } from './queries.ts';
import { rebuild } from './rebuild.ts';
import { positionChanged } from './reduce-only.ts';
import { fireScheduledCancels, scheduleCancel } from './scheduled-cancel.ts';
import { endSettling } from './settling.ts';
import { runTriggers } from './triggers.ts';
import { dueTwaps, runSlice } from './twap.ts';
import type {
  AmendInput,
  BatchInput,
  CancelAllInput,
  CancelInput,
  CancelReason,
  ChargeAgent,
  ClobInput,
  ItemInput,
  ItemResult,
  PlaceInput,
  Refusal,
  ScheduleCancelInput,
} from './types.ts';
import { itemsOf } from './types.ts';

/** An exception in one market's end phase: what it did there was undone; the caller quarantines the market. */
export type OnFault = (market: number, error: unknown) => void;

/** A message of a failed tx that this module would have run. */
export interface UndoneMessage {
  readonly owner: number;
  readonly input: ClobInput;
}

/**
 * The order book as the application drives it. Owners are account numbers. Methods of the tx phase throw AppError when
 * the rules refuse and then have left nothing but a bar (spec: trading §3.12); the caller runs them on a branch anyway.
 */
export class ClobKeeper {
  readonly clob: Clob;
  readonly queries: ClobQueries;

  constructor(ctx: ChainContext, deps: ClobDeps) {
    this.clob = new Clob(ctx, deps);
    this.queries = new ClobQueries(this.clob);
  }

  get sources(): readonly RecordSource[] {
    const { orders, books, clientIds, scheduled, trailing } = this.clob;
    return [orders.table, books.table, clientIds.table, scheduled.records, trailing.table];
  }

  /** Fills all caches from loaded records; accounts, markets and margin are rebuilt before. */
  rebuild(): void {
    rebuild(this.clob);
  }

  /**
   * Every listed market has its counters from genesis or from the block after its listing on, whoever reads it first: a
   * query must never make a record.
   */
  openBooks(): void {
    for (const market of this.clob.markets.ids) this.clob.books.find(market);
  }

  /** After the status step, before the first tx: closed ids, settling, scheduled cancels, expiry (spec: trading §4.1). */
  beginBlock(): void {
    const { clob } = this;
    this.openBooks();
    clob.clientIds.beginBlock(clob.nowMs);
    endSettling(clob);
    fireScheduledCancels(clob);
    expireOrders(clob);
  }

  /** Triggers, markets by id, then TWAP slices. Without `onFault` an exception goes on. */
  endBlock(onFault?: OnFault): void {
    const { clob } = this;
    for (const book of clob.books.all()) this.guarded(book, () => runTriggers(clob, book), onFault);
    for (const row of dueTwaps(clob)) {
      if (!clob.orders.table.isLive(row)) continue;
      const book = clob.bookOf(row);
      this.guarded(book, () => runSlice(clob, book, row), onFault);
    }
  }

  place(owner: number, input: PlaceInput, charge?: ChargeAgent): ItemResult {
    const result = place(this.clob, owner, input, charge);
    if (result.code !== 0) throw new ItemError(result, 0);
    return result;
  }

  amend(owner: number, input: AmendInput, charge?: ChargeAgent): AmendResult {
    const result = amend(this.clob, owner, input, charge);
    throwRefusal(result.refusal);
    return result;
  }

  /** `inAtomicGroup`: the tx has other messages; a cancel that finds nothing then bars nothing. */
  cancel(owner: number, input: CancelInput, inAtomicGroup: boolean): void {
    throwRefusal(cancel(this.clob, owner, input, inAtomicGroup));
  }

  /** Returns how many orders it canceled. */
  cancelAll(owner: number, input: CancelAllInput): number {
    const result = cancelAll(this.clob, owner, input);
    if (typeof result === 'number') return result;
    throw new AppError(result.code, undefined, result.details);
  }

  scheduleCancel(owner: number, input: ScheduleCancelInput): void {
    throwRefusal(scheduleCancel(this.clob, owner, input));
  }

  /** One result an item; an atomic or malformed batch throws ItemError instead. Sets the item index of events. */
  batch(owner: number, input: BatchInput, at: ItemPlace, inAtomicGroup: boolean, charge?: ChargeAgent): ItemResult[] {
    return runBatch(this.clob, owner, input, at, inAtomicGroup, charge);
  }

  /**
   * After the messages of a tx were undone: reports each of its items, the failing one with its code, the others with
   * 2020 (spec: trading §3.10). `messages` has undefined for those of other modules; each of them counts as one item.
   */
  reportUndone(
    tx: number,
    messages: readonly (UndoneMessage | undefined)[],
    failedMessage: number,
    error: AppError,
  ): void {
    let first = 0;
    let failed = 0;
    const counts = messages.map((message) => (message === undefined ? 1 : itemsOf(message.input).length));
    for (let i = 0; i < failedMessage; i++) failed += counts[i]!;
    if (error instanceof ItemError) failed += error.item;
    messages.forEach((message, i) => {
      if (message !== undefined) this.reportItems(tx, message, first, failed, error);
      first += counts[i]!;
    });
  }

  /** An item refused on its own, where the caller stands in the block. */
  reportRefused(owner: number, item: ItemInput, code: AppError['code'], details: ErrorDetails): void {
    this.clob.events.itemRejected(owner, item, { code, details });
  }

  /** Cancels every order of a subaccount, by market and id; `row` is margin's. Returns how many. */
  cancelOrdersOf(row: number, reason: CancelReason, market?: number): number {
    return cancelOrdersOf(this.clob, row, reason, market);
  }

  /** A liquidation's ioc order, filled through `settlement` (spec: risk §7). */
  liquidate(order: LiquidationOrder, settlement: ClobSettlement): LiquidationResult {
    return liquidate(this.clob, order, settlement);
  }

  /** A position was changed by other means than a fill of the book (takeover, ADL): `before` = its lots until then. */
  positionChanged(row: number, market: number, before: number): void {
    const book = this.clob.books.find(market);
    invariant(book !== undefined, 'clob: position in an unknown market');
    positionChanged(this.clob, book, row, before);
  }

  /** True when a subaccount has an open order of any kind; `row` is margin's. */
  hasOpenOrders(row: number): boolean {
    return this.clob.open.head(row) >= 0;
  }

  /** See impact-levels.ts. */
  impactLevels(market: number, side: 'buy' | 'sell', nowMs: number, minAgeMs: number): Iterable<ImpactLevel> {
    return impactLevels(this.clob, market, side, nowMs, minAgeMs);
  }

  private reportItems(tx: number, message: UndoneMessage, first: number, failed: number, error: AppError): void {
    const { clob } = this;
    itemsOf(message.input).forEach((item, i) => {
      const own = first + i === failed;
      const refusal: Refusal = own
        ? { code: error.code, details: error.details }
        : { code: 2020, details: { failedItem: failed } };
      clob.ctx.events.at('tx', tx, first + i);
      if (item.action === 'batch') clob.events.batchRejected(message.owner, refusal);
      else clob.events.itemRejected(message.owner, item, refusal);
    });
  }

  private guarded(book: Book, step: () => void, onFault: OnFault | undefined): void {
    if (onFault === undefined) {
      step();
      return;
    }
    const { journal } = this.clob.ctx;
    const mark = journal.mark();
    try {
      step();
    } catch (error) {
      journal.rollback(mark);
      onFault(book.market.id, error);
      return;
    }
    journal.release(mark);
  }
}

function throwRefusal(refusal: Refusal | undefined): void {
  if (refusal !== undefined) throw new AppError(refusal.code, undefined, refusal.details);
}
