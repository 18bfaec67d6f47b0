import { floorDivSafe } from '../../lib/math.ts';
import { MAX_SAFE } from '../../lib/units.ts';

const E9 = 1_000_000_000;
const HALF = 32768;

/**
 * ⌊−dF × lots / 1e9⌋ for safe integers dF = F − F_pos and |lots| < 2^31; Infinity when the result is not a safe integer.
 * With |dF| = q·1e9 + r and |lots| = h·2^15 + l: every product stays below 2^47.
 */
export function fastPending(dF: number, lots: number): number {
  const product = dF * lots;
  if (product <= MAX_SAFE && product >= -MAX_SAFE) return 0 + floorDivSafe(-product, E9);
  const a = Math.abs(dF);
  const size = Math.abs(lots);
  const q = Math.floor(a / E9);
  const r = a - q * E9;
  const h = Math.floor(size / HALF);
  const t = r * h;
  const tq = Math.floor(t / E9);
  const u = (t - tq * E9) * HALF + r * (size - h * HALF);
  const uq = Math.floor(u / E9);
  const total = q * size + tq * HALF + uq;
  if (!(total < MAX_SAFE)) return Number.POSITIVE_INFINITY;
  if (product < 0) return total;
  return u === uq * E9 ? -total : -total - 1;
}
