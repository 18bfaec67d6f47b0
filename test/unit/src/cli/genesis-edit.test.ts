import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import type { GenesisJson } from '#chain/genesis/localnet.ts';
import { addMarket, addSpoke, addValidator, editGenesis } from '#src/cli/genesis-edit.ts';
import { homePaths } from '#src/node/home.ts';
import { initHome } from '#src/node/init-home.ts';

const root = mkdtempSync(join(tmpdir(), 'nave-genesis-'));
let home = '';
let count = 0;
const paths = () => homePaths(home);
const read = (): GenesisJson => JSON.parse(readFileSync(paths().genesis, 'utf8')) as GenesisJson;

beforeEach(() => {
  home = join(root, String(count++));
  initHome({ paths: paths(), moniker: 'one', chainId: 'nave-local-9', now: new Date('2026-11-23T00:00:00Z') });
});
after(() => rmSync(root, { recursive: true, force: true }));

const evm = (digit: string): string => `0x${digit.repeat(40)}`;
const VALIDATOR = {
  ...{
    name: 'two',
    power: '10',
    operator: evm('1'),
    relayer: evm('2'),
    feeder: evm('3'),
    hot: evm('4'),
    cold: evm('5'),
  },
};
const KEY = Buffer.alloc(32, 7).toString('base64');
type Edit = Parameters<typeof editGenesis>[1];
const refused = async (edit: Edit, message: RegExp): Promise<void> => {
  const before = readFileSync(paths().genesis, 'utf8');
  await assert.rejects(editGenesis(home, edit), { message });
  assert.equal(readFileSync(paths().genesis, 'utf8'), before, 'the old file stays');
};

test('a validator is added to the registry and, with a consensus key, to the engine', async () => {
  await editGenesis(home, (json) => addValidator(json, VALIDATOR));
  await editGenesis(home, (json) =>
    addValidator(json, {
      ...{ name: 'three', power: '5', operator: evm('a'), relayer: evm('b'), feeder: evm('c'), hot: evm('d') },
      ...{ cold: evm('e'), consensusKey: KEY },
    }),
  );
  const { validators, app_state: state } = read();
  assert.deepEqual(
    (state.validators as { name: string; grantedPower: string }[]).map(({ name, grantedPower }) => [
      name,
      grantedPower,
    ]),
    [
      ['one', '10'],
      ['two', '10'],
      ['three', '5'],
    ],
  );
  assert.equal(validators.length, 2);
  assert.deepEqual(validators[1], {
    address: '4BB06F8E4E3A7715D201D573D0AA423762E55DAB',
    pub_key: { type: 'tendermint/PubKeyEd25519', value: KEY },
    power: '5',
    name: 'three',
  });
});

test('a validator that breaks a rule is refused with its flag or the path of its field', async () => {
  await refused(
    (json) => addValidator(json, { ...VALIDATOR, hot: evm('5') }),
    /app_state\.validators\[1\]\.cold: this spoke key is used twice/,
  );
  await refused((json) => addValidator(json, { ...VALIDATOR, hot: '0x1' }), /^--hot 0x1 is neither/);
  await refused((json) => addValidator(json, { ...VALIDATOR, power: '0' }), /^--power 0 is no positive integer/);
  await refused(
    (json) => addValidator(json, { ...VALIDATOR, consensusKey: 'AAAA' }),
    /^--consensus-key is not 32 bytes/,
  );
  await refused((json) => addValidator(json, { ...VALIDATOR, name: '' }), /app_state\.validators\[1\]\.name: /);
});

