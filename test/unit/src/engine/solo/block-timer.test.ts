import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BlockTimer } from '#src/engine/solo/block-timer.ts';

const pace = { blockTimeMs: 250, emptyBlockTimeMs: 1000 };

/** A timer whose clock and workload the test sets. */
function setUp() {
  const state = { nowMs: 0, txs: 0, isFull: false };
  const workload = { hasTxs: () => state.txs > 0, isFull: () => state.isFull };
  return { state, timer: new BlockTimer(pace, workload, () => state.nowMs) };
}

test('the first block is due at once', () => {
  assert.equal(setUp().timer.dueInMs(), 0);
});

test('a block follows after 250 ms with txs, after 1 s without, at once when it is full', async () => {
  const { state, timer } = setUp();
  await timer.next();
  assert.equal(timer.dueInMs(), 1000);
  state.txs = 1;
  assert.equal(timer.dueInMs(), 250);
  state.nowMs = 100;
  assert.equal(timer.dueInMs(), 150);
  state.nowMs = 900;
  assert.equal(timer.dueInMs(), 0);
  state.nowMs = 100;
  state.isFull = true;
  assert.equal(timer.dueInMs(), 0);
});

test('the pause counts from the start of a block, so a slow block does not add to it', async () => {
  const { state, timer } = setUp();
  state.txs = 1;
  await timer.next();
  state.nowMs = 200;
  assert.equal(timer.dueInMs(), 50);
});

test('a first tx wakes a timer that waits for an empty block', async () => {
  const { state, timer } = setUp();
  await timer.next();
  state.nowMs = 300;
  let isDue = false;
  const waiting = timer.next().then(() => {
    isDue = true;
  });
  timer.wake();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(isDue, false);
  state.txs = 1;
  timer.wake();
  await waiting;
  assert.equal(isDue, true);
});

test('stop ends the wait', async () => {
  const { timer } = setUp();
  await timer.next();
  const waiting = timer.next();
  timer.stop();
  await waiting;
});
