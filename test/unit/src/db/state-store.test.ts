import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { toHex } from '#chain/lib/bytes.ts';
import { ChangedRecords } from '#chain/state/changed-records.ts';
import type { FaultPlan } from '#src/db/fault-points.ts';
import { loadState } from '#src/db/load-state.ts';
import { StateStore, type StateStoreOptions } from '#src/db/state-store.ts';
import { StorageError } from '#src/db/storage-error.ts';
import { runChild } from './child-process.ts';
import { CHAIN_ID, numberedState, stateAt, type WriterInput } from './state-writer.ts';
import { inTempDir } from './temp-dir.ts';

const failed = (error: StorageError): never => {
  throw error;
};

const open = (dir: string, options: Partial<StateStoreOptions> = {}): Promise<StateStore> =>
  StateStore.open({ dir, chainId: CHAIN_ID, onError: failed, ...options });

/** Loads what is on disk, compares it with the state of that height made from nothing, and returns the height. */
async function checkedHeight(dir: string): Promise<number> {
  const store = await open(dir);
  const { state } = numberedState();
  const height = await loadState(store, state);
  if (height >= 0) {
    const expected = stateAt(height);
    assert.equal(toHex(state.appHash()), toHex(expected.appHash()));
    assert.deepEqual([...state.records()], [...expected.records()]);
  }
  await store.close();
  return height;
}

test('what was persisted is loaded again, and persisting goes on from there', async () => {
  await inTempDir(async (dir) => {
    const heights: number[] = [];
    let store = await open(dir, { onPersisted: (height) => heights.push(height) });
    assert.equal(store.meta, undefined);
    const { advance } = numberedState();
    for (let height = 0; height < 20; height++) store.persist(advance(height));
    await store.flush();
    assert.equal(store.persistedHeight, 19);
    assert.deepEqual(
      heights,
      Array.from({ length: 20 }, (_, i) => i),
    );
    await store.close();
    assert.equal(await checkedHeight(dir), 19);
    store = await open(dir);
    assert.throws(() => store.persist({ ...advance(20), height: 25 }), StorageError);
    for (let height = 21; height < 24; height++) advance(height);
    await store.close();
    assert.equal(await checkedHeight(dir), 19);
  });
});

test('a large state is read in chunks, completely, twice', async () => {
  await inTempDir(async (dir) => {
    const store = await open(dir);
    const changes = Array.from({ length: 30_000 }, (_, slot) => {
      const key = new Uint8Array(8);
      new DataView(key.buffer).setUint32(4, slot);
      key[0] = 5;
      return { key, slot, value: new Uint8Array(200).fill(slot) };
    });
    const facts = {
      version: 1,
      height: 7,
      slotsUsed: 30_000,
      stateRoot: new Uint8Array(32),
      eventsRoot: new Uint8Array(32),
    };
    store.persist({ height: 7, appHash: new Uint8Array(32), changes: ChangedRecords.of(changes), facts });
    await store.flush();
    for (let round = 0; round < 2; round++) {
      let slot = 0;
      for await (const records of store.records()) {
        for (const record of records) {
          assert.equal(record.slot, slot);
          assert.deepEqual(record.key, changes[slot]!.key);
          assert.deepEqual(record.value, changes[slot]!.value);
          slot++;
        }
      }
      assert.equal(slot, 30_000);
    }
    for await (const records of store.records()) if (records.length > 0) break;
    await store.close();
  });
});

test('a second process on the same directory is refused in one clear line', async () => {
  await inTempDir(async (dir) => {
    const store = await open(dir);
    const { errors, code } = await runChild('./state-writer.ts', { dir, until: 3 } satisfies WriterInput);
    assert.notEqual(code, 0);
    assert.match(errors, /StorageError: The state in .* is in use by another nave process\. Stop that one first\./);
    await assert.rejects(open(dir), /in use by another nave process/);
    await store.close();
  });
});

test('LevelDB stays loaded when its worker ends, because its own thread lives on', async (t) => {
  if (process.platform !== 'linux') return t.skip('reads /proc/self/maps');
  await inTempDir(async (dir) => {
    for (let round = 0; round < 2; round++) await (await open(dir)).close();
    assert.match(await readFile('/proc/self/maps', 'utf8'), /classic-level/);
  });
});

test('a store of another chain is refused', async () => {
  await inTempDir(async (dir) => {
    const store = await open(dir);
    store.persist(numberedState().advance(0));
    await store.close();
    await assert.rejects(open(dir, { chainId: 'nave-other' }), /is of chain nave-test, not of nave-other/);
    assert.equal(await checkedHeight(dir), 0);
  });
});

