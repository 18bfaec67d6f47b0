import { Worker } from 'node:worker_threads';
import type { BatchRow, DepositRow, WithdrawalRow } from '../bridge-rows.ts';
import type {
  BridgeQuery,
  EventQuery,
  FillQuery,
  FundingQuery,
  LedgerQuery,
  MarketPaging,
  OrderQuery,
  Page,
  TransferQuery,
} from '../queries.ts';
import type {
  AccountEventRow,
  BlockRow,
  FillRow,
  FundingPaymentRow,
  FundingRateRow,
  IndexedBlock,
  LedgerRow,
  OrderRow,
  TradeRow,
  TransferRow,
  TxRow,
} from '../rows.ts';
import type { HistoryStore, RestoredState } from '../store.ts';
import { HistoryWriter } from './history-writer.ts';
import type { ChainIdentity } from './open.ts';
import { openForWriting } from './open.ts';
import { packBlock } from './packed-block.ts';
import { restore } from './restore.ts';
import type { FromReader, FromWriter, ThreadData, ToReader, ToWriter } from './thread-messages.ts';

interface Waiter {
  readonly height: number;
  resolve(kept: boolean): void;
}

/**
 * History in one SQLite file: a thread that writes, a thread that reads, nothing on the caller's. A block costs the caller
 * one JSON text of its rows.
 */
export class SqliteHistory implements HistoryStore {
  readonly restored: RestoredState;
  private readonly writer: Worker;
  private readonly reader: Worker;
  /** The end of each thread, also one that came before close. */
  private readonly ended: readonly Promise<unknown>[];
  private readonly onFailure: (error: Error) => void;
  private readonly calls = new Map<number, { resolve(value: never): void; reject(error: Error): void }>();
  private waiters: Waiter[] = [];
  private nextCall = 1;
  private kept: number;
  private shown: number;
  private appended: number;
  private first: number;
  private failure: Error | undefined;

  /**
   * @param onFailure told once when the writer cannot go on (disk full, a missing block); the index then stands still
   * @throws Error when the file belongs to another chain or a newer program
   */
  constructor(path: string, chain: ChainIdentity, onFailure: (error: Error) => void) {
    const db = openForWriting(path, chain);
    try {
      // What a crash or a stop left to enter into the tables: the projector begins with what they say.
      const writer = new HistoryWriter(db);
      while (writer.expand());
      this.restored = restore(db);
    } finally {
      db.close();
    }
    this.kept = this.restored.height;
    this.shown = this.kept;
    this.appended = this.kept;
    this.first = this.restored.historyHeight;
    this.onFailure = onFailure;
    const start = (role: ThreadData['role']): Worker =>
      new Worker(new URL('./history-thread.ts', import.meta.url), {
        workerData: { path, role, chain } satisfies ThreadData,
        name: `index-${role}`,
      });
    this.writer = start('writer');
    this.reader = start('reader');
    this.ended = [this.writer, this.reader].map((worker) => new Promise((resolve) => worker.once('exit', resolve)));
    this.writer.on('message', (message: FromWriter) => this.onWriter(message));
    this.reader.on('message', (message: FromReader) => this.onReader(message));
    this.writer.on('error', (error) => this.fail(error as Error));
    this.reader.on('error', (error) => this.fail(error as Error));
  }

  get keptHeight(): number {
    return this.kept;
  }
  get cursor(): number {
    return this.shown;
  }
  get historyHeight(): number {
    return this.first;
  }
  get backlog(): number {
    return this.appended - this.shown;
  }

  append(block: IndexedBlock): void {
    const { height } = block.block;
    if (this.failure !== undefined || height <= this.appended) return;
    if (this.first === 0) {
      this.first = height;
      this.shown = height - 1;
    }
    this.appended = height;
    const packed = packBlock(block);
    this.writer.postMessage({ kind: 'block', block: packed } satisfies ToWriter, [packed.lines.buffer]);
  }

