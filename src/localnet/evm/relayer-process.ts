import { type ChildProcess, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toHex } from '#chain/lib/bytes.ts';
import { writeFileAtomic } from '#src/node/home.ts';
import { operatorKeysFile, operatorName, readOperatorKeys } from '../operators.ts';
import { localnetKey } from '../public-keys.ts';

const MAIN = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
const STOP_TIMEOUT_MS = 5_000;
/** One that ended by itself is started again after this. */
const RESTART_MS = 5_000;

export interface RelayerSpoke {
  readonly spoke: number;
  /** Two endpoints. */
  readonly rpc: readonly string[];
}

export interface RelayerOptions {
  readonly root: string;
  /** Of the operator: local-0 … */
  readonly index: number;
  readonly hub: { readonly rpc: string; readonly rest: string };
  readonly spokes: readonly RelayerSpoke[];
  /** 0 takes a free one. */
  readonly metricsPort: number;
  /** Told when it has another process than before. */
  readonly onRestart: () => void;
  /** Told when it ends without being asked to; it is started again. */
  readonly onExit: (name: string, code: number | null) => void;
}

/** One operator's relayer: `nave relayer start` with a file of its own, all four jobs, its keys in the environment. */
export class RelayerProcess {
  readonly name: string;
  private readonly options: RelayerOptions;
  private readonly configFile: string;
  private child: ChildProcess | undefined;
  private restart: NodeJS.Timeout | undefined;
  private isWanted = false;
  private starts = 0;

  constructor(options: RelayerOptions) {
    this.options = options;
    this.name = operatorName(options.index);
    const folder = join(options.root, 'relayers', this.name);
    this.configFile = join(folder, 'relayer.toml');
    writeFileAtomic(this.configFile, relayerToml(options, folder));
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  start(): void {
    this.isWanted = true;
    const log = openSync(join(dirname(this.configFile), 'relayer.log'), 'a');
    const child = spawn(process.execPath, [MAIN, 'relayer', 'start', '--config', this.configFile], {
      stdio: ['ignore', log, log, 'ipc'],
      // as the hub: Ctrl-C is for the starter
      detached: true,
      env: { ...process.env, NODE_NO_WARNINGS: '1', ...this.keys() },
    });
    this.child = child;
    if (this.starts++ > 0) this.options.onRestart();
    child.once('exit', (code) => {
      this.child = undefined;
      if (!this.isWanted) return;
      this.options.onExit(this.name, code);
      this.restart = setTimeout(() => this.start(), RESTART_MS);
    });
  }

  /** kill -9, and not started again until start() is called. */
  kill(): void {
    this.isWanted = false;
    clearTimeout(this.restart);
    this.child?.kill('SIGKILL');
  }

  async stop(): Promise<void> {
    this.isWanted = false;
    clearTimeout(this.restart);
    const { child } = this;
    if (child === undefined) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await gone;
    clearTimeout(timer);
  }

  private keys(): Record<string, string> {
    const { root, index } = this.options;
    const { relayer, hot, operator } = readOperatorKeys(root, index);
    return {
      RELAYER_KEY: relayer.privateKey,
      OPERATOR_KEY: operator.privateKey,
      HOT_KEY: hot.privateKey,
      SUBMITTER_KEY: toHex(localnetKey('submitter', index).privateKey),
      LOCKER_KEY: toHex(localnetKey('locker', index).privateKey),
    };
  }
}

/** Keys stand in the environment, never in the file. */
function relayerToml({ root, index, hub, spokes, metricsPort }: RelayerOptions, folder: string): string {
  const text = (value: unknown): string => JSON.stringify(value);
  return [
    `# relayer of ${operatorName(index)}; its keys are in ${operatorKeysFile(root, index)}`,
    `folder = ${text(folder)}`,
    `validator-index = ${index}`,
    'required-sources = 2',
    '',
    '[hub]',
    `rest = ${text(hub.rest)}`,
    `rpc = ${text(hub.rpc)}`,
    '',
    '[keys]',
    'relayer = "env:RELAYER_KEY"',
    'operator = "env:OPERATOR_KEY"',
    'relayer-algo = "secp256k1"',
    'signer = "env:HOT_KEY"',
    'submitter = "env:SUBMITTER_KEY"',
    'watchtower = "env:LOCKER_KEY"',
    '',
    '[metrics]',
    `port = ${metricsPort}`,
    '',
    '[log]',
    'format = "json"',
    ...spokes.flatMap(({ spoke, rpc }) => ['', `[spokes.${spoke}]`, `rpc = ${text(rpc)}`]),
    '',
  ].join('\n');
}
