import assert from 'node:assert/strict';
import { test } from 'node:test';
import { equalBytes, toHex } from '#chain/lib/bytes.ts';
import { blockIdOf } from '#src/engine/block/block.ts';
import { hashCommit } from '#src/engine/block/commit.ts';
import { rootOf, sha256 } from '#src/engine/block/digest.ts';
import { hashResults } from '#src/engine/block/results.ts';
import { hashValidators } from '#src/engine/block/validator-set.ts';
import { verifyCommitSig } from '#src/engine/block/vote.ts';
import { FakeApplication, fakeTx } from '#test/support/fake-application.ts';
import { MemoryBlockLog } from '#test/support/memory-block-log.ts';
import { composeSoloChain, temporaryDirectory, testGenesis, testKey } from '#test/support/solo-chain.ts';

test('blocks chain by hash, commit, results, app hash and time', async (t) => {
  const genesis = testGenesis();
  const chain = await composeSoloChain({ directory: temporaryDirectory(t), log: new MemoryBlockLog(), genesis });
  await chain.engine.start();
  await chain.reach(1);
  const sent = [fakeTx('alice', 0, 3, 'a=1'), fakeTx('alice', 1, 3, 'b=2'), fakeTx('bob', 'u5', 1, 'c=fail')];
  const answers = await Promise.all(sent.map((tx) => chain.mempool.submit(tx)));
  assert.deepEqual(
    answers.map(({ code }) => code),
    [0, 0, 0],
  );
  await chain.reach(chain.engine.height + 3);
  await chain.stop();

  const { store } = chain;
  let txs = 0;
  for (let height = 1; height <= store.last; height++) {
    const block = (await store.find(height))!;
    const { header } = block;
    assert.ok(equalBytes(block.blockId.hash, blockIdOf(header, block.blockBytes).hash));
    assert.ok(verifyCommitSig('nave-test-1', block.commit, 0, testKey.publicKey));
    assert.ok(equalBytes(header.dataHash, rootOf(block.block.txs.map(sha256))));
    assert.ok(equalBytes(header.validatorsHash, hashValidators(block.validators)));
    txs += block.block.txs.length;
    const parent = height === 1 ? undefined : await store.find(height - 1);
    if (parent === undefined) {
      assert.equal(header.time, genesis.genesisTime);
      continue;
    }
    assert.ok(equalBytes(header.lastBlockId.hash, parent.blockId.hash));
    assert.ok(equalBytes(header.lastCommitHash, hashCommit(parent.commit)));
    assert.ok(equalBytes(header.appHash, parent.results.appHash));
    assert.ok(equalBytes(header.lastResultsHash, hashResults(parent.results.txResults)));
    assert.equal(header.time, parent.commit.signatures[0]!.timestamp);
    assert.ok(header.time >= parent.header.time + 1_000_000n);
  }
  assert.equal(txs, 3);
  assert.equal(chain.mempool.size, 0);
});

test('a restart with lost state replays the log to the same app hash and goes on', async (t) => {
  const directory = temporaryDirectory(t);
  const log = new MemoryBlockLog();
  const genesis = testGenesis();
  const first = await composeSoloChain({ directory, log, genesis });
  await first.engine.start();
  await first.mempool.submit(fakeTx('alice', 0, 1, 'a=1'));
  await first.reach(5);
  await first.stop();
  const stoppedAt = first.engine.height;

  const replayed: number[] = [];
  const deps = { onCommitted: ({ height }: { height: number }) => void replayed.push(height) };
  const second = await composeSoloChain({ directory, log, genesis, deps });
  await second.engine.start();
  assert.deepEqual(
    replayed.slice(0, stoppedAt),
    Array.from({ length: stoppedAt }, (_, i) => i + 1),
  );
  assert.equal(second.app.pairs.get('a'), '1');
  const stored = (await second.store.find(stoppedAt))!;
  assert.equal(toHex(stored.results.appHash), toHex(first.engine.appHash));
  const known = await second.mempool.submit(fakeTx('alice', 0, 1, 'a=1'));
  assert.equal(known.duplicate, 'committed');
  await second.reach(stoppedAt + 2);
  await second.stop();
});

test('a restart with kept state executes nothing again', async (t) => {
  const directory = temporaryDirectory(t);
  const log = new MemoryBlockLog();
  const genesis = testGenesis();
  const app = new FakeApplication();
  const first = await composeSoloChain({ directory, log, genesis, app });
  await first.engine.start();
  await first.reach(3);
  await first.stop();
  const heights: number[] = [];
  const deps = { onCommitted: ({ height }: { height: number }) => void heights.push(height) };
  const second = await composeSoloChain({ directory, log, genesis, app, deps });
  const stoppedAt = first.engine.height;
  await second.engine.start();
  await second.reach(stoppedAt + 1);
  await second.stop();
  assert.equal(heights[0], stoppedAt + 1);
});

test('another genesis is refused and the message says what to do', async (t) => {
  const directory = temporaryDirectory(t);
  const log = new MemoryBlockLog();
  const first = await composeSoloChain({ directory, log, genesis: testGenesis() });
  await first.engine.start();
  await first.reach(1);
  await first.stop();
  const second = await composeSoloChain({ directory, log, genesis: testGenesis({ app_state: { hello: 'mars' } }) });
  await assert.rejects(second.engine.start(), /genesis file .* start from an empty home/);
  await second.stop();
});

