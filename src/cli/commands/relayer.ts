import type { Command } from 'commander';
import { stopWithParent } from '#src/localnet/parent-watch.ts';
import type { RelayerSettings } from '#src/relayer/config/relayer-config.ts';
import type { RelayerStatus } from '#src/relayer/relayer-process.ts';
import { request } from '../node-request.ts';
import { CliError, EXIT, type OutputFormat, printObject, printTable } from '../output.ts';
import { findSigner } from '../signing.ts';

interface RelayerFlags {
  readonly config?: string;
  readonly keyring?: string;
  readonly passwordFile?: string;
  readonly output?: OutputFormat;
  readonly [flag: string]: string | readonly string[] | undefined;
}

/** Flags that are settings; docs/relayers.md has all keys. */
const SETTINGS: readonly (readonly [flag: string, value: string, doc: string])[] = [
  ['--spokes', '<list>', 'numbers of the spokes, such as 1,2'],
  ['--jobs', '<list>', 'observer,signer,submitter,watchtower'],
  [
    '--key',
    '<name>',
    'relayer account: a key of the keyring, or keystore:FILE:PASSWORD_FILE, env:NAME, remote:ADDRESS@URL',
  ],
  ['--metrics', '<port>', 'port of /metrics, /ready and /status; 0 takes a free one'],
  ['--node', '<url>', 'REST of a hub node'],
  ['--hub-rpc', '<url>', 'RPC of the same node'],
  ['--folder', '<dir>', 'where nonce tables are'],
  ['--interval', '<duration>', 'between two looks'],
  ['--required-sources', '<n>', 'endpoints of a spoke that must agree; 1 on localnets only'],
  ['--validator-index', '<n>', 'place in the order of submitting'],
  ['--log-level', '<level>', 'least important messages that are written'],
  ['--log-format', '<format>', 'pretty or json'],
];
/** Errors that are about what the operator gave. */
const REFUSALS: readonly string[] = ['StartRefused', 'KeystoreError', 'RemoteSignerError', 'NonceTableBusy'];

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** `nave relayer start` and `nave relayer status` (api-types §6). */
export function registerRelayerCommands(program: Command): void {
  const relayer = program.command('relayer').description('carry deposits to the hub and payouts to the spokes');
  const start = relayer
    .command('start')
    .description('run the relayer of a validator; SIGINT and SIGTERM stop it gracefully, SIGKILL is safe')
    .option('--config <file>', 'settings in TOML; docs/relayers.md lists them')
    .option('--rpc <n=urls>', 'endpoints of a spoke, such as 1=https://a,https://b; once a spoke', collect)
    .option('--keyring <file>', 'where --key NAME is looked for')
    .option('--password-file <file>', 'password of the keyring');
  for (const [flag, value, doc] of SETTINGS) start.option(`${flag} ${value}`, doc);
  start.action(async (flags: RelayerFlags) => runStart(flags));

  relayer
    .command('status')
    .description('what a running relayer says of itself; exit 1 when it is not ready')
    .option('--config <file>', 'its settings: for the port')
    .option('--metrics <port>', 'port or URL of its metrics (9465)')
    .option('--output <format>', 'text or json', 'text')
    .action(async (flags: RelayerFlags) => runStatus(flags));
}

async function settingsOf(flags: RelayerFlags): Promise<RelayerSettings> {
  const { loadRelayerConfig } = await import('#src/relayer/config/relayer-config.ts');
  const nameOf = (flag: string): string => flag.slice(2).replaceAll(/-([a-z])/g, (_, x: string) => x.toUpperCase());
  const given = [...SETTINGS.map(([flag]) => flag), '--rpc'].map((flag) => [flag, flags[nameOf(flag)]] as const);
  return loadRelayerConfig({
    ...(flags.config !== undefined && { file: flags.config }),
    flags: Object.fromEntries(given),
  });
}

