import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { GenesisJson } from '#chain/genesis/localnet.ts';
import { findInputAddress } from '#chain/lib/address.ts';
import { findBase64, toHex } from '#chain/lib/bytes.ts';
import { parseGenesisDoc } from '#src/engine/genesis-doc.ts';
import { homePaths, writeFileAtomic } from '#src/node/home.ts';
import { readGenesis } from '#src/node/read-genesis.ts';
import { CliError, EXIT } from './output.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * Changes the genesis of a home whose chain has not begun. The whole state machine is built from the new file before it is
 * written: one that breaks a rule leaves the old one. Throws CliError, HomeError, GenesisError with the path of the field.
 */
export async function editGenesis(home: string, edit: (genesis: GenesisJson) => GenesisJson): Promise<string> {
  const paths = homePaths(resolve(home));
  readGenesis(paths.genesis);
  if (existsSync(paths.genesisLock)) {
    throw new CliError(`the chain of ${paths.root} has begun and its genesis is fixed; make a new home with nave init`);
  }
  const changed = edit(JSON.parse(readFileSync(paths.genesis, 'utf8')) as GenesisJson);
  const { applicationAtGenesis } = await import('#src/node/replay.ts');
  await applicationAtGenesis(parseGenesisDoc(changed));
  writeFileAtomic(paths.genesis, `${JSON.stringify(changed, null, 2)}\n`);
  return paths.genesis;
}

const section = (genesis: GenesisJson, name: string): Json => (genesis.app_state[name] ?? {}) as Json;
const rows = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const withSection = (genesis: GenesisJson, name: string, value: unknown): GenesisJson => ({
  ...genesis,
  app_state: { ...genesis.app_state, [name]: value },
});

/** A validator to add; addresses `nave1…` or `0x…`. */
export interface ValidatorInput {
  readonly name: string;
  readonly power: string;
  readonly operator: string;
  readonly relayer: string;
  readonly feeder: string;
  readonly hot: string;
  readonly cold: string;
  /** base64 of an ed25519 key; without one it votes on bridge and prices only (localnets). */
  readonly consensusKey?: string;
}

const ROLES = ['operator', 'relayer', 'feeder', 'hot', 'cold'] as const;

/** One more validator, in app_state and, with a consensus key, for the engine. Throws CliError. */
export function addValidator(genesis: GenesisJson, input: ValidatorInput): GenesisJson {
  const { name, power, consensusKey } = input;
  if (!/^[1-9]\d{0,11}$/.test(power)) throw new CliError(`--power ${power} is no positive integer`, EXIT.usage);
  const addresses = ROLES.map((role) => {
    const address = findInputAddress(input[role]);
    if (address === undefined) throw new CliError(`--${role} ${input[role]} is neither nave1… nor 0x…`, EXIT.usage);
    return [role, `0x${toHex(address)}`] as const;
  });
  const row = { name, ...(consensusKey && { consensusKey }), grantedPower: power, ...Object.fromEntries(addresses) };
  const registered = withSection(genesis, 'validators', [...rows(genesis.app_state.validators), row]);
  if (consensusKey === undefined) return registered;
  const key = findBase64(consensusKey);
  if (key?.length !== 32) throw new CliError(`--consensus-key is not 32 bytes of base64`, EXIT.usage);
  const voting = {
    address: createHash('sha256').update(key).digest('hex').slice(0, 40).toUpperCase(),
    pub_key: { type: 'tendermint/PubKeyEd25519', value: consensusKey },
    power,
    name,
  };
  return { ...registered, validators: [...genesis.validators, voting] };
}

/** One more market, and the price feed it needs when that is not there yet. */
export function addMarket(genesis: GenesisJson, market: unknown, feed: unknown): GenesisJson {
  const markets = section(genesis, 'markets');
  const listed = withSection(genesis, 'markets', { ...markets, markets: [...rows(markets.markets), market] });
  if (feed === undefined) return listed;
  const oracle = section(genesis, 'oracle');
  return withSection(listed, 'oracle', { ...oracle, feeds: [...rows(oracle.feeds), feed] });
}

/**
 * One more spoke: its claim, or a spoke file with its routes; and the account that registers spokes on a localnet. Throws
 * CliError when the file is neither.
 */
export function addSpoke(genesis: GenesisJson, file: unknown, authority: string | undefined): GenesisJson {
  const before = section(genesis, 'bridge');
  const { spoke, routes } = spokeOf(file);
  const bridge = {
    ...before,
    ...(authority !== undefined && { authority }),
    ...(spoke !== undefined && { spokes: [...rows(before.spokes), spoke] }),
    ...(routes.length > 0 && { routes: [...rows(before.routes), ...routes] }),
  };
  return withSection(genesis, 'bridge', bridge);
}

function spokeOf(file: unknown): { readonly spoke: unknown; readonly routes: readonly unknown[] } {
  if (file === undefined) return { spoke: undefined, routes: [] };
  if (typeof file !== 'object' || file === null || Array.isArray(file))
    throw new CliError('the spoke is no JSON object');
  const { messages, spoke, routes } = file as Json;
  if (messages === undefined && spoke === undefined) return { spoke: file, routes: [] };
  if (messages === undefined) return { spoke, routes: rows(routes) };
  const parsed = rows(messages).map((message) => {
    const { spoke: claim, route } = message as { spoke?: string; route?: string };
    return { claim: claim === undefined ? undefined : JSON.parse(claim), route: route && JSON.parse(route) };
  });
  return { spoke: parsed[0]?.claim, routes: parsed.slice(1).map(({ route }) => route) };
}
