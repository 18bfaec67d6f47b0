import type { OracleMode } from '../markets/types.ts';
import type { FeedState, ModeReason, ModeTimes } from './types.ts';

/** What the rules of oracle §4 want for a feed in a block. `waiting`: the mode stands until a timer runs out. */
export interface ModeWish {
  readonly mode: OracleMode | 'waiting';
  readonly reason: ModeReason | undefined;
}

export type ModeState = Pick<
  FeedState,
  'mode' | 'modeSinceMs' | 'reason' | 'goodBlocks' | 'goodSinceMs' | 'thawUntilMs'
>;

/**
 * The mode after a block (spec: oracle §5). Tightening is at once. NORMAL comes back after 5 good blocks and 10 s, and
 * FROZEN is left through 60 s of CAUTION without liquidations.
 */
export function nextMode(state: ModeState, wish: ModeWish, times: ModeTimes, nowMs: number): ModeState {
  const good = wish.mode === 'normal';
  // Counted only as far as it is asked for, so that a quiet feed's record does not change with every block.
  const goodBlocks = good ? Math.min(state.goodBlocks + 1, times.resumeBlocks) : 0;
  const goodSinceMs = good ? (state.goodBlocks === 0 ? nowMs : state.goodSinceMs) : 0;
  const counted = { ...state, goodBlocks, goodSinceMs };
  const to = (mode: OracleMode, reason: ModeReason | undefined, thawUntilMs = state.thawUntilMs): ModeState => ({
    ...counted,
    mode,
    reason,
    thawUntilMs,
    modeSinceMs: mode === state.mode ? state.modeSinceMs : nowMs,
  });
  if (wish.mode === 'waiting') return to(state.mode, state.reason);
  if (wish.mode === 'frozen') return to('frozen', wish.reason, 0);
  if (state.mode === 'frozen') return to('caution', wish.reason ?? 'resuming', nowMs + times.thawMs);
  if (wish.mode === 'caution') return to('caution', wish.reason);
  if (state.mode === 'normal') return to('normal', undefined, 0);
  const resumed =
    goodBlocks >= times.resumeBlocks && nowMs - goodSinceMs >= times.resumeMs && nowMs >= state.thawUntilMs;
  return resumed ? to('normal', undefined, 0) : to('caution', 'resuming');
}
