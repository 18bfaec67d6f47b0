import type { DatabaseSync } from 'node:sqlite';
import type { BatchRow, DepositRow, WithdrawalRow } from '../bridge-rows.ts';
import type {
  AccountPaging,
  BridgeQuery,
  EventQuery,
  FillQuery,
  FundingQuery,
  LedgerQuery,
  MarketPaging,
  OrderQuery,
  Page,
  Paging,
  TransferQuery,
} from '../queries.ts';
import type {
  AccountEventRow,
  BlockRow,
  FillRow,
  FundingPaymentRow,
  FundingRateRow,
  LedgerRow,
  OrderRow,
  TradeRow,
  TransferRow,
  TxRow,
} from '../rows.ts';
import { EVENTS, readEvent } from './event-codec.ts';
import { entryOf, fillOf, orderOf, paymentOf, transferOf } from './event-parts.ts';
import { readMeta } from './open.ts';
import { readTrade } from './order-codec.ts';
import { heightOfLine, lineAddress, readBlockRow } from './packed-block.ts';
import type { RecordReader } from './record-reader.ts';
import { RowChunks } from './row-chunks.ts';
import { Statements } from './statements.ts';
import { readTx, readTxHash, txLineStart } from './tx-codec.ts';
import { TxIndex } from './tx-index.ts';

type Value = string | number | Uint8Array;
type Condition = readonly [sql: string, ...values: Value[]];
interface Found {
  readonly height: number;
  readonly ord: number;
  /** The row's JSON, or the address of its line. */
  readonly row: string | number;
}

/** How a row of a table is read; `column` is what its table keeps of it. */
interface Reading<Row> {
  readonly column: 'row' | 'at';
  read(found: Found): Row;
}

/** The narrowest of account, state, spoke is searched by; `+` keeps the others from being so: they only sort out rows. */
function bridgeConditions({ account, spoke, state }: BridgeQuery): Condition[] {
  const conditions: Condition[] = [['height >= ?', 0]];
  const isOfAccount = account !== undefined;
  if (isOfAccount) conditions.push(['account = ?', account]);
  if (state !== undefined) conditions.push([isOfAccount ? '+state = ?' : 'state = ?', state]);
  if (spoke !== undefined) conditions.push([isOfAccount || state !== undefined ? '+spoke = ?' : 'spoke = ?', spoke]);
  return conditions;
}

/** −1 for a name no event has. */
const numberOfEvent = (name: string): number => (EVENTS as readonly string[]).indexOf(name);

/** All reads of the index, synchronous; each runs in one read transaction, so its rows and its height are of one state. */
export class HistoryQueries {
  private readonly db: DatabaseSync;
  private readonly statements: Statements;
  private readonly chunks: RowChunks;
  private readonly txs: TxIndex;

  constructor(db: DatabaseSync) {
    this.db = db;
    this.statements = new Statements(db);
    this.chunks = new RowChunks(db);
    this.txs = new TxIndex(db);
  }

  trades(query: MarketPaging): Page<TradeRow> {
    return this.list('trades', [['market = ?', query.market]], query, this.ofLine(readTrade));
  }

  tradesAfter(market: number, afterId: number, limit: number): TradeRow[] {
    const sql = 'SELECT at FROM trades WHERE market = ? AND id > ? ORDER BY id LIMIT ?';
    return this.lines(readTrade, sql, market, afterId, limit);
  }

  lastTrades(market: number, limit: number): TradeRow[] {
    return this.lines(readTrade, 'SELECT at FROM trades WHERE market = ? ORDER BY id DESC LIMIT ?', market, limit);
  }

  fundingRates(query: MarketPaging): Page<FundingRateRow> {
    return this.list('funding_rates', [['market = ?', query.market]], query);
  }

  fills(query: FillQuery): Page<FillRow> {
    const conditions = this.ofAccount(query);
    if (query.market !== undefined) conditions.push(['market = ?', query.market]);
    if (query.orderId !== undefined) conditions.push(['order_id = ?', query.orderId]);
    if (query.receiptId !== undefined) conditions.push(['receipt = ?', query.receiptId]);
    return this.list('fills', conditions, query, this.ofEvent(fillOf));
  }

