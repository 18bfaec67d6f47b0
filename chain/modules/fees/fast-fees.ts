import { mulDivCeilSafe, mulDivFloorSafe } from '../../lib/math.ts';
import type { Ppm } from '../../lib/units.ts';

const E6 = 1_000_000;

/** ⌈quote·ppm/1e6⌉ for a safe integer quote ≥ 0 and |ppm| ≤ 1e6; a rebate is floored by the same formula. */
export function fastFee(quote: number, ppm: Ppm): number {
  return ppm >= 0 ? mulDivCeilSafe(quote, ppm, E6) : 0 - mulDivFloorSafe(quote, -ppm, E6);
}

/** ⌈quote·ppm·960,000/1e12⌉ = ⌈quote·24·ppm/25e6⌉, 0 ≤ ppm ≤ 1e6: both factors stay below 2^26. */
export function fastReferredFee(quote: number, ppm: Ppm): number {
  return mulDivCeilSafe(quote, 24 * ppm, 25 * E6);
}
