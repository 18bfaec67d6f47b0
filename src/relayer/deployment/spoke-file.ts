import type { Address, Hex } from 'viem';
import { bytesToHex, getAddress, hexToBytes } from 'viem';
import { type At, Fields, readAddress, readHex, readList } from '#chain/genesis/fields.ts';
import { formatEvmAddress } from '#chain/lib/address.ts';
import { findBase64, toBase64 } from '#chain/lib/bytes.ts';
import type { VaultConfig } from '../deploy.ts';
import { PlanError, readStrictly, type SpokePlan } from './spoke-plan.ts';
import { exactUnits, type TokenDecimals } from './vault-config.ts';

const REGISTER_SPOKE = '/nave.bridge.v1.MsgRegisterSpoke';
const REGISTER_ROUTE = '/nave.bridge.v1.MsgRegisterRoute';

/** A message as governance takes it; `spoke` and `route` are JSON texts in the form of genesis. */
export type RegistrationMessage =
  | { readonly '@type': typeof REGISTER_SPOKE; readonly authority: string; readonly spoke: string }
  | { readonly '@type': typeof REGISTER_ROUTE; readonly authority: string; readonly route: string };

/**
 * What `nave spoke deploy` writes and everybody else needs: whoever has it deploys the same vault to the same address, or
 * finds it there, and governance passes its messages.
 */
export interface SpokeFile {
  readonly version: 1;
  readonly hubSalt: Hex;
  readonly chainId: number;
  readonly vault: Address;
  readonly messages: readonly RegistrationMessage[];
}

/** A spoke file read strictly. */
export interface SpokeClaim {
  readonly id: number;
  readonly name: string;
  readonly instance: number;
  readonly chainId: number;
  readonly vault: Address;
  readonly config: VaultConfig;
  readonly creationCode: Hex;
  /** Of a vault that takes over from another one. */
  readonly migration?: { readonly predecessor: number; readonly forwarder: Address };
  /** JSON text of MsgRegisterSpoke. */
  readonly spoke: string;
  readonly routes: readonly {
    readonly token: Address;
    readonly asset: string /** JSON text. */;
    readonly route: string;
  }[];
}

const texts = (fields: object): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));

/** The registration of a planned vault. Throws PlanError for an amount that is not exact. */
export function spokeFileOf(
  plan: SpokePlan,
  config: VaultConfig,
  decimals: readonly TokenDecimals[],
  at: {
    readonly chainId: number;
    readonly vault: Address;
    readonly creationCode: Hex;
    /** With a predecessor. */
    readonly forwarder?: Address;
  },
): SpokeFile {
  const { hubSalt, devnet, initialSet, lockers, tokens, ...numbers } = config;
  const { hot, cold, ...set } = initialSet;
  const { shortDelayMs, longDelayMs, corridor, predecessor } = plan;
  const claim = {
    ...texts({ id: plan.id, name: plan.name, chainId: at.chainId, instance: plan.instance, vault: at.vault }),
    ...texts({ finality: plan.finality, normalLagMs: plan.normalLagMs, nativeAsset: plan.nativeAsset }),
    ...(shortDelayMs !== undefined && { shortDelayMs: String(shortDelayMs) }),
    ...(longDelayMs !== undefined && { longDelayMs: String(longDelayMs) }),
    ...(corridor !== undefined && { corridor: String(exactUnits('plan.corridor', corridor, 6)) }),
    ...(predecessor !== undefined && at.forwarder !== undefined && texts({ predecessor, forwarder: at.forwarder })),
    config: {
      devnet,
      ...texts(numbers),
      initialSet: { ...texts(set), hot, cold },
      lockers,
      tokens: tokens.map((token) => texts(token)),
    },
    creationCode: toBase64(hexToBytes(at.creationCode)),
  };
  const routes = plan.tokens.map((token, i): RegistrationMessage => {
    const { feeFloor, minWithdrawal } = token;
    const units = (name: string, text: string) =>
      String(exactUnits(`plan.tokens[${i}].${name}`, text, decimals[i]!.hub));
    const route = {
      ...texts({ spoke: plan.id, token: token.token, tokenDecimals: decimals[i]!.token, asset: token.asset }),
      feeFloor: units('feeFloor', feeFloor),
      ...(minWithdrawal !== undefined && { minWithdrawal: units('minWithdrawal', minWithdrawal) }),
    };
    return { '@type': REGISTER_ROUTE, authority: '', route: JSON.stringify(route) };
  });
  const register: RegistrationMessage = { '@type': REGISTER_SPOKE, authority: '', spoke: JSON.stringify(claim) };
  return { version: 1, hubSalt, chainId: at.chainId, vault: at.vault, messages: [register, ...routes] };
}

/** Reads a spoke file of whatever origin. Throws PlanError with the path of the field. */
export const readSpokeFile = (json: unknown): SpokeClaim => readStrictly(json, 'file', claimOf);

