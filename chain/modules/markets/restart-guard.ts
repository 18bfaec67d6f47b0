import { ByteReader, ByteWriter } from '../../lib/bytes.ts';
import { invariant } from '../../lib/errors.ts';
import type { ValueCodec } from '../../state/collection.ts';
import type { MarketGuards, RestartPhase } from './types.ts';

/** Where the guard stands; one record for all markets. */
export interface RestartState {
  readonly phase: RestartPhase;
  readonly sinceMs: number;
}

export const NO_RESTART: RestartState = { phase: 'none', sinceMs: 0 };

const PHASES: readonly RestartPhase[] = ['none', 'cancel_only', 'post_only', 'grace'];

export const restartCodec: ValueCodec<RestartState> = {
  encode: ({ phase, sinceMs }) => new ByteWriter(9).u8(PHASES.indexOf(phase)).u64(sinceMs).finish(),
  decode: (bytes) => {
    const input = new ByteReader(bytes);
    const phase = PHASES[input.u8()];
    invariant(phase !== undefined, 'restart record with an unknown phase');
    return { phase, sinceMs: input.u64() };
  },
};

/**
 * Begin of a block: a header much later than the one before (from height 3 on, because block 1 carries genesis_time)
 * starts the guard, also when it is running (spec: risk §9).
 */
export function onHeader(
  state: RestartState,
  guards: MarketGuards,
  block: { readonly height: number; readonly timeMs: number; readonly previousTimeMs: number },
): RestartState {
  const gap = block.timeMs - block.previousTimeMs;
  return block.height >= 3 && gap > guards.restartGapMs ? { phase: 'cancel_only', sinceMs: block.timeMs } : state;
}

/** The status step: phases that are over pass on, also several in one block. `feedsReady`: ≥ 2/3 inside the margin age. */
export function onStatusStep(
  state: RestartState,
  guards: MarketGuards,
  nowMs: number,
  feedsReady: boolean,
): RestartState {
  let { phase, sinceMs } = state;
  if (phase === 'cancel_only' && nowMs >= sinceMs + guards.restartCancelOnlyMs) {
    phase = 'post_only';
    sinceMs = nowMs;
  }
  if (phase === 'post_only' && feedsReady) {
    phase = 'grace';
    sinceMs = nowMs;
  }
  if (phase === 'grace' && nowMs >= sinceMs + guards.restartGraceMs) {
    phase = 'none';
    sinceMs = 0;
  }
  return phase === state.phase ? state : { phase, sinceMs };
}

/** When the phase ends, 0 when nobody knows. */
export function phaseEnd(state: RestartState, guards: MarketGuards): number {
  if (state.phase === 'cancel_only') return state.sinceMs + guards.restartCancelOnlyMs;
  if (state.phase === 'grace') return state.sinceMs + guards.restartGraceMs;
  return 0;
}
