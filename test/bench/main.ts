/** `npm run bench`: every figure beside its target and its peer's. `--only NAME`, `--quick`, `--json FILE`. */
import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { type BenchRow, median } from './bench-row.ts';
import { benches } from './benches.ts';
import { calibrate, calibrationRow, PEER_MACHINE_BLOCKS } from './calibration.ts';
import { printRows } from './table.ts';

const { values } = parseArgs({
  options: { only: { type: 'string', multiple: true }, quick: { type: 'boolean' }, json: { type: 'string' } },
});
const quick = values.quick === true;
const unknown = (values.only ?? []).filter((name) => benches.every((bench) => bench.name !== name));
if (unknown.length > 0) {
  console.error(`no bench ${unknown.join(', ')}; there are ${benches.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
const chosen = benches.filter(({ name, slow }) => values.only?.includes(name) ?? !(quick && slow === true));

/** Rows of one bench, from a process of its own. */
function runApart(name: string): Promise<BenchRow[]> {
  return new Promise((resolve, reject) => {
    const child = fork(new URL('./child.ts', import.meta.url), quick ? [name, 'quick'] : [name]);
    let rows: BenchRow[] | undefined;
    child.on('message', (message) => {
      rows = message as BenchRow[];
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0 && rows !== undefined) resolve(rows);
      else reject(new Error(`bench ${name} ended with code ${code}`));
    });
  });
}

const calibrations = [calibrate()];
const rows: BenchRow[] = [];
const failed: string[] = [];
for (const { name } of chosen) {
  console.error(`bench ${name} …`);
  try {
    rows.push(...(await runApart(name)));
  } catch (error) {
    failed.push((error as Error).message);
  }
  calibrations.push(calibrate(3));
}
const calibration = median(calibrations);
const factor = calibration / PEER_MACHINE_BLOCKS;
const all = [calibrationRow(calibration), ...rows];
printRows(all, factor);
if (values.json !== undefined) {
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length };
  const facts = { time: new Date().toISOString(), quick, machine, calibrations, factor, rows: all };
  writeFileSync(values.json, `${JSON.stringify(facts, null, 2)}\n`);
}
for (const message of failed) console.error(message);
process.exit(failed.length === 0 ? 0 : 1);
