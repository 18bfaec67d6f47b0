/**
 * Gas and size of the vault against the committed snapshot and the limits of bridge-abi §9. A call fails when it costs
 * 3 % more than its snapshot or more than its limit. `node test/contracts/gas-report.ts --update` measures and writes
 * the snapshot anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contractArtifact } from '#tools/build-contracts.ts';
import { forge } from './forge.ts';

const CONTRACTS = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'spoke-contracts');
const SNAPSHOT = join(CONTRACTS, 'gas-snapshot.json');
const MEASURED = join(CONTRACTS, 'out', 'gas.json');
/** Growth over the snapshot that is let pass, in per mille. */
const TOLERANCE_PER_MILLE = 30;

/** Limits of bridge-abi §9 in gas; the last one in bytes (EIP-170). */
const LIMITS: Record<string, number> = {
  deposit: 69_000,
  'deposit with permit': 83_000,
  'payout 1': 184_000,
  'payout 10': 500_000,
  'payout 100': 3_650_000,
  'payout 1 with 4 validators': 122_000,
  'payout 1 with 100 validators': 485_000,
  'queue 1': 174_000,
  'queue 10': 250_000,
  'queue 100': 1_010_000,
  'finalize 1': 95_000,
  'finalize 10': 400_000,
  'finalize 100': 3_450_000,
  requestRotation: 175_000,
  finalizeRotation: 55_000,
  'lock soft': 47_000,
  'lock hard': 47_000,
  emergencyUnlock: 177_000,
  'cancel 1': 134_000,
  deployment: 6_200_000,
  'runtime size in bytes': 24_576,
};

type Figures = Record<string, number>;

export interface GasReport {
  /** One line a call: measured, snapshot, limit. */
  readonly table: string;
  /** Calls that cost too much, are not measured or have no snapshot. */
  readonly failures: readonly string[];
  readonly rows: number;
}

/** Runs the measuring test, each call as a transaction of its own. Throws if it does not pass. */
async function measure(): Promise<Figures> {
  const run = await forge(['test', '--isolate', '--match-path', 'test/gas/*']);
  if (run.status !== 0) throw new Error(`the gas test does not pass:\n${run.output}`);
  const figures = JSON.parse(readFileSync(MEASURED, 'utf8')) as Figures;
  return { ...figures, 'runtime size in bytes': contractArtifact('SpokeVault', 'src/SpokeVault.sol').runtimeBytes };
}

/** What each call costs now, with its limit where bridge-abi §9 has one. Throws if the measuring test does not pass. */
export async function gasFigures(): Promise<readonly { name: string; gas: number; limit: number | undefined }[]> {
  return Object.entries(await measure()).map(([name, gas]) => ({ name, gas, limit: LIMITS[name] }));
}

export async function gasReport(): Promise<GasReport> {
  return compare(await measure(), JSON.parse(readFileSync(SNAPSHOT, 'utf8')) as Figures);
}

/** Exported for its own test: a regression must be seen. */
export function compare(measured: Figures, snapshot: Figures): GasReport {
  const failures: string[] = [];
  const lines = ['call                             measured   snapshot      limit'];
  const names = new Set([...Object.keys(LIMITS), ...Object.keys(measured), ...Object.keys(snapshot)]);
  for (const name of names) {
    const [now, then, limit] = [measured[name], snapshot[name], LIMITS[name]];
    const cell = (value: number | undefined) =>
      (value === undefined ? '-' : value.toLocaleString('en-US')).padStart(11);
    const verdict = verdictOf(now, then, limit);
    if (verdict !== undefined) failures.push(`${name}: ${verdict}`);
    lines.push(
      `${name.padEnd(30)}${cell(now)}${cell(then)}${cell(limit)}${verdict === undefined ? '' : `  ${verdict}`}`,
    );
  }
  return { table: lines.join('\n'), failures, rows: names.size };
}

function verdictOf(now: number | undefined, then: number | undefined, limit: number | undefined): string | undefined {
  if (now === undefined) return 'not measured';
  if (limit !== undefined && now > limit) return 'above its limit';
  if (then === undefined) return 'not in the snapshot';
  if (now * 1_000 > then * (1_000 + TOLERANCE_PER_MILLE)) return 'more than 3 % above the snapshot';
  return undefined;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--update')) writeFileSync(SNAPSHOT, `${JSON.stringify(await measure(), null, 2)}\n`);
  const report = await gasReport();
  console.log(report.table);
  process.exitCode = report.failures.length > 0 ? 1 : 0;
}
