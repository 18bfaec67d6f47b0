import { type At, Fields, readAddress, readBase64, readHex, readList, requireThat } from '../../genesis/fields.ts';
import { findBase64 } from '../../lib/bytes.ts';
import type { Address } from '../../lib/units.ts';
import type { SetUpdate } from './abi/checkpoint.ts';
import type { VaultConfig, VaultToken } from './abi/vault-config.ts';

const NAME = /^[a-z][a-z0-9-]{0,31}$/;
const SYMBOL = /^[A-Za-z][A-Za-z0-9]{1,11}$/;
const FINALITY = /^(finalized|depth:[1-9][0-9]{0,3})$/;
const SAFE = Number.MAX_SAFE_INTEGER;
const U64 = 2n ** 64n - 1n;
const AMOUNT = 2n ** 96n - 1n;
const DAY_MS = 86_400_000;

/** A spoke as genesis or the authority's message claims it. */
export interface SpokeClaim {
  readonly id: number;
  readonly name: string;
  readonly chainId: number;
  /** Which vault of this hub on that chain: 0 the first. */
  readonly instance: number;
  readonly vault: Address;
  readonly finality: string;
  readonly normalLagMs: number;
  readonly shortDelayMs: number | undefined;
  readonly longDelayMs: number | undefined;
  /** Symbol of the asset whose price is the gas coin's. */
  readonly nativeAsset: string;
  readonly gasPerItem: number;
  readonly measuredGasPerItem: number;
  readonly corridor: bigint | undefined;
  /** Spoke whose vault has this one for its successor, and the contract its escrow moves through; 0: none. */
  readonly predecessor: number;
  readonly forwarder: Address | undefined;
  readonly config: VaultConfig;
  /** Creation code of the release; undefined: the address is taken on trust (localnets only). */
  readonly creationCode: Uint8Array | undefined;
}

/**
 * One spoke in JSON: {id, name, chainId, instance, vault, finality, normalLagMs, shortDelayMs?, longDelayMs?, nativeAsset,
 * gasPerItem?, measuredGasPerItem?, corridor?, predecessor?, forwarder?, config,
 * creationCode?}; integers are decimal strings. Throws GenesisError.
 */
export function readSpoke(at: At, hubSalt: Uint8Array): SpokeClaim {
  const fields = new Fields(at);
  const optional = (name: string, min: number, max: number): number | undefined =>
    fields.has(name) ? fields.integer(name, min, max) : undefined;
  const claim: SpokeClaim = {
    id: fields.integer('id', 1, 65_535),
    name: fields.text('name', NAME),
    chainId: fields.integer('chainId', 1, SAFE),
    instance: fields.integer('instance', 0, 65_535),
    vault: fields.address('vault'),
    finality: fields.text('finality', FINALITY),
    normalLagMs: fields.integer('normalLagMs', 100, DAY_MS),
    shortDelayMs: optional('shortDelayMs', 0, DAY_MS),
    longDelayMs: optional('longDelayMs', 0, DAY_MS),
    nativeAsset: fields.text('nativeAsset', SYMBOL),
    gasPerItem: optional('gasPerItem', 21_000, 10_000_000) ?? GAS_PER_ITEM,
    measuredGasPerItem: optional('measuredGasPerItem', 21_000, 10_000_000) ?? MEASURED_GAS_PER_ITEM,
    corridor: fields.has('corridor') ? fields.big('corridor', 0n, 10n ** 18n) : undefined,
    predecessor: optional('predecessor', 1, 65_535) ?? 0,
    forwarder: fields.has('forwarder') ? fields.address('forwarder') : undefined,
    config: readConfig(fields.child('config'), hubSalt),
    creationCode: fields.has('creationCode') ? readCode(fields.at('creationCode')) : undefined,
  };
  fields.end();
  return claim;
}

