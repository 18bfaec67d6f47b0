import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Application } from '#chain/app.ts';
import { exportState } from '#chain/genesis/export.ts';
import { rfc3339 } from '#chain/genesis/rfc3339.ts';
import { toHex } from '#chain/lib/bytes.ts';
import { GenesisError } from '#chain/lib/genesis-error.ts';
import { MsgAmendOrder, MsgCancelOrder, MsgPlaceOrder, MsgScheduleCancel } from '#proto/generated/nave.clob.v1.ts';
import { loadNativeCrypto } from '#src/crypto/native-crypto.ts';
import { GenesisFileError, parseGenesisDoc } from '#src/engine/genesis-doc.ts';
import { message, TestKey } from '#test/support/signing.ts';
import { blockRequest, readGenesis, TestChain } from '#test/support/test-chain.ts';

/** Genesis and export as a node takes them: parsed JSON in, an application that can go on, or the path of a field, out. */
type Json = Record<string, unknown>;
type Genesis = Json & { app_state: Json };
const { crypto } = await loadNativeCrypto();

/** What `nave start` and `nave genesis validate` do with a file. */
function open(json: unknown): Application {
  const doc = parseGenesisDoc(json);
  const app = new Application({ crypto, verify: true, invariantsEvery: 1 });
  app.initChain({
    chainId: doc.chainId,
    genesisTimeNs: doc.genesisTime,
    initialHeight: doc.initialHeight,
    validators: doc.validators,
    appState: doc.appState,
  });
  return app;
}

const alice = new TestKey('alice');
const bob = new TestKey('bob', 'ethsecp256k1');
const USDC = 1_000_000n;

const order = (key: TestKey, fields: Parameters<typeof MsgPlaceOrder.fromPartial>[0]) => ({
  key,
  messages: [message(MsgPlaceOrder, { sender: key.text, owner: key.text, market: 1, lots: 100, ...fields })],
});

/** Every kind of record a trader leaves: positions, resting and untriggered orders, TWAP, bracket, switch, closed ids. */
function tradedChain(blocks: number): TestChain {
  const chain = new TestChain({
    balances: [
      { key: alice, asset: 'USDC', amount: 500_000n * USDC },
      { key: alice, asset: 'ETH', amount: 5_000_000_000n },
      { key: bob, asset: 'USDC', amount: 500_000n * USDC },
    ],
  });
  chain.block();
  const T = 200_000;
  chain.block([
    order(alice, { side: 1, type: 1, tif: 1, ticks: T + 200, clientOrderId: 'rest' }),
    order(bob, { side: 2, type: 1, tif: 1, ticks: T - 200, lots: 300 }),
    order(bob, { side: 2, type: 1, tif: 1, ticks: T + 400, lots: 50, clientOrderId: 'ask' }),
    order(alice, { side: 1, type: 2, ticks: T + 4000, lots: 200, trigger: { kind: 1, source: 1, ticks: T + 3000 } }),
    order(alice, {
      side: 1,
      type: 2,
      lots: 1000,
      twap: { durationMs: 300_000, intervalMs: 30_000, slippagePpm: 10_000 },
    }),
  ]);
  for (let i = 0; chain.height < blocks; i++) {
    chain.prices.BTC = 100_000 + 10 * ((i * 37) % 21);
    chain.block([
      order(alice, {
        side: 1 + (i % 2),
        type: 1,
        tif: 1,
        ticks: T - 100 + 40 * (i % 7),
        lots: 20 + i,
        clientOrderId: `c${i}`,
      }),
      {
        key: bob,
        messages: [
          message(MsgAmendOrder, {
            sender: bob.text,
            owner: bob.text,
            market: 1,
            clientOrderId: 'ask',
            ticks: T + 400 + i,
          }),
        ],
      },
      {
        key: alice,
        messages: [
          message(MsgCancelOrder, { sender: alice.text, owner: alice.text, market: 1, clientOrderId: `c${i - 2}` }),
        ],
      },
      {
        key: bob,
        messages: [
          message(MsgScheduleCancel, {
            sender: bob.text,
            owner: bob.text,
            time: Number(chain.timeNs / 1_000_000n) + 86_000_000,
          }),
        ],
      },
    ]);
  }
  return chain;
}

