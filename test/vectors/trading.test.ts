import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { runTradingVectors } from './trading.ts';

const DATA = join(import.meta.dirname, 'data', 'trading');

for (const [folder, least] of [
  [DATA, 300],
  [join(DATA, 'streams'), 40],
] as const) {
  test(`every scenario of ${folder.slice(DATA.length) || 'the folder'} gives the events and the state of the reference, restarted or not`, () => {
    const results = runTradingVectors(folder);
    assert.ok(results.length >= least, `only ${results.length} cases found`);
    for (const { name, expected, got } of results.filter((result) => !result.ok)) {
      assert.deepEqual(got, expected, name);
    }
  });
}
