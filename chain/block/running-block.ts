import type { BlockFacts } from '../module.ts';

/** The block facts all modules hold a reference to; only the application moves it. */
export class RunningBlock implements BlockFacts {
  chainId = '';
  hubSalt: Uint8Array = new Uint8Array(32);
  height = 0;
  timeMs = 0;
  previousTimeMs = 0;
}

/** Header time in ns → the block time of every rule: ⌊ns / 1e6⌋ ms (spec: chain §4). */
export function blockTimeMs(timeNs: bigint): number {
  return Number(timeNs / 1_000_000n);
}