function exported(chain: TestChain): Genesis {
  return {
    ...(chain.genesis as unknown as Json),
    genesis_time: rfc3339(chain.timeNs),
    initial_height: String(chain.height + 1),
    app_state: { export: exportState(chain.app.records) },
  };
}

test('an export imports to the same app hash and goes on with the same hashes as the original', () => {
  const chain = tradedChain(9);
  const at = chain.height;
  // Through text, as a file would go.
  const genesis = JSON.parse(JSON.stringify(exported(chain))) as Genesis;
  const hash = toHex(chain.app.appHash());
  const imported = open(genesis);
  assert.equal(toHex(imported.appHash()), hash);
  assert.equal(toHex(imported.records.committed!.stateRoot), toHex(chain.app.records.committed!.stateRoot));
  assert.deepEqual(imported.brokenInvariants(), []);
  for (let i = 0; i < 8; i++) {
    chain.prices.BTC = 100_400 - 90 * i;
    chain.block(
      [
        order(bob, { side: 2, type: 1, tif: 1, ticks: 200_300 + i, lots: 30, clientOrderId: `d${i}` }),
        order(alice, { side: 1, type: 1, tif: 1, ticks: 200_300 + 2 * i, lots: 25, clientOrderId: `e${i}` }),
      ],
      31_000,
    );
  }
  for (const [i, { txs, timeNs, appHash }] of chain.blocks.slice(at).entries()) {
    imported.finalizeBlock(blockRequest(at + 1 + i, timeNs, txs));
    assert.equal(toHex(imported.commit().appHash), toHex(appHash), `height ${at + 1 + i}`);
  }
  assert.deepEqual(exportState(imported.records), exportState(chain.app.records));
});

test('an export of an import is the same export', () => {
  const chain = tradedChain(4);
  const genesis = exported(chain);
  assert.deepEqual(exportState(open(genesis).records), (genesis.app_state as { export: unknown }).export);
});

const base = (): Genesis => readGenesis() as unknown as Genesis;
const part = (json: Json, ...path: (string | number)[]): Json =>
  path.reduce<Json>((at, name) => (at as Record<string | number, Json>)[name]!, json);
/** Changes the value at a path; undefined deletes it. */
const set =
  (value: unknown, ...path: (string | number)[]) =>
  (genesis: Genesis): void => {
    const target = part(genesis, ...path.slice(0, -1)) as Record<string | number, unknown>;
    if (value === undefined) delete target[path.at(-1)!];
    else target[path.at(-1)!] = value;
  };
const app = (value: unknown, ...path: (string | number)[]) => set(value, 'app_state', ...path);
const market = (value: unknown, ...path: (string | number)[]) => app(value, 'markets', 'markets', 1, ...path);
const NAME = '[A-Za-z_]+';

