/**
 * `npm run vectors -- --dir DIR`: runs every case of a folder in the formats of test/vectors/data (trading, risk, pyth, bridge)
 * against the product's own code. Prints each difference, then `N passed, N failed`; exit 1 on a failure or when nothing
 * was found.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isBridgeFolder, runBridgeVectors } from './bridge.ts';
import { isPythFolder, runPythVectors } from './pyth.ts';
import { runRiskVectors } from './risk.ts';
import { runTradingVectors } from './trading.ts';

interface Result {
  readonly name: string;
  readonly ok: boolean;
  readonly expected?: unknown;
  readonly got?: unknown;
}

const { values } = parseArgs({ options: { dir: { type: 'string' } } });
const dir = values.dir;
if (dir === undefined || !existsSync(dir) || !statSync(dir).isDirectory()) {
  console.error('usage: npm run vectors -- --dir DIR   (a folder with vector files)');
  process.exit(2);
}

/** The folder itself and all below it: each runner takes from each folder the files it knows. */
const folders = [
  dir,
  ...readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name)),
];

const show = (value: unknown): string => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  return text.length > 2000 ? `${text.slice(0, 2000)}…` : text;
};

let passed = 0;
let failed = 0;
/** A folder whose files are no JSON is one failure that says so, not the end of the run. */
function runFolder(folder: string): Result[] {
  try {
    return [
      ...runTradingVectors(folder),
      ...runRiskVectors(folder),
      ...(isPythFolder(folder) ? runPythVectors(folder) : []),
      ...(isBridgeFolder(folder) ? runBridgeVectors(folder) : []),
    ];
  } catch (error) {
    return [{ name: folder, ok: false, expected: 'readable vector files', got: String(error) }];
  }
}

for (const folder of folders) {
  const results = runFolder(folder);
  for (const { name, ok, expected, got } of results) {
    if (ok) {
      passed++;
      continue;
    }
    failed++;
    console.log(`✖ ${name}\n  expected ${show(expected)}\n  got      ${show(got)}`);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
