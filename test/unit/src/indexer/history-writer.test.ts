import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, test } from 'node:test';
import { toHex } from '#chain/lib/bytes.ts';
import { createIndexer } from '#src/indexer/create-indexer.ts';
import type { IndexedBlock } from '#src/indexer/rows.ts';
import { HistoryQueries } from '#src/indexer/sqlite/history-queries.ts';
import { HistoryWriter } from '#src/indexer/sqlite/history-writer.ts';
import { openForWriting } from '#src/indexer/sqlite/open.ts';
import { packBlock } from '#src/indexer/sqlite/packed-block.ts';
import { SqliteHistory } from '#src/indexer/sqlite/sqlite-history.ts';
import { ALICE, BOB, FakeChain } from '#test/support/fake-chain.ts';

const identity = { chainId: 'nave-local-1', genesisHash: '07'.repeat(32) };
const account = toHex(ALICE);
const all = { account, limit: 1000, order: 'asc' } as const;
let folder = '';
let path = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nave-index-'));
  path = join(folder, 'index.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Blocks of placed, filled and cancelled orders, refusals and ledger entries, with txs. */
async function blocks(count: number): Promise<IndexedBlock[]> {
  const chain = new FakeChain();
  const history = new SqliteHistory(join(folder, 'other.sqlite'), identity, (error) => assert.fail(error));
  const indexer = createIndexer(chain.view, history);
  const made: IndexedBlock[] = [];
  for (let step = 0; step < count; step++) {
    const tx = chain.tx(Uint8Array.of(step, 1, 2));
    const maker = chain.place(ALICE, 'sell', 128_500 + step, 300, { clientOrderId: `c-${step}`, tx });
    chain.fill(1, maker, chain.place(BOB, 'buy', 128_600, 200), 100);
    if (step % 2 === 1) chain.cancel(1, maker);
    chain.reject(ALICE, 2011, '');
    made.push(indexer.accept(chain.commit())!);
  }
  await history.close();
  return made;
}

const ofAlice = <Row extends { readonly account: string }>(rows: readonly Row[]): Row[] =>
  rows.filter((row) => row.account === account);

function assertShown(queries: HistoryQueries, made: readonly IndexedBlock[]): void {
  assert.deepEqual(
    queries.fills(all).rows,
    made.flatMap(({ fills }) => ofAlice(fills)),
  );
  assert.deepEqual(
    queries.ledger(all).rows,
    made.flatMap(({ ledger }) => ofAlice(ledger)),
  );
  assert.deepEqual(
    queries.accountEvents({ account, afterSeq: 0, limit: 1000 }).rows,
    made.flatMap(({ accountEvents }) => ofAlice(accountEvents)),
  );
  assert.deepEqual(
    queries.trades({ market: 1, limit: 1000, order: 'asc' }).rows,
    made.flatMap(({ trades }) => trades),
  );
  assert.deepEqual(
    queries.closedOrders(all).rows,
    made.flatMap(({ orders }) => ofAlice(orders.map(({ row }) => row)).filter((row) => row.closedAtMs > 0)),
  );
  for (const { block, txs, orders } of made) {
    assert.deepEqual(queries.findBlock(block.height), block);
    for (const tx of txs) assert.deepEqual(queries.findTx(tx.hash), tx);
    for (const { row } of orders) assert.deepEqual(queries.findOrder(1, row.id), row);
  }
  assert.equal(queries.findOrderByClientId(account, 0, 'c-1')?.clientOrderId, 'c-1');
}

test('every list shows what the projector made, from one copy of each row', async () => {
  const made = await blocks(6);
  const db = openForWriting(path, identity);
  const writer = new HistoryWriter(db);
  for (const block of made) writer.keep([packBlock(block)]);
  while (writer.expand());
  assert.equal(writer.cursor, 6);
  assertShown(new HistoryQueries(db), made);
  db.close();
});

test('blocks that were kept and not entered when the process died are entered at the next opening', async () => {
  const made = await blocks(6);
  const db = openForWriting(path, identity);
  const writer = new HistoryWriter(db);
  writer.keep(made.slice(0, 2).map(packBlock));
  writer.expand();
  writer.keep(made.slice(2).map(packBlock));
  db.close();
  const history = new SqliteHistory(path, identity, (error) => assert.fail(error));
  assert.deepEqual([history.keptHeight, history.cursor, history.backlog], [6, 6, 0]);
  const open = made.flatMap(({ orders }) => orders).filter(({ row }) => row.closedAtMs === 0);
  assert.equal(history.restored.openOrders.length, new Set(open.map(({ row }) => row.id)).size);
  await history.close();
  const again = new DatabaseSync(path);
  assertShown(new HistoryQueries(again), made);
  again.close();
});

test('a tx is found from the moment its block is kept', async () => {
  const made = await blocks(3);
  const db = openForWriting(path, identity);
  const writer = new HistoryWriter(db);
  writer.keep([packBlock(made[0]!)]);
  writer.expand();
  writer.keep(made.slice(1).map(packBlock));
  const queries = new HistoryQueries(db);
  assert.equal(queries.trades({ market: 1, limit: 10, order: 'asc' }).height, 1);
  for (const { txs } of made) assert.deepEqual(queries.findTx(txs[0]!.hash), txs[0]);
  assert.equal(queries.findTx('AB'.repeat(32)), undefined);
  db.close();
});

test('a transaction that fails leaves no trace and is done again', async () => {
  const made = await blocks(2);
  const db = openForWriting(path, identity);
  const writer = new HistoryWriter(db);
  writer.keep(made.map(packBlock));
  // A row that is in the way of the second block.
  db.exec('INSERT INTO blocks VALUES (2, 0)');
  assert.throws(() => writer.expand(), /UNIQUE/);
  assert.equal(db.prepare('SELECT count(*) AS n FROM accounts').get()?.n, 0);
  db.exec('DELETE FROM blocks');
  assert.equal(writer.expand(), true);
  assertShown(new HistoryQueries(db), made);
  db.close();
});

test('an index from before lines were records is refused with what to do', () => {
  const db = new DatabaseSync(path);
  db.exec('CREATE TABLE blocks (height INTEGER PRIMARY KEY); INSERT INTO blocks VALUES (1); PRAGMA user_version = 5');
  db.close();
  assert.throws(() => openForWriting(path, identity), /too old: remove it and the state/);
});