/** Gas of a payout alone, and of one in a batch of ten (spec: bridge-abi §9). */
const GAS_PER_ITEM = 184_000;
const MEASURED_GAS_PER_ITEM = 177_047;
const MAX_CODE = 49_152;

function readCode({ value, path }: At): Uint8Array {
  const bytes = typeof value === 'string' ? findBase64(value) : undefined;
  requireThat(bytes !== undefined && bytes.length > 0 && bytes.length <= MAX_CODE, path, 'not base64 of creation code');
  return readBase64({ value, path }, bytes.length);
}

/** Config of the constructor; its hubSalt is this hub's and not repeated. */
function readConfig(fields: Fields, hubSalt: Uint8Array): VaultConfig {
  const config: VaultConfig = {
    hubSalt,
    devnet: fields.flag('devnet'),
    maxSetAge: fields.big('maxSetAge', 86_400n, 1_814_400n),
    rotationDelay: fields.big('rotationDelay', 0n, 604_800n),
    disputeBlocks: fields.big('disputeBlocks', 0n, 100_000n),
    lockThreshold: fields.big('lockThreshold', 1n, 16n),
    aggregateCap: fields.big('aggregateCap', 1n, U64),
    aggregateRate: fields.big('aggregateRate', 1n, U64),
    initialSet: readSet(fields.child('initialSet')),
    lockers: fields.list('lockers', 16).map(readAddress),
    tokens: fields.list('tokens', 32).map(readToken),
  };
  fields.end();
  return config;
}

function readSet(fields: Fields): SetUpdate {
  const words = (name: string): Uint8Array[] => readList(fields.at(name), 128).map((item) => readHex(item, 32));
  const update = {
    epoch: fields.big('epoch', 1n, BigInt(SAFE)),
    totalPower: fields.big('totalPower', 1n, AMOUNT),
    hubHeight: fields.big('hubHeight', 0n, BigInt(SAFE)),
    createdAt: fields.big('createdAt', 0n, BigInt(SAFE)),
    hot: words('hot'),
    cold: words('cold'),
  };
  fields.end();
  return update;
}

function readToken(item: At): VaultToken {
  const fields = new Fields(item);
  const token: VaultToken = {
    token: fields.address('token'),
    flags: fields.big('flags', 0n, 7n),
    decimals: fields.big('decimals', 0n, 30n),
    hubDecimals: fields.big('hubDecimals', 0n, 30n),
    weight: fields.big('weight', 1n, U64),
    minDeposit: fields.big('minDeposit', 1n, AMOUNT),
    depositCap: fields.big('depositCap', 0n, AMOUNT),
    cap: fields.big('cap', 1n, AMOUNT),
    rate: fields.big('rate', 1n, AMOUNT),
    instantMax: fields.big('instantMax', 0n, AMOUNT),
    dispute: fields.big('dispute', 0n, 2_592_000n),
    maxDelay: fields.big('maxDelay', 1n, 2_592_000n),
  };
  fields.end();
  return token;
}

export interface RouteClaim {
  readonly spoke: number;
  readonly token: Address;
  readonly tokenDecimals: number;
  readonly asset: string;
  readonly feeFloor: bigint;
  readonly minWithdrawal: bigint;
}

/** One route in JSON: {spoke, token, tokenDecimals, asset, feeFloor, minWithdrawal?}. Throws GenesisError. */
export function readRoute(at: At): RouteClaim {
  const fields = new Fields(at);
  const claim: RouteClaim = {
    spoke: fields.integer('spoke', 1, 65_535),
    token: fields.address('token'),
    tokenDecimals: fields.integer('tokenDecimals', 0, 30),
    asset: fields.text('asset', SYMBOL),
    feeFloor: fields.big('feeFloor', 0n, 10n ** 15n),
    minWithdrawal: fields.has('minWithdrawal') ? fields.big('minWithdrawal', 1n, 10n ** 15n) : 1n,
  };
  fields.end();
  return claim;
}
