/** `npm run sim -- --seed S --blocks N`: one simulation; prints what reproduces a failure. */
import { parseArgs } from 'node:util';
import { simulate } from './simulation.ts';

const { values } = parseArgs({ options: { seed: { type: 'string' }, blocks: { type: 'string' } } });
const seed = Number(values.seed ?? 1);
const blocks = Number(values.blocks ?? 200);
try {
  const report = simulate(seed, blocks);
  const codes = [...report.codes].sort(([a], [b]) => a - b).map(([code, count]) => `${code}×${count}`);
  console.log(`seed ${seed}: ${report.blocks} blocks, ${report.fills} fills, app hash ${report.appHash}`);
  console.log(`results: ${codes.join(' ')}`);
  if (report.differs !== undefined) throw new Error(`another app hash: ${report.differs}`);
} catch (error) {
  console.error(error);
  console.error(`reproduce with: npm run sim -- --seed ${seed} --blocks ${blocks}`);
  process.exit(1);
}
