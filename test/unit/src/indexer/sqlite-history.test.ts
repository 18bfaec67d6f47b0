import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, test } from 'node:test';
import { toHex } from '#chain/lib/bytes.ts';
import { createIndexer } from '#src/indexer/create-indexer.ts';
import type { IndexedBlock } from '#src/indexer/rows.ts';
import { SCHEMA_VERSION } from '#src/indexer/sqlite/migrations.ts';
import { SqliteHistory } from '#src/indexer/sqlite/sqlite-history.ts';
import { ALICE, BOB, FakeChain } from '#test/support/fake-chain.ts';

const chainId = 'nave-local-1';
const identity = { chainId, genesisHash: '07'.repeat(32) };
let folder = '';
let failures: Error[] = [];
const open = (): SqliteHistory =>
  new SqliteHistory(join(folder, 'index.sqlite'), identity, (error) => {
    failures.push(error);
  });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nave-index-'));
  failures = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Ten blocks of resting orders, partial fills and cancels. */
function act(chain: FakeChain, step: number): void {
  const maker = chain.place(ALICE, 'sell', 128_500 + step, 300, { clientOrderId: `c-${step}` });
  const taker = chain.place(BOB, 'buy', 128_600, 200);
  chain.fill(1, maker, taker, 100);
  if (step % 3 === 2) chain.cancel(1, maker);
}

test('a store that is closed after any block goes on as if it never was', async () => {
  const whole: IndexedBlock[] = [];
  const chain = new FakeChain();
  const straight = createIndexer(chain.view, await memory());
  const twin = new FakeChain();
  let history = open();
  let indexer = createIndexer(twin.view, history);
  for (let step = 0; step < 10; step++) {
    act(chain, step);
    whole.push(straight.accept(chain.commit(20_000_000))!);
    act(twin, step);
    const block = indexer.accept(twin.commit(20_000_000))!;
    assert.deepEqual(block, whole[step], `block ${step + 1}`);
    await history.close();
    history = open();
    assert.equal(history.cursor, step + 1);
    indexer = createIndexer(twin.view, history);
    assert.deepEqual(
      indexer.live.day(1, twin.view.timeMs),
      straight.live.day(1, chain.view.timeMs),
      'minutes of the last day',
    );
  }
  const { rows } = await history.fills({ account: toHex(ALICE), limit: 100, order: 'asc' });
  assert.deepEqual(
    rows,
    whole.flatMap((block) => block.fills.filter((fill) => fill.account === toHex(ALICE))),
  );
  await history.close();
  await straight.history.close();
  assert.deepEqual(failures, []);
});

async function memory(): Promise<SqliteHistory> {
  return new SqliteHistory(join(folder, 'other.sqlite'), identity, (error) => {
    failures.push(error);
  });
}

test('blocks at or below the cursor are passed over, a gap is refused', async () => {
  const chain = new FakeChain();
  const history = open();
  const indexer = createIndexer(chain.view, history);
  const first = chain.commit();
  assert.equal(indexer.accept(first)?.block.height, 1);
  assert.equal(indexer.accept(first), undefined);
  chain.commit();
  assert.throws(() => indexer.accept(chain.commit()), /leaves a gap/);
  await history.close();
});

test('the writer stops and says so when a block is missing', async () => {
  const chain = new FakeChain();
  const history = open();
  const indexer = createIndexer(chain.view, history);
  const block = indexer.accept(chain.commit())!;
  assert.equal(await history.whenKept(1, 5_000), true);
  history.append({ ...block, block: { ...block.block, height: 5 } });
  assert.equal(await history.whenKept(5, 5_000), false);
  assert.match(failures[0]?.message ?? '', /block 2 is missing before 5/);
  await assert.rejects(history.findBlock(1), /cannot be written/);
  await history.close();
});

test('the index of another chain, or of a newer program, is not opened', async () => {
  await open().close();
  const other = { chainId: 'other-1', genesisHash: identity.genesisHash };
  assert.throws(() => new SqliteHistory(join(folder, 'index.sqlite'), other, () => {}), /another chain/);
  const db = new DatabaseSync(join(folder, 'index.sqlite'));
  db.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
  db.close();
  assert.throws(open, /update it or rebuild/);
});

test('time bounds are since inclusive and until exclusive, in both orders', async () => {
  const chain = new FakeChain();
  const history = open();
  const indexer = createIndexer(chain.view, history);
  const times: number[] = [];
  for (let step = 0; step < 5; step++) {
    act(chain, step);
    indexer.accept(chain.commit(1_000));
    times.push(chain.view.timeMs);
  }
  await history.whenKept(5, 5_000);
  for (const order of ['asc', 'desc'] as const) {
    const { rows } = await history.trades({ market: 1, since: times[1], until: times[3], limit: 10, order });
    assert.deepEqual(rows.map(({ id }) => id).sort(), [2, 3]);
  }
  const none = await history.trades({ market: 1, since: times[4]! + 1, limit: 10, order: 'asc' });
  assert.deepEqual([none.rows.length, none.hasMore, none.height], [0, false, 5]);
  await history.close();
});

test('a page is complete at the height it names', async () => {
  const chain = new FakeChain();
  const history = open();
  const indexer = createIndexer(chain.view, history);
  for (let step = 0; step < 50; step++) {
    act(chain, step);
    indexer.accept(chain.commit(1_000));
    const { height, rows } = await history.trades({ market: 1, limit: 100, order: 'asc' });
    assert.equal(rows.length, height, 'one trade a block');
  }
  await history.close();
});
