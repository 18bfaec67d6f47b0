import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { FaultPlan } from '#src/db/fault-points.ts';
import type { FaultPoint } from '#src/engine/solo/fault-point.ts';
import { compileCache } from './e2e-cli.ts';

/** Where a node of a test dies or its disk fails. */
export interface ProcessFaults {
  readonly storage?: FaultPlan;
  /** Killed at the how-many-eth time the point is reached, from 1. */
  readonly engine?: { readonly point: FaultPoint; readonly hit: number };
}

export interface NodeExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

const SCRIPT = fileURLToPath(new URL('./e2e-node-process.ts', import.meta.url));

const alive = new Set<ChildProcess>();

/** Ends every node a failed test left running. */
export function killNodes(): void {
  for (const child of alive) child.kill('SIGKILL');
}

/** A whole node in a process. */
export class NodeProcess {
  readonly rest: string;
  readonly rpc: string;
  /** Last block when it had started. */
  readonly height: number;
  readonly child: ChildProcess;
  readonly exited: Promise<NodeExit>;
  isGone = false;

  private constructor(
    child: ChildProcess,
    exited: Promise<NodeExit>,
    facts: { rest: string; rpc: string; height: number },
  ) {
    this.child = child;
    this.exited = exited;
    this.rest = facts.rest;
    this.rpc = facts.rpc;
    this.height = facts.height;
    void exited.then(() => {
      this.isGone = true;
    });
  }

  /** Resolves when it listens, or with how it ended before that. */
  static async tryStart(home: string, faults: ProcessFaults = {}): Promise<NodeProcess | NodeExit> {
    const child = spawn(process.execPath, [SCRIPT, home, JSON.stringify(faults)], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, NODE_NO_WARNINGS: '1', NODE_COMPILE_CACHE: compileCache },
    });
    alive.add(child);
    child.once('exit', () => alive.delete(child));
    let output = '';
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    const exited = once(child, 'close').then(
      ([code, signal]): NodeExit => ({ code: code as number | null, signal: signal as NodeJS.Signals | null, output }),
    );
    const ready = new Promise<string>((resolve) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        if (line.startsWith('{"rpc"')) resolve(line);
        else output += `${line}\n`;
      });
    });
    const first = await Promise.race([ready, exited]);
    return typeof first === 'string' ? new NodeProcess(child, exited, JSON.parse(first)) : first;
  }

  static async start(home: string, faults: ProcessFaults = {}): Promise<NodeProcess> {
    const node = await NodeProcess.tryStart(home, faults);
    if (node instanceof NodeProcess) return node;
    throw new Error(`the node ended with ${node.code ?? node.signal}: ${node.output}`);
  }

  async stop(): Promise<NodeExit> {
    this.child.kill('SIGTERM');
    return this.exited;
  }
}
