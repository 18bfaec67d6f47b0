import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalJson } from '#chain/genesis/canonical-json.ts';
import {
  type GenesisJson,
  withBalance,
  withBridge,
  withIdentity,
  withOperators,
  withValidators,
} from '#chain/genesis/localnet.ts';
import { GenesisError } from '#chain/lib/genesis-error.ts';
import { readBalances } from '#chain/modules/bank/genesis.ts';
import { requireSameValidators } from '#chain/modules/power/genesis.ts';
import { localnetKey } from '#src/localnet/public-keys.ts';
import { type Json, OracleChain, readGenesis } from '#test/support/oracle-chain.ts';

type Change = (state: Record<string, Json>) => unknown;

function refusal(change: Change, chainId = 'nave-local-test'): string {
  try {
    new OracleChain(chainId).begin((state) => void change(state));
  } catch (error) {
    if (error instanceof GenesisError) return error.message.replace('genesis: app_state.', '');
    throw error;
  }
  return 'accepted';
}

/** Lists of the sections, for changes. */
const assets = (state: Record<string, Json>): Json[] => state.assets!.assets as Json[];
const validators = (state: Record<string, Json>): Json[] => (state as Json).validators as Json[];
const namespace = (state: Record<string, Json>): Json => (state.oracle!.namespaces as Json[])[0]!;
const set = (state: Record<string, Json>): Json => (namespace(state).sets as Json[])[0]!;
const feeds = (state: Record<string, Json>): Json[] => state.oracle!.feeds as Json[];

test('the default localnet is accepted by every module, holds its invariants and is canonical', () => {
  const chain = new OracleChain().begin();
  assert.deepEqual(chain.broken(), []);
  assert.deepEqual(
    chain.markets.keeper.ids.map((id) => chain.markets.keeper.get(id).ticker),
    ['BTC-USD', 'ETH-USD', 'SOL-USD', 'ARB-USD', 'DOGE-USD'],
  );
  assert.deepEqual(
    chain.assets.keeper.all().map(({ symbol, denom, decimals }) => `${symbol} ${denom} ${decimals}`),
    ['USDC uusdc 6', 'USDT uusdt 6', 'ETH neth 9', 'wBTC swbtc 8', 'wstETH nwsteth 9'],
  );
  assert.ok(canonicalJson(readGenesis().app_state).length > 1000);
});

test('assets that break a rule are refused with the path of the field', () => {
  const cases: [Change, string][] = [
    [(s) => assets(s).shift(), 'assets.assets: asset 1 (USDC) is missing'],
    [(s) => (assets(s)[0]!.imPpm = '999999'), 'assets.assets[0]: USDC counts 1:1, without feed or cap'],
    [(s) => (assets(s)[0]!.decimals = '9'), 'assets.assets[0].decimals: USDC has 6 decimals: Quote is its unit'],
    [(s) => (assets(s)[1]!.id = '1'), 'assets.assets[1]: USDC counts 1:1, without feed or cap'],
    [(s) => (assets(s)[2]!.id = '2'), 'assets.assets[2].id: this id is used twice'],
    [(s) => (assets(s)[2]!.symbol = 'USDT'), 'assets.assets[2].symbol: this symbol is used twice'],
    [(s) => (assets(s)[2]!.denom = 'uusdt'), 'assets.assets[2].denom: this denom is used twice'],
    [(s) => (assets(s)[2]!.denom = 'Neth'), 'assets.assets[2].denom: "Neth" does not match ^[a-z][a-z0-9]{2,31}$'],
    [(s) => (assets(s)[2]!.decimals = '10'), 'assets.assets[2].decimals: 10 is not in 0..9'],
    [(s) => (assets(s)[2]!.imPpm = '880001'), 'assets.assets[2].imPpm: above mmPpm'],
    [(s) => (assets(s)[2]!.discountPpm = '120001'), 'assets.assets[2].mmPpm: above 1,000,000 − discountPpm'],
    [(s) => delete assets(s)[2]!.feed, 'assets.assets[2].feed: missing'],
    [(s) => (assets(s)[2]!.feed = `0x${'00'.repeat(32)}`), 'assets.assets[2].feed: not in app_state.oracle.feeds'],
    [(s) => (assets(s)[2]!.stable = 'no'), 'assets.assets[2].stable: not true or false'],
    [(s) => (s.assets = {}), 'assets.assets: missing'],
    [(s) => ((s as Json).assets = []), 'assets: not an object'],
  ];
  for (const [change, message] of cases) assert.equal(refusal(change), message);
});

