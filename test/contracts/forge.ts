/** Runs programs inside spoke-contracts: forge, and those of this repository. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const CONTRACTS = join(ROOT, 'spoke-contracts');
const FORGE = join(ROOT, 'node_modules', '.bin', process.platform === 'win32' ? 'forge.cmd' : 'forge');

export interface ProgramRun {
  readonly status: number;
  readonly stdout: string;
  /** Both streams, for a person. */
  readonly output: string;
}

/** Platforms whose forge binary is among the optional dependencies. */
export const isForgePlatform = (): boolean =>
  ['linux-x64', 'darwin-arm64', 'win32-x64'].includes(`${process.platform}-${process.arch}`);

export const hasForge = (): boolean => existsSync(FORGE);

/** Never rejects: a forge that cannot start has status 127. */
export function forge(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<ProgramRun> {
  const separator = process.platform === 'win32' ? ';' : ':';
  return start(FORGE, args, {
    ...process.env,
    ...env,
    // the compiler behind tools/solc.cjs must run on the Node that runs this
    PATH: `${join(ROOT, 'node_modules', '.bin')}${separator}${process.env.PATH ?? ''}`,
    FOUNDRY_DISABLE_NIGHTLY_WARNING: '1',
  });
}

/** A TypeScript program of this repository, in a process of its own. */
export const node = (file: string, ...args: readonly string[]): Promise<ProgramRun> =>
  start(process.execPath, [join(ROOT, file), ...args], process.env);

function start(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<ProgramRun> {
  return new Promise((resolve) => {
    const shell = command.endsWith('.cmd');
    const child = spawn(command, args, { cwd: CONTRACTS, env, shell, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.on('error', (error) => resolve({ status: 127, stdout, output: String(error) }));
    child.on('close', (status) => resolve({ status: status ?? 127, stdout, output }));
  });
}
