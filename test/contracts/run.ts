/**
 * The contract suite: format, lint, build without warnings, typed ABIs, unit, fuzz and invariant tests, gas and size,
 * and the bridge vectors against the compiled vault. `node test/contracts/run.ts` runs it alone and exits 1 on failure.
 */
import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { contractArtifact } from '#tools/build-contracts.ts';
import { forge, hasForge, isForgePlatform, node } from './forge.ts';
import { gasReport } from './gas-report.ts';

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

const HERE = dirname(fileURLToPath(import.meta.url));
/** Fewer forge tests than this mean that tests were lost. */
const LEAST_FORGE_TESTS = 148;
const TEST_PATHS = ['--no-match-path', 'test/gas/*'];

const none = (): Tally => ({ passed: 0, failed: 0, skipped: 0 });

/** One thing that holds or does not; `detail` is printed when it does not. */
function check(name: string, ok: boolean, detail: string, startedMs: number): Tally {
  console.log(`${ok ? '✔' : '✖'} ${name} (${Date.now() - startedMs} ms)`);
  if (!ok) console.log(detail);
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
}

async function forgeCheck(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Tally> {
  const started = Date.now();
  const { status, output } = await forge(args, env);
  return check(name, status === 0, output, started);
}

/**
 * forge lint exits 0 on warnings: any finding fails. It compiles without bytecode, so it must not share the folders of
 * the build: a later test would find contracts without code.
 */
async function lint(): Promise<Tally> {
  const started = Date.now();
  const { status, output } = await forge(['lint', 'src'], {
    FOUNDRY_OUT: 'out/lint',
    FOUNDRY_CACHE_PATH: 'cache/lint',
  });
  return check('forge lint', status === 0 && !/^(warning|note|error|info)\b/m.test(output), output, started);
}

interface SuiteResult {
  readonly test_results: Record<
    string,
    { readonly status: 'Success' | 'Failure' | 'Skipped'; readonly reason?: string }
  >;
}

async function forgeTests(): Promise<Tally> {
  const started = Date.now();
  const { stdout, output } = await forge(['test', '--json', ...TEST_PATHS]);
  const json = stdout.split('\n').find((line) => line.startsWith('{'));
  if (json === undefined) return check('forge test', false, output, started);
  const tally = none();
  for (const [suite, { test_results }] of Object.entries(JSON.parse(json) as Record<string, SuiteResult>)) {
    for (const [name, { status, reason }] of Object.entries(test_results)) {
      if (status === 'Success') tally.passed++;
      else if (status === 'Skipped') tally.skipped++;
      else tally.failed++;
      if (status === 'Failure') console.log(`✖ ${suite} ${name}: ${reason ?? ''}`);
    }
  }
  const total = tally.passed + tally.failed;
  console.log(`${tally.failed === 0 ? '✔' : '✖'} forge test: ${total} tests (${Date.now() - started} ms)`);
  if (tally.failed > 0) console.log((await forge(['test', '--rerun', ...TEST_PATHS])).output);
  if (total >= LEAST_FORGE_TESTS) return tally;
  return sum([tally, check('forge test', false, `only ${total} tests ran, ${LEAST_FORGE_TESTS} exist`, started)]);
}

async function gas(): Promise<Tally> {
  const started = Date.now();
  try {
    const { table, failures } = await gasReport();
    console.log(table);
    return check('gas and size', failures.length === 0, failures.join('\n'), started);
  } catch (error) {
    return check('gas and size', false, String(error), started);
  }
}

/** Compiles the released contracts without forge; a warning in our own code is an error there. */
async function release(): Promise<Tally> {
  const started = Date.now();
  const { status, output } = await node('tools/build-contracts.ts', '--check');
  return check('release build without warnings, typed ABIs up to date', status === 0, output, started);
}

/** The vectors need the artifacts, which must not be compiled by several test processes at once. */
async function vectorTests(): Promise<Tally> {
  contractArtifact('LibraryHarness', 'test/support/LibraryHarness.sol');
  contractArtifact('DecimalsToken', 'test/support/DecimalsToken.sol');
  const files = globSync('*.test.ts', { cwd: HERE }).map((file) => join(HERE, file));
  if (files.length === 0) return check('bridge vectors', false, 'no test file', Date.now());
  const tally = none();
  const stream = run({ files: files.sort(), concurrency: 2 });
  stream.on('test:summary', (data: { file?: string; counts: Record<string, number> }) => {
    if (data.file !== undefined) return;
    tally.passed += data.counts.passed ?? 0;
    tally.failed += (data.counts.failed ?? 0) + (data.counts.cancelled ?? 0);
    tally.skipped += (data.counts.skipped ?? 0) + (data.counts.todo ?? 0);
  });
  for await (const chunk of stream.compose(spec)) process.stdout.write(chunk as Buffer);
  return tally;
}

function sum(parts: readonly Tally[]): Tally {
  const total = none();
  for (const { passed, failed, skipped } of parts) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return total;
}

/** The whole suite. A platform that should have forge and has not fails; one that cannot have it skips what needs it. */
export async function runContracts(): Promise<Tally> {
  if (!hasForge()) {
    const platform = `${process.platform}-${process.arch}`;
    const detail = 'node_modules/.bin/forge is missing: run npm ci with optional dependencies';
    if (isForgePlatform()) return check(`forge on ${platform}`, false, detail, Date.now());
    console.log(`forge and anvil are not published for ${platform}: contract tests skipped`);
    return { passed: 0, failed: 0, skipped: 1 };
  }
  const parts: Tally[] = [await forgeCheck('forge fmt', ['fmt', '--check']), await lint()];
  // two compilers, two cores
  const strict = { FOUNDRY_DENY: 'warnings' };
  parts.push(
    ...(await Promise.all([
      forgeCheck('forge build without warnings', ['build', '--skip', 'test'], strict),
      release(),
    ])),
  );
  parts.push(await forgeTests());
  parts.push(await gas());
  parts.push(await vectorTests());
  return sum(parts);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { passed, failed, skipped } = await runContracts();
  console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exit(failed > 0 ? 1 : 0);
}
