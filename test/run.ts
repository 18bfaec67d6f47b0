/**
 * `npm test`: every suite in order, one closing line, exit 1 on any failure or on fewer tests than the floor.
 * `node test/run.ts unit e2e` runs only the named suites (no floor then).
 */
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

interface Suite {
  readonly name: string;
  readonly run: () => Promise<Tally>;
}

/** Fewer tests than this in a whole run means that tests were lost, not that all is well. */
const FLOOR = 1100;

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** One command that must exit 0. */
async function command(name: string, file: string, args: readonly string[]): Promise<Tally> {
  const started = Date.now();
  const { code, output } = await new Promise<{ code: number; output: string }>((resolve) => {
    const child = spawn(file, args, { cwd: root, env: process.env });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.on('error', (error) => resolve({ code: 1, output: String(error) }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
  const ok = code === 0;
  console.log(`${ok ? '✔' : '✖'} ${name} (${Date.now() - started} ms)`);
  if (!ok) console.log(output);
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
}

/** All test files under a pattern, each in its own process. */
async function nodeTests(pattern: string, concurrency: number): Promise<Tally> {
  const files = globSync(pattern, { cwd: root })
    .map((file) => join(root, file))
    .sort();
  if (files.length === 0) {
    console.log(`✖ no test file matches ${pattern}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  // A test that hangs must fail, not hold up everything behind it.
  const stream = run({ files, concurrency, forceExit: false, timeout: 300_000 });
  stream.on('test:summary', (data: { file?: string; counts: Record<string, number> }) => {
    if (data.file !== undefined) return;
    tally.passed += data.counts.passed ?? 0;
    tally.failed += (data.counts.failed ?? 0) + (data.counts.cancelled ?? 0);
    tally.skipped += (data.counts.skipped ?? 0) + (data.counts.todo ?? 0);
  });
  const report = stream.compose(spec);
  for await (const chunk of report) process.stdout.write(chunk as Buffer);
  return tally;
}

async function sum(parts: (() => Promise<Tally>)[]): Promise<Tally> {
  const total: Tally = { passed: 0, failed: 0, skipped: 0 };
  for (const part of parts) {
    const tally = await part();
    total.passed += tally.passed;
    total.failed += tally.failed;
    total.skipped += tally.skipped;
  }
  return total;
}

const bin = (name: string): string => join(root, 'node_modules', '.bin', name);
const cores = availableParallelism();

const suites: readonly Suite[] = [
  {
    name: 'check',
    run: () =>
      sum([
        () => command('format and lint (biome)', bin('biome'), ['check', '.']),
        () => command('types (tsc)', bin('tsc'), ['--noEmit']),
        () =>
          command('floating promises (oxlint)', bin('oxlint'), [
            '--type-aware',
            '--deny-warnings',
            'chain',
            'src',
            'test',
            'tools',
          ]),
        () =>
          command('generated protobuf code is up to date', process.execPath, ['tools/generate-proto.ts', '--check']),
        () => command('lockfile is complete', process.execPath, ['tools/complete-lockfile.mjs', '--check']),
        () => nodeTests('test/check/**/*.test.ts', cores),
      ]),
  },
  { name: 'unit', run: () => nodeTests('test/unit/**/*.test.ts', cores) },
  { name: 'vectors', run: () => nodeTests('test/vectors/**/*.test.ts', cores) },
  { name: 'integration', run: () => nodeTests('test/integration/**/*.test.ts', cores) },
  {
    name: 'contracts',
    run: async () => {
      const contracts = await import('./contracts/run.ts');
      return contracts.runContracts();
    },
  },
  { name: 'sim', run: () => nodeTests('test/sim/**/*.test.ts', cores) },
  { name: 'e2e', run: () => nodeTests('test/e2e/**/*.test.ts', 1) },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !suites.some((suite) => suite.name === name));
if (unknown.length > 0) {
  console.error(`unknown suite: ${unknown.join(', ')}; there are ${suites.map((suite) => suite.name).join(', ')}`);
  process.exit(2);
}

const total: Tally = { passed: 0, failed: 0, skipped: 0 };
for (const suite of suites) {
  if (wanted.length > 0 && !wanted.includes(suite.name)) continue;
  console.log(`\n== ${suite.name}`);
  const started = Date.now();
  const tally = await suite.run();
  total.passed += tally.passed;
  total.failed += tally.failed;
  total.skipped += tally.skipped;
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`== ${suite.name}: ${tally.passed} ok, ${tally.failed} bad, ${tally.skipped} skipped in ${seconds} s`);
}
if (wanted.length === 0 && total.passed + total.failed < FLOOR) {
  console.log(`\n✖ only ${total.passed + total.failed} tests ran, at least ${FLOOR} exist`);
  total.failed++;
}
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.stdout.write('', () => process.exit(total.failed > 0 ? 1 : 0));
