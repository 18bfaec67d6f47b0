import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'smol-toml';
import { ConfigError } from '#src/settings/config-error.ts';
import type { KeySource } from '../keys/key-source.ts';
import type { RelayerJob } from '../relayer-job.ts';
import type { RelayerConfig, SpokeSettings } from '../relayer-types.ts';
import { type RelayerKey, relayerKeys } from './config-keys.ts';
import type { RelayerKeySource, ValueReader } from './config-values.ts';

/** Everything `nave relayer` is told. */
export interface RelayerSettings extends Required<Omit<RelayerConfig, 'spokes'>> {
  readonly spokes: readonly SpokeSettings[];
  readonly hub: { readonly rest: string; readonly rpc: string };
  readonly keys: {
    readonly relayer?: RelayerKeySource;
    readonly operator?: RelayerKeySource;
    readonly relayerAlgo: 'secp256k1' | 'ethsecp256k1';
    readonly signer?: KeySource;
    readonly submitter?: KeySource;
    readonly watchtower?: KeySource;
  };
  readonly metrics: { readonly host: string; readonly port: number };
  readonly log: { readonly level: string; readonly format: 'pretty' | 'json' };
}

export interface RelayerArguments {
  readonly file?: string;
  /** By flag: `--spokes`; of `--rpc` each `N=URL,URL`. */
  readonly flags?: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly environment?: NodeJS.ProcessEnv;
}

type Name = (typeof relayerKeys)[number]['name'];
type ValueOf<N extends Name> =
  Extract<(typeof relayerKeys)[number], { readonly name: N }>['read'] extends ValueReader<infer T> ? T : never;

/** A value as it was found and where. */
interface Found {
  readonly value: unknown;
  readonly where: string;
}

const HELP = 'docs/relayers.md lists the keys';

/** `NAVE_RELAYER_SPOKES_1_RPC` of `spokes.1.rpc`. */
export const variableOf = (name: string): string => `NAVE_RELAYER_${name.replaceAll(/[.-]/g, '_').toUpperCase()}`;

/**
 * Flags win over environment, environment over the file, the file over the defaults. Paths of the file are relative to it.
 * Throws ConfigError: one line that names the key, where it stands and what it must be; never the value of a key or URL.
 */
export function loadRelayerConfig({ file, flags = {}, environment = process.env }: RelayerArguments): RelayerSettings {
  const stored = file === undefined ? new Map<string, Found>() : readConfigFile(file);
  const endpoints = endpointFlags(flags['--rpc']);
  const folderOf = ({ where }: Found): string => (where === file ? dirname(resolve(where)) : '.');

  const find = (name: string, key: RelayerKey): Found | undefined => {
    const flag = key.flag === '--rpc' ? endpoints.get(name) : key.flag === undefined ? undefined : flags[key.flag];
    if (flag !== undefined) return { value: flag, where: key.flag! };
    const variable = key.variable ?? variableOf(name);
    const value = environment[variable];
    return value === undefined ? stored.get(name) : { value, where: variable };
  };
  const read = <N extends Name>(
    pattern: N,
    name: string = pattern,
  ): { value: ValueOf<N>; from: string } | undefined => {
    const key: RelayerKey = relayerKeys.find((one) => one.name === pattern)!;
    const found = find(name, key) ?? (key.fallback === undefined ? undefined : { value: key.fallback, where: '' });
    if (found === undefined) return undefined;
    const value = key.read.read(found.value) as ValueOf<N> | undefined;
    if (value === undefined) throw new ConfigError(refusal(name, key, found));
    return { value, from: folderOf(found) };
  };
  const get = <N extends Name>(pattern: N, name?: string): ValueOf<N> => read(pattern, name)!.value;
  const keySource = <N extends Name>(pattern: N): ValueOf<N> | undefined => {
    const found = read(pattern);
    return found === undefined ? undefined : (rooted(found.value as RelayerKeySource, found.from) as ValueOf<N>);
  };

  const jobs = get('jobs');
  const requiredSources = get('required-sources');
  const described = [...new Set([...stored.keys(), ...endpoints.keys()].flatMap(spokeOf))].sort((a, b) => a - b);
  const numbers = read('spokes')?.value ?? described;
  if (numbers.length === 0) {
    throw new ConfigError('no spoke is configured: add [spokes.1] with rpc to the file, or --spokes 1 --rpc 1=URL,URL');
  }
  const spokes = numbers.map((spoke): SpokeSettings => {
    const own = <N extends Name & `spokes.N.${string}`>(pattern: N): ValueOf<N> | undefined =>
      read(pattern, pattern.replace('N', `${spoke}`))?.value;
    const rpc = own('spokes.N.rpc');
    if (rpc === undefined) {
      throw new ConfigError(
        `spokes.${spoke}.rpc is missing: set it in the file, as --rpc ${spoke}=URL,URL or as ${variableOf(`spokes.${spoke}.rpc`)}`,
      );
    }
    if (rpc.length < requiredSources) {
      throw new ConfigError(
        `spokes.${spoke}.rpc: ${rpc.length} endpoint, required-sources asks for ${requiredSources}: name another one`,
      );
    }
    const [finality, deployedAt, lookback, maxFeePerGas] = [
      own('spokes.N.finality'),
      own('spokes.N.deployed-at'),
      own('spokes.N.lookback-blocks'),
      own('spokes.N.max-fee-per-gas'),
    ];
    return {
      spoke,
      rpc,
      deployedAt: BigInt(deployedAt ?? 0),
      ...(finality !== undefined && { finality }),
      ...(lookback !== undefined && { lookbackBlocks: BigInt(lookback) }),
      ...(maxFeePerGas !== undefined && { maxFeePerGas }),
    };
  });

  const relayer = keySource('keys.relayer');
  const operator = keySource('keys.operator');
  const signer = keySource('keys.signer');
  const submitter = keySource('keys.submitter');
  const watchtower = keySource('keys.watchtower');
  requireKeys(jobs, { relayer, signer, submitter, watchtower });
  const folder = read('folder')!;
  return {
    spokes,
    jobs,
    requiredSources,
    folder: resolve(folder.from, folder.value),
    validatorIndex: get('validator-index'),
    intervalMs: get('interval'),
    rpcTimeoutMs: get('rpc-timeout'),
    replaceAfterMs: get('replace-after'),
    hub: { rest: get('hub.rest')[0]!, rpc: get('hub.rpc')[0]! },
    keys: {
      relayerAlgo: get('keys.relayer-algo'),
      ...(relayer !== undefined && { relayer }),
      ...(operator !== undefined && { operator }),
      ...(signer !== undefined && { signer }),
      ...(submitter !== undefined && { submitter }),
      ...(watchtower !== undefined && { watchtower }),
    },
    metrics: { host: get('metrics.host'), port: get('metrics.port') },
    log: { level: get('log.level'), format: get('log.format') },
  };
}

