import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { AccountEventRow, OrderRow } from '../rows.ts';
import { bridgeStatements } from './bridge-statements.ts';
import { lineAddress, readLines } from './packed-block.ts';

type Value = string | number | Uint8Array;

/** Accounts whose numbers are remembered. */
const KNOWN_ACCOUNTS = 100_000;

/** What the rows of a block are found by: keys and addresses of lines. A block's lines are written before this is. */
export class RowTables {
  private readonly db: DatabaseSync;
  private readonly statements = new Map<string, StatementSync>();
  private readonly accounts = new Map<string, number>();

  constructor(db: DatabaseSync) {
    this.db = db;
  }

  /** Inside the caller's transaction; after one that was rolled back call `forget`. */
  add(height: number, lines: readonly string[]): void {
    const { head, trades, events, txs } = readLines(lines);
    this.run('INSERT INTO blocks VALUES (?, ?)', height, head.block.timeMs);
    for (const { hash, line } of txs) {
      this.run('INSERT OR IGNORE INTO txs VALUES (?, ?)', Buffer.from(hash, 'hex'), lineAddress(height, line));
    }
    for (const [i, { market, ord, id }] of trades.entries()) {
      this.run('INSERT INTO trades VALUES (?, ?, ?, ?, ?)', market, height, ord, id, lineAddress(height, 1 + i));
    }
    for (const row of head.fundingRates) {
      this.run('INSERT INTO funding_rates VALUES (?, ?, ?, ?)', row.market, height, row.ord, JSON.stringify(row));
    }
    const orders = new Map<string, Placed>();
    for (const [i, event] of events.entries()) this.event(event, lineAddress(height, 1 + trades.length + i), orders);
    for (const placed of orders.values()) this.order(placed);
    for (const [sql, ...values] of bridgeStatements(head.bridge)) this.run(sql, ...values);
    for (const row of head.minutes) {
      this.run('INSERT OR REPLACE INTO minutes VALUES (?, ?, ?)', row.market, row.startMs, JSON.stringify(row));
    }
    for (const row of head.positionFacts) {
      const key = [row.account, row.subaccount, row.market] as const;
      if (row.closed)
        this.run('DELETE FROM position_facts WHERE account = ? AND subaccount = ? AND market = ?', ...key);
      else this.run('INSERT OR REPLACE INTO position_facts VALUES (?, ?, ?, ?)', ...key, JSON.stringify(row));
    }
  }

  /** Numbers given in a transaction that came to nothing. */
  forget(): void {
    this.accounts.clear();
  }

  private event(row: AccountEventRow, at: number, orders: Map<string, Placed>): void {
    const { height, ord, subaccount, seq, data } = row;
    const account = this.account(row.account);
    this.run(
      'INSERT INTO account_events VALUES (?, ?, ?, ?, ?, ?, ?)',
      account,
      seq,
      height,
      ord,
      subaccount,
      data.event,
      at,
    );
    if ('order' in data && data.order !== null) {
      orders.set(`${data.order.market}-${data.order.id}`, { row: data.order, account, ord, at });
    }
    switch (data.event) {
      case 'OrderFilled': {
        const { market, orderId, receiptId } = data.fill;
        const key = [account, height, ord, subaccount, market] as const;
        this.run('INSERT INTO fills VALUES (?, ?, ?, ?, ?, ?, ?, ?)', ...key, orderId, receiptId, at);
        break;
      }
      case 'BalanceChanged':
        for (const entry of data.entries) {
          const key = [account, height, entry.ord, subaccount] as const;
          this.run('INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?)', ...key, entry.asset, entry.reason, at);
        }
        break;
      case 'FundingPaid': {
        const { market } = data.payment;
        this.run(
          'INSERT INTO funding_payments VALUES (?, ?, ?, ?, ?, ?)',
          account,
          height,
          ord,
          subaccount,
          market,
          at,
        );
        break;
      }
      case 'TransferChanged': {
        const { fromAccount, fromSubaccount, toAccount, toSubaccount, asset, kind } = data.transfer;
        const sides = [fromAccount === row.account ? 1 : 0, toAccount === row.account ? 1 : 0] as const;
        const key = [account, height, ord, fromSubaccount, toSubaccount] as const;
        this.run('INSERT INTO transfers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', ...key, ...sides, asset, kind, at);
        break;
      }
    }
  }

  private order({ row, account, ord, at }: Placed): void {
    this.run(
      'INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (market, id) DO UPDATE SET status = excluded.status, closed = excluded.closed, height = excluded.height, ord = excluded.ord, at = excluded.at',
      row.market,
      row.id,
      account,
      row.subaccount,
      row.clientOrderId,
      row.status,
      row.closedAtMs > 0 ? 1 : 0,
      row.createdHeight,
      row.updatedHeight,
      ord,
      at,
    );
  }

  /** The number that stands for an account in keys. */
  private account(account: string): number {
    const known = this.accounts.get(account);
    if (known !== undefined) return known;
    this.run('INSERT OR IGNORE INTO accounts (account) VALUES (?)', account);
    const { id } = this.prepare('SELECT id FROM accounts WHERE account = ?').get(account) as { id: number };
    if (this.accounts.size >= KNOWN_ACCOUNTS) this.accounts.clear();
    this.accounts.set(account, id);
    return id;
  }

  private run(sql: string, ...values: readonly Value[]): void {
    this.prepare(sql).run(...values);
  }

  private prepare(sql: string): StatementSync {
    let statement = this.statements.get(sql);
    if (statement === undefined) {
      statement = this.db.prepare(sql);
      this.statements.set(sql, statement);
    }
    return statement;
  }
}

/** The last state of an order in a block, and the event that says it. */
interface Placed {
  readonly row: OrderRow;
  readonly account: number;
  readonly ord: number;
  readonly at: number;
}
