import { clampBig, floorDiv, truncDiv } from '../../lib/math.ts';

const E9 = 1_000_000_000n;
const E18 = 10n ** 18n;

export const SLOT_MS = 5_000;
export const HOUR_MS = 3_600_000;
/** Valid samples an hour needs before it charges anything. */
export const SAMPLES_NEEDED = 180;
const INTEREST_PPB = 100_000n;
const SPREAD_PPB = 500_000n;
const HOUR_CAP_PPB = 40_000_000n;
const CAUTION_CAP_PPB = 500_000n;

export type OracleGroup = 'A' | 'B' | 'C';

/** Result of closing an hour; avg and 8 h rate are undefined when too few samples or no index made the rate 0. ppb. */
export interface HourlyRate {
  readonly average: bigint | undefined;
  readonly rate8h: bigint | undefined;
  readonly rate: bigint;
}

/** Premium sample P in ppb, truncated, clamped; 0 for a thin book (both undefined). Prices in Price, index > 0. */
export function premium(
  index: bigint,
  bid: bigint | undefined,
  ask: bigint | undefined,
  group: OracleGroup,
  isCaution: boolean,
): bigint {
  if (bid === undefined || ask === undefined) return 0n;
  const above = bid > index ? bid - index : 0n;
  const below = index > ask ? index - ask : 0n;
  const cap = isCaution ? CAUTION_CAP_PPB : group === 'A' ? 30_000_000n : 50_000_000n;
  return clampBig(truncDiv((above - below) * E9, index), -cap, cap);
}

/** Rate of an hour from Σ of its valid samples (spec: risk §5); paused = FROZEN or without index now. */
export function hourlyRate(total: bigint, valid: number, isPaused: boolean): HourlyRate {
  if (isPaused || valid < SAMPLES_NEEDED) return { average: undefined, rate8h: undefined, rate: 0n };
  const average = truncDiv(total, BigInt(valid));
  const rate8h = average + clampBig(INTEREST_PPB - average, -SPREAD_PPB, SPREAD_PPB);
  return { average, rate8h, rate: clampBig(truncDiv(rate8h, 8n), -HOUR_CAP_PPB, HOUR_CAP_PPB) };
}

/** Increment of F in 1e-9 Quote per lot: trunc(index × lotE12 × rate / 1e18). */
export function fundingIndexStep(index: bigint, lotE12: bigint, rate: bigint): bigint {
  return truncDiv(index * lotE12 * rate, E18);
}

/** Whole Quote of the funding pool that no position can claim, floored; a = Σ F_pos × lots. */
export function dust(pool: bigint, a: bigint): bigint {
  return floorDiv(pool * E9 - a, E9);
}
