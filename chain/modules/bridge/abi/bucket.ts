import { ceilDiv, maxBig, minBig } from '../../../lib/math.ts';

const U96_MAX = (1n << 96n) - 1n;
const U64_MAX = (1n << 64n) - 1n;

/** Limits of a token's outflow; amounts in token units, times in s, rate in units a second. */
export interface BucketConfig {
  readonly cap: bigint;
  readonly rate: bigint;
  readonly instantMax: bigint;
  readonly dispute: bigint;
  readonly maxDelay: bigint;
  /** Millionths of a USD per whole token. */
  readonly weight: bigint;
  readonly decimals: number;
}

/** A leaky bucket holds its use, so that lowering a cap needs no clamp (spec: bridge-abi §4). */
export interface BucketUse {
  readonly used: bigint;
  readonly last: bigint;
}

/** Limits of the vault over all tokens, millionths of a USD. */
export interface AggregateConfig {
  readonly cap: bigint;
  readonly rate: bigint;
}

/** max(0, used − rate·(now − last)), exact. */
export function leak({ used, last }: BucketUse, rate: bigint, now: bigint): BucketUse {
  return { used: maxBig(0n, used - rate * (now - last)), last: now };
}

/** ⌈amount·weight / 10^decimals⌉. */
export const aggregateValue = (amount: bigint, config: Pick<BucketConfig, 'weight' | 'decimals'>): bigint =>
  ceilDiv(amount * config.weight, 10n ** BigInt(config.decimals));

export interface Accepted {
  readonly token: BucketUse;
  readonly aggregate: BucketUse;
  /** undefined: paid at once. */
  readonly readyAt: bigint | undefined;
}

/** An accepted item adds to both buckets, instant or not; what passes a limit waits until its debt has leaked. */
export function acceptItem(
  amount: bigint,
  now: bigint,
  config: BucketConfig,
  limits: AggregateConfig,
  before: { readonly token: BucketUse; readonly aggregate: BucketUse },
): Accepted {
  const token = {
    used: minBig(U96_MAX, leak(before.token, config.rate, now).used + amount),
    last: now,
  };
  const aggregate = {
    used: minBig(U64_MAX, leak(before.aggregate, limits.rate, now).used + aggregateValue(amount, config)),
    last: now,
  };
  const isInstant = token.used <= config.cap && aggregate.used <= limits.cap && amount <= config.instantMax;
  if (isInstant) return { token, aggregate, readyAt: undefined };
  const debts = [
    config.dispute,
    ceilDiv(maxBig(0n, token.used - config.cap), config.rate),
    ceilDiv(maxBig(0n, aggregate.used - limits.cap), limits.rate),
  ];
  return { token, aggregate, readyAt: now + minBig(config.maxDelay, debts.reduce(maxBig)) };
}

/** What could be paid at once. */
export const available = (config: Pick<BucketConfig, 'cap'>, use: BucketUse): bigint =>
  maxBig(0n, config.cap - use.used);
