import type { TimeMs } from '../../lib/units.ts';
import type { SpokeStateName } from './types.ts';

/** What a spoke's state in force is made of. */
export interface StateParts {
  readonly state: SpokeStateName;
  /** 0: no end. */
  readonly untilMs: TimeMs;
  readonly softUntilMs: TimeMs;
}

/** State in force and its known end (0: none). */
export function stateInForce(
  parts: StateParts,
  nowMs: TimeMs,
): { readonly state: SpokeStateName; readonly untilMs: TimeMs } {
  const isOver = parts.untilMs !== 0 && nowMs >= parts.untilMs;
  const state = isOver ? 'active' : parts.state;
  const untilMs = isOver ? 0 : parts.untilMs;
  if (nowMs >= parts.softUntilMs) return { state, untilMs };
  if (state === 'active') return { state: 'no_outflow', untilMs: parts.softUntilMs };
  if (state === 'no_inflow') return { state: 'paused', untilMs: parts.softUntilMs };
  return { state, untilMs };
}

/** Deposits are credited. */
export const allowsInflow = (state: SpokeStateName): boolean => state === 'active' || state === 'no_outflow';
/** Withdrawals are taken, become ready and are signed. */
export const allowsOutflow = (state: SpokeStateName): boolean => state === 'active' || state === 'no_inflow';