  closedOrders(query: OrderQuery): Page<OrderRow> {
    const conditions = this.ofAccount(query);
    conditions.push(['closed = 1']);
    if (query.market !== undefined) conditions.push(['market = ?', query.market]);
    if (query.status !== undefined) conditions.push(['status = ?', query.status]);
    return this.list('orders', conditions, query, this.ofEvent(orderOf));
  }

  findOrder(market: number, id: number): OrderRow | undefined {
    return this.order('SELECT at FROM orders WHERE market = ? AND id = ?', market, id);
  }

  findOrderByClientId(account: string, subaccount: number, clientOrderId: string): OrderRow | undefined {
    return this.order(
      "SELECT at FROM orders WHERE account = ? AND subaccount = ? AND client_id = ? AND client_id <> '' ORDER BY created DESC, closed LIMIT 1",
      this.account(account),
      subaccount,
      clientOrderId,
    );
  }

  fundingPayments(query: FundingQuery): Page<FundingPaymentRow> {
    const conditions = this.ofAccount(query);
    if (query.market !== undefined) conditions.push(['market = ?', query.market]);
    return this.list('funding_payments', conditions, query, this.ofEvent(paymentOf));
  }

  ledger(query: LedgerQuery): Page<LedgerRow> {
    const conditions = this.ofAccount(query);
    if (query.asset !== undefined) conditions.push(['asset = ?', query.asset]);
    if (query.reason !== undefined) conditions.push(['reason = ?', query.reason]);
    return this.list('ledger', conditions, query, this.ofEvent(entryOf));
  }

  transfers(query: TransferQuery): Page<TransferRow> {
    const conditions: Condition[] = [['account = ?', this.account(query.account)]];
    if (query.subaccount !== undefined) {
      conditions.push([
        '((outgoing = 1 AND from_subaccount = ?) OR (incoming = 1 AND to_subaccount = ?))',
        query.subaccount,
        query.subaccount,
      ]);
    }
    if (query.asset !== undefined) conditions.push(['asset = ?', query.asset]);
    if (query.kind !== undefined) conditions.push(['kind = ?', query.kind]);
    return this.list('transfers', conditions, query, this.ofEvent(transferOf));
  }

  deposits(query: BridgeQuery): Page<DepositRow> {
    return this.list('deposits', bridgeConditions(query), query);
  }

  withdrawals(query: BridgeQuery): Page<WithdrawalRow> {
    return this.list('withdrawals', bridgeConditions(query), query);
  }

  batches(query: BridgeQuery): Page<BatchRow> {
    return this.list('batches', bridgeConditions(query), query);
  }

  accountEvents(query: EventQuery): Page<AccountEventRow> {
    const conditions: Condition[] = [
      ['account = ?', this.account(query.account)],
      ['seq > ?', query.afterSeq],
    ];
    if (query.toSeq !== undefined) conditions.push(['seq <= ?', query.toSeq]);
    if (query.subaccount !== undefined) conditions.push(['subaccount = ?', query.subaccount]);
    if (query.events !== undefined) {
      conditions.push([`event IN (${query.events.map(() => '?').join(', ')})`, ...query.events.map(numberOfEvent)]);
    }
    return this.snapshot(() => {
      const direction = query.order === 'desc' ? 'seq DESC' : 'seq';
      const reading = this.ofLine(readEvent);
      const found = this.select('account_events', reading.column, conditions, direction, query.limit + 1);
      return this.page(found, query.limit, reading);
    });
  }

  findTx(hash: string): TxRow | undefined {
    return this.snapshot(() => {
      const bytes = Buffer.from(hash, 'hex');
      const at =
        this.txs.find(bytes, (line) => bytes.equals(readTxHash(this.chunks.line(line)))) ?? this.findUnshownTx(hash);
      if (at === undefined) return undefined;
      const height = heightOfLine(at);
      return readTx(this.chunks.line(at), (line) => readEvent(this.chunks.line(lineAddress(height, line))));
    });
  }

  findBlock(height: number): BlockRow | undefined {
    const found = this.statements.get('SELECT 1 FROM blocks WHERE height = ?').get(height);
    return found === undefined ? undefined : readBlockRow(this.chunks.line(lineAddress(height, 0)));
  }

  private lines<Row>(read: (line: RecordReader) => Row, sql: string, ...values: Value[]): Row[] {
    return this.snapshot(() => {
      const found = this.statements.get(sql).all(...values) as unknown as { at: number }[];
      return found.map(({ at }) => read(this.chunks.line(at)));
    });
  }