const broken: readonly (readonly [change: (genesis: Genesis) => void, path: string])[] = [
  [set('Nave', 'chain_id'), 'chain_id'],
  [set(undefined, 'chain_id'), 'chain_id'],
  [set('yesterday', 'genesis_time'), 'genesis_time'],
  [set('0', 'initial_height'), 'initial_height'],
  [set('-1', 'initial_height'), 'initial_height'],
  [set('many', 'consensus_params', 'block', 'max_bytes'), 'consensus_params.block.max_bytes'],
  [set({}, 'validators'), 'validators'],
  [set('tendermint/PubKeySecp256k1', 'validators', 0, 'pub_key', 'type'), 'validators[0].pub_key.type'],
  [set('AAAA', 'validators', 0, 'pub_key', 'value'), 'validators[0].pub_key.value'],
  [set('0', 'validators', 0, 'power'), 'validators[0].power'],
  [set('11', 'validators', 0, 'power'), '(app_state\\.)?validators.*'],
  [set([], 'app_state'), 'app_state'],
  [app({}, 'casino'), 'app_state.casino'],
  [app({}, 'export'), 'app_state'],
  [app('x', 'accounts', 'params', 'actionBudget'), 'app_state.accounts.params.actionBudget'],
  [app('1', 'accounts', 'params', 'unknownOne'), 'app_state.accounts.params.unknownOne'],
  [app(undefined, 'assets', 'assets', 2, 'denom'), 'app_state.assets.assets[2].denom'],
  [app('10', 'assets', 'assets', 2, 'decimals'), 'app_state.assets.assets[2].decimals'],
  [app('USDC', 'assets', 'assets', 1, 'symbol'), 'app_state.assets.assets[1].symbol'],
  [app([], 'validators'), 'app_state.validators'],
  [app('0', 'validators', 0, 'grantedPower'), 'app_state.validators[0].grantedPower'],
  [app('0x12', 'validators', 0, 'feeder'), 'app_state.validators[0].feeder'],
  [market('BTC-USD', 'ticker'), 'app_state.markets.markets[1].ticker'],
  [market('0', 'tickPrice'), 'app_state.markets.markets[1].tickPrice'],
  [market('7', 'lotE12'), 'app_state.markets.markets[1]'],
  [market('2147483648', 'maxTicks'), 'app_state.markets.markets[1].maxTicks'],
  // maxPositionLots × maxTicks × q must stay below 2^53.
  [market('2147483647', 'maxPositionLots'), 'app_state.markets.markets[1]'],
  [market('spot', 'kind'), 'app_state.markets.markets[1].kind'],
  [market('0', 'tiers', 0, 'imPpm'), 'app_state.markets.markets[1].tiers[0].imPpm'],
  [market('1000000', 'tiers', 0, 'mmPpm'), 'app_state.markets.markets[1].tiers[0]'],
  [market([], 'tiers'), 'app_state.markets.markets[1].tiers'],
  [market('D', 'group'), 'app_state.markets.markets[1].group'],
  [market(`0x${'00'.repeat(32)}`, 'feed'), 'app_state.markets.markets[1].feed'],
  [market('1', 'bonus'), 'app_state.markets.markets[1].bonus'],
  [app(undefined, 'oracle', 'feeds'), 'app_state.oracle.feeds'],
  [app('5', 'oracle', 'feeds', 0, 'exponent'), 'app_state.oracle.feeds[0].exponent'],
  [app('0xzz', 'oracle', 'feeds', 0, 'id'), 'app_state.oracle.feeds[0].id'],
  [app('most', 'oracle', 'namespaces', 0, 'quorumRule'), 'app_state.oracle.namespaces[0].quorumRule'],
  [app([], 'oracle', 'namespaces', 0, 'sets', 0, 'keys'), 'app_state.oracle.namespaces[0].sets[0].keys'],
  [app([{ account: 'nave1xyz', asset: '1', amount: '1' }], 'balances'), 'app_state.balances[0]'],
  [app([{}], 'balances'), 'app_state.balances[0]'],
  [app('no', 'balances'), 'app_state.balances'],
  [set('nave-main', 'chain_id'), 'app_state'],
];

/** The path a refusal names; anything but the two genesis errors passes through. */
function refusedPath(json: unknown): string | undefined {
  try {
    // As a file holds it: no holes in lists, nothing undefined.
    open(JSON.parse(JSON.stringify(json)));
    return undefined;
  } catch (error) {
    if (error instanceof GenesisError) return error.path;
    if (error instanceof GenesisFileError) return error.message.split(': ')[0];
    throw error;
  }
}

test(`${broken.length} genesis files that break a rule are refused with the path of the field`, () => {
  for (const [change, path] of broken) {
    const genesis = base();
    change(genesis);
    const found = refusedPath(genesis);
    const form = path.includes('(') ? path : path.replaceAll(/[.[\]]/g, '\\$&');
    assert.match(found ?? 'accepted', new RegExp(`^${form}([.[].*)?$`), change.toString());
  }
});

