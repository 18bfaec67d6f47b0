import { ceilDiv, maxBig, minBig } from '../../lib/math.ts';
import type { Ppm } from '../../lib/units.ts';

const E6 = 1_000_000n;

/** Marginal margin tier: the part of a notional up to `upTo` (Quote, null = ∞) needs these rates. Rates rise, mm ≤ im. */
export interface MarginTier {
  readonly upTo: bigint | null;
  readonly imPpm: Ppm;
  readonly mmPpm: Ppm;
}

/** Σ over tiers of (part of n inside) × ppm, in 1e-6 Quote; n ≥ 0 (spec: risk §3). O(tiers). */
export function tierNumerator(n: bigint, tiers: readonly MarginTier[], rate: 'imPpm' | 'mmPpm'): bigint {
  let total = 0n;
  let low = 0n;
  for (const tier of tiers) {
    const top = tier.upTo === null ? n : minBig(n, tier.upTo);
    if (top > low) {
      total += (top - low) * BigInt(tier[rate]);
      low = top;
    }
  }
  return total;
}

/** MM(n) in Quote, rounded up. */
export function maintenanceMargin(n: bigint, tiers: readonly MarginTier[]): bigint {
  return ceilDiv(tierNumerator(n, tiers, 'mmPpm'), E6);
}

/** IM0(n) in Quote, rounded up: initial margin before open-interest scaling and the user's setting. */
export function baseInitialMargin(n: bigint, tiers: readonly MarginTier[]): bigint {
  return ceilDiv(tierNumerator(n, tiers, 'imPpm'), E6);
}

/** Open-interest scale s in ppm, rounded up; `notional` = OI × M and both bounds in Quote, upper 0 = no scaling. */
export function openInterestScale(notional: bigint, lower: bigint, upper: bigint): bigint {
  if (upper === 0n || notional <= lower) return 0n;
  if (notional >= upper) return E6;
  return ceilDiv((notional - lower) * E6, upper - lower);
}

/** IM(n) in Quote: base raised by the scale s (ppm) and by the user's own setting (ppm, 0 = none), each rounded up. */
export function initialMargin(n: bigint, tiers: readonly MarginTier[], scalePpm: bigint, userPpm: bigint): bigint {
  const base = baseInitialMargin(n, tiers);
  return maxBig(base + ceilDiv((n - base) * scalePpm, E6), ceilDiv(n * userPpm, E6));
}
