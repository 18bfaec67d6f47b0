import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Statements of a connection by their text, each prepared once. */
export class Statements {
  private readonly db: DatabaseSync;
  private readonly known = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    this.db = db;
  }

  get(sql: string): StatementSync {
    let statement = this.known.get(sql);
    if (statement === undefined) {
      statement = this.db.prepare(sql);
      this.known.set(sql, statement);
    }
    return statement;
  }
}
