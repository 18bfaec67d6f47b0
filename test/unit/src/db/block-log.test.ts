import assert from 'node:assert/strict';
import { appendFile, copyFile, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeFrame } from '#src/db/block-frame.ts';
import { BlockLog, type BlockLogOptions } from '#src/db/block-log.ts';
import type { FaultPlan } from '#src/db/fault-points.ts';
import { StorageError } from '#src/db/storage-error.ts';
import { blockAt, type WriterInput } from './block-writer.ts';
import { runChild } from './child-process.ts';
import { inTempDir } from './temp-dir.ts';

const SMALL = 2000;

async function written(
  dir: string,
  first: number,
  last: number,
  options: Partial<BlockLogOptions> = {},
): Promise<void> {
  const log = await BlockLog.open({ dir, segmentBytes: SMALL, ...options });
  for (let height = first; height <= last; height++) await log.append(height, blockAt(height));
  await log.close();
}

/** Opens, compares every block with what was written, closes; the heights held. */
async function checked(dir: string, options: Partial<BlockLogOptions> = {}) {
  const log = await BlockLog.open({ dir, segmentBytes: SMALL, ...options });
  let next = log.firstHeight;
  for await (const { height, payload } of log.blocks(0)) {
    assert.equal(height, next++);
    assert.deepEqual(new Uint8Array(payload), blockAt(height));
  }
  const held = { first: log.firstHeight, last: log.lastHeight };
  if (held.last >= 0) assert.equal(next, held.last + 1);
  await log.close();
  return held;
}

const files = async (dir: string): Promise<string[]> =>
  (await readdir(dir)).filter((name) => name.endsWith('.log')).sort();

test('blocks are read back by height, over files and restarts', async () => {
  await inTempDir(async (dir) => {
    await written(dir, 5, 40);
    await written(dir, 41, 60);
    assert.ok((await files(dir)).length > 4);
    assert.deepEqual(await checked(dir), { first: 5, last: 60 });
    const log = await BlockLog.open({ dir });
    assert.equal(await log.read(4), undefined);
    assert.equal(await log.read(61), undefined);
    await assert.rejects(log.append(63, blockAt(63)), /Block 63 was to be logged after 60/);
    await log.close();
    await assert.rejects(log.append(61, blockAt(61)), /closed/);
  });
});

test('an empty log holds nothing and takes any first height', async () => {
  await inTempDir(async (dir) => {
    assert.deepEqual(await checked(dir), { first: -1, last: -1 });
    await written(dir, 1000, 1001);
    assert.deepEqual(await checked(dir), { first: 1000, last: 1001 });
  });
});

test('blocks handed over together are durable together, in order, empty ones too', async () => {
  await inTempDir(async (dir) => {
    const log = await BlockLog.open({ dir });
    const done: number[] = [];
    const payload = new Uint8Array(0);
    await Promise.all([1, 2, 3, 4, 5].map((height) => log.append(height, payload).then(() => done.push(height))));
    await log.appendMany([6, 7].map((height) => ({ height, payload })));
    assert.deepEqual(done, [1, 2, 3, 4, 5]);
    assert.equal(log.lastHeight, 7);
    assert.equal((await log.read(3))?.length, 0);
    await log.close();
  });
});

test('pruning deletes whole files below a height and leaves the rest readable', async () => {
  await inTempDir(async (dir) => {
    await written(dir, 0, 60);
    const log = await BlockLog.open({ dir, segmentBytes: SMALL });
    const before = (await files(dir)).length;
    await log.prune(30);
    assert.ok(log.firstHeight > 10 && log.firstHeight <= 30);
    assert.ok((await files(dir)).length < before);
    await log.prune(1000);
    assert.equal((await files(dir)).length, 1);
    await log.append(61, blockAt(61));
    await log.close();
    const held = await checked(dir);
    assert.equal(held.last, 61);
    assert.ok(held.first > 30);
  });
});

test('older files are checked at their first use when they are not asked for at the start', async () => {
  await inTempDir(async (dir) => {
    await written(dir, 0, 60);
    const oldest = join(dir, (await files(dir))[0]!);
    const bytes = await readFile(oldest);
    bytes[200] = bytes[200]! ^ 1;
    await writeFile(oldest, bytes);
    await assert.rejects(BlockLog.open({ dir }), StorageError);
    const log = await BlockLog.open({ dir, verifyFrom: 50 });
    assert.deepEqual(new Uint8Array((await log.read(55))!), blockAt(55));
    await assert.rejects(log.read(1), /block 1: .*whole once/);
    await log.close();
  });
});

