import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromUtf8, utf8 } from '#chain/lib/bytes.ts';
import { AppError } from '#chain/lib/errors.ts';
import { sha256 } from '#src/engine/block/digest.ts';
import type { MempoolConfig } from '#src/mempool/config.ts';
import { Mempool, type MempoolDeps } from '#src/mempool/mempool.ts';
import { FakeApplication, fakeTx } from '#test/support/fake-application.ts';

interface Setup {
  readonly app: FakeApplication;
  readonly pool: Mempool;
  /** Executes txs as one block and tells the pool. */
  readonly commit: (txs: readonly Uint8Array[], timeMs?: number) => void;
}

function setUp(config: Partial<MempoolConfig> = {}, deps: Partial<MempoolDeps> = {}): Setup {
  const app = new FakeApplication();
  const pool = new Mempool(config, { app, sequence: (signer) => app.sequence(signer), ...deps });
  let height = 0;
  const commit = (txs: readonly Uint8Array[], timeMs = 1000): void => {
    const timeNs = BigInt(timeMs) * 1_000_000n;
    const proposer = new Uint8Array(20);
    app.finalizeBlock({ height: ++height, timeNs, txs, lastCommit: [], proposer, misbehavior: [] });
    pool.onCommitted(app.commit());
  };
  return { app, pool, commit };
}

const texts = (txs: readonly Uint8Array[]): string[] => txs.map(fromUtf8);

test('admitted txs are reaped in order of arrival whatever their lane', async () => {
  const { pool } = setUp();
  const sent = [fakeTx('a', 'u1', 3, 'x=1'), fakeTx('b', 'u1', 0, 'x=2'), fakeTx('c', 'u1', 1, 'x=3')];
  await Promise.all(sent.map((tx) => pool.submit(tx)));
  assert.deepEqual(texts(pool.reap()), texts(sent));
  assert.equal(pool.size, 3);
  assert.equal(
    pool.bytes,
    sent.reduce((sum, tx) => sum + tx.length, 0),
  );
  assert.equal(pool.weight, 30);
});

