import type { Group } from '../markets/types.ts';
import type { Feed, GuardRow, ModeTimes } from './types.ts';

/** The table of oracle §4. */
export const GUARDS: Readonly<Record<Group, GuardRow>> = {
  A: {
    openAgeMs: 5_000,
    marginAgeMs: 15_000,
    openConfidencePpm: 2_500,
    liquidateConfidencePpm: 10_000,
    referencePpm: 10_000,
    jumpPpm: 30_000,
    twapCautionPpm: 100_000,
    twapFrozenPpm: 500_000,
    markClampPpm: 20_000,
    boundsFactor: 20,
  },
  B: {
    openAgeMs: 5_000,
    marginAgeMs: 20_000,
    openConfidencePpm: 5_000,
    liquidateConfidencePpm: 20_000,
    referencePpm: 20_000,
    jumpPpm: 50_000,
    twapCautionPpm: 200_000,
    twapFrozenPpm: 500_000,
    markClampPpm: 40_000,
    boundsFactor: 20,
  },
  C: {
    openAgeMs: 10_000,
    marginAgeMs: 30_000,
    openConfidencePpm: 10_000,
    liquidateConfidencePpm: 40_000,
    referencePpm: 40_000,
    jumpPpm: 100_000,
    twapCautionPpm: 350_000,
    twapFrozenPpm: 700_000,
    markClampPpm: 80_000,
    boundsFactor: 50,
  },
};

/** Times of oracle §4 and §5; only localnets may shorten them. */
export const DEFAULT_MODE_TIMES: ModeTimes = {
  frozenAfterMs: 60_000,
  soloCautionAfterMs: 60_000,
  resumeBlocks: 5,
  resumeMs: 10_000,
  thawMs: 60_000,
};

/** Inside listingPrice / n .. listingPrice × n, both ends included. */
export function isInBounds(price: bigint, feed: Feed): boolean {
  const factor = BigInt(GUARDS[feed.group].boundsFactor);
  return price * factor >= feed.listingPrice && price <= feed.listingPrice * factor;
}
