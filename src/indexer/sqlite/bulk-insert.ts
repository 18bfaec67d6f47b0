import type { DatabaseSync, StatementSync } from 'node:sqlite';

export type Value = string | number | Uint8Array;

/** Rows of one statement: most of what a row alone costs is the statement's start, its end and its result object. */
const ROWS = 32;

/** Rows of one table, gathered and entered many at a time. */
export class BulkInsert {
  private readonly single: StatementSync;
  private readonly many: StatementSync;
  private readonly columns: number;
  private values: Value[] = [];

  /** @param conflict what to do about rows that are there, '' = an error */
  constructor(db: DatabaseSync, table: string, columns: number, conflict = '') {
    const row = `(${Array.from({ length: columns }, () => '?').join(', ')})`;
    const sql = (rows: number): string =>
      `INSERT INTO ${table} VALUES ${Array.from({ length: rows }, () => row).join(', ')} ${conflict}`;
    this.columns = columns;
    this.single = db.prepare(sql(1));
    this.many = db.prepare(sql(ROWS));
  }

  /** Remembers a row, one value a column. */
  add(...row: readonly Value[]): void {
    for (const value of row) this.values.push(value);
  }

  /** Enters what was added, inside the caller's transaction. */
  flush(): void {
    const { values, columns } = this;
    this.values = [];
    const size = ROWS * columns;
    let at = 0;
    for (; at + size <= values.length; at += size) this.many.run(...values.slice(at, at + size));
    for (; at < values.length; at += columns) this.single.run(...values.slice(at, at + columns));
  }

  /** Drops what was added. */
  forget(): void {
    this.values = [];
  }
}
