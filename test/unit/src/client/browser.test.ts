import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const STATEMENT = /(?:^|\n)\s*(?:import|export)\s+(type\s+)?([^;'"]*?)from\s+'([^']+)'|import\('([^']+)'\)/g;

/** Modules a file loads when it runs: what is only types is stripped. */
function loadedBy(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(STATEMENT)].flatMap(([, type, names = '', from, dynamic]) => {
    const target = from ?? dynamic!;
    const list = /^\{([\s\S]*)\}\s*$/
      .exec(names.trim())?.[1]
      ?.split(',')
      .filter((name) => name.trim() !== '');
    const isTypes = type !== undefined || (list?.every((name) => name.trim().startsWith('type ')) ?? false);
    if (isTypes) return [];
    if (target.startsWith('.')) return [relative(ROOT, resolve(ROOT, dirname(file), target))];
    return [target.startsWith('#') ? target.slice(1) : target];
  });
}

test('nothing that the client loads needs Node', () => {
  const open = globSync('src/client/**/*.ts', { cwd: ROOT });
  const seen = new Set(open);
  const packages = new Set<string>();
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    const code = readFileSync(join(ROOT, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    assert.doesNotMatch(code, /\bBuffer\b|\bprocess\./, file);
    for (const target of loadedBy(file)) {
      assert.doesNotMatch(target, /^node:/, `${file} loads ${target}`);
      if (!target.endsWith('.ts'))
        packages.add(
          target
            .split('/')
            .slice(0, target.startsWith('@') ? 2 : 1)
            .join('/'),
        );
      else if (!seen.has(target)) {
        seen.add(target);
        open.push(target);
      }
    }
  }
  assert.ok(seen.size > 60, 'the graph was followed');
  assert.deepEqual([...packages].sort(), [
    '@noble/hashes',
    '@noble/secp256k1',
    '@scure/base',
    '@scure/bip32',
    '@scure/bip39',
    'viem',
  ]);
});

test('without a deposit nothing of viem is loaded', () => {
  const open = ['src/client/nave-client.ts', 'src/client/withdrawals.ts', 'src/client/follow-deposit.ts'];
  const seen = new Set(open);
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    for (const target of loadedBy(file)) {
      assert.doesNotMatch(target, /^viem/, `${file} loads ${target}`);
      if (target.endsWith('.ts') && !seen.has(target)) {
        seen.add(target);
        open.push(target);
      }
    }
  }
});
