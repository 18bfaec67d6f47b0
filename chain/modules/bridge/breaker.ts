import type { BreakerState } from './types.ts';

export interface Breaker {
  readonly breaker: BreakerState;
  /** Normal readings in a row. */
  readonly goodReadings: number;
}

/** Lags in units of the spoke's normal one. */
const WARN = 3;
const OPEN = 6;
const GOOD_READINGS = 3;

/**
 * One reading, in ms (spec: bridge §2): above 3× normal warns, above 6× opens; an open breaker is half-open after three
 * normal readings and closed after three more.
 */
export function readLag(before: Breaker, lagMs: number, normalMs: number): Breaker {
  if (lagMs > OPEN * normalMs) return { breaker: 'open', goodReadings: 0 };
  const isGood = lagMs <= WARN * normalMs;
  if (before.breaker === 'normal' || before.breaker === 'warn') {
    return { breaker: isGood ? 'normal' : 'warn', goodReadings: 0 };
  }
  if (!isGood) return { breaker: before.breaker, goodReadings: 0 };
  const goodReadings = before.goodReadings + 1;
  if (goodReadings < GOOD_READINGS) return { breaker: before.breaker, goodReadings };
  return { breaker: before.breaker === 'open' ? 'half_open' : 'normal', goodReadings: 0 };
}
