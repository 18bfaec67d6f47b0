import { type At, Fields, readHex, requireThat, requireUnique } from '../../genesis/fields.ts';
import { compareBytes, toHex } from '../../lib/bytes.ts';
import { DEFAULT_MODE_TIMES } from './guards.ts';
import type { EmitterParams, Feed, ModeTimes, OracleParams, SignerNamespaceParams } from './types.ts';

const NAME = /^[a-z][a-z0-9-]{0,31}$/;
const SYMBOL = /^[A-Z0-9]{1,12}\/USD$/;
const MAX_FEEDS = 512;
const MAX_KEYS = 32;
const HOUR_MS = 3_600_000;

/** Keys whose private halves are public: test routers of the localnet, Wormhole's devnet guardian, private key 1. */
const PUBLIC_TEST_KEYS: ReadonlySet<string> = new Set([
  '3c931c268e2c641fb1903c3c76f9436b7f70d617',
  'bf24292c36b7371005c5fbcd13b7e135b6c82f99',
  'd0e8bef287115caa36bfe40a8f3deedcf3295dc1',
  'd7519e00fa7769b2fb33e74199b7f2570e18e1d2',
  '8657a906d88b0067de896f8bca34a015936263a2',
  'befa429d57cd18b7f8a4d91a2da9ab4af05d0fbe',
  '7e5f4552091a69125d5dfcb7b8c2659029395bdf',
]);

export interface GenesisSet {
  readonly namespace: string;
  readonly index: number;
  readonly keys: readonly Uint8Array[];
  readonly expiresAtMs: number;
}

export interface OracleSection {
  readonly params: OracleParams;
  readonly sets: readonly GenesisSet[];
}

/** `app_state.oracle`: {allowSoloPrimary, times, namespaces, feeds} (README). Throws GenesisError. */
export function readOracle(section: unknown, path: string, localnet: boolean): OracleSection {
  const fields = new Fields({ value: section, path });
  const allowSoloPrimary = fields.flag('allowSoloPrimary');
  requireThat(localnet || !allowSoloPrimary, `${path}.allowSoloPrimary`, 'only on localnets');
  const times = readTimes(fields.child('times'), localnet);
  const seen = new Set<string>();
  const rows = fields.list('namespaces', 16).map((item) => readNamespace(item, seen, localnet));
  requireThat(rows.length > 0, `${path}.namespaces`, 'at least one');
  const feeds = fields.list('feeds', MAX_FEEDS).map((item) => {
    const feed = readFeed(item);
    requireUnique(seen, `feed ${toHex(feed.id)}`, `${item.path}.id`, 'this feed');
    return feed;
  });
  fields.end();
  const namespaces = rows.map((row) => row.namespace);
  return { params: { allowSoloPrimary, times, namespaces, feeds }, sets: rows.flatMap((row) => row.sets) };
}

function readTimes(fields: Fields, localnet: boolean): ModeTimes {
  const ms = (name: keyof ModeTimes, max: number): number => {
    const value = fields.integer(name, 1, max);
    requireThat(
      localnet || value >= DEFAULT_MODE_TIMES[name],
      `${fields.path}.${name}`,
      'only a localnet may shorten it',
    );
    return value;
  };
  const times: ModeTimes = {
    frozenAfterMs: ms('frozenAfterMs', HOUR_MS),
    soloCautionAfterMs: ms('soloCautionAfterMs', HOUR_MS),
    resumeBlocks: ms('resumeBlocks', 100),
    resumeMs: ms('resumeMs', HOUR_MS),
    thawMs: ms('thawMs', HOUR_MS),
  };
  fields.end();
  return times;
}

function readNamespace(
  item: At,
  seen: Set<string>,
  localnet: boolean,
): { readonly namespace: SignerNamespaceParams; readonly sets: GenesisSet[] } {
  const fields = new Fields(item);
  const namespace: SignerNamespaceParams = {
    name: fields.text('name', NAME),
    quorumRule: fields.word('quorumRule', ['half', 'two_third'] as const),
    priceEmitter: readEmitter(fields.child('priceEmitter')),
    governanceEmitter: readEmitter(fields.child('governanceEmitter')),
  };
  const sets = fields.list('sets', 64).map((set) => readSet(set, namespace.name, localnet));
  fields.end();
  requireUnique(seen, `name ${namespace.name}`, `${item.path}.name`, 'this namespace');
  // An update says whose it is by its emitter alone.
  const { chain, address } = namespace.priceEmitter;
  requireUnique(seen, `emitter ${chain} ${toHex(address)}`, `${item.path}.priceEmitter`, 'this emitter');
  requireThat(sets.length > 0, `${item.path}.sets`, 'at least one signer set');
  for (const [i, set] of sets.entries()) {
    const at = `${item.path}.sets[${i}]`;
    requireThat(i === 0 || set.index > sets[i - 1]!.index, `${at}.index`, 'not above the one before');
    const last = i === sets.length - 1;
    requireThat(!last || set.expiresAtMs === 0, `${at}.expiresAt`, 'the current set has none');
  }
  return { namespace, sets };
}

function readEmitter(fields: Fields): EmitterParams {
  const emitter = { chain: fields.integer('chain', 1, 65_535), address: fields.hex('address', 32) };
  fields.end();
  return emitter;
}

function readSet(item: At, namespace: string, localnet: boolean): GenesisSet {
  const fields = new Fields(item);
  const index = fields.integer('index', 0, 2 ** 32 - 1);
  const items = fields.list('keys', MAX_KEYS);
  const keys = items.map((key) => readHex(key, 20));
  const expiresAtMs = fields.has('expiresAt') ? fields.integer('expiresAt', 1, Number.MAX_SAFE_INTEGER) : 0;
  fields.end();
  requireThat(keys.length > 0, `${item.path}.keys`, 'at least one key');
  const sorted = [...keys].sort(compareBytes);
  for (const [i, key] of sorted.entries()) {
    requireThat(i === 0 || compareBytes(sorted[i - 1]!, key) !== 0, `${item.path}.keys`, 'a key stands twice');
  }
  for (const [i, key] of keys.entries()) {
    const isPublic = PUBLIC_TEST_KEYS.has(toHex(key));
    requireThat(localnet || !isPublic, items[i]!.path, 'a public test key: only localnets may trust it');
  }
  return { namespace, index, keys, expiresAtMs };
}

function readFeed(item: At): Feed {
  const fields = new Fields(item);
  const feed: Feed = {
    id: fields.hex('id', 32),
    symbol: fields.text('symbol', SYMBOL),
    group: fields.word('group', ['A', 'B', 'C'] as const),
    exponent: fields.integer('exponent', -12, 2),
    listingPrice: fields.big('listingPrice', 1n, 10n ** 30n),
  };
  fields.end();
  return feed;
}
