import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { NodeAddresses } from '#src/node/node.ts';

const MAIN = fileURLToPath(new URL('../cli/main.ts', import.meta.url));
const READY_TIMEOUT_MS = 60_000;

export interface HubOptions {
  readonly home: string;
  readonly logFile: string;
  readonly ports: { readonly rpc: number; readonly api: number; readonly metrics: number };
}

/** The hub as a process of its own, so that bots and page never hold it up. It stops when this process is gone. */
export class HubProcess {
  readonly addresses: NodeAddresses;
  readonly pid: number;
  private readonly child: ChildProcess;
  private readonly exited: Promise<number | null>;

  private constructor(child: ChildProcess, addresses: NodeAddresses, exited: Promise<number | null>) {
    this.child = child;
    this.addresses = addresses;
    this.exited = exited;
    this.pid = child.pid!;
  }

  /** Resolves when it listens; rejects with the last line it wrote when it does not come up. */
  static async start(options: HubOptions): Promise<HubProcess> {
    const { rpc, api, metrics } = options.ports;
    const log = openSync(options.logFile, 'a');
    const flags = ['--rpc-port', rpc, '--api-port', api, '--metrics-port', metrics].map(String);
    const child = spawn(process.execPath, [MAIN, 'start', '--home', options.home, '--log-format', 'json', ...flags], {
      stdio: ['ignore', log, 'pipe', 'ipc'],
      // Ctrl-C in the terminal is for the starter, which ends its children in order
      detached: true,
      env: { ...process.env, NODE_NO_WARNINGS: '1' },
    });
    let lastError = '';
    child.stderr!.on('data', (chunk: Buffer) => {
      const text = chunk.toString();
      const line = text.split('\n').find((candidate) => candidate.startsWith('nave: '));
      if (line !== undefined) lastError = line.slice(6);
    });
    child.stderr!.pipe(createWriteStream(options.logFile, { flags: 'a' }));
    const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
    const ready = new Promise<NodeAddresses>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('the hub did not start in a minute')), READY_TIMEOUT_MS);
      child.on('message', (message: { kind?: string } & NodeAddresses) => {
        if (message.kind !== 'ready') return;
        clearTimeout(timer);
        const { rpc: rpcUrl, rest, ws, metrics: metricsUrl } = message;
        resolve({ rpc: rpcUrl, rest, ws, metrics: metricsUrl });
      });
      void exited.then((code) => {
        clearTimeout(timer);
        reject(
          new Error(lastError === '' ? `the hub stopped with exit code ${code}; see ${options.logFile}` : lastError),
        );
      });
    });
    try {
      return new HubProcess(child, await ready, exited);
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
  }

  /** Calls back when the process ends, whoever ended it. */
  onExit(callback: (code: number | null) => void): void {
    void this.exited.then(callback);
  }

  /** Graceful, then not. */
  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 10_000);
    await this.exited;
    clearTimeout(timer);
  }
}
