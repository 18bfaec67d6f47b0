import { InvariantError } from './errors.ts';

/** ⌊a/b⌋ towards −∞, also for negative a; b > 0. */
export function floorDiv(a: bigint, b: bigint): bigint {
  const q = a / b;
  return a < 0n && q * b !== a ? q - 1n : q;
}

/** ⌈a/b⌉ towards +∞; b > 0. */
export function ceilDiv(a: bigint, b: bigint): bigint {
  const q = a / b;
  return a > 0n && q * b !== a ? q + 1n : q;
}

/** a/b towards zero; b > 0. */
export function truncDiv(a: bigint, b: bigint): bigint {
  return a / b;
}

/** Floor of the square root of x ≥ 0 (Newton from a power of two above the root; O(log bits) steps). */
export function isqrt(x: bigint): bigint {
  if (x < 2n) return x;
  let r = 1n << BigInt((x.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (r + x / r) >> 1n;
    if (next >= r) return r;
    r = next;
  }
}

export function clampBig(x: bigint, low: bigint, high: bigint): bigint {
  return x < low ? low : x > high ? high : x;
}

export const maxBig = (a: bigint, b: bigint): bigint => (a > b ? a : b);
export const minBig = (a: bigint, b: bigint): bigint => (a < b ? a : b);
export const absBig = (a: bigint): bigint => (a < 0n ? -a : a);

/** bigint → number, refused (InvariantError) beyond ±(2^53 − 1). */
export function toSafe(x: bigint): number {
  if (x > 9007199254740991n || x < -9007199254740991n) throw new InvariantError(`${x} is not a safe integer`);
  return Number(x);
}

/** ⌊x/c⌋ for safe integers, any sign of x, c > 0 (Math.floor(x / c) is exact below 2^53 for x ≥ 0). */
export function floorDivSafe(x: number, c: number): number {
  if (x >= 0) return Math.floor(x / c);
  const q = Math.floor(-x / c);
  return q * c === -x ? -q : -q - 1;
}

/** ⌈x/c⌉ for safe integers, c > 0. */
export function ceilDivSafe(x: number, c: number): number {
  return 0 - floorDivSafe(-x, c);
}

/**
 * ⌊a·f/d⌋ exactly for safe integers a ≥ 0, 0 ≤ f ≤ 2^26, 0 < d ≤ 2^26 whose result is safe: q = ⌊a/d⌋, r = a − q·d < d,
 * so r·f < 2^52 is exact.
 */
export function mulDivFloorSafe(a: number, f: number, d: number): number {
  const q = Math.floor(a / d);
  return q * f + Math.floor(((a - q * d) * f) / d);
}

/** ⌈a·f/d⌉, bounds of mulDivFloorSafe. */
export function mulDivCeilSafe(a: number, f: number, d: number): number {
  const q = Math.floor(a / d);
  const rest = (a - q * d) * f;
  const part = Math.floor(rest / d);
  return q * f + (part * d === rest ? part : part + 1);
}
