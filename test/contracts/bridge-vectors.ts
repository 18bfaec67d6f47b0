/** The bridge vectors (test/vectors/data/bridge) with their types, and the vault they speak of. */
import { readFileSync } from 'node:fs';
import type { Address, Hex } from 'viem';

function load<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../vectors/data/bridge/${name}.json`, import.meta.url), 'utf8')) as T;
}

/** Decimal strings in the files are bigints for the ABI, at any depth; hex strings and small numbers stay. */
export function withBigints<T>(value: unknown): T {
  if (typeof value === 'string' && /^\d+$/.test(value)) return BigInt(value) as T;
  if (Array.isArray(value)) return value.map((one) => withBigints(one)) as T;
  if (typeof value !== 'object' || value === null) return value as T;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withBigints(one)])) as T;
}

export interface DomainVector {
  readonly hubSalt: Hex;
  readonly chainId: string;
  readonly vault: Address;
  readonly domainSeparator: Hex;
}

export interface TypesVector {
  readonly eip712: Record<string, { readonly type: string; readonly typeHash: Hex }>;
  readonly events: Record<
    string,
    {
      readonly tag: number;
      readonly signature: string;
      readonly topic0: Hex;
      readonly fields: readonly (readonly [string, string])[];
    }
  >;
  readonly constants: Record<string, Hex>;
}

export interface KeyVector {
  readonly privateKey: Hex;
  readonly address: Address;
}

export interface SetVector {
  readonly n: number;
  readonly epoch: string;
  readonly powersByKeyIndex: 'equal' | 'ramp' | readonly string[];
  readonly totalPower: string;
  readonly hotHash: Hex;
  readonly coldHash: Hex;
  readonly quorumBitmap: Hex;
  readonly installable: true | string;
  /** Written out for some sizes only; `setWords` makes them all. */
  readonly hot?: readonly Hex[];
  readonly cold?: readonly Hex[];
}

export interface QuorumVector {
  readonly set: readonly Hex[];
  readonly signers: string;
  readonly signatures: Hex;
}

export interface HeaderVector {
  readonly epoch: string;
  readonly batchNonce: string;
  readonly notBefore: string;
  readonly deadline: string;
}

export interface ItemVector {
  readonly id: string;
  readonly token: Address;
  readonly to: Address;
  readonly amount: string;
  readonly hubRef: Hex;
}

export interface BatchVectors {
  readonly batches: readonly {
    readonly name: string;
    readonly header: HeaderVector;
    readonly items: readonly ItemVector[];
    readonly structHash: Hex;
    readonly digest: Hex;
    readonly quorum: QuorumVector;
    readonly calldata?: Hex;
  }[];
  readonly queueLists: readonly {
    readonly list: readonly (ItemVector & { readonly readyAt: string })[];
    readonly listHash: Hex;
  }[];
}

export interface UpdateVector {
  readonly epoch: string;
  readonly totalPower: string;
  readonly hubHeight: string;
  readonly createdAt: string;
  readonly hot: readonly Hex[];
  readonly cold: readonly Hex[];
}

interface SignedVector {
  readonly structHash: Hex;
  readonly digest: Hex;
  readonly signers: string;
  readonly signatures: Hex;
}

export interface ColdActionVector extends SignedVector {
  readonly type: string;
  readonly nonce: string;
  readonly deadline: string;
  readonly fields: Record<string, unknown> & { readonly update?: UpdateVector; readonly ids?: readonly string[] };
  readonly kind?: number;
  readonly data?: Hex;
  readonly actionHash?: Hex;
}

export interface ActionVectors {
  readonly hotSet: readonly Hex[];
  readonly coldSet: readonly Hex[];
  readonly epoch: string;
  readonly rotations: readonly (SignedVector & {
    readonly update: UpdateVector;
    readonly hotHash: Hex;
    readonly coldHash: Hex;
  })[];
  readonly coldActions: readonly ColdActionVector[];
}

export interface EventVector {
  readonly type: string;
  readonly nonce: string;
  readonly fields: Record<string, unknown>;
  readonly topics: readonly [Hex, Hex, Hex];
  readonly data: Hex;
  readonly eventHash: Hex;
  readonly rollingHash: Hex;
  readonly eventBytes: Hex;
  readonly vote: {
    readonly spokeId: number;
    readonly blockNumber: string;
    readonly blockHash: Hex;
    readonly voteHash: Hex;
  };
}

export interface BucketVector {
  readonly config: Record<'cap' | 'rate' | 'instantMax' | 'dispute' | 'maxDelay' | 'weight' | 'decimals', string>;
  readonly aggregateCap: string;
  readonly aggregateRate: string;
  readonly start: string;
  readonly steps: readonly {
    readonly time: string;
    readonly amount: string;
    readonly readyAt: string | null;
    readonly usedAfter: string;
    readonly aggregateUsedAfter: string;
    readonly available: string;
  }[];
}

export interface DeployVector {
  readonly creationCode: Hex;
  readonly config: unknown;
  readonly encodedConfig: Hex;
  readonly initCodeHash: Hex;
  readonly chainId: string;
  readonly instance: number;
  readonly salt: Hex;
  readonly factory: Address;
  readonly address: Address;
}

export interface Expected {
  readonly error: string | null;
  readonly args?: readonly string[];
}

export interface QuorumCases {
  readonly set: readonly Hex[];
  readonly checkpoint: Hex;
  readonly cases: readonly (Expected & { readonly signers: string; readonly signatures: Hex })[];
}

export interface NegativeVectors {
  readonly checkpoint: Hex;
  readonly header: HeaderVector;
  readonly items: readonly ItemVector[];
  readonly digest: Hex;
  readonly quorum: readonly (QuorumVector & Expected & { readonly name: string })[];
  readonly sixEqual: QuorumCases;
  readonly nearTwoTo96: QuorumCases;
  readonly sets: readonly (Expected & {
    readonly name: string;
    readonly devnet: boolean;
    readonly hot: readonly Hex[];
    readonly cold: readonly Hex[];
    readonly totalPower: string;
  })[];
  readonly windows: readonly (Expected & {
    readonly name: string;
    readonly notBefore: string;
    readonly deadline: string;
    readonly now: string;
  })[];
}

export const domains = (): readonly DomainVector[] => load('domain');
export const types = (): TypesVector => load('types');
export const keys = (): Record<'hot' | 'cold', readonly KeyVector[]> => load('keys');
export const sets = (): { readonly sets: readonly SetVector[] } => load('sets');
/** A quorum may refer to the first batch's set instead of repeating it. */
export function batches(): BatchVectors {
  const file = load<BatchVectors>('batches');
  const set = file.batches[0]?.quorum.set ?? [];
  const whole = (quorum: QuorumVector) => (Array.isArray(quorum.set) ? quorum : { ...quorum, set });
  return { ...file, batches: file.batches.map((batch) => ({ ...batch, quorum: whole(batch.quorum) })) };
}

export const actions = (): ActionVectors => load('actions');
export const events = (): readonly {
  readonly initial: Hex;
  readonly hubSalt: Hex;
  readonly events: readonly EventVector[];
  readonly final: Hex;
}[] => load('events');
export const buckets = (): readonly BucketVector[] => load('buckets');
export const deployments = (): readonly DeployVector[] => load('deploy');
export const negative = (): NegativeVectors => load('negative');

/** The words of a set of sets.json: its first n keys of one kind with the powers of its rule, sorted by address. */
export function setWords(set: SetVector, of: readonly KeyVector[]): Hex[] {
  const rule = set.powersByKeyIndex;
  const power = (i: number): bigint => {
    if (rule === 'equal') return 1_000n;
    return rule === 'ramp' ? BigInt(i + 1) * 1_000n + 7n : BigInt(rule[i] ?? 0);
  };
  return of
    .slice(0, set.n)
    .map((key, i): Hex => `${key.address.toLowerCase() as Hex}${power(i).toString(16).padStart(24, '0')}`)
    .sort();
}
