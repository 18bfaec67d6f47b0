import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { stringify } from 'smol-toml';
import { relayerKeys } from '#src/relayer/config/config-keys.ts';
import { loadRelayerConfig, type RelayerArguments, variableOf } from '#src/relayer/config/relayer-config.ts';
import { ConfigError } from '#src/settings/config-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'nave-relayer-config-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'relayer.toml');
const SECRET = 'ab'.repeat(32);

const load = (toml: string, more: RelayerArguments = {}) => {
  writeFileSync(file, toml);
  return loadRelayerConfig({ file, environment: {}, ...more });
};
const KEYS = `[keys]
relayer = "env:R"
signer = "keystore:hot.json:hot.pass"
submitter = "env:S"
watchtower = "remote:0x5b38da6a701c568545dcfcb03fcb875f56beddc4@http://127.0.0.1:9000"
`;
const SPOKE = '[spokes.1]\nrpc = ["http://a/x", "http://b/y"]\n';
const refusal = (run: () => unknown): string => {
  let text = '';
  throws(run, (error: unknown) => {
    ok(error instanceof ConfigError, String(error));
    text = error.message;
    return true;
  });
  ok(!text.includes('\n'), 'one line');
  return text;
};

test('a file with nothing but keys and a spoke has the defaults of docs/relayers.md', () => {
  const settings = load(`${KEYS}${SPOKE}`);
  deepEqual(settings.jobs, ['observer', 'signer', 'submitter', 'watchtower']);
  deepEqual(settings.spokes, [{ spoke: 1, rpc: ['http://a/x', 'http://b/y'], deployedAt: 0n }]);
  deepEqual(
    [settings.requiredSources, settings.intervalMs, settings.rpcTimeoutMs, settings.replaceAfterMs],
    [2, 1_000, 10_000, 60_000],
  );
  deepEqual(settings.hub, { rest: 'http://127.0.0.1:8080', rpc: 'http://127.0.0.1:26657' });
  deepEqual(settings.metrics, { host: '127.0.0.1', port: 9_465 });
  equal(settings.keys.relayerAlgo, 'secp256k1');
  const signer = { kind: 'keystore', file: join(folder, 'hot.json'), passwordFile: join(folder, 'hot.pass') };
  deepEqual(settings.keys.signer, signer, 'paths are relative to the file');
});

test('every key of a spoke is read in its unit', () => {
  const settings = load(
    `folder = "x"\n${KEYS}${SPOKE}finality = "depth:12"\ndeployed-at = 7\nmax-fee-per-gas = "200000000000"\nlookback-blocks = 9`,
  );
  deepEqual(settings.spokes[0], {
    spoke: 1,
    rpc: ['http://a/x', 'http://b/y'],
    deployedAt: 7n,
    finality: { kind: 'depth', blocks: 12n },
    lookbackBlocks: 9n,
    maxFeePerGas: 200_000_000_000n,
  });
  equal(settings.folder, join(folder, 'x'));
});

test('flags win over variables, variables over the file', () => {
  const environment = {
    NAVE_RELAYER_INTERVAL: '2s',
    NAVE_RELAYER_SPOKES_1_RPC: 'http://c,http://d',
    NAVE_NODE: 'http://n',
  };
  const before = load(`interval = "3s"\n${KEYS}${SPOKE}`, { environment });
  deepEqual([before.intervalMs, before.spokes[0]!.rpc, before.hub.rest], [2_000, ['http://c', 'http://d'], 'http://n']);
  const flags = { '--interval': '4s', '--rpc': ['1=http://e,http://f', '2=http://g,http://h'], '--key': 'alice' };
  const after = load(`interval = "3s"\n${KEYS}${SPOKE}`, { environment, flags });
  deepEqual([after.intervalMs, after.spokes.map(({ rpc }) => rpc[0])], [4_000, ['http://e', 'http://g']]);
  deepEqual(after.keys.relayer, { kind: 'keyring', name: 'alice' });
  equal(load(`${KEYS}${SPOKE}`, { flags: { '--spokes': '1', '--rpc': ['2=http://g,http://h'] } }).spokes.length, 1);
});

test('the same without any file', () => {
  const flags = { '--jobs': 'observer', '--key': 'env:K', '--rpc': '3=http://a,http://b' };
  const { spokes, jobs } = loadRelayerConfig({ flags, environment: {} });
  deepEqual([spokes.map(({ spoke }) => spoke), jobs], [[3], ['observer']]);
});

