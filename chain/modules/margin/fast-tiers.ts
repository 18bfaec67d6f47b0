import { MAX_SAFE } from '../../lib/units.ts';
import type { MarginTier } from './tiers.ts';

/**
 * Tiers compiled for safe integers. num(n) = n·ppm_k − deduction_k; with n = q·1e6 + r and deduction = dq·1e6 + dr the
 * margin is q·ppm − dq + ⌈(r·ppm − dr)/1e6⌉: q·ppm ≤ n, r·ppm < 1e12, so nothing passes 2^53 for n ≤ 2^53 − 1, ppm ≤ 1e6.
 */
const TIER_FIELDS = 7;
const E6 = 1_000_000;
/** Offset of the initial or maintenance rate inside a compiled tier. */
export const IM_RATE = 1;
export const MM_RATE = 4;

export type CompiledTiers = Float64Array;

/** [upTo, imPpm, dq, dr, mmPpm, dq, dr] a tier; tiers that begin beyond 2^53 are unreachable here and left out. */
export function compileTiers(tiers: readonly MarginTier[]): CompiledTiers {
  const out: number[] = [];
  let im = 0n;
  let mm = 0n;
  let previous: MarginTier | undefined;
  for (const tier of tiers) {
    const from = previous?.upTo ?? 0n;
    if (from > BigInt(MAX_SAFE)) break;
    im += from * BigInt(tier.imPpm - (previous?.imPpm ?? 0));
    mm += from * BigInt(tier.mmPpm - (previous?.mmPpm ?? 0));
    const upTo = tier.upTo === null || tier.upTo > BigInt(MAX_SAFE) ? MAX_SAFE : Number(tier.upTo);
    out.push(upTo, tier.imPpm, ...deduction(im), tier.mmPpm, ...deduction(mm));
    previous = tier;
  }
  return Float64Array.from(out);
}

function deduction(x: bigint): [number, number] {
  return [Number(x / BigInt(E6)), Number(x % BigInt(E6))];
}

/** IM0(n) or MM(n) for a safe integer n ≥ 0 (NaN beyond: the caller's bound check refuses it). O(tiers). */
export function tierMargin(n: number, tiers: CompiledTiers, rate: typeof IM_RATE | typeof MM_RATE): number {
  let at = 0;
  while (n > tiers[at]!) at += TIER_FIELDS;
  const q = Math.floor(n / E6);
  const ppm = tiers[at + rate]!;
  return q * ppm - tiers[at + rate + 1]! + Math.ceil(((n - q * E6) * ppm - tiers[at + rate + 2]!) / E6);
}