test('validators that break a rule are refused with the path of the field', () => {
  const second = (s: Record<string, Json>, change: Json): void => {
    const row = (role: Parameters<typeof localnetKey>[0]): string =>
      `0x${Buffer.from(localnetKey(role, 1).address).toString('hex')}`;
    const roles = Object.fromEntries(
      (['operator', 'relayer', 'feeder', 'hot', 'cold'] as const).map((r) => [r, row(r)]),
    );
    validators(s).push({ ...roles, name: 'v1', grantedPower: '5', ...change });
  };
  const first = (field: string): string => validators(readGenesis().app_state)[0]![field] as string;
  const cases: [Change, string][] = [
    [(s) => ((s as Json).validators = []), 'validators: at least one validator'],
    [(s) => (validators(s)[0]!.grantedPower = '0'), 'validators[0].grantedPower: 0 is not in 1..1000000000000'],
    [(s) => (validators(s)[0]!.consensusKey = 'AAAA'), 'validators[0].consensusKey: not 32 bytes as base64'],
    [(s) => (validators(s)[0]!.relayer = '0x12'), 'validators[0].relayer: not an address (nave1… or 0x…)'],
    [(s) => second(s, { relayer: first('operator') }), 'validators[1].relayer: this hub account is used twice'],
    [(s) => second(s, { hot: first('cold') }), 'validators[1].hot: this spoke key is used twice'],
    [
      (s) => second(s, { consensusKey: first('consensusKey') }),
      'validators[1].consensusKey: this consensus key is used twice',
    ],
    [(s) => second(s, {}), 'accepted'],
    [(s) => (validators(s)[0]!.feeder = validators(s)[0]!.relayer), 'accepted'],
  ];
  for (const [change, message] of cases) assert.equal(refusal(change), message);
});

test('oracle sections that break a rule are refused with the path of the field', () => {
  const cases: [Change, string][] = [
    [(s) => (feeds(s)[0]!.exponent = '-13'), 'oracle.feeds[0].exponent: -13 is not in -12..2'],
    [(s) => (feeds(s)[1]!.id = feeds(s)[0]!.id), 'oracle.feeds[1].id: this feed is used twice'],
    [(s) => (feeds(s)[0]!.listingPrice = '0'), `oracle.feeds[0].listingPrice: 0 is not in 1..${10n ** 30n}`],
    [(s) => (s.oracle!.namespaces = []), 'oracle.namespaces: at least one'],
    [(s) => (namespace(s).sets = []), 'oracle.namespaces[0].sets: at least one signer set'],
    [(s) => (set(s).keys = []), 'oracle.namespaces[0].sets[0].keys: at least one key'],
    [
      (s) => (set(s).keys as string[]).push((set(s).keys as string[])[0]!),
      'oracle.namespaces[0].sets[0].keys: a key stands twice',
    ],
    [(s) => (set(s).expiresAt = '5'), 'oracle.namespaces[0].sets[0].expiresAt: the current set has none'],
    [
      (s) => (s.oracle!.namespaces as Json[]).push({ ...namespace(s), name: 'other' }),
      'oracle.namespaces[1].priceEmitter: this emitter is used twice',
    ],
    [(s) => (namespace(s).quorumRule = 'third'), 'oracle.namespaces[0].quorumRule: not one of half, two_third'],
    [(s) => (s.oracle!.extra = '1'), 'oracle.extra: unknown field'],
  ];
  for (const [change, message] of cases) assert.equal(refusal(change), message);
});

