import type { Address } from 'viem';
import { getAddress } from 'viem';
import { type At, Fields, readAddress } from '#chain/genesis/fields.ts';
import { formatEvmAddress } from '#chain/lib/address.ts';
import { GenesisError } from '#chain/lib/genesis-error.ts';

/** A file of a deployment that breaks a rule: the message begins with the path of the field. */
export class PlanError extends Error {
  override name = 'PlanError';
}

/** What a vault may do with one token. Amounts are decimal texts of whole tokens. */
export interface TokenPlan {
  readonly token: Address;
  /** Symbol of the hub's asset that the token becomes. */
  readonly asset: string;
  /** Cautious USD price of a whole token; the vault's aggregate limit counts with it, nothing else does. */
  readonly usdPrice: string;
  /** Deposits may come with an EIP-2612 permit. */
  readonly permit: boolean;
  readonly minDeposit: string;
  readonly depositCap: string;
  /** Most that leaves at once, and what is refilled a second. */
  readonly cap: string;
  readonly rate: string;
  /** Payouts up to this are not disputed. */
  readonly instantMax: string;
  /** Seconds. */
  readonly dispute: number;
  readonly maxDelay: number;
  /** Least fee of a withdrawal and smallest one, whole assets. */
  readonly feeFloor: string;
  readonly minWithdrawal?: string;
}

/** What an operator decides about a new spoke (spec: bridge-abi §1, bridge §2). Times in seconds unless the name says ms. */
export interface SpokePlan {
  /** Number on the hub, from 1. */
  readonly id: number;
  /** Lower-case letters, digits, dashes. */
  readonly name: string;
  /** Which vault of this hub on that chain, 0 the first. */
  readonly instance: number;
  /** Spoke of the same chain whose escrow moves to this vault. */
  readonly predecessor?: number;
  /** `finalized` or `depth:N`. */
  readonly finality: string;
  /** Usual age of the newest final block. */
  readonly normalLagMs: number;
  readonly shortDelayMs?: number;
  readonly longDelayMs?: number;
  /** Most that may come in here and leave elsewhere a day, whole USDC. */
  readonly corridor?: string;
  /** Asset whose price is the gas coin's. */
  readonly nativeAsset: string;
  /** Rules of a localnet: small sets, no minimum times. A hub elsewhere refuses it. */
  readonly devnet: boolean;
  readonly maxSetAge: number;
  readonly rotationDelay: number;
  readonly disputeBlocks: number;
  readonly lockers: readonly Address[];
  readonly lockThreshold: number;
  /** Of all tokens together, USD, and USD refilled a second. */
  readonly aggregateCap: string;
  readonly aggregateRate: string;
  readonly tokens: readonly TokenPlan[];
}

/** Defaults of a vault on a chain with blocks of 12 s (spec: bridge-abi §1). */
export const VAULT_DEFAULTS = {
  instance: 0,
  finality: 'finalized',
  nativeAsset: 'ETH',
  devnet: false,
  maxSetAge: 1_209_600,
  rotationDelay: 300,
  disputeBlocks: 25,
} as const;
export const TOKEN_DEFAULTS = { permit: false, dispute: 300, maxDelay: 172_800, instantMax: '0' } as const;

const AMOUNT = /^(0|[1-9]\d{0,17})(\.\d{1,12})?$/;
const NAME = /^[a-z][a-z0-9-]{0,31}$/;
const SYMBOL = /^[A-Za-z][A-Za-z0-9]{1,11}$/;
const FINALITY = /^(finalized|depth:[1-9][0-9]{0,3})$/;
const DAY_MS = 86_400_000;
const U32 = 4_294_967_295;

/** Runs a strict reader; what it refuses is a PlanError that begins with `where`. */
export function readStrictly<T>(value: unknown, where: string, read: (at: At) => T): T {
  try {
    return read({ value, path: where });
  } catch (error) {
    if (error instanceof GenesisError) throw new PlanError(error.message.replace(/^genesis: /, ''));
    throw error;
  }
}

/**
 * A plan in JSON: fields of SpokePlan and TokenPlan, integers as decimal strings, what has a default may be left out,
 * nothing else may be there. Throws PlanError with the path of the field.
 */
export const readSpokePlan = (json: unknown): SpokePlan => readStrictly(json, 'plan', planOf);

const evm = (bytes: Uint8Array): Address =>
  getAddress(formatEvmAddress(bytes as Parameters<typeof formatEvmAddress>[0]));

function planOf(at: At): SpokePlan {
  const fields = new Fields(at);
  const integer = (name: keyof typeof VAULT_DEFAULTS, max: number): number =>
    fields.has(name) ? fields.integer(name, 0, max) : Number(VAULT_DEFAULTS[name]);
  const text = (name: keyof typeof VAULT_DEFAULTS, form: RegExp): string =>
    fields.has(name) ? fields.text(name, form) : String(VAULT_DEFAULTS[name]);
  const plan: SpokePlan = {
    id: fields.integer('id', 1, 65_535),
    name: fields.text('name', NAME),
    instance: integer('instance', 65_535),
    ...(fields.has('predecessor') && { predecessor: fields.integer('predecessor', 1, 65_535) }),
    finality: text('finality', FINALITY),
    normalLagMs: fields.integer('normalLagMs', 100, DAY_MS),
    ...(fields.has('shortDelayMs') && { shortDelayMs: fields.integer('shortDelayMs', 0, DAY_MS) }),
    ...(fields.has('longDelayMs') && { longDelayMs: fields.integer('longDelayMs', 0, DAY_MS) }),
    ...(fields.has('corridor') && { corridor: fields.text('corridor', AMOUNT) }),
    nativeAsset: text('nativeAsset', SYMBOL),
    devnet: fields.has('devnet') ? fields.flag('devnet') : VAULT_DEFAULTS.devnet,
    maxSetAge: integer('maxSetAge', U32),
    rotationDelay: integer('rotationDelay', U32),
    disputeBlocks: integer('disputeBlocks', U32),
    lockers: fields.list('lockers', 16).map((item) => evm(readAddress(item))),
    lockThreshold: fields.integer('lockThreshold', 1, 16),
    aggregateCap: fields.text('aggregateCap', AMOUNT),
    aggregateRate: fields.text('aggregateRate', AMOUNT),
    tokens: fields.list('tokens', 32).map(tokenOf),
  };
  fields.end();
  return plan;
}

function tokenOf(at: At): TokenPlan {
  const fields = new Fields(at);
  const amount = (name: string): string => fields.text(name, AMOUNT);
  const seconds = (name: 'dispute' | 'maxDelay'): number =>
    fields.has(name) ? fields.integer(name, 0, U32) : TOKEN_DEFAULTS[name];
  const plan: TokenPlan = {
    token: evm(fields.address('token')),
    asset: fields.text('asset', SYMBOL),
    usdPrice: amount('usdPrice'),
    permit: fields.has('permit') ? fields.flag('permit') : TOKEN_DEFAULTS.permit,
    minDeposit: amount('minDeposit'),
    depositCap: amount('depositCap'),
    cap: amount('cap'),
    rate: amount('rate'),
    instantMax: fields.has('instantMax') ? amount('instantMax') : TOKEN_DEFAULTS.instantMax,
    dispute: seconds('dispute'),
    maxDelay: seconds('maxDelay'),
    feeFloor: amount('feeFloor'),
    ...(fields.has('minWithdrawal') && { minWithdrawal: amount('minWithdrawal') }),
  };
  fields.end();
  return plan;
}
