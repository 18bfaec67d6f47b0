import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadNativeCrypto } from '#src/crypto/native-crypto.ts';
import { runPythVectors } from './pyth.ts';

const DIR = fileURLToPath(new URL('./data/pyth', import.meta.url));

test('native crypto gives the same verdict and the same reason on every case', async () => {
  const { crypto } = await loadNativeCrypto();
  assert.deepEqual(runPythVectors(DIR, crypto), runPythVectors(DIR));
});

test('every recorded and derived price update and set upgrade behaves as its vector states', () => {
  const results = runPythVectors(DIR);
  assert.ok(results.length >= 219, `only ${results.length} cases found`);
  assert.deepEqual(
    results.filter((result) => !result.ok),
    [],
  );
});