test('what only localnets may have is refused elsewhere', () => {
  const strict = (s: Record<string, Json>): void => {
    s.markets!.guards = {
      restartGapMs: '60000',
      restartCancelOnlyMs: '30000',
      restartGraceMs: '60000',
      haltExitMs: '30000',
    };
    s.oracle!.allowSoloPrimary = false;
    set(s).keys = ['0x3af0888500000000000000000000000000000001', '0x3af0888500000000000000000000000000000002'];
  };
  const also =
    (change: Change): Change =>
    (s) => {
      strict(s);
      change(s);
    };
  const keys = (set(readGenesis().app_state).keys as string[]).slice(0, 1);
  const cases: [Change, string][] = [
    [strict, 'accepted'],
    [
      also((s) => delete validators(s)[0]!.consensusKey),
      'validators[0].consensusKey: only a localnet has validators without consensus key',
    ],
    [also((s) => (s.oracle!.allowSoloPrimary = true)), 'oracle.allowSoloPrimary: only on localnets'],
    [
      also((s) => (set(s).keys = keys)),
      'oracle.namespaces[0].sets[0].keys[0]: a public test key: only localnets may trust it',
    ],
    [also((s) => ((s.oracle!.times as Json).thawMs = '59999')), 'oracle.times.thawMs: only a localnet may shorten it'],
    [
      also((s) => ((s as Json).bank = { escrow: [{ spoke: '0', asset: 'USDC', amount: '1' }] })),
      'bank.escrow[0].spoke: 0 is not in 1..4294967295',
    ],
  ];
  for (const [change, message] of cases) {
    assert.equal(refusal(change, 'nave-1'), message);
  }
  const { keeper } = new OracleChain().begin().assets;
  const rows = [{ account: `0x${'11'.repeat(20)}`, asset: 'USDC', amount: '5' }];
  assert.throws(
    () => readBalances(rows, 'app_state.balances', keeper, false),
    /only a chain id beginning with nave-local/,
  );
  assert.equal(readBalances(rows, 'app_state.balances', keeper, true)[0]?.amount, 5n);
  assert.throws(
    () => readBalances([...rows, ...rows], 'b', keeper, true),
    /b\[1\]: this account and asset is used twice/,
  );
  assert.throws(() => readBalances([{ ...rows[0], asset: 'XYZ' }], 'b', keeper, true), /b\[0\].asset: no asset XYZ/);
  assert.throws(() => readBalances([{ ...rows[0], amount: '0' }], 'b', keeper, true), /b\[0\].amount: 0 is not in/);
});

test('balances, identity and validators are written by pure functions', () => {
  const genesis = readGenesis() as unknown as GenesisJson;
  const before = JSON.stringify(genesis);
  const account = new Uint8Array(20).fill(0x11);
  const rich = withBalance(withBalance(genesis, account, 'USDC', 5n), account, 'USDC', 7n);
  assert.deepEqual(rich.app_state.balances, [{ account: `0x${'11'.repeat(20)}`, asset: 'USDC', amount: '12' }]);
  const named = withIdentity(rich, 'nave-local-7', '2026-12-01T00:00:00Z');
  assert.deepEqual([named.chain_id, named.genesis_time], ['nave-local-7', '2026-12-01T00:00:00Z']);
  assert.throws(() => withIdentity(rich, 'Nave', ''), GenesisError);
  const consensus = { publicKey: new Uint8Array(32).fill(5), address: new Uint8Array(20).fill(6) };
  const make = (i: number, one: typeof consensus | undefined) => ({
    name: `v${i}`,
    consensus: one,
    power: 10,
    operator: localnetKey('operator', i).address,
    relayer: localnetKey('relayer', i).address,
    feeder: localnetKey('feeder', i).address,
    hot: localnetKey('hot', i).address,
    cold: localnetKey('cold', i).address,
  });
  const four = withValidators(named, [make(0, consensus), make(1, undefined), make(2, undefined)]);
  assert.equal(four.validators.length, 1);
  const chain = new OracleChain().begin((state) => Object.assign(state, four.app_state));
  assert.equal(chain.power.keeper.totalPower(), 30);
  const file = [{ publicKey: consensus.publicKey, power: 10 }];
  requireSameValidators(chain.power.keeper.all(), file, 'validators');
  const wrong = (rows: typeof file): (() => void) => {
    return () => requireSameValidators(chain.power.keeper.all(), rows, 'app_state.validators');
  };
  assert.throws(wrong([]), /app_state.validators: 1 consensus keys, the genesis file has 0/);
  assert.throws(wrong([{ publicKey: consensus.publicKey, power: 11 }]), /v0 has power 11 in the file, not 10/);
  assert.throws(wrong([{ publicKey: new Uint8Array(32), power: 10 }]), /v0 is not a validator of the genesis file/);
  const { consensus: _none, ...fourth } = make(3, undefined);
  const grown = withOperators(four, [fourth]);
  assert.equal(grown.validators.length, 1);
  assert.deepEqual(
    (grown.app_state.validators as Json[]).map(({ name }) => name),
    ['v0', 'v1', 'v2', 'v3'],
  );
  const wider = new OracleChain().begin((state) => Object.assign(state, grown.app_state));
  assert.equal(wider.power.keeper.totalPower(), 40);
  const bridged = withBridge(withBridge(grown, account, { pauseBlocks: '5' }), account, { batchIntervalMs: '0' });
  assert.deepEqual(bridged.app_state.bridge, {
    authority: `0x${'11'.repeat(20)}`,
    params: { pauseBlocks: '5', batchIntervalMs: '0' },
  });
  assert.equal(JSON.stringify(genesis), before);
});
