import type { BatchRow, DepositRow, WithdrawalRow } from './bridge-rows.ts';
import type {
  AccountEventRow,
  AccountKey,
  BlockRow,
  FillRow,
  FundingPaymentRow,
  FundingRateRow,
  LedgerRow,
  OrderRow,
  TradeRow,
  TransferRow,
  TxRow,
} from './rows.ts';

/** Where a page goes on: the last row seen. */
export interface Position {
  readonly height: number;
  readonly ord: number;
}

export interface Paging {
  /** ms, inclusive; undefined = from the beginning of history. */
  readonly since?: number | undefined;
  /** ms, exclusive. */
  readonly until?: number | undefined;
  readonly limit: number;
  readonly order: 'asc' | 'desc';
  readonly after?: Position | undefined;
}

/** Rows with the height they are complete to. */
export interface Page<Row> {
  readonly height: number;
  readonly timeMs: number;
  readonly rows: readonly Row[];
  /** Of the last row; undefined when there are no more in this direction. */
  readonly next: Position | undefined;
  readonly hasMore: boolean;
}

export interface AccountPaging extends Paging {
  readonly account: AccountKey;
  readonly subaccount?: number | undefined;
}

export interface FillQuery extends AccountPaging {
  readonly market?: number | undefined;
  readonly orderId?: number | undefined;
  readonly receiptId?: string | undefined;
}

export interface OrderQuery extends AccountPaging {
  readonly market?: number | undefined;
  readonly status?: 'filled' | 'canceled' | undefined;
}

export interface FundingQuery extends AccountPaging {
  readonly market?: number | undefined;
}

export interface LedgerQuery extends AccountPaging {
  readonly asset?: string | undefined;
  readonly reason?: string | undefined;
}

export interface TransferQuery extends AccountPaging {
  readonly asset?: string | undefined;
  readonly kind?: string | undefined;
}

export interface EventQuery {
  readonly account: AccountKey;
  readonly afterSeq: number;
  /** Not above this sequence. */
  readonly toSeq?: number | undefined;
  readonly limit: number;
  readonly subaccount?: number | undefined;
  /** Names of events; undefined = all. */
  readonly events?: readonly string[] | undefined;
  /** By seq; rising when left out. */
  readonly order?: 'asc' | 'desc';
}

/** Deposits, withdrawals or batches in the order in which they began; absent = any. */
export interface BridgeQuery extends Paging {
  readonly account?: AccountKey | undefined;
  readonly spoke?: number | undefined;
  readonly state?: string | undefined;
}

export interface MarketPaging extends Paging {
  readonly market: number;
}

/**
 * History as the API reads it. The SQLite store implements it; a PostgreSQL store can. Every answer says to which height it
 * is complete, and all rows of a page come from that one state.
 */
export interface HistoryReader {
  trades(query: MarketPaging): Promise<Page<TradeRow>>;
  /** Trades with a number above `afterId`, rising, at most `limit`. */
  tradesAfter(market: number, afterId: number, limit: number): Promise<readonly TradeRow[]>;
  /** The last trades, newest first. */
  lastTrades(market: number, limit: number): Promise<readonly TradeRow[]>;
  fundingRates(query: MarketPaging): Promise<Page<FundingRateRow>>;
  fills(query: FillQuery): Promise<Page<FillRow>>;
  closedOrders(query: OrderQuery): Promise<Page<OrderRow>>;
  findOrder(market: number, id: number): Promise<OrderRow | undefined>;
  /** The newest order of a subaccount with this id. */
  findOrderByClientId(account: AccountKey, subaccount: number, clientOrderId: string): Promise<OrderRow | undefined>;
  fundingPayments(query: FundingQuery): Promise<Page<FundingPaymentRow>>;
  ledger(query: LedgerQuery): Promise<Page<LedgerRow>>;
  transfers(query: TransferQuery): Promise<Page<TransferRow>>;
  deposits(query: BridgeQuery): Promise<Page<DepositRow>>;
  withdrawals(query: BridgeQuery): Promise<Page<WithdrawalRow>>;
  batches(query: BridgeQuery): Promise<Page<BatchRow>>;
  accountEvents(query: EventQuery): Promise<Page<AccountEventRow>>;
  findTx(hash: string): Promise<TxRow | undefined>;
  findBlock(height: number): Promise<BlockRow | undefined>;
}
