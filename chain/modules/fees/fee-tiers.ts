import type { Ppm } from '../../lib/units.ts';

/** Rates from a 30-day volume on; makerPpm may be negative (a rebate). */
export interface FeeTier {
  /** Lowest volume of the tier, Quote. */
  readonly volume: bigint;
  readonly takerPpm: Ppm;
  readonly makerPpm: Ppm;
}

const USD = 1_000_000n;
const M = 1_000_000n * USD;

/** Default tiers, rising volume (spec: trading §5). */
export const DEFAULT_FEE_TIERS: readonly FeeTier[] = [
  { volume: 0n, takerPpm: 400, makerPpm: 100 },
  { volume: 1n * M, takerPpm: 350, makerPpm: 80 },
  { volume: 5n * M, takerPpm: 300, makerPpm: 50 },
  { volume: 25n * M, takerPpm: 260, makerPpm: 20 },
  { volume: 100n * M, takerPpm: 230, makerPpm: 0 },
  { volume: 500n * M, takerPpm: 200, makerPpm: -20 },
];

/** Position in `tiers` (rising, first at 0) of the tier a volume belongs to. */
export function tierIndex(tiers: readonly FeeTier[], volume: bigint): number {
  let at = 0;
  while (at + 1 < tiers.length && volume >= tiers[at + 1]!.volume) at++;
  return at;
}

/**
 * Rates are refused unless a pot can never be negative: 0.864 × the lowest taker ppm ≥ the highest rebate, 0.864 = what a
 * referred taker's fee leaves after the referrer's tenth (spec: trading §5).
 */
export function canPayRebates(tiers: readonly { readonly takerPpm: Ppm; readonly makerPpm: Ppm }[]): boolean {
  const lowestTaker = Math.min(...tiers.map((tier) => tier.takerPpm));
  const highestRebate = Math.max(0, ...tiers.map((tier) => -tier.makerPpm));
  return lowestTaker * 864 >= highestRebate * 1000;
}
