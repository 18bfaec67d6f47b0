import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BINARY = fileURLToPath(new URL('../../../node_modules/.bin/anvil', import.meta.url));
const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 10_000;

/**
 * Keeps anvil alive exactly as long as this process keeps the pipe open: a shell waits for the pipe's end, which comes
 * with the end of this process however it ended, and then asks anvil to stop, so that it writes its state. When anvil
 * ends by itself the shell ends with its exit code.
 */
const GUARD = `
exec 3<&0
"$@" </dev/null 3<&- &
pid=$!
echo "pid $pid"
{ read -r _; kill -TERM "$pid"; } <&3 >/dev/null 2>&1 &
exec 3<&-
wait "$pid"
`;

export interface AnvilOptions {
  readonly chainId: number;
  /** 0 takes a free one. */
  readonly port: number;
  /** Its state and its cache are here. */
  readonly folder: string;
}

/** Seconds between two blocks when nothing happens; a transaction is in a block at once. */
const IDLE_BLOCK_S = 2;
/** Blocks whose state is kept for proofs; relayers prove against final blocks, which are three deep. */
const KEPT_STATES = 256;

/** One EVM chain of the localnet. The binary comes with `npm ci`. */
export class AnvilProcess {
  readonly url: string;
  readonly pid: number;
  private readonly guard: ChildProcess;
  private readonly exited: Promise<number | null>;

  private constructor(guard: ChildProcess, exited: Promise<number | null>, pid: number, port: number) {
    this.guard = guard;
    this.exited = exited;
    this.pid = pid;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** Goes on with the chain that `folder` holds, or begins one. Rejects with what anvil said when it does not come up. */
  static async start({ chainId, port, folder }: AnvilOptions): Promise<AnvilProcess> {
    if (!existsSync(BINARY)) throw new Error(`anvil is missing (${BINARY}); run npm ci, or start with --no-evm`);
    mkdirSync(folder, { recursive: true });
    const args = [
      ...['--port', port, '--chain-id', chainId, '--cache-path', join(folder, 'cache')],
      ...['--state', join(folder, 'state.json'), '--state-interval', 60, '--prune-history', KEPT_STATES],
      ...['--hardfork', 'cancun', '--slots-in-an-epoch', 1, '--block-time', IDLE_BLOCK_S, '--mixed-mining'],
    ].map(String);
    // a group of its own: Ctrl-C in the terminal must not end it before the relayers
    const guard = spawn('/bin/sh', ['-c', GUARD, 'sh', BINARY, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    guard.stdin!.on('error', () => undefined);
    const exited = new Promise<number | null>((resolve) => guard.once('exit', (code) => resolve(code)));
    try {
      const { pid, port: listening } = await untilListening(guard, exited);
      return new AnvilProcess(guard, exited, pid, listening);
    } catch (error) {
      guard.stdin!.end();
      throw error;
    }
  }

  /** Calls back when it ends, whoever ended it. */
  onExit(callback: (code: number | null) => void): void {
    void this.exited.then(callback);
  }

  /** Writes its state and ends. */
  async stop(): Promise<void> {
    this.guard.stdin!.end();
    const timer = setTimeout(() => kill(this.pid), STOP_TIMEOUT_MS);
    await this.exited;
    clearTimeout(timer);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // gone meanwhile
  }
}

function untilListening(
  guard: ChildProcess,
  exited: Promise<number | null>,
): Promise<{ readonly pid: number; readonly port: number }> {
  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(() => reject(new Error('anvil did not start in a minute')), READY_TIMEOUT_MS);
    const read = (chunk: Buffer): void => {
      // it logs every call for as long as it runs: kept only until it listens
      output = (output + chunk.toString()).slice(0, 100_000);
      const pid = /^pid (\d+)$/m.exec(output)?.[1];
      const port = /Listening on [^\s:]+:(\d+)/.exec(output)?.[1];
      if (pid === undefined || port === undefined) return;
      clearTimeout(timer);
      guard.stdout!.off('data', read).resume();
      resolve({ pid: Number(pid), port: Number(port) });
    };
    guard.stdout!.on('data', read);
    guard.stderr!.on('data', read);
    void exited.then((code) => {
      clearTimeout(timer);
      const last = output.trim().split('\n').at(-1) ?? '';
      reject(new Error(`anvil ended with exit code ${code}: ${last}`));
    });
  });
}
