import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isBridgeFolder, runBridgeVectors } from './bridge.ts';

const DIR = fileURLToPath(new URL('./data/bridge', import.meta.url));

test('every bridge vector gives the expected encoding, hash, address or refusal', () => {
  assert.ok(isBridgeFolder(DIR));
  const results = runBridgeVectors(DIR);
  assert.ok(results.length >= 1600, `only ${results.length} cases`);
  assert.deepEqual(
    results.filter((one) => !one.ok),
    [],
  );
});