test('a file cut at any byte loses only what was not whole, with a message, and its bytes are kept', async () => {
  await inTempDir(async (dir) => {
    await written(dir, 3, 8, { segmentBytes: 1 << 20 });
    const path = join(dir, (await files(dir))[0]!);
    const whole = await readFile(path);
    const ends = [20];
    for (let height = 3; height <= 8; height++) ends.push(ends.at(-1)! + 32 + blockAt(height).length);
    assert.equal(ends.at(-1), whole.length);
    for (let size = whole.length - 1; size >= 0; size -= 7) {
      for (const name of await readdir(dir)) await rm(join(dir, name));
      await writeFile(path, whole.subarray(0, size));
      const messages: string[] = [];
      const blocks = ends.filter((end) => end <= size).length - 1;
      const expected = blocks <= 0 ? { first: -1, last: -1 } : { first: 3, last: 2 + blocks };
      assert.deepEqual(await checked(dir, { onTorn: (message) => messages.push(message) }), expected);
      const isClean = ends.includes(size);
      assert.equal(messages.length, isClean ? 0 : 1);
      if (!isClean) {
        assert.match(messages[0]!, new RegExp(`block ${Math.max(3, 3 + blocks)} short`));
        const kept = (await readdir(dir)).find((name) => name.includes('.cut-'))!;
        const start = Math.max(0, ...ends.filter((end) => end <= size));
        assert.deepEqual(await readFile(join(dir, kept)), whole.subarray(start, size));
      }
      await written(dir, Math.max(3, expected.last + 1), 12);
      assert.equal((await checked(dir)).last, 12);
    }
  });
});

test('a write that reached the file only as zeros is cut like a short one', async () => {
  await inTempDir(async (dir) => {
    await written(dir, 0, 3, { segmentBytes: 1 << 20 });
    const path = join(dir, (await files(dir))[0]!);
    await appendFile(path, encodeFrame(1, 4, 3, blockAt(4)).subarray(0, 28));
    await appendFile(path, new Uint8Array(blockAt(4).length + 4 + 100));
    assert.deepEqual(await checked(dir), { first: 0, last: 3 });
    await appendFile(path, new Uint8Array(500));
    assert.deepEqual(await checked(dir), { first: 0, last: 3 });
  });
});

test('every altered byte before the last block stops the start with file, offset, height and what to do', async () => {
  await inTempDir(async (dir) => {
    await written(dir, 0, 5, { segmentBytes: 1 << 20 });
    const path = join(dir, (await files(dir))[0]!);
    const whole = await readFile(path);
    const lastStart = whole.length - 32 - blockAt(5).length;
    for (let at = 0; at < lastStart; at += 5) {
      const damaged = Buffer.from(whole);
      damaged[at] = damaged[at]! ^ 0x10;
      await writeFile(path, damaged);
      await assert.rejects(BlockLog.open({ dir }), (error) => {
        assert.ok(error instanceof StorageError);
        assert.match(error.message, /block log is damaged: .*blocks-0000000000000000\.log, offset \d+, block \d:/);
        assert.match(error.message, /Restore this file/);
        return true;
      });
    }
    assert.equal((await stat(path)).size, whole.length, 'a damaged file is left as it is');
    const damaged = Buffer.from(whole);
    damaged[lastStart + 40] = damaged[lastStart + 40]! ^ 1;
    await writeFile(path, damaged);
    await assert.rejects(BlockLog.open({ dir }), new RegExp(`offset ${lastStart}, block 5: its checksum is wrong`));
    await truncate(path, lastStart);
    assert.deepEqual(await checked(dir), { first: 0, last: 4 });
  });
});

test('a lost or cut older file stops the start', async () => {
  await inTempDir(async (dir) => {
    await written(dir, 0, 60);
    const names = await files(dir);
    const [path, aside] = [join(dir, names[1]!), join(dir, 'aside')];
    await copyFile(path, aside);
    await rm(path);
    await assert.rejects(BlockLog.open({ dir }), /has a gap: .* ends with block \d+, the next file begins with \d+/);
    await copyFile(aside, path);
    await truncate(path, (await stat(path)).size - 3);
    await assert.rejects(BlockLog.open({ dir }), /newer file follows/);
  });
});

test('blocks of one group whose first half never reached the disk are cut, confirmed ones are not', async () => {
  await inTempDir(async (dir) => {
    const log = await BlockLog.open({ dir });
    await log.appendMany([0, 1].map((height) => ({ height, payload: blockAt(height) })));
    await log.appendMany([2, 3, 4].map((height) => ({ height, payload: blockAt(height) })));
    await log.close();
    const path = join(dir, (await files(dir))[0]!);
    const whole = await readFile(path);
    const start = (height: number): number =>
      20 + [0, 1, 2, 3].slice(0, height).reduce((n, h) => n + 32 + blockAt(h).length, 0);
    const lost = Buffer.from(whole);
    lost.fill(0, start(2), start(3));
    await writeFile(path, lost);
    assert.deepEqual(await checked(dir), { first: 0, last: 1 });
    const rotten = Buffer.from(whole);
    rotten.fill(0, start(1), start(2));
    await writeFile(path, rotten);
    await assert.rejects(BlockLog.open({ dir }), /block 1: block 2 after it says that it was whole once/);
  });
});

