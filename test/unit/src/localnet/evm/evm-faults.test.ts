import assert from 'node:assert/strict';
import { test } from 'node:test';
import { warningsOf } from '#src/localnet/evm/evm-faults.ts';

const NONE = { relayerLies: 0, relayerDies: 0, reorg: 0, rpcHangs: 0 };

test('what faults lead to is said beforehand', () => {
  assert.deepEqual(warningsOf(NONE), []);
  const cases: readonly [Partial<typeof NONE>, RegExp][] = [
    [{ relayerLies: 1 }, /outvote/],
    [{ relayerLies: 2 }, /isolates/],
    [{ relayerLies: 3 }, /a quorum, and money is invented/],
    [{ reorg: 2 }, /within the finality of 2/],
    [{ reorg: 3 }, /final blocks change; relayers stop/],
    [{ rpcHangs: 2 }, /^2 of 4 relayers vote truly at all times: fewer than a quorum/],
    [{ relayerDies: 1, rpcHangs: 1 }, /^2 of 4/],
    [{ relayerDies: 4 }, /^0 of 4/],
  ];
  for (const [faults, says] of cases) {
    const warnings = warningsOf({ ...NONE, ...faults });
    assert.equal(warnings.length, 1, JSON.stringify(faults));
    assert.match(warnings[0]!, says);
  }
});

test('a single relayer that dies or hangs leaves a quorum and needs no warning', () => {
  assert.deepEqual(warningsOf({ ...NONE, relayerDies: 1 }), []);
  assert.deepEqual(warningsOf({ ...NONE, rpcHangs: 1 }), []);
});
