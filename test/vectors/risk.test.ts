import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { builtRiskFunctions, runRiskVectors } from './risk.ts';

const results = runRiskVectors(fileURLToPath(new URL('./data/risk', import.meta.url)));

test('every risk vector of a built function gives the expected result', () => {
  const built = results.filter((r) => builtRiskFunctions.includes(r.fn));
  assert.ok(built.length >= 244, `only ${built.length} cases`);
  assert.deepEqual(
    built.filter((r) => !r.ok),
    [],
  );
});

test('exactly the risk vectors of functions that are not built fail', () => {
  const failed = new Set(results.filter((r) => !r.ok).map((r) => r.fn));
  for (const fn of failed) assert.ok(!builtRiskFunctions.includes(fn), fn);
  for (const r of results) if (!builtRiskFunctions.includes(r.fn)) assert.equal(r.got, 'not built', r.name);
});

test('every function that is built has at least one vector', () => {
  const seen = new Set(results.map((r) => r.fn));
  assert.deepEqual(
    builtRiskFunctions.filter((fn) => !seen.has(fn)),
    [],
  );
});