test('at most maxBehind heights wait for the disk', async () => {
  await inTempDir(async (dir) => {
    const store = await open(dir, { maxBehind: 3 });
    const { advance } = numberedState();
    for (let height = 0; height < 30; height++) {
      await store.room();
      assert.ok(store.behind < 3);
      store.persist(advance(height));
    }
    await store.close();
    assert.equal(await checkedHeight(dir), 29);
  });
});

test('a full disk is reported once, in words, and nothing is acknowledged after it', async () => {
  await inTempDir(async (dir) => {
    const errors: StorageError[] = [];
    const heights: number[] = [];
    const store = await open(dir, {
      onError: (error) => errors.push(error),
      onPersisted: (height) => heights.push(height),
      fault: { point: 'worker:before-batch', hit: 3, action: 'fail' },
    });
    const { advance } = numberedState();
    for (let height = 0; height < 6; height++) store.persist(advance(height));
    await assert.rejects(
      store.flush(),
      /State of height 2 could not be written .*no space left on device.*start again/,
    );
    assert.throws(() => store.persist(advance(6)), /no space left/);
    await assert.rejects(store.room(), /no space left/);
    await assert.rejects(store.close(), /no space left/);
    assert.equal(errors.length, 1);
    assert.deepEqual(heights, [0, 1]);
    assert.equal(await checkedHeight(dir), 1);
  });
});

const kills: FaultPlan[] = [1, 2, 9].flatMap((hit) => [
  { point: 'worker:before-batch', hit, action: 'kill' },
  { point: 'worker:after-batch', hit, action: 'kill' },
]);

for (const fault of kills) {
  test(`a process killed at ${fault.point} number ${fault.hit} leaves every acknowledged height whole`, async () => {
    await inTempDir(async (dir) => {
      const run = await runChild('./state-writer.ts', { dir, until: 40, fault } satisfies WriterInput);
      assert.equal(run.signal, 'SIGKILL', run.errors);
      assert.ok(run.lines.length < fault.hit);
      const expected = fault.point === 'worker:before-batch' ? fault.hit - 2 : fault.hit - 1;
      assert.equal(await checkedHeight(dir), expected);
    });
  });
}

test('a process killed at any moment leaves every acknowledged height whole', async () => {
  for (const after of [3, 17, 60]) {
    await inTempDir(async (dir) => {
      const input: WriterInput = { dir, until: 100_000 };
      const run = await runChild('./state-writer.ts', input, (line, kill) => {
        if (line === String(after)) kill();
      });
      assert.equal(run.signal, 'SIGKILL', run.errors);
      assert.ok((await checkedHeight(dir)) >= Number(run.lines.at(-1)));
    });
  }
});

/** True: refused in one line. False: loaded as height 9 with the right root. */
async function isRefused(dir: string): Promise<boolean> {
  let store: StateStore | undefined;
  try {
    store = await open(dir, { onError: () => {} });
    assert.equal(await loadState(store, numberedState().state), 9);
    return false;
  } catch (error) {
    assert.ok(error instanceof StorageError && !error.message.includes('\n'), String(error));
    return true;
  } finally {
    await store?.close().catch(() => {});
  }
}

test('damaged files are refused at opening or loading, never loaded as if nothing was', async () => {
  await inTempDir(async (dir) => {
    const store = await open(dir);
    const { advance } = numberedState();
    for (let height = 0; height < 10; height++) store.persist(advance(height));
    await store.close();
    await checkedHeight(dir);
    const table = (await readdir(dir)).find((name) => name.endsWith('.ldb'));
    assert.ok(table !== undefined, 'reopening writes a table');
    const bytes = await readFile(join(dir, table));
    let refused = 0;
    for (let at = 0; at < bytes.length; at += Math.floor(bytes.length / 25)) {
      const damaged = Buffer.from(bytes);
      damaged.fill(0x5a, at, Math.min(at + 12, damaged.length));
      await writeFile(join(dir, table), damaged);
      refused += (await isRefused(dir)) ? 1 : 0;
    }
    assert.ok(refused > 5, `${refused} of 25 damages were seen`);
    await writeFile(join(dir, 'CURRENT'), 'MANIFEST-999999\n');
    await assert.rejects(open(dir), (error) => error instanceof StorageError && error.message.includes(dir));
  });
});
