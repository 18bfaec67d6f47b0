import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { bridgeChecks, type Case, type Json } from './bridge-checks.ts';

export interface BridgeResult {
  /** `file: case: what`. */
  readonly name: string;
  readonly ok: boolean;
  readonly expected?: unknown;
  readonly got?: unknown;
}

const FILES = Object.keys(bridgeChecks);

/** True for a folder with bridge vectors. */
export function isBridgeFolder(dir: string): boolean {
  return FILES.some((file) => existsSync(join(dir, file))) && existsSync(join(dir, 'domain.json'));
}

function judge(file: string, { name, expected, run }: Case): BridgeResult {
  let got: unknown;
  try {
    got = run();
  } catch (error) {
    got = `threw ${String(error)}`;
  }
  return isDeepStrictEqual(got, expected)
    ? { name: `${file}: ${name}`, ok: true }
    : { name: `${file}: ${name}`, ok: false, expected, got };
}

/** Runs the hub's encodings on every case of a folder of bridge vectors. */
export function runBridgeVectors(dir: string): BridgeResult[] {
  const read = (file: string): Json => {
    const path = join(dir, file);
    return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
  };
  const keys = read('keys.json');
  return FILES.flatMap((file) => {
    const content = read(file);
    return content === undefined ? [] : bridgeChecks[file]!(content, keys).map((one) => judge(file, one));
  });
}