test('a block that holds the bytes of a frame is a block', async () => {
  await inTempDir(async (dir) => {
    const log = await BlockLog.open({ dir });
    await log.append(0, blockAt(0));
    await log.append(1, encodeFrame(0, 9, 9, blockAt(9)));
    await log.close();
    const path = join(dir, (await files(dir))[0]!);
    await truncate(path, (await stat(path)).size - 1);
    assert.deepEqual(await checked(dir), { first: 0, last: 0 });
  });
});

test('a reader beside the writer sees whole blocks and changes nothing', async () => {
  await inTempDir(async (dir) => {
    await written(dir, 0, 30);
    const path = join(dir, (await files(dir)).at(-1)!);
    await truncate(path, (await stat(path)).size - 5);
    const before = await readdir(dir);
    assert.equal((await checked(dir, { readOnly: true })).last, 29);
    const log = await BlockLog.open({ dir, readOnly: true });
    await assert.rejects(log.append(30, blockAt(30)), /reading only/);
    await assert.rejects(log.prune(30), /reading only/);
    await log.close();
    assert.deepEqual(await readdir(dir), before);
  });
});

test('random bytes in place of the log are refused or hold nothing, never more', async () => {
  await inTempDir(async (dir) => {
    const path = join(dir, 'blocks-0000000000000000.log');
    const run = async (bytes: Uint8Array): Promise<void> => {
      for (const name of await readdir(dir)) await rm(join(dir, name));
      await writeFile(path, bytes);
      try {
        assert.deepEqual(await checked(dir), { first: -1, last: -1 });
      } catch (error) {
        if (!(error instanceof StorageError)) throw error;
      }
    };
    const head = [...Buffer.from('NAVEBLK1'), 0, 0, 0, 0, 0, 0, 0, 0];
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), run), { numRuns: 40 });
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), (tail) => run(Uint8Array.from([...head, ...tail]))),
      { numRuns: 60 },
    );
  });
});

test('a full disk refuses the block and all later ones, and the next start goes on', async () => {
  await inTempDir(async (dir) => {
    const fault: FaultPlan = { point: 'log:write', hit: 3, action: 'fail', bytes: 50 };
    const log = await BlockLog.open({ dir, fault });
    await log.append(0, blockAt(0));
    await log.append(1, blockAt(1));
    await assert.rejects(
      log.append(2, blockAt(2)),
      /Block 2 could not be written .*no space left on device.*start again/,
    );
    await assert.rejects(log.append(3, blockAt(3)), StorageError);
    assert.equal(log.lastHeight, 1);
    await log.close();
    assert.deepEqual(await checked(dir), { first: 0, last: 1 });
  });
});

const kills: FaultPlan[] = [
  ...(['log:before-write', 'log:after-write', 'log:after-sync'] as const).flatMap((point) =>
    [1, 2, 5].map((hit): FaultPlan => ({ point, hit, action: 'kill' })),
  ),
  ...[0, 1, 15, 27, 28, 60, 200, 400].map(
    (bytes): FaultPlan => ({ point: 'log:write', hit: 4, action: 'kill', bytes }),
  ),
  ...(['log:before-segment', 'log:after-segment'] as const).flatMap((point) =>
    [1, 2].map((hit): FaultPlan => ({ point, hit, action: 'kill' })),
  ),
];

test('a process killed at any step of a write keeps every block it confirmed, and goes on', async () => {
  for (const fault of kills) {
    await inTempDir(async (dir) => {
      const input: WriterInput = { dir, until: 60, group: 3, segmentBytes: SMALL, fault };
      const run = await runChild('./block-writer.ts', input);
      assert.equal(run.signal, 'SIGKILL', `${JSON.stringify(fault)} ${run.errors}`);
      const confirmed = Number(run.lines.at(-1) ?? -1);
      const { last } = await checked(dir);
      assert.ok(
        last >= confirmed && last <= confirmed + 3,
        `${JSON.stringify(fault)}: ${confirmed} confirmed, ${last} held`,
      );
      await written(dir, last + 1, 30);
      assert.equal((await checked(dir)).last, 30);
    });
  }
});

test('a process killed at any moment keeps every block it confirmed', async () => {
  for (const after of [5, 50]) {
    await inTempDir(async (dir) => {
      const input: WriterInput = { dir, until: 1_000_000, group: 1, segmentBytes: SMALL };
      const run = await runChild('./block-writer.ts', input, (line, kill) => {
        if (Number(line) === after) kill();
      });
      assert.equal(run.signal, 'SIGKILL', run.errors);
      assert.ok((await checked(dir)).last >= Number(run.lines.at(-1)));
    });
  }
});
