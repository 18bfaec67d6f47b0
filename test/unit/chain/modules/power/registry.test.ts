import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nobleCrypto } from '#chain/lib/hash.ts';
import { validatorCodec } from '#chain/modules/power/codec.ts';
import { localnetKey } from '#src/localnet/public-keys.ts';
import { OracleChain } from '#test/support/oracle-chain.ts';

const OPERATOR = localnetKey('operator', 0).address;

test('validators are found by every key they have', () => {
  const { keeper } = new OracleChain().begin().power;
  const [one] = keeper.all();
  for (const role of ['operator', 'relayer', 'feeder', 'hot', 'cold'] as const) {
    assert.deepEqual(keeper.findByKey(role, localnetKey(role, 0).address), one, role);
    assert.equal(keeper.findByKey(role, localnetKey(role, 1).address), undefined);
  }
  const address = nobleCrypto.sha256(one!.consensusKey!).slice(0, 20);
  assert.deepEqual(keeper.findByConsensusAddress(address), one);
});

test('power is granted plus staked, 0 in jail, 0 for ever when tombstoned', () => {
  const { keeper } = new OracleChain().begin().power;
  const power = (): number => keeper.powerOf(keeper.get(OPERATOR));
  assert.equal(power(), 10);
  keeper.setStakedPower(OPERATOR, 7);
  assert.equal(power(), 17);
  assert.deepEqual(
    [11, 12].map((votes) => keeper.isQuorum(votes)),
    [false, true],
  );
  keeper.setJailed(OPERATOR, 5);
  assert.deepEqual([power(), keeper.totalPower(), keeper.consensusSet()[0]?.power], [0, 0, 0]);
  assert.equal(keeper.isQuorum(0), false, 'nobody is no quorum');
  keeper.setJailed(OPERATOR, 0);
  assert.equal(power(), 17);
  keeper.tombstone(OPERATOR);
  assert.equal(power(), 0);
});

test('a fault is kept and announced once', () => {
  const chain = new OracleChain().begin();
  chain.events.take();
  const { keeper } = chain.power;
  keeper.reportFault(OPERATOR, 'double_sign', 5);
  keeper.reportFault(OPERATOR, 'double_sign', 5);
  keeper.reportFault(OPERATOR, 'downtime', 6);
  assert.deepEqual(keeper.get(OPERATOR).faults, [
    { kind: 'double_sign', height: 5 },
    { kind: 'downtime', height: 6 },
  ]);
  assert.equal(chain.events.take().length, 2);
  const record = keeper.get(OPERATOR);
  assert.deepEqual(validatorCodec.decode(validatorCodec.encode(record)), record);
  keeper.clearFaults(OPERATOR);
  assert.deepEqual(keeper.get(OPERATOR).faults, []);
  assert.deepEqual(chain.broken(), []);
});
