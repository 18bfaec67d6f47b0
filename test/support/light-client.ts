import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const SKIPPED = 3;

/** The cometbft binary, built on first use; or why tests that need it are skipped. Throws when the build fails. */
export function findCometbft(version?: string): { path: string } | { skip: string } {
  const env = version === undefined ? process.env : { ...process.env, COMETBFT_VERSION: version };
  const made = spawnSync('bash', [join(root, 'tools/get-cometbft.sh'), join(root, '.cache/cometbft')], {
    env,
    encoding: 'utf8',
  });
  if (made.status === 0) return { path: made.stdout.trim() };
  const reason = made.stderr.trim().split('\n').at(-1) ?? '';
  if (made.status === SKIPPED) return { skip: reason };
  throw new Error(`cometbft could not be built: ${made.error?.message ?? reason}`);
}

/** A port that was free a moment ago: for programs that cannot say which one they took. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

export interface LightClient {
  /** Its verifying proxy. */
  readonly url: string;
  /** Everything it wrote. */
  output(): string;
  stop(): Promise<void>;
}

export interface LightOptions {
  readonly binary: string;
  readonly home: string;
  readonly chainId: string;
  readonly rpc: string;
  readonly height: number;
  /** Trusted header hash, hex. */
  readonly hash: string;
  readonly sequential?: boolean;
}

/** Starts `cometbft light` and resolves when its proxy answers; rejects with its output when it exits instead. */
export async function startLightClient(options: LightOptions): Promise<LightClient> {
  const { binary, home, chainId, rpc, height, hash, sequential = false } = options;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const trust = ['--height', String(height), '--hash', hash];
  const where = ['--home-dir', home, '--laddr', `tcp://127.0.0.1:${port}`];
  const mode = sequential ? ['--sequential'] : [];
  const child = spawn(binary, ['light', chainId, '-p', rpc, '-w', rpc, ...trust, ...where, ...mode]);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  await answers(child, url, () => output);
  return { url, output: () => output, stop: () => kill(child) };
}

async function answers(child: ChildProcess, url: string, output: () => string): Promise<void> {
  let isGone = false;
  child.once('exit', () => {
    isGone = true;
  });
  child.once('error', () => {
    isGone = true;
  });
  for (const until = Date.now() + 30_000; Date.now() < until; ) {
    if (isGone) throw new Error(`cometbft light stopped:\n${output()}`);
    const response = await fetch(`${url}/status`).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await kill(child);
  throw new Error(`cometbft light did not answer:\n${output()}`);
}

function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}
