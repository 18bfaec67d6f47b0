import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { IndexedBlock } from '../rows.ts';
import { bridgeStatements } from './bridge-statements.ts';
import { readMeta } from './open.ts';

/** Writes whole blocks, each in one transaction; the cursor is the last height written. */
export class BlockWriter {
  private readonly db: DatabaseSync;
  private readonly statements = new Map<string, StatementSync>();
  private last: number;

  constructor(db: DatabaseSync) {
    this.db = db;
    this.last = Number(readMeta(db, 'cursor') ?? 0);
  }

  get cursor(): number {
    return this.last;
  }

  /**
   * Adds blocks in one transaction. A block at or below the cursor is passed over.
   * @throws Error when a block is missing between the cursor and the next one
   */
  write(blocks: readonly IndexedBlock[]): void {
    const fresh = blocks.filter((block) => block.block.height > this.last);
    if (fresh.length === 0) return;
    this.db.exec('BEGIN');
    try {
      let cursor = this.last;
      for (const block of fresh) {
        const { height } = block.block;
        if (cursor === 0) this.run("INSERT INTO meta VALUES ('history', ?)", String(height));
        else if (height !== cursor + 1) throw new Error(`block ${cursor + 1} is missing before ${height}`);
        this.add(block);
        cursor = height;
      }
      this.run("INSERT OR REPLACE INTO meta VALUES ('cursor', ?)", String(cursor));
      this.db.exec('COMMIT');
      this.last = cursor;
    } catch (error) {
      this.db.exec('ROLLBACK');
      throw error;
    }
  }

  private run(sql: string, ...values: (string | number)[]): void {
    let statement = this.statements.get(sql);
    if (statement === undefined) {
      statement = this.db.prepare(sql);
      this.statements.set(sql, statement);
    }
    statement.run(...values);
  }

  private add(indexed: IndexedBlock): void {
    const { block } = indexed;
    const json = JSON.stringify;
    this.run('INSERT INTO blocks VALUES (?, ?, ?)', block.height, block.timeMs, json(block));
    for (const row of indexed.txs) {
      this.run('INSERT OR IGNORE INTO txs VALUES (?, ?, ?)', row.hash, row.height, json(row));
    }
    for (const row of indexed.trades) {
      this.run('INSERT INTO trades VALUES (?, ?, ?, ?, ?)', row.market, row.height, row.ord, row.id, json(row));
    }
    for (const row of indexed.fundingRates) {
      this.run('INSERT INTO funding_rates VALUES (?, ?, ?, ?)', row.market, row.height, row.ord, json(row));
    }
    for (const row of indexed.fills) {
      this.run(
        'INSERT INTO fills VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        row.account,
        row.height,
        row.ord,
        row.subaccount,
        row.market,
        row.orderId,
        row.receiptId,
        json(row),
      );
    }
    for (const { row, ord } of indexed.orders) {
      this.run(
        'INSERT OR REPLACE INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        row.market,
        row.id,
        row.account,
        row.subaccount,
        row.clientOrderId,
        row.status,
        row.closedAtMs > 0 ? 1 : 0,
        row.createdHeight,
        row.updatedHeight,
        ord,
        json(row),
      );
    }
    for (const row of indexed.fundingPayments) {
      this.run(
        'INSERT INTO funding_payments VALUES (?, ?, ?, ?, ?, ?)',
        row.account,
        row.height,
        row.ord,
        row.subaccount,
        row.market,
        json(row),
      );
    }
    for (const row of indexed.ledger) {
      this.run(
        'INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?)',
        row.account,
        row.height,
        row.ord,
        row.subaccount,
        row.asset,
        row.reason,
        json(row),
      );
    }
    for (const row of indexed.transfers) {
      this.run(
        'INSERT INTO transfers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        row.account,
        row.height,
        row.ord,
        row.fromSubaccount,
        row.toSubaccount,
        row.fromAccount === row.account ? 1 : 0,
        row.toAccount === row.account ? 1 : 0,
        row.asset,
        row.kind,
        json(row),
      );
    }
    for (const row of indexed.accountEvents) {
      this.run(
        'INSERT INTO account_events VALUES (?, ?, ?, ?, ?, ?, ?)',
        row.account,
        row.seq,
        row.height,
        row.ord,
        row.subaccount,
        row.data.event,
        json(row),
      );
    }
    for (const [sql, ...values] of bridgeStatements(indexed.bridge)) this.run(sql, ...values);
    for (const row of indexed.minutes) {
      this.run('INSERT OR REPLACE INTO minutes VALUES (?, ?, ?)', row.market, row.startMs, json(row));
    }
    for (const row of indexed.positionFacts) {
      const key = [row.account, row.subaccount, row.market] as const;
      if (row.closed)
        this.run('DELETE FROM position_facts WHERE account = ? AND subaccount = ? AND market = ?', ...key);
      else this.run('INSERT OR REPLACE INTO position_facts VALUES (?, ?, ?, ?)', ...key, json(row));
    }
  }
}
