import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHex, toHex } from '#chain/lib/bytes.ts';
import { AppError } from '#chain/lib/errors.ts';
import { nobleCrypto } from '#chain/lib/hash.ts';
import { verifyRecordProof } from '#chain/state/proof.ts';
import { Archive } from '#src/db/archive.ts';
import { loadState } from '#src/db/load-state.ts';
import { StateStore } from '#src/db/state-store.ts';
import { CHAIN_ID, numberedState } from './state-writer.ts';
import { inTempDir } from './temp-dir.ts';

const open = (dir: string, isArchive: boolean): Promise<StateStore> =>
  StateStore.open({
    dir,
    chainId: CHAIN_ID,
    isArchive,
    onError: (error) => {
      throw error;
    },
  });

interface Past {
  readonly appHash: Uint8Array;
  readonly records: Map<string, Uint8Array>;
}

/** Runs heights on, persisting each, and writes down what every one of them was. */
function run(world: ReturnType<typeof numberedState>, store: StateStore, from: number, to: number, past: Past[]): void {
  for (let height = from; height <= to; height++) {
    const commit = world.advance(height);
    store.persist(commit);
    const records = new Map([...world.state.records()].map(({ key, value }) => [toHex(key), value] as const));
    past[height] = { appHash: commit.appHash, records };
  }
}

async function checkAll(archive: Archive, past: readonly Past[], from: number): Promise<void> {
  const keys = new Set(past.flatMap(({ records }) => [...records.keys()]));
  for (let height = from; height < past.length; height += 3) {
    const { appHash, records } = past[height]!;
    for (const hex of [...keys].filter((_, i) => (i + height) % 4 === 0)) {
      const key = fromHex(hex);
      assert.deepEqual((await archive.recordAt(key, height))?.value, records.get(hex), `${hex} at ${height}`);
      const proof = await archive.proofAt(key, height);
      assert.deepEqual(proof?.value, records.get(hex));
      if (proof !== undefined)
        assert.equal(verifyRecordProof(proof, appHash, nobleCrypto), true, `${hex} at ${height}`);
    }
  }
}

test('an archive reads and proves every height, before and after a restart', async () => {
  await inTempDir(async (dir) => {
    const past: Past[] = [];
    let world = numberedState(5);
    let store = await open(dir, true);
    run(world, store, 0, 20, past);
    await store.flush();
    await checkAll(new Archive(store, world.state, nobleCrypto), past, 0);
    await store.close();

    store = await open(dir, true);
    world = numberedState(5);
    assert.equal(await loadState(store, world.state), 20);
    const archive = new Archive(store, world.state, nobleCrypto);
    await checkAll(archive, past, 0);
    run(world, store, 21, 40, past);
    await store.flush();
    await checkAll(archive, past, 0);
    await assert.rejects(archive.recordAt(Uint8Array.of(5, 0, 0, 0, 0), -1), AppError);
    await store.close();
  });
});

test('an archive gives every old height whole, and none that it did not keep', async () => {
  await inTempDir(async (dir) => {
    const past: Past[] = [];
    const world = numberedState(7);
    const store = await open(dir, true);
    run(world, store, 0, 25, past);
    await store.flush();
    for (const [height, { appHash, records }] of past.entries()) {
      const found = await store.pastState(height);
      assert.deepEqual(new Map(found!.records.map(({ key, value }) => [toHex(key), value])), records);
      const again = numberedState(7).state;
      again.load(found!.records, found!.facts);
      assert.equal(toHex(again.appHash()), toHex(appHash));
    }
    assert.equal(await store.pastState(26), undefined);
    await store.close();
  });
});

test('heights made while the archive was off are not answered', async () => {
  await inTempDir(async (dir) => {
    const past: Past[] = [];
    const world = numberedState(2);
    let store = await open(dir, true);
    run(world, store, 0, 10, past);
    await store.close();
    store = await open(dir, false);
    run(world, store, 11, 12, past);
    await store.close();
    store = await open(dir, true);
    run(world, store, 13, 30, past);
    await store.flush();
    const archive = new Archive(store, world.state, nobleCrypto);
    for (const height of [5, 10, 12]) {
      await assert.rejects(archive.recordAt(Uint8Array.of(5, 0, 0, 0, 0), height), (error) => {
        assert.ok(error instanceof AppError);
        return error.code === 8004;
      });
    }
    await checkAll(archive, past, 13);
    await store.close();
  });
});

test('without an archive only the heights in memory are answered', async () => {
  await inTempDir(async (dir) => {
    const past: Past[] = [];
    const world = numberedState(3);
    const store = await open(dir, false);
    run(world, store, 0, 10, past);
    await store.flush();
    const archive = new Archive(store, world.state, nobleCrypto);
    await assert.rejects(archive.proofAt(Uint8Array.of(5, 0, 0, 0, 0), 4), /not archived/);
    await checkAll(archive, past, 7);
    await store.close();
  });
});