  async whenKept(height: number, timeoutMs: number): Promise<boolean> {
    if (this.shown >= height) return true;
    if (this.failure !== undefined) return false;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.waiters = this.waiters.filter((other) => other !== waiter);
        resolve(false);
      }, timeoutMs);
      const waiter: Waiter = {
        height,
        resolve: (kept) => {
          clearTimeout(timer);
          resolve(kept);
        },
      };
      this.waiters.push(waiter);
    });
  }

  async close(): Promise<void> {
    this.writer.postMessage({ kind: 'close' } satisfies ToWriter);
    this.reader.postMessage('close');
    await Promise.all(this.ended);
    this.settle(new Error('the index is closed'));
  }

  trades = (query: MarketPaging): Promise<Page<TradeRow>> => this.call('trades', query);
  tradesAfter = (market: number, afterId: number, limit: number): Promise<readonly TradeRow[]> =>
    this.call('tradesAfter', market, afterId, limit);
  lastTrades = (market: number, limit: number): Promise<readonly TradeRow[]> => this.call('lastTrades', market, limit);
  fundingRates = (query: MarketPaging): Promise<Page<FundingRateRow>> => this.call('fundingRates', query);
  fills = (query: FillQuery): Promise<Page<FillRow>> => this.call('fills', query);
  closedOrders = (query: OrderQuery): Promise<Page<OrderRow>> => this.call('closedOrders', query);
  findOrder = (market: number, id: number): Promise<OrderRow | undefined> => this.call('findOrder', market, id);
  findOrderByClientId = (account: string, subaccount: number, id: string): Promise<OrderRow | undefined> =>
    this.call('findOrderByClientId', account, subaccount, id);
  fundingPayments = (query: FundingQuery): Promise<Page<FundingPaymentRow>> => this.call('fundingPayments', query);
  ledger = (query: LedgerQuery): Promise<Page<LedgerRow>> => this.call('ledger', query);
  transfers = (query: TransferQuery): Promise<Page<TransferRow>> => this.call('transfers', query);
  deposits = (query: BridgeQuery): Promise<Page<DepositRow>> => this.call('deposits', query);
  withdrawals = (query: BridgeQuery): Promise<Page<WithdrawalRow>> => this.call('withdrawals', query);
  batches = (query: BridgeQuery): Promise<Page<BatchRow>> => this.call('batches', query);
  accountEvents = (query: EventQuery): Promise<Page<AccountEventRow>> => this.call('accountEvents', query);
  findTx = (hash: string): Promise<TxRow | undefined> => this.call('findTx', hash);
  findBlock = (height: number): Promise<BlockRow | undefined> => this.call('findBlock', height);

  private call<T>(method: string, ...params: readonly unknown[]): Promise<T> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    const id = this.nextCall++;
    return new Promise<T>((resolve, reject) => {
      this.calls.set(id, { resolve: resolve as (value: never) => void, reject });
      this.reader.postMessage({ id, method, params } satisfies ToReader);
    });
  }

  private onReader(message: FromReader): void {
    const call = this.calls.get(message.id);
    this.calls.delete(message.id);
    if ('error' in message) call?.reject(new Error(`index query failed: ${message.error}`));
    else call?.resolve(message.result as never);
  }

  private onWriter(message: FromWriter): void {
    if (message.kind === 'failed') {
      this.fail(new Error(`the index cannot be written: ${message.message}`));
      return;
    }
    if (message.kind === 'kept') {
      this.kept = message.height;
      return;
    }
    this.shown = message.height;
    const due = this.waiters.filter((waiter) => waiter.height <= this.shown);
    this.waiters = this.waiters.filter((waiter) => waiter.height > this.shown);
    for (const waiter of due) waiter.resolve(true);
  }

  private fail(error: Error): void {
    if (this.failure !== undefined) return;
    this.settle(error);
    this.onFailure(error);
  }

  private settle(error: Error): void {
    this.failure = error;
    for (const call of this.calls.values()) call.reject(error);
    this.calls.clear();
    for (const waiter of this.waiters) waiter.resolve(false);
    this.waiters = [];
  }
}