test('order of arrival survives batches that are verified out of order', async () => {
  const releases: (() => void)[] = [];
  const verifyAhead = (): Promise<void> => new Promise((resolve) => void releases.push(resolve));
  const { pool } = setUp({ batchTxs: 2, batchesInFlight: 3 }, { verifyAhead });
  const sent = Array.from({ length: 6 }, (_, i) => fakeTx('a', i, 3, `k${i}=v`));
  const answers = Promise.all(sent.map((tx) => pool.submit(tx)));
  while (releases.length < 3) await new Promise((resolve) => setImmediate(resolve));
  for (const release of releases.reverse()) {
    release();
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.deepEqual(
    (await answers).map(({ code }) => code),
    [0, 0, 0, 0, 0, 0],
  );
  assert.deepEqual(texts(pool.reap()), texts(sent));
});

/** Lane 0 of the fake txs takes the urgent way. */
const isUrgent = (tx: Uint8Array): boolean => fromUtf8(tx).split('/')[2] === '0';

test('a price update passes a flood of orders that came before it', async () => {
  const { pool } = setUp({ batchTxs: 16 }, { isUrgent, verifyAhead: () => new Promise((done) => setImmediate(done)) });
  const admitted: string[] = [];
  const send = async (tx: Uint8Array): Promise<void> => {
    assert.equal((await pool.submit(tx)).code, 0);
    admitted.push(fromUtf8(tx));
  };
  const orders = Array.from({ length: 2_000 }, (_, i) => send(fakeTx('a', `u${i}`, 3, 'x=1')));
  const price = fakeTx('feeder', 0, 0, 'price=1');
  await send(price);
  // What one turn of the event loop admits beside it, of 2,000 that were there first.
  assert.ok(admitted.indexOf(fromUtf8(price)) <= 4 * 16, `${admitted.indexOf(fromUtf8(price))} orders before it`);
  await Promise.all(orders);
  assert.equal(pool.size, 2_001);
});

test('a flood of urgent txs leaves its share of the verifier to the others', async () => {
  const batches: string[][] = [];
  const verifyAhead = async (txs: readonly Uint8Array[]): Promise<void> => {
    batches.push(texts(txs));
    await new Promise((done) => setImmediate(done));
  };
  const { pool } = setUp({ urgentBatchTxs: 8 }, { isUrgent, verifyAhead });
  const flood = Array.from({ length: 200 }, (_, i) => pool.submit(fakeTx('a', `u${i}`, 0, 'x=1')));
  const order = fakeTx('b', 'u1', 3, 'x=1');
  assert.equal((await pool.submit(order)).code, 0);
  assert.ok(pool.size <= 3 * 8, `${pool.size} urgent txs before it`);
  await Promise.all(flood);
  assert.ok(batches.every((batch) => batch.length <= 8));
});

test('an urgent tx whose sequence follows a waiting order is admitted behind it', async () => {
  const { pool } = setUp({ batchTxs: 1 }, { isUrgent, verifyAhead: () => new Promise((done) => setImmediate(done)) });
  const sent = [fakeTx('a', 0, 3, 'x=0'), fakeTx('b', 'u1', 3, 'x=0'), fakeTx('a', 1, 0, 'x=1')];
  const results = await Promise.all(sent.map((tx) => pool.submit(tx)));
  assert.deepEqual(
    results.map(({ code }) => code),
    [0, 0, 0],
  );
  assert.equal((await pool.submit(fakeTx('a', 3, 0, 'x=3'))).code, 1005, 'nothing waits that could fill the gap');
});

test('a verifier that fails is counted and checkTx decides alone', async () => {
  const { pool } = setUp({}, { verifyAhead: () => Promise.reject(new Error('worker died')) });
  assert.equal((await pool.submit(fakeTx('a', 0, 3, 'x=1'))).code, 0);
  assert.equal(pool.counters.verifierErrors, 1);
});

test('ordered sequences continue the committed one and the waiting ones', async () => {
  const { pool, commit } = setUp();
  commit([fakeTx('a', 0, 3, 'x=1')]);
  assert.equal((await pool.submit(fakeTx('a', 1, 3, 'x=2'))).code, 0);
  assert.equal((await pool.submit(fakeTx('a', 2, 3, 'x=3'))).code, 0);
  const gap = await pool.submit(fakeTx('a', 4, 3, 'x=5'));
  assert.equal(gap.code, 1005);
  assert.equal(gap.log, 'account sequence mismatch, expected 3, got 4');
  assert.equal((await pool.submit(fakeTx('a', 0, 3, 'x=6'))).code, 1005);
});

test('the same sequence again replaces the waiting tx, which and whose successors then arrive anew', async () => {
  const { pool } = setUp();
  await pool.submit(fakeTx('a', 0, 3, 'x=0'));
  await pool.submit(fakeTx('a', 1, 3, 'x=1'));
  await pool.submit(fakeTx('b', 'u1', 3, 'y=1'));
  assert.equal((await pool.submit(fakeTx('a', 0, 3, 'x=replaced'))).code, 0);
  assert.deepEqual(texts(pool.reap()), ['b/u1/3/y=1', 'a/0/3/x=replaced', 'a/1/3/x=1']);
  assert.equal(pool.counters.dropped.replaced, 1);
  assert.equal(pool.size, 3);
});

test('the same unordered nonce again replaces the waiting tx', async () => {
  const { pool } = setUp();
  await pool.submit(fakeTx('a', 'u7', 3, 'x=0'));
  await pool.submit(fakeTx('a', 'u8', 3, 'x=1'));
  await pool.submit(fakeTx('a', 'u7', 3, 'x=2'));
  assert.deepEqual(texts(pool.reap()), ['a/u8/3/x=1', 'a/u7/3/x=2']);
});

test('duplicates are named, waiting, arriving or committed', async () => {
  const { pool, commit } = setUp();
  const tx = fakeTx('a', 0, 3, 'x=1');
  const [first, arriving] = await Promise.all([pool.submit(tx), pool.submit(tx)]);
  assert.equal(first.duplicate, undefined);
  assert.equal(arriving.duplicate, 'pending');
  assert.equal((await pool.submit(tx)).duplicate, 'pending');
  commit([tx]);
  const known = await pool.submit(tx);
  assert.equal(known.duplicate, 'committed');
  assert.equal(known.height, 1);
  assert.equal(known.code, 0);
  assert.equal(pool.size, 0);
});

test('a refused tx may come again', async () => {
  const { pool } = setUp();
  const tx = fakeTx('a', 1, 3, 'x=1');
  assert.equal((await pool.submit(tx)).code, 1005);
  await pool.submit(fakeTx('a', 0, 3, 'x=0'));
  assert.equal((await pool.submit(tx)).code, 0);
});

test('beyond the backlog lanes 2 and 3 are refused with a retryable code, 0 and 1 have room of their own', async () => {
  const { pool } = setUp({ maxTxs: 2, reservedTxs: 1 });
  await pool.submit(fakeTx('a', 'u1', 3, 'x=1'));
  await pool.submit(fakeTx('a', 'u2', 2, 'x=2'));
  for (const lane of [2, 3]) {
    const refused = await pool.submit(fakeTx('a', 'u3', lane, 'x=3'));
    assert.equal(refused.code, 5013);
    assert.equal(refused.details?.scope, 'backlog');
  }
  assert.equal((await pool.submit(fakeTx('a', 'u4', 1, 'x=4'))).code, 0);
  assert.equal((await pool.submit(fakeTx('a', 'u5', 0, 'x=5'))).code, 5013);
  assert.equal(pool.counters.shed, 3);
});

test('bytes and weight bound the backlog as well', async () => {
  const heavy = setUp({ maxWeight: 25, reservedWeight: 0 });
  await heavy.pool.submit(fakeTx('a', 'u1', 3, 'x=1'));
  await heavy.pool.submit(fakeTx('a', 'u2', 3, 'x=1'));
  assert.equal((await heavy.pool.submit(fakeTx('a', 'u3', 3, 'x=1'))).code, 5013);
  const long = setUp({ maxBytes: 100, reservedBytes: 0 });
  assert.equal((await long.pool.submit(fakeTx('a', 'u1', 3, `x=${'1'.repeat(80)}`))).code, 0);
  assert.equal((await long.pool.submit(fakeTx('a', 'u2', 3, 'x=1'))).code, 0);
  assert.equal((await long.pool.submit(fakeTx('a', 'u3', 3, 'x=1'))).code, 5013);
});

test('a full pool still lets a signer replace its own tx', async () => {
  const { pool } = setUp({ maxTxs: 1, accountTxs: 1 });
  await pool.submit(fakeTx('a', 0, 3, 'x=1'));
  assert.equal((await pool.submit(fakeTx('a', 0, 3, 'x=2'))).code, 0);
  assert.deepEqual(texts(pool.reap()), ['a/0/3/x=2']);
});

test('one account cannot take the whole pool', async () => {
  const { pool } = setUp({ accountTxs: 2 });
  await pool.submit(fakeTx('a', 0, 3, 'x=1'));
  await pool.submit(fakeTx('a', 'u1', 3, 'x=2'));
  const refused = await pool.submit(fakeTx('a', 1, 3, 'x=3'));
  assert.equal(refused.code, 5013);
  assert.equal(refused.details?.scope, 'account');
  assert.equal((await pool.submit(fakeTx('b', 0, 3, 'x=3'))).code, 0);
});

test('oversize txs and a full admission queue are refused unread', async () => {
  const never = (): Promise<void> => new Promise(() => undefined);
  const { pool } = setUp({ maxTxBytes: 20, queueTxs: 1 }, { verifyAhead: never });
  assert.equal((await pool.submit(utf8('x'.repeat(21)))).code, 5006);
  void pool.submit(fakeTx('a', 'u1', 3, 'x=1'));
  const refused = await pool.submit(fakeTx('a', 'u2', 3, 'x=1'));
  assert.equal(refused.code, 5013);
  assert.equal(refused.details?.scope, 'queue');
  assert.equal(pool.arrivingTxs, 1);
});

test('a closed pool answers 9004 and a gate may refuse lanes', async () => {
  const late = setUp({}, { refuse: ({ lane }) => (lane > 1 ? new AppError(9002) : undefined) });
  assert.equal((await late.pool.submit(fakeTx('a', 0, 3, 'x=1'))).code, 9002);
  assert.equal((await late.pool.submit(fakeTx('a', 0, 1, 'x=1'))).code, 0);
  late.pool.close();
  assert.equal((await late.pool.submit(fakeTx('a', 1, 1, 'x=1'))).code, 9004);
});

test('a block removes its txs, what became stale, and what stands behind a gap', async () => {
  const { pool, commit } = setUp();
  const ours = [0, 1, 2, 3].map((i) => fakeTx('a', i, 3, `x=${i}`));
  await Promise.all(ours.map((tx) => pool.submit(tx)));
  commit([ours[0]!, fakeTx('a', 1, 3, 'another=1')]);
  assert.deepEqual(texts(pool.reap()), ['a/2/3/x=2', 'a/3/3/x=3']);
  assert.equal(pool.counters.committed, 1);
  assert.equal(pool.counters.dropped.sequence, 1);
});

test('expired and old txs leave, and their successors with them', async () => {
  let now = 0;
  const { app, pool, commit } = setUp({ ttlMs: 1000 }, { now: () => now });
  const check = app.checkTx.bind(app);
  app.checkTx = (tx) => {
    const result = check(tx);
    const isTimed = fromUtf8(tx).includes('timed');
    return isTimed ? { ...result, facts: { ...result.facts!, timeoutMs: 5000 } } : result;
  };
  await pool.submit(fakeTx('a', 'u1', 3, 'timed=1'));
  await pool.submit(fakeTx('b', 0, 3, 'old=1'));
  now = 900;
  await pool.submit(fakeTx('b', 1, 3, 'young=1'));
  commit([], 4999);
  assert.equal(pool.size, 3);
  commit([], 5000);
  assert.equal(pool.size, 2);
  now = 1001;
  commit([], 5001);
  assert.equal(pool.size, 0);
  assert.equal(pool.counters.dropped.expired, 2);
  assert.equal(pool.counters.dropped.sequence, 1);
});

test('rechecks go round a pool larger than their budget', async () => {
  const { app, pool, commit } = setUp({ recheckTxs: 2 });
  const sent = [0, 1, 2, 3, 4].map((i) => fakeTx('a', `u${i}`, 3, `x=${i}`));
  await Promise.all(sent.map((tx) => pool.submit(tx)));
  app.checkTx = () => ({ code: 4005, codespace: 'markets', log: '', gasWanted: 0n, gasUsed: 0n });
  const sizes: number[] = [];
  for (let i = 0; i < 3; i++) {
    commit([]);
    sizes.push(pool.size);
  }
  assert.deepEqual(sizes, [3, 1, 0]);
  assert.equal(pool.counters.dropped.recheck, 5);
});

test('reaping only early lanes never breaks a signer’s order', async () => {
  const { pool } = setUp();
  const sent = [
    fakeTx('a', 0, 1, 'x=0'),
    fakeTx('a', 1, 3, 'x=1'),
    fakeTx('a', 2, 1, 'x=2'),
    fakeTx('a', 'u9', 1, 'x=3'),
    fakeTx('b', 0, 0, 'x=4'),
  ];
  for (const tx of sent) await pool.submit(tx);
  assert.deepEqual(texts(pool.reap(1)), ['a/0/1/x=0', 'a/u9/1/x=3', 'b/0/0/x=4']);
});

test('a limited block takes prices, then cancels up to their share, then the rest in order of arrival', async () => {
  const { app, pool } = setUp();
  app.weight = 10;
  const sent = [
    ...[0, 1, 2, 3].map((i) => fakeTx('a', `u${i}`, 3, 'x=1')),
    ...[0, 1, 2].map((i) => fakeTx('b', `u${i}`, 1, 'x=1')),
    fakeTx('c', 'u0', 0, 'x=1'),
  ];
  for (const tx of sent) await pool.submit(tx);
  assert.equal(pool.orderWeight, 70);
  const limited = pool.reapWithin(3, 40);
  assert.equal(limited.weight, 40);
  assert.deepEqual(texts(limited.txs), ['b/u0/1/x=1', 'c/u0/0/x=1', 'a/u0/3/x=1', 'a/u1/3/x=1', 'a/u2/3/x=1']);
  const all = pool.reapWithin(3, 70);
  assert.equal(all.weight, 70);
  assert.deepEqual(texts(all.txs), texts(sent));
});

test('a limited block never breaks a signer’s order', async () => {
  const { app, pool } = setUp();
  app.weight = 10;
  const sent = [
    fakeTx('a', 0, 3, 'x=0'),
    fakeTx('a', 1, 1, 'x=1'),
    fakeTx('b', 'u1', 3, 'x=2'),
    fakeTx('b', 'u2', 1, 'x=3'),
  ];
  for (const tx of sent) await pool.submit(tx);
  assert.deepEqual(texts(pool.reapWithin(3, 20).txs), ['b/u2/1/x=3', 'a/0/3/x=0']);
  assert.deepEqual(texts(pool.reapWithin(1, 10).txs), ['b/u2/1/x=3']);
});

test('gossip hands out local txs once, in portions', async () => {
  const { pool } = setUp();
  await pool.submit(fakeTx('a', 'u1', 3, 'x=1'));
  await pool.submit(fakeTx('a', 'u2', 3, 'x=2'), false);
  await pool.submit(fakeTx('a', 'u3', 3, 'x=3'));
  assert.deepEqual(texts(pool.reapForGossip(12)), ['a/u1/3/x=1']);
  assert.deepEqual(texts(pool.reapForGossip(1000)), ['a/u3/3/x=3']);
  assert.deepEqual(pool.reapForGossip(1000), []);
});

test('random traffic keeps sums, order and sequences consistent', async () => {
  let seed = 20261123;
  const random = (n: number): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * n);
  };
  const { app, pool, commit } = setUp({ maxTxs: 60, reservedTxs: 10, accountTxs: 20, recheckTxs: 5 });
  const signers = ['a', 'b', 'c', 'd'];
  let committedTxs = 0;
  for (let round = 0; round < 150; round++) {
    const sent = Array.from({ length: random(12) }, () => {
      const signer = signers[random(4)]!;
      const nonce = random(2) === 0 ? app.sequence(signer) + random(6) : `u${random(40)}`;
      return fakeTx(signer, nonce, random(4), `k${random(9)}=${random(4) === 0 ? 'fail' : random(100)}`);
    });
    await Promise.all(sent.map((tx) => pool.submit(tx)));
    const candidates = pool.reap();
    assert.equal(candidates.length, pool.size, `seed 20261123 round ${round}`);
    assert.equal(
      pool.bytes,
      candidates.reduce((sum, tx) => sum + tx.length, 0),
    );
    assert.equal(pool.weight, candidates.length * 10);
    const next = new Map(signers.map((signer) => [signer, app.sequence(signer)]));
    for (const text of texts(candidates)) {
      const [signer, nonce] = text.split('/') as [string, string];
      if (nonce.startsWith('u')) continue;
      assert.equal(Number(nonce), next.get(signer), `seed 20261123 round ${round}: ${text}`);
      next.set(signer, Number(nonce) + 1);
    }
    const taken = candidates.slice(0, random(candidates.length + 1));
    committedTxs += taken.length;
    commit(taken);
    for (const tx of taken) assert.ok(!pool.has(Buffer.from(sha256(tx)).toString('hex')));
  }
  assert.ok(committedTxs > 200);
});
