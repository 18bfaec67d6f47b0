/**
 * `node tools/contract-coverage.ts`: line and branch coverage of the vault by its forge tests, without the optimiser;
 * fails below 98 %. Works on a copy with the libraries inside, because forge's coverage does not follow imports that
 * leave the project's folder.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const CONTRACTS = join(ROOT, 'spoke-contracts');
const LEAST_PERCENT = 98;

interface FileCoverage {
  readonly file: string;
  readonly lines: readonly [hit: number, found: number];
  readonly branches: readonly [hit: number, found: number];
}

/** The project with its libraries below it and one compiler profile for sources and tests. */
function copyProject(folder: string): void {
  for (const part of ['src', 'test']) cpSync(join(CONTRACTS, part), join(folder, part), { recursive: true });
  const library = join('node_modules', '@openzeppelin', 'contracts');
  mkdirSync(join(folder, 'node_modules', '@openzeppelin'), { recursive: true });
  cpSync(join(ROOT, library), join(folder, library), { recursive: true });
  const config = readFileSync(join(CONTRACTS, 'foundry.toml'), 'utf8')
    .replaceAll('../node_modules', 'node_modules')
    .replace('../tools/solc.cjs', join(ROOT, 'tools', 'solc.cjs').replaceAll('\\', '/'))
    .replace(/^(additional_compiler_profiles|compilation_restrictions) = .*$/gm, '');
  writeFileSync(join(folder, 'foundry.toml'), config);
}

/** Per-file sums of an lcov report. */
export function parseLcov(text: string): FileCoverage[] {
  return text
    .split('end_of_record')
    .filter((record) => record.includes('SF:'))
    .map((record) => {
      const number = (tag: string): number => Number(new RegExp(`^${tag}:(\\d+)`, 'm').exec(record)?.[1] ?? 0);
      return {
        file: /^SF:(.*)$/m.exec(record)?.[1] ?? '',
        lines: [number('LH'), number('LF')],
        branches: [number('BRH'), number('BRF')],
      };
    });
}

function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'nave-coverage-'));
  try {
    copyProject(folder);
    const args = ['coverage', '--report', 'lcov', '--no-match-path', 'test/{gas,invariant}/*', '--fuzz-runs', '32'];
    const bin = join(ROOT, 'node_modules', '.bin');
    const env = { ...process.env, PATH: `${bin}:${process.env.PATH ?? ''}` };
    const run = spawnSync(join(bin, 'forge'), args, { cwd: folder, env, encoding: 'utf8', maxBuffer: 1 << 28 });
    if (run.status !== 0) throw new Error(`forge coverage failed:\n${run.stdout}${run.stderr}`);
    const files = parseLcov(readFileSync(join(folder, 'lcov.info'), 'utf8')).filter(
      ({ file }) => file.startsWith('src/') && !file.includes('test-tokens'),
    );
    const percent = ([hit, found]: readonly [number, number]): number => (found === 0 ? 100 : (100 * hit) / found);
    for (const { file, lines, branches } of files) {
      console.log(
        `${file.padEnd(34)} lines ${percent(lines).toFixed(1)} %  branches ${percent(branches).toFixed(1)} %`,
      );
    }
    const total = (pick: (file: FileCoverage) => readonly [number, number]): number =>
      percent(files.map(pick).reduce(([h, f], [hit, found]) => [h + hit, f + found], [0, 0]));
    const [lines, branches] = [total((file) => file.lines), total((file) => file.branches)];
    console.log(
      `vault: lines ${lines.toFixed(2)} %, branches ${branches.toFixed(2)} %, at least ${LEAST_PERCENT} % wanted`,
    );
    if (files.length === 0 || lines < LEAST_PERCENT || branches < LEAST_PERCENT) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
