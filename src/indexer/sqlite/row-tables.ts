import type { DatabaseSync } from 'node:sqlite';
import type { MinuteRow, PositionFactsRow } from '../rows.ts';
import { bridgeStatements } from './bridge-statements.ts';
import { BulkInsert } from './bulk-insert.ts';
import { EVENTS, type EventKeys } from './event-codec.ts';
import type { OrderKeys } from './order-codec.ts';
import { lineAddress, type PackedHead, readLines } from './packed-block.ts';
import type { RecordReader } from './record-reader.ts';
import { Statements } from './statements.ts';
import { TxIndex } from './tx-index.ts';

/** Accounts whose numbers are remembered. */
const KNOWN_ACCOUNTS = 100_000;

const ORDER_CHANGED =
  'ON CONFLICT (market, id) DO UPDATE SET status = excluded.status, closed = excluded.closed, height = excluded.height, ord = excluded.ord, at = excluded.at';

/**
 * What the rows of blocks are found by: keys and addresses of lines. Rows of several blocks are gathered, what changes again
 * and again only in its last form, and entered together by `flush`.
 */
export class RowTables {
  private readonly statements: Statements;
  private readonly txs: TxIndex;
  private readonly blocks: BulkInsert;
  private readonly trades: BulkInsert;
  private readonly accountEvents: BulkInsert;
  private readonly fills: BulkInsert;
  private readonly ledger: BulkInsert;
  private readonly fundingPayments: BulkInsert;
  private readonly transfers: BulkInsert;
  private readonly orderRows: BulkInsert;
  /** By `market-id`. */
  private readonly orders = new Map<string, Placed>();
  /** By `market-start`. */
  private readonly minutes = new Map<string, MinuteRow>();
  /** By `account-subaccount-market`. */
  private readonly positionFacts = new Map<string, PositionFactsRow>();
  private readonly accounts = new Map<string, number>();

  constructor(db: DatabaseSync) {
    this.statements = new Statements(db);
    this.txs = new TxIndex(db);
    this.blocks = new BulkInsert(db, 'blocks', 2);
    this.trades = new BulkInsert(db, 'trades', 5);
    this.accountEvents = new BulkInsert(db, 'account_events', 7);
    this.fills = new BulkInsert(db, 'fills', 8);
    this.ledger = new BulkInsert(db, 'ledger', 7);
    this.fundingPayments = new BulkInsert(db, 'funding_payments', 6);
    this.transfers = new BulkInsert(db, 'transfers', 10);
    this.orderRows = new BulkInsert(db, 'orders', 11, ORDER_CHANGED);
  }

  /** Takes a block, whose lines are written already, inside the caller's transaction; ends with `flush` or `forget`. */
  add(height: number, lines: readonly RecordReader[]): void {
    const { head, trades, events, txs } = readLines(lines);
    this.blocks.add(height, head.block.timeMs);
    for (const { hash, line } of txs) this.txs.add(hash, lineAddress(height, line));
    for (const [i, { market, ord, id }] of trades.entries()) {
      this.trades.add(market, height, ord, id, lineAddress(height, 1 + i));
    }
    for (const [i, event] of events.entries()) this.event(height, event, lineAddress(height, 1 + trades.length + i));
    this.head(head);
  }

  /** Enters what was taken. */
  flush(): void {
    for (const { order, account, height, ord, at } of this.orders.values()) {
      const key = [order.market, order.id, account, order.subaccount, order.clientOrderId, order.status] as const;
      this.orderRows.add(...key, order.closedAtMs > 0 ? 1 : 0, order.createdHeight, height, ord, at);
    }
    for (const row of this.minutes.values()) {
      this.run('INSERT OR REPLACE INTO minutes VALUES (?, ?, ?)', row.market, row.startMs, JSON.stringify(row));
    }
    for (const row of this.positionFacts.values()) {
      const key = [row.account, row.subaccount, row.market] as const;
      if (row.closed)
        this.run('DELETE FROM position_facts WHERE account = ? AND subaccount = ? AND market = ?', ...key);
      else this.run('INSERT OR REPLACE INTO position_facts VALUES (?, ?, ?, ?)', ...key, JSON.stringify(row));
    }
    for (const rows of this.bulk()) rows.flush();
    this.empty();
  }

  /** Drops what was taken and the numbers given in a transaction that came to nothing. */
  forget(): void {
    for (const rows of this.bulk()) rows.forget();
    this.empty();
    this.accounts.clear();
  }

  private bulk(): readonly { flush(): void; forget(): void }[] {
    const { txs, blocks, trades, accountEvents, fills, ledger, fundingPayments, transfers, orderRows } = this;
    return [txs, blocks, trades, accountEvents, fills, ledger, fundingPayments, transfers, orderRows];
  }

  private empty(): void {
    for (const rows of [this.orders, this.minutes, this.positionFacts]) rows.clear();
  }

  private head({ block, fundingRates, bridge, minutes, positionFacts }: PackedHead): void {
    for (const row of fundingRates) {
      this.run('INSERT INTO funding_rates VALUES (?, ?, ?, ?)', row.market, block.height, row.ord, JSON.stringify(row));
    }
    for (const [sql, ...values] of bridgeStatements(bridge)) this.run(sql, ...values);
    for (const row of minutes) this.minutes.set(`${row.market}-${row.startMs}`, row);
    for (const row of positionFacts) this.positionFacts.set(`${row.account}-${row.subaccount}-${row.market}`, row);
  }

  private event(height: number, keys: EventKeys, at: number): void {
    const { ord, subaccount, seq, event, fill, order, entries, data } = keys;
    const account = this.account(keys.account);
    this.accountEvents.add(account, seq, height, ord, subaccount, EVENTS.indexOf(event), at);
    if (order !== undefined) this.orders.set(`${order.market}-${order.id}`, { order, account, height, ord, at });
    if (fill !== undefined) {
      this.fills.add(account, height, ord, subaccount, fill.market, fill.orderId, fill.receiptId, at);
    }
    for (const entry of entries) this.ledger.add(account, height, entry.ord, subaccount, entry.asset, entry.reason, at);
    if (data?.event === 'FundingPaid') {
      this.fundingPayments.add(account, height, ord, subaccount, data.payment.market, at);
    } else if (data?.event === 'TransferChanged') {
      const { fromAccount, fromSubaccount, toAccount, toSubaccount, asset, kind } = data.transfer;
      const sides = [fromAccount === keys.account ? 1 : 0, toAccount === keys.account ? 1 : 0] as const;
      this.transfers.add(account, height, ord, fromSubaccount, toSubaccount, ...sides, asset, kind, at);
    }
  }

  /** The number that stands for an account in keys. */
  private account(account: string): number {
    const known = this.accounts.get(account);
    if (known !== undefined) return known;
    this.run('INSERT OR IGNORE INTO accounts (account) VALUES (?)', account);
    const { id } = this.statements.get('SELECT id FROM accounts WHERE account = ?').get(account) as { id: number };
    if (this.accounts.size >= KNOWN_ACCOUNTS) this.accounts.clear();
    this.accounts.set(account, id);
    return id;
  }

  private run(sql: string, ...values: readonly (string | number)[]): void {
    this.statements.get(sql).run(...values);
  }
}

/** The last state of an order, and the event that says it. */
interface Placed {
  readonly order: OrderKeys;
  readonly account: number;
  readonly height: number;
  readonly ord: number;
  readonly at: number;
}