test('a damaged export is refused with the path of the field', () => {
  const good = exported(tradedChain(3));
  const records = (genesis: Genesis) => part(genesis, 'app_state', 'export', 'records') as unknown as string[][];
  const cases: readonly (readonly [change: (genesis: Genesis) => void, path: string])[] = [
    [set('99', 'initial_height'), 'app_state.export.height'],
    [app('x', 'export', 'slotsUsed'), 'app_state.export.slotsUsed'],
    [app('AAAA', 'export', 'eventsRoot'), 'app_state.export.eventsRoot'],
    [app(undefined, 'export', 'records'), 'app_state.export.records'],
    [app(['0', 'AA=='], 'export', 'records', 2), 'app_state.export.records[2]'],
    [app('%', 'export', 'records', 2, 1), 'app_state.export.records[2]'],
    [app('-1', 'export', 'records', 2, 0), 'app_state.export.records[2]'],
    [(genesis) => void records(genesis).push(records(genesis)[0]!), 'app_state.export'],
    [app({}, 'markets'), 'app_state'],
    // A record that others speak of is gone: an account whose number is still in the index.
    [(genesis) => void records(genesis).shift(), 'app_state.export'],
  ];
  for (const [change, path] of cases) {
    const genesis = structuredClone(good);
    change(genesis);
    assert.ok(refusedPath(genesis)?.startsWith(path), `${change.toString()}: ${refusedPath(genesis)}`);
  }
});

/** Every path of a JSON tree. */
function pathsOf(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries = Array.isArray(value) ? value.map((item, i) => [i, item] as const) : Object.entries(value);
  return [...(path.length === 0 ? [] : [path]), ...entries.flatMap(([name, item]) => pathsOf(item, [...path, name]))];
}

const junk = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    '',
    '0',
    '-1',
    '1',
    '9007199254740993',
    '18446744073709551616',
    true,
    [],
    {},
    'NaN',
  ),
  fc.constantFrom<unknown>(1.5, -7, '\ud800', '__proto__', '1e9', '0x', ' 5', '05', 'nave1qqqq', [null], [[]], {
    a: 1,
  }),
  fc.string({ maxLength: 12 }),
  fc.jsonValue({ maxDepth: 2 }),
);

test('random damage to a genesis is accepted or refused with a path, never another error', () => {
  const clean = base();
  const paths = pathsOf(clean);
  const change = fc.record({ path: fc.constantFrom(...paths), value: junk });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
      const genesis = structuredClone(clean);
      for (const { path, value } of changes) {
        try {
          set(value, ...path)(genesis);
        } catch {
          // An earlier change took the place away.
        }
      }
      const path = refusedPath(genesis);
      assert.ok(path === undefined || new RegExp(`^${NAME}`).test(path), path);
    }),
    { numRuns: 400 },
  );
});

test('random damage to an export is accepted or refused with a path, never another error', () => {
  const clean = exported(tradedChain(3));
  const { records } = (clean.app_state as { export: { records: string[][] } }).export;
  const change = fc.record({
    row: fc.nat({ max: records.length - 1 }),
    column: fc.nat({ max: 2 }),
    at: fc.nat({ max: 1000 }),
    bit: fc.nat({ max: 7 }),
    value: fc.option(junk, { nil: undefined, freq: 3 }),
  });
  fc.assert(
    fc.property(change, ({ row, column, at, bit, value }) => {
      const genesis = structuredClone(clean);
      const target = (genesis.app_state as { export: { records: unknown[][] } }).export.records[row]!;
      const bytes = Buffer.from(String(target[column]), 'base64');
      if (value !== undefined || bytes.length === 0 || column === 0) target[column] = value;
      else {
        bytes[at % bytes.length]! ^= 1 << bit;
        target[column] = bytes.toString('base64');
      }
      const path = refusedPath(genesis);
      assert.ok(path === undefined || /^(genesis\.)?app_state/.test(path), path);
    }),
    { numRuns: 300 },
  );
});
