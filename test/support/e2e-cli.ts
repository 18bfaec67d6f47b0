import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contractFile, type LocalnetContract } from '#src/localnet/contract.ts';

/** The command users run, as a process of its own. */
export const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Most of a short command's time is the compiler's; removed at exit. */
export const compileCache = mkdtempSync(join(tmpdir(), 'nave-e2e-cache-'));
process.once('exit', () => rmSync(compileCache, { recursive: true, force: true }));

const children = new Set<ChildProcess>();

/** Starts `nave ARGS`; nothing of the caller's NAVE_… variables reaches it. */
export function spawnCli(args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('NAVE_')));
  const child = spawn(process.execPath, [MAIN, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...clean, NODE_NO_WARNINGS: '1', NODE_COMPILE_CACHE: compileCache, ...env },
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

/** Runs `nave ARGS` to its end. */
export async function runCli(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  stdin = '',
): Promise<CliResult> {
  const child = spawnCli(args, env);
  let stdout = '';
  let stderr = '';
  child.stdout!.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr!.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  child.stdin!.on('error', () => undefined).end(stdin);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

/** Ends what a failed test left running. */
export function killLeftovers(): void {
  for (const child of children) child.kill('SIGKILL');
}

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    // A child that ended and was not waited for yet is still a pid.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
};

/** Resolves when `holds` does; rejects with `what` after the limit. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, limitMs = 20_000): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not in ${limitMs} ms: ${what}`);
    const { promise, resolve } = Promise.withResolvers<void>();
    setTimeout(resolve, 50);
    await promise;
  }
}

/** `nave localnet` as a process, in a folder of its own. */
export class LocalnetProcess {
  readonly home: string;
  readonly child: ChildProcess;
  output = '';
  readonly exited: Promise<number | null>;

  private constructor(home: string, child: ChildProcess) {
    this.home = home;
    this.child = child;
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on('data', (chunk: Buffer) => {
        this.output += chunk.toString();
      });
    }
    this.exited = once(child, 'close').then(([code]) => code as number | null);
  }

  /** Resolves when it says that it is up. */
  static async start(home: string, ...flags: string[]): Promise<LocalnetProcess> {
    const localnet = new LocalnetProcess(home, spawnCli(['localnet', '--any-ports', '--home', home, ...flags]));
    const up = new Promise<void>((resolve) => {
      localnet.child.stdout!.on('data', () => {
        if (localnet.output.includes('Ctrl-C stops everything')) resolve();
      });
    });
    const code = await Promise.race([up, localnet.exited]);
    if (code !== undefined) throw new Error(`nave localnet ended with ${code}:\n${localnet.output}`);
    return localnet;
  }

  get contract(): LocalnetContract {
    return JSON.parse(readFileSync(contractFile(this.home), 'utf8')) as LocalnetContract;
  }

  get hasContract(): boolean {
    return existsSync(contractFile(this.home));
  }

  /** `nave ARGS` of a user in this folder. */
  run(...args: string[]): Promise<CliResult> {
    return runCli(args, { NAVE_LOCALNET: this.home });
  }
}

/** A new folder and how to remove it. */
export function temporaryHome(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'nave-e2e-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
