import { floorDivSafe } from '../../lib/math.ts';
import { MAX_SAFE } from '../../lib/units.ts';
import { F_HIGH, F_LOW, FUNDING_HIGH, FUNDING_LOW } from './layout.ts';

const E9 = 1_000_000_000;
const HALF = 32768;
/** |ΔF high| below this keeps ΔF = Δhigh·2^32 + Δlow below 2^53. */
const SAFE_DELTA = 1048576;

/**
 * Pending funding of a position of `lots`, its cell beginning at c of `cells`, its market at m of `markets`; Infinity or NaN
 * when no safe integer.
 */
export function pendingOf(cells: Float64Array, c: number, markets: Float64Array, m: number, lots: number): number {
  const dHigh = markets[m + FUNDING_HIGH]! - cells[c + F_HIGH]!;
  if (!(dHigh < SAFE_DELTA && dHigh > -SAFE_DELTA)) return Number.NaN;
  const dF = dHigh * 4294967296 + (markets[m + FUNDING_LOW]! - cells[c + F_LOW]!);
  return dF === 0 ? 0 : fastPending(dF, lots);
}

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