test('a market is listed with the feed it needs', async () => {
  const [market] = (read().app_state.markets as { markets: Record<string, unknown>[] }).markets;
  const feedId = `0x${'ab'.repeat(32)}`;
  const added = { ...market, id: '77', ticker: 'NEW-USD', base: 'NEW', feed: feedId };
  const feed = { id: feedId, symbol: 'NEW/USD', group: 'A', exponent: '-8', listingPrice: '85000000000000000' };
  await refused((json) => addMarket(json, added, undefined), /app_state\.markets\.markets\[\d+\]\.feed: /);
  await editGenesis(home, (json) => addMarket(json, added, feed));
  const { markets } = read().app_state.markets as { markets: { ticker: string }[] };
  assert.equal(markets.at(-1)!.ticker, 'NEW-USD');
  await refused((json) => addMarket(json, { ...added, id: '78' }, undefined), /\.ticker: this ticker is used twice/);
  await refused(
    (json) => addMarket(json, { ...added, id: '79', ticker: 'X-USD', tickPrise: '1' }, undefined),
    /tickPrise: unknown field/,
  );
  await refused((json) => addMarket(json, 'market', undefined), /app_state\.markets\.markets\[\d+\]: not an object/);
});

test('the authority of spokes and a spoke claim enter; a claim that is not this hub’s is refused with its path', async () => {
  await editGenesis(home, (json) => addSpoke(json, undefined, evm('9')));
  assert.deepEqual(read().app_state.bridge, { authority: evm('9') });
  await refused((json) => addSpoke(json, { id: '1' }, undefined), /app_state\.bridge\.spokes\[0\]\.name: missing/);
  await refused((json) => addSpoke(json, [], undefined), /^the spoke is no JSON object/);
  await refused((json) => addSpoke(json, undefined, 'me'), /app_state\.bridge\.authority: not an address/);
  const [one] = read().app_state.validators as { hot: string; cold: string }[];
  const word = (address: string): string => `${address}${(10).toString(16).padStart(24, '0')}`;
  const spoke = {
    ...{ id: '1', name: 'first', chainId: '31337', instance: '0', vault: evm('8'), finality: 'finalized' },
    ...{ normalLagMs: '60000', nativeAsset: 'ETH' },
    config: {
      ...{ devnet: true, maxSetAge: '1209600', rotationDelay: '0', disputeBlocks: '0', lockThreshold: '1' },
      ...{ aggregateCap: '1000', aggregateRate: '1', lockers: [evm('7')], tokens: [] },
      initialSet: {
        ...{
          epoch: '1',
          totalPower: '10',
          hubHeight: '0',
          createdAt: String(Date.parse('2026-11-23T00:00:00Z') / 1000),
        },
        ...{ hot: [word(one!.hot)], cold: [word(one!.cold)] },
      },
    },
  };
  const route = { spoke: '1', token: evm('6'), tokenDecimals: '6', asset: 'USDC', feeFloor: '1000' };
  await refused(
    (json) => addSpoke(json, { ...spoke, nativeAsset: 'DOGE' }, undefined),
    /spokes\[0\]\.nativeAsset: no asset DOGE/,
  );
  await refused(
    (json) =>
      addSpoke(
        json,
        { ...spoke, config: { ...spoke.config, initialSet: { ...spoke.config.initialSet, hot: [word(evm('1'))] } } },
        undefined,
      ),
    /spokes\[0\]\.config\.initialSet: not the set of the present validators/,
  );
  await editGenesis(home, (json) => addSpoke(json, { spoke, routes: [route] }, undefined));
  const file = {
    messages: [
      { spoke: JSON.stringify({ ...spoke, id: '2', vault: evm('f') }) },
      { route: JSON.stringify({ ...route, spoke: '2' }) },
    ],
  };
  await editGenesis(home, (json) => addSpoke(json, file, undefined));
  const { spokes, routes } = read().app_state.bridge as { spokes: { id: string }[]; routes: { spoke: string }[] };
  assert.deepEqual(
    [spokes.map(({ id }) => id), routes.map((one) => one.spoke)],
    [
      ['1', '2'],
      ['1', '2'],
    ],
  );
});

test('the genesis of a chain that has begun stays as it is', async () => {
  mkdirSync(dirname(paths().genesisLock), { recursive: true });
  writeFileSync(paths().genesisLock, '');
  await refused((json) => json, /has begun and its genesis is fixed; make a new home/);
  assert.ok(existsSync(paths().genesis));
});
