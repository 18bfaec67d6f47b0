import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { parse } from 'smol-toml';
import { configFile, configTemplate, loadConfig } from '#src/node/config.ts';
import { configKeys, flagOf, variableOf } from '#src/node/config-keys.ts';
import { ConfigError } from '#src/settings/config-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'nave-config-'));
after(() => rmSync(folder, { recursive: true, force: true }));

let homes = 0;
function home(toml?: string): string {
  const path = join(folder, String(homes++));
  if (toml !== undefined) {
    mkdirSync(dirname(configFile(path)), { recursive: true });
    writeFileSync(configFile(path), toml);
  }
  return path;
}

const refused = (run: () => unknown, words: RegExp): void =>
  assert.throws(
    run,
    (error) => error instanceof ConfigError && words.test(error.message) && !error.message.includes('\n'),
  );

test('without a file every key has its default, and the template of init says the same', () => {
  const bare = loadConfig(home(), {}, {});
  assert.equal(bare.blockTimeMs, 250);
  assert.equal(bare.rpc.port, 26_657);
  assert.deepEqual({ ...loadConfig(home(configTemplate()), {}, {}), home: '' }, { ...bare, home: '' });
});

test('the template names every key once, and every key has its own flag and variable', () => {
  const tree = parse(configTemplate()) as Record<string, unknown>;
  for (const { name } of configKeys) {
    const value = name.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], tree);
    assert.notEqual(value, undefined, name);
  }
  assert.equal(new Set(configKeys.map(flagOf)).size, configKeys.length);
  assert.equal(new Set(configKeys.map(variableOf)).size, configKeys.length);
});

test('flags win over the environment, the environment over the file, the file over the default', () => {
  const path = home('[rpc]\nport = 1\n[api]\nport = 1\n[metrics]\nport = 1\n');
  const config = loadConfig(path, { 'rpc.port': '3' }, { NAVE_RPC_PORT: '2', NAVE_API_PORT: '2' });
  assert.deepEqual([config.rpc.port, config.api.port, config.metrics.port, config.rpc.host], [3, 2, 1, '127.0.0.1']);
  assert.equal(loadConfig(home(), {}, { NAVE_BLOCK_EMPTY_TIME: '5s' }).emptyBlockTimeMs, 5000);
});

test('a bad value is refused in one line that says where it came from', () => {
  const file = home('[rpc]\nport = 70000\n');
  refused(() => loadConfig(file, {}, {}), /config\.toml: rpc\.port must be a port 0\.\.65535, not "70000"$/);
  refused(() => loadConfig(home(), {}, { NAVE_RPC_PORT: 'x' }), /^NAVE_RPC_PORT: rpc\.port must be a port/);
  refused(() => loadConfig(home(), { 'rpc.port': '-1' }, {}), /^--rpc-port: rpc\.port must be a port/);
  refused(() => loadConfig(home(), { 'block.time': '250' }, {}), /^--block-time: block\.time must be a duration/);
  refused(() => loadConfig(home(), { engine: 'raft' }, {}), /^--engine: engine must be one of .*, not "raft"$/);
  refused(() => loadConfig(home(), { 'state.archive': 'yes' }, {}), /^--state-archive: .* must be true or false/);
  refused(() => loadConfig(home(), {}, { NAVE_LOG_LEVEL: '' }), /^NAVE_LOG_LEVEL: log\.level must be one of/);
});

test('an unknown key and a file that is no TOML are refused with the file’s name', () => {
  refused(
    () => loadConfig(home('[rpc]\nprot = 1\n'), {}, {}),
    /config\.toml: unknown key rpc\.prot; nave config docs lists/,
  );
  refused(() => loadConfig(home('colour = "blue"\n'), {}, {}), /unknown key colour/);
  refused(() => loadConfig(home('[rpc\nport = 1'), {}, {}), /config\.toml is not valid TOML: /);
});

test('a value that is overridden is not judged', () => {
  assert.equal(loadConfig(home('[rpc]\nport = 70000\n'), { 'rpc.port': '5' }, {}).rpc.port, 5);
});
