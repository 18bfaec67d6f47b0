import type { MarketGuards, MarketState, MarketStatus, RestartPhase, StatusInForce, StatusReason } from './types.ts';

/** Strictness, rising (the order of the table in trading §2). */
export const STATUSES: readonly MarketStatus[] = [
  'active',
  'post_only',
  'reduce_only',
  'cancel_only',
  'halted',
  'settling',
  'settled',
];
export const REASONS: readonly StatusReason[] = [
  'governance',
  'oracle',
  'restart_guard',
  'no_mark',
  'quarantine',
  'insurance_limit',
];

export const strictness = (status: MarketStatus): number => STATUSES.indexOf(status);

/** One reason's word, with its end when that is known. */
export interface Restriction {
  readonly reason: StatusReason;
  readonly status: MarketStatus;
  readonly untilMs: number;
}

/** post_only and reduce_only forbid different things: together only cancels are left. */
function strictest(a: MarketStatus, b: MarketStatus): MarketStatus {
  const pair = [a, b];
  if (pair.includes('post_only') && pair.includes('reduce_only')) return 'cancel_only';
  return strictness(a) >= strictness(b) ? a : b;
}

/** The restrictions of a market in a block at `nowMs`, the missing mark left out. */
export function restrictions(
  state: MarketState,
  restart: { readonly phase: RestartPhase; readonly untilMs: number },
  nowMs: number,
): Restriction[] {
  const found: Restriction[] = [];
  const add = (reason: StatusReason, status: MarketStatus, untilMs = 0): void => {
    if (status !== 'active') found.push({ reason, status, untilMs });
  };
  add('governance', state.governance);
  if (state.quarantine !== '') add('quarantine', 'halted');
  if (nowMs < state.haltExitUntilMs) add(state.haltExitReason, 'cancel_only', state.haltExitUntilMs);
  if (state.oracleMode === 'frozen') add('oracle', 'cancel_only');
  else if (state.oracleMode === 'caution' || state.openBoundsPassed) add('oracle', 'reduce_only');
  if (restart.phase === 'cancel_only') add('restart_guard', 'cancel_only', restart.untilMs);
  if (restart.phase === 'post_only') add('restart_guard', 'post_only');
  if (nowMs < state.insuranceLimitUntilMs) add('insurance_limit', 'reduce_only', state.insuranceLimitUntilMs);
  return found;
}

/**
 * The status of a market: the strictest of all restrictions and, without a valid mark, post_only. The end is known when
 * every restriction as strict as the result has one. `before` keeps its start time while the status stays the same.
 */
export function statusInForce(
  before: StatusInForce,
  found: readonly Restriction[],
  hasMark: boolean,
  nowMs: number,
): StatusInForce {
  const base = found.reduce<MarketStatus>((status, one) => strictest(status, one.status), 'active');
  const status = hasMark ? base : strictest(base, 'post_only');
  const named = new Set(found.map((one) => one.reason));
  if (!hasMark) named.add('no_mark');
  const binding = found.filter((one) => one.status === status);
  const ends = binding.map((one) => one.untilMs);
  const known = hasMark && ends.length > 0 && ends.every((end) => end > 0);
  return {
    status,
    reasons: REASONS.filter((reason) => named.has(reason)),
    onlyMarkMissing: !hasMark && (base === 'active' || base === 'reduce_only'),
    sinceMs: status === before.status ? before.sinceMs : nowMs,
    untilMs: known ? Math.max(...ends) : 0,
  };
}

/** True when what a reader sees of a status differs. */
export function statusDiffers(a: StatusInForce, b: StatusInForce): boolean {
  return a.status !== b.status || String(a.reasons) !== String(b.reasons) || a.untilMs !== b.untilMs;
}

/** haltExitUntilMs when something halted no longer is. */
export const haltExitEnd = (guards: MarketGuards, nowMs: number): number => nowMs + guards.haltExitMs;
