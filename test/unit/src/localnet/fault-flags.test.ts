import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFaults } from '#src/localnet/fault-flags.ts';

const NONE = { relayerLies: 0, relayerDies: 0, reorg: 0, rpcHangs: 0, pricesStale: false };

test('faults are read with their numbers', () => {
  assert.deepEqual(readFaults([]), NONE);
  assert.deepEqual(readFaults(['relayer-lies=1', 'reorg=64', 'prices-stale']), {
    ...NONE,
    relayerLies: 1,
    reorg: 64,
    pricesStale: true,
  });
  assert.deepEqual(readFaults(['relayer-dies=4', 'rpc-hangs=2']), { ...NONE, relayerDies: 4, rpcHangs: 2 });
});

test('anything else is one line that says what there is', () => {
  const bad = ['relayer-lies', 'relayer-lies=', 'relayer-lies=0', 'relayer-lies=5', 'relayer-lies=1x', 'reorg=65'];
  for (const text of [...bad, 'reorg=-1', 'reorg=1\n']) {
    const answer = readFaults([text]);
    assert.ok(typeof answer === 'string' && answer.includes('=N with N 1..'), text);
  }
  for (const text of ['', 'liar=1', 'toString=1', 'prices-stale=1', '=1']) {
    const answer = readFaults([text]);
    assert.ok(typeof answer === 'string' && /there are relayer-lies=N, /.test(answer), text);
  }
});