async function runStart(flags: RelayerFlags): Promise<void> {
  const settings = await settingsOf(flags);
  const { createLogger } = await import('#src/telemetry/log.ts');
  const { runRelayerProcess } = await import('#src/relayer/relayer-process.ts');
  const { openHubKey } = await import('#src/relayer/keys/hub-key.ts');
  const log = createLogger(settings.log.level, settings.log.format);
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  stopWithParent(() => stop.abort());
  try {
    const { relayer, operator, relayerAlgo } = settings.keys;
    const open = (source: NonNullable<typeof relayer>) =>
      source.kind === 'keyring' ? findSigner({ from: source.name, ...pick(flags) }) : openHubKey(source, relayerAlgo);
    const hubKey = relayer === undefined ? undefined : await open(relayer);
    const operatorKey = operator === undefined ? undefined : await open(operator);
    await runRelayerProcess(settings, {
      log,
      signal: stop.signal,
      ...(hubKey !== undefined && { hubKey }),
      ...(operatorKey !== undefined && { operatorKey }),
      onStarted: ({ chainId, relayer: account, metrics }) => {
        const spokes = settings.spokes.map(({ spoke }) => spoke).join(', ');
        const who = account === null ? '' : ` · ${account}`;
        process.stdout.write(
          `Nave relayer · ${chainId}${who} · spokes ${spokes} · ${settings.jobs.join(', ')} · metrics ${metrics}/metrics · next: nave relayer status --metrics ${new URL(metrics).port}\n`,
        );
        process.send?.({ kind: 'ready', metrics });
      },
    });
  } catch (error) {
    const { name, message } = error as Error;
    throw REFUSALS.includes(name) ? new CliError(`the relayer does not start: ${message}`) : error;
  }
}

const pick = ({ keyring, passwordFile }: RelayerFlags): { keyring?: string; passwordFile?: string } => ({
  ...(keyring !== undefined && { keyring }),
  ...(passwordFile !== undefined && { passwordFile }),
});

async function runStatus(flags: RelayerFlags): Promise<void> {
  if (flags.output !== 'text' && flags.output !== 'json') throw new CliError('--output is text or json', EXIT.usage);
  const url = await statusUrl(flags);
  let body: RelayerStatus;
  try {
    ({ body } = (await request(`${url}/status`)) as unknown as { body: RelayerStatus });
  } catch {
    throw new CliError(`no relayer answers at ${url}; start one (nave relayer start) or name its port with --metrics`);
  }
  const { spokes, ...facts } = body;
  if (!Array.isArray(spokes)) throw new CliError(`${url} is not a relayer`);
  if (flags.output === 'json') printObject('json', body);
  else {
    printObject('text', facts);
    process.stdout.write('\n');
    printTable('text', spokes.flatMap(rowsOf));
  }
  if (body.ready !== true) throw new CliError('the relayer is not ready');
}

/** A line a job; a spoke that does not run yet has one line. */
function rowsOf({ spoke, phase, reason, jobs, ...figures }: RelayerStatus['spokes'][number]): object[] {
  if (phase !== 'running') return [{ spoke, job: '-', state: phase, finalizedHeight: '-', nonceGap: '-', reason }];
  return jobs.map((job) => ({
    spoke,
    job: job.job,
    state: job.state,
    finalizedHeight: job.job === 'observer' ? figures.finalizedHeight : undefined,
    nonceGap: job.job === 'observer' ? figures.nonceGap : undefined,
    reason: job.reason,
  }));
}

async function statusUrl({ metrics, config }: RelayerFlags): Promise<string> {
  if (typeof metrics === 'string' && /^https?:/.test(metrics)) return metrics.replace(/\/+$/, '');
  if (typeof metrics === 'string' && /^\d{1,5}$/.test(metrics)) return `http://127.0.0.1:${metrics}`;
  if (metrics !== undefined) throw new CliError('--metrics is a port or a URL', EXIT.usage);
  const { host, port } = (config === undefined ? undefined : (await settingsOf({ config })).metrics) ?? {
    host: '127.0.0.1',
    port: 9_465,
  };
  return `http://${host}:${port}`;
}
