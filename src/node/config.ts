import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { ConfigError } from '#src/settings/config-error.ts';
import { parseDuration } from '#src/settings/duration.ts';
import { type ConfigKey, type ConfigName, configKeys, flagOf, variableOf } from './config-keys.ts';

/** Checked settings of a node. */
export interface NodeConfig {
  readonly home: string;
  readonly engine: 'solo';
  readonly blockTimeMs: number;
  readonly emptyBlockTimeMs: number;
  readonly stepTimeMs: number;
  readonly rpc: { readonly host: string; readonly port: number; readonly index: boolean };
  readonly api: { readonly host: string; readonly port: number; readonly cors: string };
  readonly metrics: { readonly host: string; readonly port: number };
  readonly archive: boolean;
  readonly history: boolean;
  readonly logLevel: string;
  readonly logFormat: 'pretty' | 'json';
}

export const configFile = (home: string): string => join(home, 'config', 'config.toml');

/** Dotted names → values of a TOML file, empty when there is none. */
function fromFile(home: string): Map<string, string> {
  const file = configFile(home);
  const found = new Map<string, string>();
  if (!existsSync(file)) return found;
  let tree: Record<string, unknown>;
  try {
    tree = parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new ConfigError(`${file} is not valid TOML: ${(cause as Error).message.split('\n')[0]}`, { cause });
  }
  const walk = (node: Record<string, unknown>, path: string): void => {
    for (const [name, value] of Object.entries(node)) {
      const full = path === '' ? name : `${path}.${name}`;
      if (typeof value === 'object' && value !== null) walk(value as Record<string, unknown>, full);
      else found.set(full, String(value));
    }
  };
  walk(tree, '');
  for (const name of found.keys()) {
    if (!configKeys.some((key) => key.name === name)) {
      throw new ConfigError(`${file}: unknown key ${name}; nave config docs lists the keys`);
    }
  }
  return found;
}

function check(key: ConfigKey, value: string, where: string): string {
  const refuse = (what: string): never => {
    throw new ConfigError(`${where}: ${key.name} must be ${what}, not ${JSON.stringify(value)}`);
  };
  if (key.kind === 'choice' && !key.choices!.includes(value)) refuse(`one of ${key.choices!.join(', ')}`);
  if (key.kind === 'boolean' && !/^(true|false)$/.test(value)) refuse('true or false');
  if (key.kind === 'integer' && !(/^\d{1,5}$/.test(value) && Number(value) <= 65535)) refuse('a port 0..65535');
  if (key.kind === 'duration' && parseDuration(value) === undefined) refuse('a duration such as 250ms or 1s');
  return value;
}

/**
 * Flags win over environment, environment over config.toml, the file over the defaults.
 * @throws ConfigError naming the key and where its value came from
 */
export function loadConfig(
  home: string,
  flags: Partial<Record<ConfigName, string>> = {},
  environment: NodeJS.ProcessEnv = process.env,
): NodeConfig {
  const file = fromFile(home);
  const value = (name: ConfigName): string => {
    const key: ConfigKey = configKeys.find((candidate) => candidate.name === name)!;
    const flag = flags[name];
    if (flag !== undefined) return check(key, flag, flagOf(key));
    const variable = environment[variableOf(key)];
    if (variable !== undefined) return check(key, variable, variableOf(key));
    const stored = file.get(name);
    return stored === undefined ? key.fallback : check(key, stored, configFile(home));
  };
  // There is one engine; naming another one is refused rather than overlooked.
  value('engine');
  return {
    home,
    engine: 'solo',
    blockTimeMs: parseDuration(value('block.time'))!,
    emptyBlockTimeMs: parseDuration(value('block.empty-time'))!,
    stepTimeMs: parseDuration(value('block.step-time'))!,
    rpc: { host: value('rpc.host'), port: Number(value('rpc.port')), index: value('rpc.index') === 'true' },
    api: { host: value('api.host'), port: Number(value('api.port')), cors: value('api.cors') },
    metrics: { host: value('metrics.host'), port: Number(value('metrics.port')) },
    archive: value('state.archive') === 'true',
    history: value('history.enabled') === 'true',
    logLevel: value('log.level'),
    logFormat: value('log.format') === 'json' ? 'json' : 'pretty',
  };
}

/** The config.toml `nave init` writes: every key with its meaning and default, grouped by table. */
export function configTemplate(): string {
  const lines = ['# Settings of this node. Every key is also a flag and an environment variable: nave config docs'];
  const text = (key: ConfigKey): string =>
    key.kind === 'integer' || key.kind === 'boolean' ? key.fallback : JSON.stringify(key.fallback);
  for (const key of configKeys.filter((candidate) => !candidate.name.includes('.'))) {
    lines.push('', `# ${key.doc}`, `${key.name} = ${text(key)}`);
  }
  let table = '';
  for (const key of configKeys.filter((candidate) => candidate.name.includes('.'))) {
    const [group, ...rest] = key.name.split('.');
    if (group !== table) {
      table = group!;
      lines.push('', `[${table}]`);
    }
    lines.push(`# ${key.doc}`, `${rest.join('.')} = ${text(key)}`);
  }
  return `${lines.join('\n')}\n`;
}
