import type { DatabaseSync } from 'node:sqlite';

/**
 * Append-only: step n brings a database of version n to n + 1. Lists of an account are clustered by account, lists of a
 * market by market, both in the order pages are read: (height, ord). Each row keeps the columns it is found by, and its JSON or
 * the address of the line that holds it.
 */
const steps: readonly string[] = [
  `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE blocks (height INTEGER PRIMARY KEY, time INTEGER NOT NULL, row TEXT NOT NULL);
  CREATE INDEX blocks_by_time ON blocks (time, height);
  CREATE TABLE txs (hash TEXT PRIMARY KEY, height INTEGER NOT NULL, row TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE trades (
    market INTEGER NOT NULL, height INTEGER NOT NULL, ord INTEGER NOT NULL, id INTEGER NOT NULL, row TEXT NOT NULL,
    PRIMARY KEY (market, height, ord)
  ) WITHOUT ROWID;
  CREATE INDEX trades_by_id ON trades (market, id);
  CREATE TABLE funding_rates (
    market INTEGER NOT NULL, height INTEGER NOT NULL, ord INTEGER NOT NULL, row TEXT NOT NULL,
    PRIMARY KEY (market, height, ord)
  ) WITHOUT ROWID;
  CREATE TABLE fills (
    account TEXT NOT NULL, height INTEGER NOT NULL, ord INTEGER NOT NULL, subaccount INTEGER NOT NULL, market INTEGER NOT NULL,
    order_id INTEGER NOT NULL, receipt TEXT NOT NULL, row TEXT NOT NULL,
    PRIMARY KEY (account, height, ord)
  ) WITHOUT ROWID;
  CREATE INDEX fills_by_order ON fills (account, market, order_id, height, ord);
  CREATE TABLE orders (
    market INTEGER NOT NULL, id INTEGER NOT NULL, account TEXT NOT NULL, subaccount INTEGER NOT NULL, client_id TEXT NOT NULL,
    status TEXT NOT NULL, closed INTEGER NOT NULL, created INTEGER NOT NULL, height INTEGER NOT NULL, ord INTEGER NOT NULL,
    row TEXT NOT NULL,
    PRIMARY KEY (market, id)
  ) WITHOUT ROWID;
  CREATE INDEX orders_closed ON orders (account, height, ord) WHERE closed = 1;
  CREATE INDEX orders_open ON orders (market, id) WHERE closed = 0;
  CREATE INDEX orders_by_client_id ON orders (account, subaccount, client_id, created) WHERE client_id <> '';
  CREATE TABLE funding_payments (
    account TEXT NOT NULL, height INTEGER NOT NULL, ord INTEGER NOT NULL, subaccount INTEGER NOT NULL, market INTEGER NOT NULL,
    row TEXT NOT NULL,
    PRIMARY KEY (account, height, ord)
  ) WITHOUT ROWID;
  CREATE TABLE ledger (
    account TEXT NOT NULL, height INTEGER NOT NULL, ord INTEGER NOT NULL, subaccount INTEGER NOT NULL, asset TEXT NOT NULL,
    reason TEXT NOT NULL, row TEXT NOT NULL,
    PRIMARY KEY (account, height, ord)
  ) WITHOUT ROWID;
  CREATE TABLE transfers (
    account TEXT NOT NULL, height INTEGER NOT NULL, ord INTEGER NOT NULL, from_subaccount INTEGER NOT NULL,
    to_subaccount INTEGER NOT NULL, outgoing INTEGER NOT NULL, incoming INTEGER NOT NULL, asset TEXT NOT NULL, kind TEXT NOT NULL,
    row TEXT NOT NULL,
    PRIMARY KEY (account, height, ord)
  ) WITHOUT ROWID;
  CREATE TABLE account_events (
    account TEXT NOT NULL, seq INTEGER NOT NULL, height INTEGER NOT NULL, ord INTEGER NOT NULL, subaccount INTEGER NOT NULL,
    event TEXT NOT NULL, row TEXT NOT NULL,
    PRIMARY KEY (account, seq)
  ) WITHOUT ROWID;
  CREATE TABLE minutes (
    market INTEGER NOT NULL, start INTEGER NOT NULL, row TEXT NOT NULL, PRIMARY KEY (market, start)
  ) WITHOUT ROWID;
  CREATE TABLE position_facts (
    account TEXT NOT NULL, subaccount INTEGER NOT NULL, market INTEGER NOT NULL, row TEXT NOT NULL,
    PRIMARY KEY (account, subaccount, market)
  ) WITHOUT ROWID;
  `,
  // The place of a row of the bridge is that of its first event; the row itself changes.
  `
  CREATE TABLE deposits (
    spoke INTEGER NOT NULL, nonce INTEGER NOT NULL, account TEXT NOT NULL, state TEXT NOT NULL, open INTEGER NOT NULL,
    height INTEGER NOT NULL, ord INTEGER NOT NULL, row TEXT NOT NULL,
    PRIMARY KEY (spoke, nonce)
  ) WITHOUT ROWID;
  CREATE INDEX deposits_of_account ON deposits (account, height, ord);
  CREATE INDEX deposits_of_state ON deposits (state, height, ord);
  CREATE INDEX deposits_by_place ON deposits (height, ord);
  CREATE INDEX deposits_open ON deposits (height, ord) WHERE open = 1;
  CREATE TABLE withdrawals (
    spoke INTEGER NOT NULL, id INTEGER NOT NULL, account TEXT NOT NULL, state TEXT NOT NULL, open INTEGER NOT NULL,
    height INTEGER NOT NULL, ord INTEGER NOT NULL, row TEXT NOT NULL,
    PRIMARY KEY (spoke, id)
  ) WITHOUT ROWID;
  CREATE INDEX withdrawals_of_account ON withdrawals (account, height, ord);
  CREATE INDEX withdrawals_of_state ON withdrawals (state, height, ord);
  CREATE INDEX withdrawals_by_place ON withdrawals (height, ord);
  CREATE INDEX withdrawals_open ON withdrawals (height, ord) WHERE open = 1;
  CREATE TABLE batches (
    spoke INTEGER NOT NULL, nonce INTEGER NOT NULL, state TEXT NOT NULL, open INTEGER NOT NULL,
    height INTEGER NOT NULL, ord INTEGER NOT NULL, row TEXT NOT NULL,
    PRIMARY KEY (spoke, nonce)
  ) WITHOUT ROWID;
  CREATE INDEX batches_by_place ON batches (height, ord);
  CREATE INDEX batches_open ON batches (height, ord) WHERE open = 1;
  `,
  // Rows are lines of JSON in chunks, in the order in which blocks made them; tables hold what they are found by. An account
  // stands for itself once and is a number in every key. Nothing of the first form is carried over: see `migrate`.
  `
  DROP TABLE blocks; DROP TABLE txs; DROP TABLE trades; DROP TABLE fills; DROP TABLE orders; DROP TABLE funding_payments;
  DROP TABLE ledger; DROP TABLE transfers; DROP TABLE account_events;
  CREATE TABLE chunks (at INTEGER PRIMARY KEY, lines BLOB NOT NULL);
  CREATE TABLE accounts (id INTEGER PRIMARY KEY, account TEXT NOT NULL UNIQUE);
  CREATE TABLE blocks (height INTEGER PRIMARY KEY, time INTEGER NOT NULL);
  CREATE INDEX blocks_by_time ON blocks (time, height);
  CREATE TABLE txs (hash BLOB PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE trades (
    market INTEGER NOT NULL, height INTEGER NOT NULL, ord INTEGER NOT NULL, id INTEGER NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (market, height, ord)
  ) WITHOUT ROWID;
  CREATE INDEX trades_by_id ON trades (market, id);
  CREATE TABLE account_events (
    account INTEGER NOT NULL, seq INTEGER NOT NULL, height INTEGER NOT NULL, ord INTEGER NOT NULL, subaccount INTEGER NOT NULL,
    event TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (account, seq)
  ) WITHOUT ROWID;
  CREATE TABLE fills (
    account INTEGER NOT NULL, height INTEGER NOT NULL, ord INTEGER NOT NULL, subaccount INTEGER NOT NULL,
    market INTEGER NOT NULL, order_id INTEGER NOT NULL, receipt TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (account, height, ord)
  ) WITHOUT ROWID;
  CREATE INDEX fills_by_order ON fills (account, market, order_id, height, ord);
  CREATE TABLE orders (
    market INTEGER NOT NULL, id INTEGER NOT NULL, account INTEGER NOT NULL, subaccount INTEGER NOT NULL, client_id TEXT NOT NULL,
    status TEXT NOT NULL, closed INTEGER NOT NULL, created INTEGER NOT NULL, height INTEGER NOT NULL, ord INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (market, id)
  ) WITHOUT ROWID;
  CREATE INDEX orders_open ON orders (market, id) WHERE closed = 0;
  CREATE INDEX orders_closed ON orders (account, height, ord) WHERE closed = 1;
  CREATE INDEX orders_by_client_id ON orders (account, subaccount, client_id, created) WHERE client_id <> '';
  CREATE TABLE ledger (
    account INTEGER NOT NULL, height INTEGER NOT NULL, ord INTEGER NOT NULL, subaccount INTEGER NOT NULL, asset TEXT NOT NULL,
    reason TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (account, height, ord)
  ) WITHOUT ROWID;
  CREATE TABLE funding_payments (
    account INTEGER NOT NULL, height INTEGER NOT NULL, ord INTEGER NOT NULL, subaccount INTEGER NOT NULL,
    market INTEGER NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (account, height, ord)
  ) WITHOUT ROWID;
  CREATE TABLE transfers (
    account INTEGER NOT NULL, height INTEGER NOT NULL, ord INTEGER NOT NULL, from_subaccount INTEGER NOT NULL,
    to_subaccount INTEGER NOT NULL, outgoing INTEGER NOT NULL, incoming INTEGER NOT NULL, asset TEXT NOT NULL,
    kind TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (account, height, ord)
  ) WITHOUT ROWID;
  `,
  `
  CREATE INDEX deposits_of_spoke ON deposits (spoke, height, ord);
  CREATE INDEX withdrawals_of_spoke ON withdrawals (spoke, height, ord);
  CREATE INDEX batches_of_spoke ON batches (spoke, height, ord);
  CREATE INDEX batches_of_state ON batches (state, height, ord);
  `,
  // Lines are records of values. Events have numbers (EVENTS). A tx is found by the first 48 bits of its hash among the
  // txs of its part: keys without order are entered next to each other, and only the newest part changes.
  `
  DELETE FROM chunks;
  DROP TABLE txs; DROP TABLE account_events;
  CREATE TABLE txs (
    part INTEGER NOT NULL, prefix INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (part, prefix, at)
  ) WITHOUT ROWID;
  CREATE TABLE account_events (
    account INTEGER NOT NULL, seq INTEGER NOT NULL, height INTEGER NOT NULL, ord INTEGER NOT NULL, subaccount INTEGER NOT NULL,
    event INTEGER NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (account, seq)
  ) WITHOUT ROWID;
  `,
  // What an event is found by stands first in its record.
  `
  DELETE FROM chunks;
  `,
];

/** The first schema whose lines are records as they are now. */
const RECORDS = 6;

/** Version of the newest schema. */
export const SCHEMA_VERSION = steps.length;

/**
 * Brings the database to the newest schema, each step in its own transaction.
 * @throws Error when a newer program wrote it, or one from before lines were such records
 */
export function migrate(db: DatabaseSync): void {
  const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version > SCHEMA_VERSION) {
    throw new Error(
      `the index has schema ${version}, this program knows ${SCHEMA_VERSION}: update it or rebuild the index`,
    );
  }
  if (version > 0 && version < RECORDS && db.prepare('SELECT 1 FROM blocks LIMIT 1').get() !== undefined) {
    throw new Error('its form is too old: remove it and the state, the node makes both anew from its blocks');
  }
  for (let step = version; step < SCHEMA_VERSION; step++) {
    db.exec('BEGIN');
    db.exec(steps[step]!);
    db.exec(`PRAGMA user_version = ${step + 1}`);
    db.exec('COMMIT');
  }
}
