import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Scenario } from '#test/support/naive-book-json.ts';
import { TradingExchange } from './trading-exchange.ts';

export interface TradingVectorResult {
  /** `file: scenario`. */
  readonly name: string;
  readonly ok: boolean;
  readonly expected?: unknown;
  readonly got?: unknown;
}

/** True for the parsed JSON of a trading vector file: a list of scenarios. */
export function isTradingFile(content: unknown): content is Scenario[] {
  return (
    Array.isArray(content) &&
    content.length > 0 &&
    content.every(
      (one) => Array.isArray(one?.blocks) && Array.isArray(one?.setup?.markets) && one.expected !== undefined,
    )
  );
}

/**
 * What the product makes of a scenario, in the form of its `expected`. `restart`: the book is rebuilt from its records
 * before every block.
 */
export function runScenario(scenario: Scenario, restart: boolean): Scenario['expected'] {
  let exchange = new TradingExchange(scenario.setup);
  const lines: string[] = [];
  const perBlock: [number, string][] = [];
  const running = createHash('sha256');
  for (const block of scenario.blocks) {
    if (restart) exchange = exchange.restarted();
    const own = exchange.run(block);
    lines.push(...own);
    for (const line of own) running.update(`${line}\n`);
    perBlock.push([lines.length, running.copy().digest('hex').slice(0, 8)]);
  }
  const state = exchange.result();
  if (scenario.stream !== true) return { events: lines, ...state };
  return { eventCount: lines.length, eventsSha256: running.digest('hex'), perBlock, ...state };
}

function runCase(name: string, scenario: Scenario, restart: boolean): TradingVectorResult {
  let got: unknown;
  try {
    got = runScenario(scenario, restart);
  } catch (error) {
    got = `threw ${error instanceof Error ? error.stack : String(error)}`;
  }
  const { expected } = scenario;
  return isDeepStrictEqual(got, expected) ? { name, ok: true } : { name, ok: false, expected, got };
}

/** Runs the trading vectors that lie in `dir`, each also with a restart before every block. */
export function runTradingVectors(dir: string): TradingVectorResult[] {
  const results: TradingVectorResult[] = [];
  for (const file of readdirSync(dir)
    .filter((name) => name.endsWith('.json'))
    .sort()) {
    const content: unknown = JSON.parse(readFileSync(join(dir, file), 'utf8'));
    if (!isTradingFile(content)) continue;
    for (const scenario of content) {
      const name = `${file}: ${scenario.name}`;
      results.push(runCase(name, scenario, false), runCase(`${name} (restarted before each block)`, scenario, true));
    }
  }
  return results;
}
