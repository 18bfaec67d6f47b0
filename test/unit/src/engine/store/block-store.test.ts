import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { utf8 } from '#chain/lib/bytes.ts';
import { sha256 } from '#src/engine/block/digest.ts';
import { BlockStore } from '#src/engine/store/block-store.ts';
import { LevelIndex } from '#src/engine/store/level-index.ts';
import { recordOf } from '#test/support/block-records.ts';
import { MemoryBlockLog } from '#test/support/memory-block-log.ts';
import { temporaryDirectory } from '#test/support/solo-chain.ts';

const one = (height: number) => recordOf(height, [{ tx: utf8(`tx${height}`), events: [] }]);

test('blocks are found by height and hash, from memory and from the log', async (t) => {
  const log = new MemoryBlockLog();
  const directory = temporaryDirectory(t);
  const store = new BlockStore(log, await LevelIndex.open(join(directory, 'index')));
  await store.open();
  assert.equal(store.last, 0);
  for (let height = 1; height <= 50; height++) await store.append(height, one(height));
  assert.equal(store.first, 1);
  assert.equal(store.last, 50);
  for (const height of [1, 30, 50]) {
    const stored = (await store.find(height))!;
    assert.equal(stored.header.height, height);
    assert.deepEqual(stored.block.txs, [utf8(`tx${height}`)]);
    assert.equal((await store.findByHash(stored.blockId.hash))!.header.height, height);
    assert.deepEqual(await store.findTx(sha256(utf8(`tx${height}`))), { height, index: 0 });
  }
  assert.equal(await store.find(51), undefined);
  assert.equal(await store.find(0), undefined);
  assert.equal(await store.findByHash(new Uint8Array(3)), undefined);
  await store.close();
});

test('a lost index is rebuilt from the log, one that is ahead of it too', async (t) => {
  const log = new MemoryBlockLog();
  const directory = temporaryDirectory(t);
  for (let height = 1; height <= 5; height++) {
    const store = new BlockStore(log, await LevelIndex.open(join(directory, 'first')));
    await store.open();
    await store.append(height, one(height));
    await store.close();
  }
  const rebuilt = new BlockStore(log, await LevelIndex.open(join(directory, 'second')));
  await rebuilt.open();
  assert.deepEqual(await rebuilt.findTx(sha256(utf8('tx5'))), { height: 5, index: 0 });
  await rebuilt.close();

  const shorter = new MemoryBlockLog();
  await shorter.append(1, (await log.read(1))!);
  const behind = new BlockStore(shorter, await LevelIndex.open(join(directory, 'first')));
  await behind.open();
  assert.equal(await behind.findTx(sha256(utf8('tx5'))), undefined);
  assert.deepEqual(await behind.findTx(sha256(utf8('tx1'))), { height: 1, index: 0 });
  await behind.close();
});

test('an index that fails stops the chain with its reason instead of losing entries', async (t) => {
  const directory = temporaryDirectory(t);
  const index = await LevelIndex.open(join(directory, 'index'));
  const store = new BlockStore(new MemoryBlockLog(), index);
  await store.open();
  index.add = () => Promise.reject(new Error('disk full'));
  await store.append(1, one(1));
  await new Promise((resolve) => setImmediate(resolve));
  await assert.rejects(store.append(2, one(2)), /block index failed/);
  await store.close();
});
