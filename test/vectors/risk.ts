import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { decodeVector, encodeVector } from './risk-decode.ts';
import { riskFunctions } from './risk-functions.ts';

export interface VectorResult {
  /** `file: case`. */
  readonly name: string;
  readonly fn: string;
  readonly ok: boolean;
  readonly expected?: unknown;
  readonly got?: unknown;
}

interface RiskCase {
  readonly name: string;
  readonly fn: string;
  readonly input: unknown;
  readonly expected: unknown;
}

/** Names of the functions the product has; a case of any other function counts as failed, with got `not built`. */
export const builtRiskFunctions: readonly string[] = Object.keys(riskFunctions);

/** True for the parsed JSON of a risk vector file: its cases name functions. */
export function isRiskFile(content: unknown): content is { cases: RiskCase[] } {
  const cases = (content as { cases?: unknown } | null)?.cases;
  return Array.isArray(cases) && cases.length > 0 && cases.every((c) => typeof c?.fn === 'string' && 'input' in c);
}

function runCase(file: string, c: RiskCase): VectorResult {
  const name = `${file}: ${c.name}`;
  const run = riskFunctions[c.fn];
  if (run === undefined) return { name, fn: c.fn, ok: false, expected: c.expected, got: 'not built' };
  let got: unknown;
  try {
    got = encodeVector(run(decodeVector(c.input) as Record<string, never>));
  } catch (error) {
    got = `threw ${String(error)}`;
  }
  return isDeepStrictEqual(got, c.expected)
    ? { name, fn: c.fn, ok: true }
    : { name, fn: c.fn, ok: false, expected: c.expected, got };
}

/** Runs the product's pure functions on every case of the risk files of a directory. */
export function runRiskVectors(dir: string): VectorResult[] {
  const results: VectorResult[] = [];
  for (const file of readdirSync(dir).sort()) {
    if (!file.endsWith('.json')) continue;
    const content: unknown = JSON.parse(readFileSync(join(dir, file), 'utf8'));
    if (isRiskFile(content)) for (const c of content.cases) results.push(runCase(file, c));
  }
  return results;
}
