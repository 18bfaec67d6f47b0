import { InvariantError } from '../../lib/errors.ts';

/**
 * Integers beyond 2^53 in columns of doubles: value = high × 2^32 + low with 0 ≤ low < 2^32 and |high| < 2^53, so any
 * |value| < 2^84. Balances, funding indices: nearly always safe integers, read without a bigint; never wrong when not.
 */
export const WORD = 4294967296;
const WORD_BIG = 4294967296n;
/** |high| below this keeps the whole value within ±2^53. */
const SAFE_HIGH = 2097152;
const LIMIT = 1n << 84n;

/** True when the value is a safe integer or −2^53: `wideNumber` is exact. */
export function isWideSafe(high: number): boolean {
  return high >= -SAFE_HIGH && high < SAFE_HIGH;
}

/** True for a value above 0, of any size. */
export function isWidePositive(high: number, low: number): boolean {
  return high > 0 || (high === 0 && low > 0);
}

/** The value as a number; exact when isWideSafe(high). */
export function wideNumber(high: number, low: number): number {
  return high * WORD + low;
}

export function wideBig(high: number, low: number): bigint {
  return BigInt(high) * WORD_BIG + BigInt(low);
}

/** High part of a safe integer. */
export function highOf(x: number): number {
  return Math.floor(x / WORD);
}

/** Low part of a safe integer whose high part is `high`. */
export function lowOf(x: number, high: number): number {
  return x - high * WORD;
}

/** High part of a bigint |x| < 2^84 (InvariantError beyond). */
export function highOfBig(x: bigint): number {
  if (x >= LIMIT || x <= -LIMIT) throw new InvariantError(`${x} does not fit a wide cell`);
  return Number(x >> 32n);
}

export function lowOfBig(x: bigint): number {
  return Number(BigInt.asUintN(32, x));
}
