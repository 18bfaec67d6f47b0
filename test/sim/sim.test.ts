import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simulate } from './simulation.ts';

const BLOCKS = 120;

for (const seed of [11, 12, 13]) {
  test(`seed ${seed}: invariants hold after every block and both shadows agree on every app hash`, () => {
    const report = simulate(seed, BLOCKS);
    assert.equal(report.differs, undefined, `reproduce with: npm run sim -- --seed ${seed} --blocks ${BLOCKS}`);
    assert.equal(report.blocks, BLOCKS);
    assert.ok(report.fills > 50, `only ${report.fills} fills: the traders do not trade`);
    assert.ok(report.codes.size > 10, 'the traders reach few refusals');
  });
}

test('the same seed twice gives the same app hash', () => {
  assert.equal(simulate(7, 30).appHash, simulate(7, 30).appHash);
});
