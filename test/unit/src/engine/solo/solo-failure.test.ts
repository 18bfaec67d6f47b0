import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BlockCommitted } from '#chain/app-types.ts';
import { FakeApplication, fakeTx } from '#test/support/fake-application.ts';
import { MemoryBlockLog } from '#test/support/memory-block-log.ts';
import { composeSoloChain, temporaryDirectory, testGenesis } from '#test/support/solo-chain.ts';

/** A log whose appends can be held back or fail. */
class TroubledLog extends MemoryBlockLog {
  hold: Promise<void> = Promise.resolve();
  error: Error | undefined;

  override async append(height: number, record: Uint8Array): Promise<void> {
    await this.hold;
    if (this.error !== undefined) throw this.error;
    await super.append(height, record);
  }
}

test('a block that cannot be made durable is never committed nor shown, and the engine says so once', async (t) => {
  const log = new TroubledLog();
  const fatal: Error[] = [];
  const deps = { onFatal: (error: Error) => void fatal.push(error) };
  const chain = await composeSoloChain({ directory: temporaryDirectory(t), log, genesis: testGenesis(), deps });
  await chain.engine.start();
  const shown: number[] = [];
  chain.engine.onBlock(({ committed }) => shown.push(committed.height));
  await chain.reach(3);
  log.error = new Error('no space left');
  while (fatal.length === 0) await new Promise((resolve) => setImmediate(resolve));
  assert.match(fatal[0]!.message, /no space left/);
  assert.equal(chain.engine.height, log.lastHeight);
  assert.equal(chain.store.last, log.lastHeight);
  assert.equal(shown.at(-1), log.lastHeight);
  assert.equal(chain.app.info().height, log.lastHeight);
  await chain.stop();
  assert.equal(fatal.length, 1);
});

test('nothing of a block is settled or shown while its record is being written', async (t) => {
  const log = new TroubledLog();
  const chain = await composeSoloChain({ directory: temporaryDirectory(t), log, genesis: testGenesis() });
  await chain.engine.start();
  await chain.mempool.submit(fakeTx('alice', 0, 1, 'key=value'));
  let release: () => void = () => undefined;
  log.hold = new Promise((resolve) => {
    release = resolve;
  });
  while (!chain.app.pairs.has('key')) await new Promise((resolve) => setImmediate(resolve));
  const { height } = chain.engine;
  let isSettled = false;
  const settled = chain.engine.settled().then(() => {
    isSettled = true;
  });
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(isSettled, false);
  assert.equal(chain.engine.height, height);
  assert.equal(chain.store.last, height);
  release();
  await settled;
  assert.equal(chain.engine.height, height + 1);
  await chain.stop();
});

test('storage slows the engine down, a listener that throws does not stop it', async (t) => {
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const kept: number[] = [];
  const onCommitted = async ({ height }: BlockCommitted): Promise<void> => {
    kept.push(height);
    if (height === 4) await gate;
  };
  const deps = { onCommitted };
  const chain = await composeSoloChain({
    directory: temporaryDirectory(t),
    log: new MemoryBlockLog(),
    genesis: testGenesis(),
    deps,
  });
  chain.engine.onBlock(() => {
    throw new Error('a bad listener');
  });
  await chain.engine.start();
  while (kept.at(-1) !== 4) await new Promise((resolve) => setImmediate(resolve));
  for (let i = 0; i < 200; i++) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(kept.at(-1), 4);
  release();
  await chain.reach(6);
  await chain.stop();
});

test('full blocks follow each other at once', async (t) => {
  const app = new FakeApplication();
  app.weight = 50_000;
  const pace = { blockTimeMs: 3_600_000, emptyBlockTimeMs: 3_600_000 };
  const config = { ...pace, blockWeight: 200_000, stepTimeMs: Number.POSITIVE_INFINITY };
  const options = { directory: temporaryDirectory(t), log: new MemoryBlockLog(), genesis: testGenesis(), app, config };
  const chain = await composeSoloChain(options);
  await chain.engine.start();
  const sent = [0, 1, 2].map((i) => fakeTx('alice', i, 1, `k${i}=v`));
  await Promise.all(sent.map((tx) => chain.mempool.submit(tx)));
  assert.equal(chain.engine.height, 1);
  await chain.mempool.submit(fakeTx('alice', 3, 1, 'k3=v'));
  await chain.reach(2);
  assert.equal((await chain.store.find(2))!.block.txs.length, 4);
  await chain.stop();
});

test('a proposer makes its blocks as small as its steps have to be, the rest follows at once', async (t) => {
  const app = new FakeApplication();
  app.weight = 100;
  const pace = { blockTimeMs: 3_600_000, emptyBlockTimeMs: 3_600_000 };
  const config = { ...pace, stepTimeMs: 1e-6 };
  const options = { directory: temporaryDirectory(t), log: new MemoryBlockLog(), genesis: testGenesis(), app, config };
  const chain = await composeSoloChain(options);
  await chain.engine.start();
  const sent = Array.from({ length: 60 }, (_, i) => fakeTx('alice', i, 3, `k${i}=v`));
  await Promise.all(sent.map((tx) => chain.mempool.submit(tx)));
  await chain.reach(4);
  const sizes: number[] = [];
  for (let height = 2; height <= chain.store.last; height++) {
    sizes.push((await chain.store.find(height))!.block.txs.length);
  }
  // 2,000 before anything was measured, then the least there is: 1,024.
  assert.deepEqual(sizes.slice(0, 3), [20, 11, 11]);
  await chain.stop();
});
