import { AppError } from '#chain/lib/errors.ts';

/**
 * Block time lags one block, so the first block after a stop carries the time of the stop (spec: chain §4). Until the
 * chain's time has caught up, prices and cancels go first and nobody trades on old prices.
 */
export const LATE_AFTER_MS = 10_000;
export const REFUSE_AFTER_MS = 60_000;

/** True while the clock is more than 10 s past the time of the block to make: only lanes 0 and 1 are proposed and taken. */
export const isLate = (nowMs: number, blockTimeMs: number): boolean => nowMs - blockTimeMs > LATE_AFTER_MS;

/** True when the clock is so far past the time of a block that it may not hold lanes 2 or 3. */
export const isTooLate = (nowMs: number, blockTimeMs: number): boolean => nowMs - blockTimeMs > REFUSE_AFTER_MS;

/** The retryable refusal of a submission while the chain's time catches up. */
export function lateRefusal(nowMs: number, blockTimeMs: number): AppError {
  return new AppError(9002, 'The chain is catching up with the clock; send the same bytes again shortly.', {
    behindMs: nowMs - blockTimeMs,
    retryAfterMs: 1000,
  });
}

/** The time of the block to make next, shared by the engine that knows it and the pool that must refuse by it. */
export class BlockClock {
  private readonly now: () => number;
  /** Header time of the block to make, ms; before an engine has started the chain counts as late. */
  nextBlockTimeMs = 0;

  constructor(now: () => number = Date.now) {
    this.now = now;
  }

  /** Lanes up to this one may be proposed now. */
  get maxLane(): 1 | 3 {
    return isLate(this.now(), this.nextBlockTimeMs) ? 1 : 3;
  }

  /** Why a tx of this lane is not taken now; undefined when it is. */
  refusal(lane: number): AppError | undefined {
    return lane > this.maxLane ? lateRefusal(this.now(), this.nextBlockTimeMs) : undefined;
  }

  /** True for a proposal of the next block that must be refused: lanes 2 or 3 although its time is more than 60 s behind. */
  mustRefuse(txs: readonly Uint8Array[], laneOf: (tx: Uint8Array) => number): boolean {
    return isTooLate(this.now(), this.nextBlockTimeMs) && txs.some((tx) => laneOf(tx) > 1);
  }
}