function claimOf(at: At): SpokeClaim {
  const fields = new Fields(at);
  const { value: version } = fields.at('version');
  if (version !== 1) throw new PlanError('file.version: not 1; this release reads no other');
  const hubSalt = bytesToHex(fields.hex('hubSalt', 32));
  const chainId = Number(fields.at('chainId').value);
  const vault = evm(fields.address('vault'));
  const messages = readList(fields.at('messages'), 64);
  fields.end();
  const [first, ...rest] = messages;
  if (first === undefined) throw new PlanError('file.messages: empty');
  const { text: spoke, inner } = messageOf(first, REGISTER_SPOKE, 'spoke');
  const claim = new Fields(inner);
  const read = {
    id: claim.integer('id', 1, 65_535),
    name: claim.text('name', /^[a-z][a-z0-9-]{0,31}$/),
    instance: claim.integer('instance', 0, 65_535),
  };
  if (claim.integer('chainId', 1, Number.MAX_SAFE_INTEGER) !== chainId || evm(claim.address('vault')) !== vault) {
    throw new PlanError('file.messages[0].spoke: another vault or chain than the file names');
  }
  const code = findBase64(String(claim.at('creationCode').value));
  if (code === undefined) throw new PlanError('file.messages[0].spoke.creationCode: no base64');
  const routes = rest.map((item) => {
    const { text: route, inner: at } = messageOf(item, REGISTER_ROUTE, 'route');
    const one = new Fields(at);
    return { token: evm(one.address('token')), asset: one.text('asset', /^\w{2,12}$/), route };
  });
  const config = configOf(claim.child('config'), hubSalt);
  const migration = migrationOf(claim);
  return { ...read, chainId, vault, config, creationCode: bytesToHex(code), ...migration, spoke, routes };
}

function migrationOf(claim: Fields): Pick<SpokeClaim, 'migration'> {
  if (!claim.has('predecessor') && !claim.has('forwarder')) return {};
  const predecessor = claim.integer('predecessor', 1, 65_535);
  return { migration: { predecessor, forwarder: evm(claim.address('forwarder')) } };
}

/** The JSON text inside a message, and what it says. */
function messageOf(item: At, type: string, field: string): { text: string; inner: At } {
  const fields = new Fields(item);
  const { value: given } = fields.at('@type');
  if (given !== type) throw new PlanError(`${item.path}.@type: not ${type}`);
  const { value: text, path } = fields.at(field);
  fields.has('authority');
  fields.end();
  try {
    return { text: String(text), inner: { value: JSON.parse(String(text)), path } };
  } catch {
    throw new PlanError(`${path}: not JSON`);
  }
}

const evm = (bytes: Parameters<typeof formatEvmAddress>[0]): Address => getAddress(formatEvmAddress(bytes));

/** The constructor's argument as the claim has it; the hub judges its limits. */
function configOf(fields: Fields, hubSalt: Hex): VaultConfig {
  const u32 = (from: Fields, name: string): number => from.integer(name, 0, 4_294_967_295);
  const u128 = (from: Fields, name: string): bigint => from.big(name, 0n, (1n << 128n) - 1n);
  const set = fields.child('initialSet');
  const words = (name: string): Hex[] => readList(set.at(name), 128).map((item) => bytesToHex(readHex(item, 32)));
  const config: VaultConfig = {
    hubSalt,
    devnet: fields.flag('devnet'),
    maxSetAge: u32(fields, 'maxSetAge'),
    rotationDelay: u32(fields, 'rotationDelay'),
    disputeBlocks: u32(fields, 'disputeBlocks'),
    lockThreshold: fields.integer('lockThreshold', 0, 255),
    aggregateCap: u128(fields, 'aggregateCap'),
    aggregateRate: u128(fields, 'aggregateRate'),
    initialSet: {
      epoch: u128(set, 'epoch'),
      totalPower: u128(set, 'totalPower'),
      hubHeight: u128(set, 'hubHeight'),
      createdAt: u128(set, 'createdAt'),
      hot: words('hot'),
      cold: words('cold'),
    },
    lockers: fields.list('lockers', 16).map((item) => evm(readAddress(item))),
    tokens: fields.list('tokens', 32).map((item) => {
      const token = new Fields(item);
      return {
        token: evm(token.address('token')),
        flags: token.integer('flags', 0, 255),
        decimals: token.integer('decimals', 0, 255),
        hubDecimals: token.integer('hubDecimals', 0, 255),
        weight: u128(token, 'weight'),
        minDeposit: u128(token, 'minDeposit'),
        depositCap: u128(token, 'depositCap'),
        cap: u128(token, 'cap'),
        rate: u128(token, 'rate'),
        instantMax: u128(token, 'instantMax'),
        dispute: u32(token, 'dispute'),
        maxDelay: u32(token, 'maxDelay'),
      };
    }),
  };
  return config;
}
