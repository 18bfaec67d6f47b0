import type { Price } from '../../lib/units.ts';
import type { JumpRun, StoredPrice } from './types.ts';

const E6 = 1_000_000n;
/** Updates that confirm a jump stay within 1 % of each other … */
const RUN_PPM = 10_000n;
/** … are at least three … */
const RUN_UPDATES = 3;
/** … and span three seconds. */
const RUN_SECONDS = 3;

/** True when `price` is more than jumpPpm away from the last index (none yet: never). */
export function isJump(price: Price, lastIndex: Price, jumpPpm: number): boolean {
  if (lastIndex === 0n) return false;
  const move = price > lastIndex ? price - lastIndex : lastIndex - price;
  return move * E6 > BigInt(jumpPpm) * lastIndex;
}

/**
 * The run after one more update. An update more than 1 % away from any of the run begins a new one. At most one update a
 * block is counted (the newest), so that the order of updates inside a block changes nothing (spec: oracle §4, §8).
 */
export function extendRun(run: JumpRun | undefined, update: StoredPrice): JumpRun {
  const { price, publishTime } = update;
  if (run !== undefined) {
    const low = price < run.low ? price : run.low;
    const high = price > run.high ? price : run.high;
    if ((high - low) * E6 <= RUN_PPM * low) {
      return { ...run, updates: run.updates + 1, lastPublishTime: publishTime, low, high };
    }
  }
  return { updates: 1, firstPublishTime: publishTime, lastPublishTime: publishTime, low: price, high: price };
}

export function isConfirmed(run: JumpRun): boolean {
  return run.updates >= RUN_UPDATES && run.lastPublishTime - run.firstPublishTime >= RUN_SECONDS;
}
