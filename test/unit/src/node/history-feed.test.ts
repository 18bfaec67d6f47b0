import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { OrderCanceled } from '#chain/view/event-types.ts';
import { createIndexer } from '#src/indexer/create-indexer.ts';
import type { Indexer } from '#src/indexer/indexer-types.ts';
import { SqliteHistory } from '#src/indexer/sqlite/sqlite-history.ts';
import { ChainStorage } from '#src/node/chain-storage.ts';
import { HistoryFeed } from '#src/node/history-feed.ts';
import { homePaths } from '#src/node/home.ts';
import { ALICE, FakeChain } from '#test/support/fake-chain.ts';
import { TestChain } from '#test/support/test-chain.ts';

let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'nave-feed-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

const chain = new FakeChain();
const canceled: OrderCanceled = {
  type: 'nave.clob.v1.OrderCanceled',
  market: 1,
  orderId: 99,
  owner: ALICE,
  subaccount: 0,
  accountSeq: 1,
  remaining: 0,
  reason: 'user',
};

test('a block that cannot be indexed ends the index, said once, and nothing throws', async () => {
  const history = new SqliteHistory(
    join(folder, 'history.sqlite'),
    { chainId: 'nave-local-1', genesisHash: '07'.repeat(32) },
    (error) => assert.fail(error),
  );
  const indexer: Indexer = createIndexer(chain.view, history);
  const failures: Error[] = [];
  let stops = 0;
  indexer.onStopped(() => stops++);
  const feed = new HistoryFeed(indexer, (error) => {
    failures.push(error);
    indexer.stop();
  });
  feed.published(chain.commit(), undefined);
  assert.equal(indexer.live.height, 1);
  chain.emit(canceled);
  feed.published(chain.commit(), undefined);
  for (let i = 0; i < 3; i++) feed.published(chain.commit(), undefined);
  assert.deepEqual(
    failures.map(({ message }) => message),
    ['block 2 cannot be indexed'],
  );
  assert.match(String(failures[0]?.cause), /does not know order 1-99/);
  assert.equal(stops, 1);
  // Nobody waits for heights that never come.
  assert.equal(indexer.live.height, Number.MAX_SAFE_INTEGER);
  assert.equal(await history.whenKept(1, 5_000), true);
  assert.equal(history.keptHeight, 1);
  await history.close();
});

test('the state of genesis is not on disk before the first block is in the history: its events would be lost', async () => {
  const paths = homePaths(join(folder, 'home'));
  const options = { paths, chainId: 'nave-local-1', isArchive: false, onTorn: assert.fail, onError: assert.fail };
  const dying = new TestChain();
  const history = { keptHeight: 0 };
  let storage = await ChainStorage.open(options);
  storage.follow(history);
  await storage.keep(dying.app, dying.run([]).committed);
  await storage.close();
  storage = await ChainStorage.open(options);
  assert.equal(storage.persistedHeight, -1, 'a node that dies here begins with InitChain again');
  storage.follow(history);
  const again = new TestChain();
  await storage.keep(again.app, again.run([]).committed);
  history.keptHeight = 1;
  await storage.keep(again.app, again.run([]).committed);
  await storage.close();
  storage = await ChainStorage.open(options);
  assert.equal(storage.persistedHeight, 1, 'block 2 waits for its history');
  await storage.close();
});

test('a history that stands still keeps no state from the disk and no block waiting', async () => {
  const paths = homePaths(join(folder, 'without'));
  const storage = await ChainStorage.open({
    paths,
    chainId: 'nave-local-1',
    isArchive: false,
    onTorn: assert.fail,
    onError: assert.fail,
  });
  const going = new TestChain();
  storage.follow({ keptHeight: 0 });
  for (let i = 0; i < 60; i++) await storage.keep(going.app, going.run([]).committed);
  assert.equal(storage.persistedHeight, -1);
  storage.follow(undefined);
  const { committed } = going.run([]);
  await storage.keep(going.app, committed);
  await storage.close();
  assert.equal(storage.persistedHeight, committed.height);
});