test('state ahead of the log, or of another chain, is refused', async (t) => {
  const directory = temporaryDirectory(t);
  const genesis = testGenesis();
  const app = new FakeApplication();
  const first = await composeSoloChain({ directory, log: new MemoryBlockLog(), genesis, app });
  await first.engine.start();
  await first.reach(2);
  await first.stop();
  const second = await composeSoloChain({ directory, log: new MemoryBlockLog(), genesis, app });
  await assert.rejects(second.engine.start(), /the state is at height \d+ but the block log ends at 0/);
  await second.stop();
});

test('a validator without two thirds of the power cannot run alone', async (t) => {
  const other = { type: 'tendermint/PubKeyEd25519', value: Buffer.alloc(32, 1).toString('base64') };
  const own = { type: 'tendermint/PubKeyEd25519', value: Buffer.from(testKey.publicKey).toString('base64') };
  const validators = [
    { pub_key: own, power: '20', name: '' },
    { pub_key: other, power: '10', name: '' },
  ];
  const genesis = testGenesis({ validators });
  const chain = await composeSoloChain({ directory: temporaryDirectory(t), log: new MemoryBlockLog(), genesis });
  await assert.rejects(chain.engine.start(), /needs more than 2\/3 of the voting power/);
  await chain.stop();
});

test('absent validators of a larger set appear in the commit and the chain goes on', async (t) => {
  const other = { type: 'tendermint/PubKeyEd25519', value: Buffer.alloc(32, 1).toString('base64') };
  const own = { type: 'tendermint/PubKeyEd25519', value: Buffer.from(testKey.publicKey).toString('base64') };
  const validators = [
    { pub_key: own, power: '30', name: '' },
    { pub_key: other, power: '10', name: '' },
  ];
  const genesis = testGenesis({ validators });
  const chain = await composeSoloChain({ directory: temporaryDirectory(t), log: new MemoryBlockLog(), genesis });
  await chain.engine.start();
  await chain.reach(3);
  const { commit } = (await chain.store.find(2))!;
  assert.deepEqual(
    commit.signatures.map(({ flag }) => flag),
    [2, 1],
  );
  await chain.stop();
});

test('a refused own proposal makes an empty block and keeps the txs', async (t) => {
  const app = new FakeApplication();
  app.acceptsProposals = false;
  const chain = await composeSoloChain({
    directory: temporaryDirectory(t),
    log: new MemoryBlockLog(),
    genesis: testGenesis(),
    app,
  });
  await chain.engine.start();
  await chain.reach(1);
  await chain.mempool.submit(fakeTx('alice', 0, 3, 'a=1'));
  await chain.reach(chain.engine.height + 2);
  assert.equal(chain.mempool.size, 1);
  app.acceptsProposals = true;
  await chain.reach(chain.engine.height + 2);
  assert.equal(chain.app.pairs.get('a'), '1');
  await chain.stop();
});

test('after a stop only lanes 0 and 1 are taken until the time of the chain has caught up', async (t) => {
  let nowMs = Date.now();
  const directory = temporaryDirectory(t);
  const log = new MemoryBlockLog();
  const app = new FakeApplication();
  const genesis = testGenesis();
  const first = await composeSoloChain({ directory, log, genesis, app, now: () => nowMs });
  await first.engine.start();
  await first.reach(2);
  await first.stop();

  nowMs += 120_000;
  const config = { emptyBlockTimeMs: 60_000, blockTimeMs: 1 };
  const second = await composeSoloChain({ directory, log, genesis, app, config, now: () => nowMs });
  const order = fakeTx('alice', 'u1', 3, 'a=1');
  const early = await second.mempool.submit(order);
  assert.equal(early.code, 9002);
  const cancel = await second.mempool.submit(fakeTx('alice', 'u2', 1, 'b=1'));
  assert.equal(cancel.code, 0);
  await second.engine.start();
  await second.reach(first.engine.height + 1);
  const late = (await second.store.find(first.engine.height + 1))!;
  assert.equal(late.block.txs.length, 1);
  assert.ok(BigInt(nowMs) * 1_000_000n - late.header.time > 60_000n * 1_000_000n);
  assert.equal((await second.mempool.submit(order)).code, 0);
  await second.reach(first.engine.height + 2);
  const next = (await second.store.find(first.engine.height + 2))!;
  assert.equal(next.block.txs.length, 1);
  assert.equal(next.header.time, BigInt(nowMs) * 1_000_000n);
  await second.stop();
});

test('a chain that continues an export begins at its initial height', async (t) => {
  const directory = temporaryDirectory(t);
  const log = new MemoryBlockLog();
  const genesis = testGenesis({ initial_height: '500' });
  const first = await composeSoloChain({ directory, log, genesis });
  await first.engine.start();
  await first.reach(503);
  await first.stop();
  assert.equal(first.store.first, 500);
  const { header, block } = (await first.store.find(500))!;
  assert.equal(header.time, genesis.genesisTime);
  assert.equal(header.lastBlockId.hash.length, 0);
  assert.equal(block.lastCommit.signatures.length, 0);
  const second = await composeSoloChain({ directory, log, genesis });
  await second.engine.start();
  await second.reach(first.engine.height + 2);
  await second.stop();
});