  private order(sql: string, ...values: Value[]): OrderRow | undefined {
    const event = this.lines(readEvent, sql, ...values)[0];
    return event === undefined ? undefined : orderOf(event);
  }

  /** A tx whose block is kept and not yet in the tables: looked for in the blocks that wait. */
  private findUnshownTx(hash: string): number | undefined {
    return this.chunks.findLine(lineAddress(Number(readMeta(this.db, 'cursor') ?? 0) + 1, 0), txLineStart(hash));
  }

  /** The number an account has in keys, −1 for one that never had a row. */
  private account(account: string): number {
    const found = this.statements.get('SELECT id FROM accounts WHERE account = ?').get(account);
    return (found as { id: number } | undefined)?.id ?? -1;
  }

  private ofLine<Row>(read: (line: RecordReader) => Row): Reading<Row> {
    return { column: 'at', read: ({ row }) => read(this.chunks.line(row as number)) };
  }

  private ofEvent<Row>(part: (event: AccountEventRow, ord: number) => Row): Reading<Row> {
    return { column: 'at', read: ({ row, ord }) => part(readEvent(this.chunks.line(row as number)), ord) };
  }

  private ofAccount(query: AccountPaging): Condition[] {
    const conditions: Condition[] = [['account = ?', this.account(query.account)]];
    if (query.subaccount !== undefined) conditions.push(['subaccount = ?', query.subaccount]);
    return conditions;
  }

  private snapshot<T>(read: () => T): T {
    this.db.exec('BEGIN');
    try {
      return read();
    } finally {
      this.db.exec('COMMIT');
    }
  }

  private list<Row>(
    table: string,
    given: readonly Condition[],
    paging: Paging,
    reading: Reading<Row> = { column: 'row', read: ({ row }) => JSON.parse(row as string) },
  ): Page<Row> {
    return this.snapshot(() => {
      const conditions = [...given];
      // Block times never fall, so a time bound is a height bound, and the clustered key serves it.
      if (paging.since !== undefined) conditions.push(['height >= ?', this.firstHeightAt(paging.since)]);
      if (paging.until !== undefined) conditions.push(['height < ?', this.firstHeightAt(paging.until)]);
      const descending = paging.order === 'desc';
      if (paging.after !== undefined) {
        const { height, ord } = paging.after;
        conditions.push([`(height, ord) ${descending ? '<' : '>'} (?, ?)`, height, ord]);
      }
      const direction = descending ? 'height DESC, ord DESC' : 'height, ord';
      const found = this.select(table, reading.column, conditions, direction, paging.limit + 1);
      return this.page(found, paging.limit, reading);
    });
  }

  private firstHeightAt(timeMs: number): number {
    const found = this.statements
      .get('SELECT height FROM blocks WHERE time >= ? ORDER BY time, height LIMIT 1')
      .get(timeMs);
    return (found as { height: number } | undefined)?.height ?? Number.MAX_SAFE_INTEGER;
  }

  private timeOf(height: number): number {
    const found = this.statements.get('SELECT time FROM blocks WHERE height = ?').get(height);
    return (found as { time: number } | undefined)?.time ?? 0;
  }

  private select(
    table: string,
    column: Reading<unknown>['column'],
    conditions: readonly Condition[],
    order: string,
    limit: number,
  ): Found[] {
    const where = conditions.map(([sql]) => sql).join(' AND ');
    const values = conditions.flatMap(([, ...rest]) => rest);
    const sql = `SELECT height, ord, ${column} AS row FROM ${table} WHERE ${where} ORDER BY ${order} LIMIT ?`;
    return this.statements.get(sql).all(...values, limit) as unknown as Found[];
  }

  private page<Row>(found: readonly Found[], limit: number, reading: Reading<Row>): Page<Row> {
    const hasMore = found.length > limit;
    const shown = hasMore ? found.slice(0, limit) : found;
    const last = shown.at(-1);
    const height = Number(readMeta(this.db, 'cursor') ?? 0);
    return {
      height,
      timeMs: this.timeOf(height),
      rows: shown.map((one) => reading.read(one)),
      next: last === undefined ? undefined : { height: last.height, ord: last.ord },
      hasMore,
    };
  }
}