/** Dotted names → values of a TOML file. A list or table where a value is expected is found by its reader. */
function readConfigFile(file: string): Map<string, Found> {
  let tree: Record<string, unknown>;
  try {
    tree = parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const { code, line } = cause as { code?: string; line?: number };
    // the parser's message quotes the line, which may hold a key
    if (code === undefined)
      throw new ConfigError(`${file} is not valid TOML${line === undefined ? '' : ` in line ${line}`}`);
    throw new ConfigError(`${file} cannot be read (${code}): --config names a TOML file; ${HELP}`);
  }
  const found = new Map<string, Found>();
  const walk = (node: Record<string, unknown>, path: string): void => {
    for (const [part, value] of Object.entries(node)) {
      const name = `${path}${part}`;
      const isTable = typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
      if (name === 'spokes' && !isTable) throw new ConfigError(`${file}: spokes must be tables such as [spokes.1]`);
      if (isTable && isBranch(name)) walk(value as Record<string, unknown>, `${name}.`);
      else if (patternOf(name) === undefined) throw new ConfigError(`${file}: unknown key ${shown(name)}; ${HELP}`);
      else found.set(name, { value, where: file });
    }
  };
  walk(tree, '');
  return found;
}

/** Name of the table of keys for a dotted name; undefined when there is no such key. */
function patternOf(name: string): string | undefined {
  const pattern = spokeOf(name).length === 0 ? name : name.replace(/^spokes\.\d+\./, 'spokes.N.');
  return relayerKeys.find((key) => key.name === pattern && key.name !== 'spokes')?.name;
}

const isBranch = (name: string): boolean => {
  const pattern = name.replace(/^spokes\.[1-9]\d{0,4}$/, 'spokes.N');
  return relayerKeys.some((key) => key.name.startsWith(`${pattern}.`)) && (pattern !== name || name !== 'spokes.N');
};

/** `spokes.12.rpc` → [12]. */
function spokeOf(name: string): number[] {
  const [, number] = /^spokes\.([1-9]\d{0,4})\./.exec(name) ?? [];
  return number === undefined || Number(number) > 65_535 ? [] : [Number(number)];
}

/** `--rpc 1=URL,URL` → `spokes.1.rpc`. */
function endpointFlags(values: string | readonly string[] | undefined): Map<string, string> {
  const found = new Map<string, string>();
  for (const value of typeof values === 'string' ? [values] : (values ?? [])) {
    const [, number, urls] = /^([1-9]\d{0,4})=(.+)$/.exec(value) ?? [];
    if (number === undefined || urls === undefined || Number(number) > 65_535) {
      throw new ConfigError('--rpc must be a spoke and its endpoints such as 1=https://a,https://b');
    }
    const name = `spokes.${number}.rpc`;
    if (found.has(name)) throw new ConfigError(`--rpc names spoke ${number} twice`);
    found.set(name, urls);
  }
  return found;
}

function refusal(name: string, { read: { form, secret } }: RelayerKey, { value, where }: Found): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  const given = secret === true ? '' : `, not ${shown(text)}`;
  return `${where}: ${name} must be ${form}${given}`;
}

/** Of one line and a few characters, without what a terminal would obey. */
const shown = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** Files a key source names, relative to where the source stood. */
function rooted(source: RelayerKeySource, folder: string): RelayerKeySource {
  if (source.kind !== 'keystore') return source;
  return { ...source, file: resolve(folder, source.file), passwordFile: resolve(folder, source.passwordFile) };
}

function requireKeys(jobs: readonly RelayerJob[], keys: Readonly<Record<string, unknown>>): void {
  const needs = { observer: 'relayer', signer: 'relayer', submitter: 'submitter', watchtower: 'watchtower' } as const;
  for (const job of jobs) {
    const missing = [needs[job], ...(job === 'signer' ? ['signer'] : [])].find((name) => keys[name] === undefined);
    if (missing === undefined) continue;
    const name = `keys.${missing}`;
    throw new ConfigError(
      `${name} is missing: the ${job} needs it; set it in the file or as ${variableOf(name)}, or leave the job out of jobs`,
    );
  }
}