for (const [name, toml, text] of [
  ['an unknown key', `intervall = "1s"\n${KEYS}${SPOKE}`, /relayer\.toml: unknown key "intervall"; docs/],
  ['an unknown key of a spoke', `${KEYS}${SPOKE}finalty = "x"`, /unknown key "spokes\.1\.finalty"/],
  ['a spoke 0', `${KEYS}[spokes.0]\nrpc = ["http://a", "http://b"]`, /unknown key "spokes\.0"/],
  ['spokes as a list', `spokes = [1]\n${KEYS}`, /spokes must be tables such as \[spokes\.1\]/],
  ['a key where a table is', `hub = "x"\n${KEYS}${SPOKE}`, /unknown key "hub"/],
  ['a wrong type', `interval = 250\n${KEYS}${SPOKE}`, /interval must be a duration .*, not "250"/],
  ['an interval below the least', `interval = "10ms"\n${KEYS}${SPOKE}`, /interval must be a duration 50ms\.\.60s/],
  ['a float', `validator-index = 1.5\n${KEYS}${SPOKE}`, /validator-index must be a whole number 0\.\.127, not "1\.5"/],
  ['an unknown job', `jobs = ["watcher"]\n${KEYS}${SPOKE}`, /jobs must be a list of observer, signer/],
  ['a job twice', `jobs = ["signer", "signer"]\n${KEYS}${SPOKE}`, /jobs must be a list/],
  ['no spoke', KEYS, /no spoke is configured: add \[spokes\.1\]/],
  ['no endpoints', `${KEYS}[spokes.4]\nfinality = "finalized"`, /spokes\.4\.rpc is missing: .*--rpc 4=URL,URL/],
  ['one endpoint', `${KEYS}[spokes.1]\nrpc = ["http://a"]`, /1 endpoint, required-sources asks for 2/],
  ['the same endpoint twice', `${KEYS}[spokes.1]\nrpc = ["http://a", "http://a"]`, /different http\(s\) URLs/],
  ['another protocol', `${KEYS}[spokes.1]\nrpc = ["http://a", "ws://b"]`, /different http\(s\) URLs$/],
  ['a bad depth', `${KEYS}${SPOKE}finality = "depth:0"`, /spokes\.1\.finality must be "finalized" or "depth:N"/],
  ['a missing key', SPOKE, /keys\.relayer is missing: the observer needs it; .*NAVE_RELAYER_KEYS_RELAYER/],
  ['a date', `interval = 2026-01-01\n${KEYS}${SPOKE}`, /interval must be/],
  ['broken TOML', 'a = = b', /relayer\.toml is not valid TOML in line 1/],
] as const) {
  test(`${name} is one line that names it`, () => {
    ok(
      text.test(refusal(() => load(toml))),
      refusal(() => load(toml)),
    );
  });
}

test('a key that was pasted is never repeated', () => {
  for (const pasted of [SECRET, `0x${SECRET}`, `env:${SECRET}`, `keyring:${SECRET}`, `keystore:${SECRET}`]) {
    for (const name of ['relayer', 'signer', 'submitter', 'watchtower']) {
      const toml = `${KEYS.replace(new RegExp(`${name} = .*`), `${name} = "${pasted}"`)}${SPOKE}`;
      ok(!refusal(() => load(toml)).includes(SECRET), `${name} ${pasted.slice(0, 8)}`);
    }
    ok(!refusal(() => load(`${KEYS}${SPOKE}`, { flags: { '--key': pasted } })).includes(SECRET));
  }
  ok(!refusal(() => load(`relayer = "${SECRET}" "`)).includes(SECRET), 'nor by the parser');
  ok(!refusal(() => load(`${KEYS}[spokes.1]\nrpc = ["http://${SECRET}@a"]`)).includes(SECRET), 'nor in a URL');
});

test('a file that is not there is one line', () => {
  ok(
    /none\.toml cannot be read \(ENOENT\)/.test(refusal(() => loadRelayerConfig({ file: join(folder, 'none.toml') }))),
  );
});

test('whatever stands in the file, it is settings or one line, and names a key that exists or does not', () => {
  const names = relayerKeys.filter(({ name }) => name !== 'spokes').map(({ name }) => name.replace('N', '1'));
  const scalar = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constantFrom('1s', 'finalized', 'env:A', 'http://a', SECRET, 'observer', '250ms'),
  );
  const value = fc.oneof(
    scalar,
    fc.array(scalar, { maxLength: 3 }),
    fc.dictionary(fc.string(), scalar, { maxKeys: 2 }),
  );
  const entry = fc.tuple(fc.oneof(fc.constantFrom(...names), fc.string({ minLength: 1, maxLength: 12 })), value);
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 6 }), fc.boolean(), (entries, isWhole) => {
      const tree: Record<string, unknown> = {};
      for (const [name, given] of entries) {
        let node = tree;
        const parts = name.split('.');
        for (const part of parts.slice(0, -1)) {
          const next = Object.hasOwn(node, part) ? node[part] : undefined;
          if (typeof next !== 'object' || next === null || Array.isArray(next)) node[part] = {};
          node = node[part] as Record<string, unknown>;
        }
        Object.defineProperty(node, parts.at(-1)!, {
          value: given,
          enumerable: true,
          configurable: true,
          writable: true,
        });
      }
      let toml: string;
      try {
        toml = stringify(tree);
      } catch {
        return;
      }
      try {
        load(isWhole ? `${toml}\n` : toml.slice(0, Math.floor(toml.length / 2)));
      } catch (error) {
        ok(error instanceof ConfigError, String((error as Error).stack));
        ok(!/[\n\r]/.test(error.message) && error.message.length < 400, error.message);
        ok(!error.message.includes(SECRET), error.message);
      }
    }),
    { numRuns: 400 },
  );
});

test('any texts as flags and variables are settings or one line', () => {
  const flags = relayerKeys.flatMap((key) => ('flag' in key ? [key.flag] : []));
  const texts = fc.oneof(fc.string(), fc.constantFrom('1', '1,2', 'http://a', 'http://a,http://b', '1s', SECRET));
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...flags), texts, { maxKeys: 4 }),
      fc.dictionary(fc.constantFrom(...relayerKeys.map(({ name }) => variableOf(name.replace('N', '1')))), texts, {
        maxKeys: 4,
      }),
      (given, environment) => {
        try {
          load(`${KEYS}${SPOKE}`, { flags: given, environment });
        } catch (error) {
          ok(error instanceof ConfigError, String((error as Error).stack));
          ok(!/[\n\r]/.test(error.message) && !error.message.includes(SECRET), error.message);
        }
      },
    ),
    { numRuns: 400 },
  );
});
