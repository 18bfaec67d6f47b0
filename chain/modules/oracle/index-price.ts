import type { Price, TimeMs } from '../../lib/units.ts';
import { GUARDS, isInBounds } from './guards.ts';
import { extendRun, isConfirmed, isJump } from './jump.ts';
import { type ModeWish, nextMode } from './modes.ts';
import type { Feed, FeedState, GuardRow, ModeTimes, SourceQuote, StoredPrice } from './types.ts';

const E6 = 1_000_000n;

/** What a block knows about a feed. */
export interface IndexInput {
  readonly feed: Feed;
  readonly stored: StoredPrice | undefined;
  /** Valid quotes of the voted classes; empty while only Pyth is in use. */
  readonly references: readonly SourceQuote[];
  readonly allowSoloPrimary: boolean;
  readonly times: ModeTimes;
  readonly nowMs: TimeMs;
}

export interface IndexResult {
  readonly state: FeedState;
  /** Past the age or confidence bound for opening, with a valid index. */
  readonly openBoundsPassed: boolean;
  /** Inside the margin age, whatever its value. */
  readonly fresh: boolean;
}

export const NEW_FEED_STATE: FeedState = {
  mode: 'normal',
  modeSinceMs: 0,
  reason: undefined,
  index: 0n,
  confidence: 0n,
  indexAtMs: 0,
  valid: false,
  noIndexSinceMs: 0,
  noReferenceSinceMs: 0,
  disagreeSinceMs: 0,
  goodBlocks: 0,
  goodSinceMs: 0,
  thawUntilMs: 0,
  jump: undefined,
  seenPublishTime: 0,
  seenSlot: 0n,
};

/** |a − b|·1e6 ≤ ppm·b (spec: oracle §4, in tolerance). */
export function isInTolerance(a: Price, b: Price, ppm: number): boolean {
  const difference = a > b ? a - b : b - a;
  return difference * E6 <= BigInt(ppm) * b;
}

const isConfident = (stored: StoredPrice, ppm: number): boolean => stored.confidence * E6 <= BigInt(ppm) * stored.price;
const ageMs = (stored: StoredPrice, nowMs: number): number => nowMs - stored.publishTime * 1000;

/** One oracle step of a feed: validity of P, the rules of oracle §4, the mode. Pure. */
export function indexStep(before: FeedState, input: IndexInput): IndexResult {
  const { feed, stored, references, nowMs } = input;
  const row = GUARDS[feed.group];
  const supported =
    stored !== undefined && references.some((one) => isInTolerance(one.price, stored.price, row.referencePpm));
  const seen = watchJump(before, stored, row);
  const fresh = stored !== undefined && ageMs(stored, nowMs) <= row.marginAgeMs;
  const jumped = seen.jump !== undefined && !isConfirmed(seen.jump) && !supported;
  const valid =
    stored !== undefined &&
    fresh &&
    !jumped &&
    isInBounds(stored.price, feed) &&
    isConfident(stored, row.liquidateConfidencePpm);
  const verdict = valid ? withPrimary(seen, stored, supported, input) : withoutPrimary(seen, input);
  const mode = nextMode(verdict.state, verdict.wish, input.times, nowMs);
  const state = { ...verdict.state, ...mode };
  const openBoundsPassed =
    state.valid &&
    stored !== undefined &&
    (ageMs(stored, nowMs) > row.openAgeMs || !isConfident(stored, row.openConfidencePpm));
  return { state, openBoundsPassed, fresh };
}

/** Counts a jump's updates; a price back near the last index ends it. */
function watchJump(state: FeedState, stored: StoredPrice | undefined, row: GuardRow): FeedState {
  if (stored === undefined) return state;
  if (stored.publishTime === state.seenPublishTime && stored.slot === state.seenSlot) return state;
  const jumps = isJump(stored.price, state.index, row.jumpPpm);
  const jump = jumps ? extendRun(state.jump, stored) : undefined;
  return { ...state, jump, seenPublishTime: stored.publishTime, seenSlot: stored.slot };
}

interface Verdict {
  readonly state: FeedState;
  readonly wish: ModeWish;
}

/** Rules 1 to 3. Rules 4 and 5 take two reference classes and come with the votes. */
function withPrimary(state: FeedState, stored: StoredPrice, supported: boolean, input: IndexInput): Verdict {
  const { references, nowMs, times, allowSoloPrimary } = input;
  if (!supported && references.length > 0) return disagreeing(state, input);
  const indexed: FeedState = {
    ...state,
    index: stored.price,
    confidence: stored.confidence,
    indexAtMs: stored.publishTime * 1000,
    valid: true,
    jump: undefined,
    noIndexSinceMs: 0,
    disagreeSinceMs: 0,
  };
  if (supported) return { state: { ...indexed, noReferenceSinceMs: 0 }, wish: { mode: 'normal', reason: undefined } };
  const since = state.noReferenceSinceMs === 0 ? nowMs : state.noReferenceSinceMs;
  const tired = !allowSoloPrimary && nowMs - since >= times.soloCautionAfterMs;
  return {
    state: { ...indexed, noReferenceSinceMs: since },
    wish: tired ? { mode: 'caution', reason: 'no_reference' } : { mode: 'normal', reason: undefined },
  };
}

/** Rule 3: the last index stands, nobody is liquidated, and after a minute the feed is frozen. */
function disagreeing(state: FeedState, { nowMs, times }: IndexInput): Verdict {
  const since = state.disagreeSinceMs === 0 ? nowMs : state.disagreeSinceMs;
  const frozen = nowMs - since >= times.frozenAfterMs;
  return {
    state: { ...state, valid: state.index > 0n && !frozen, disagreeSinceMs: since },
    wish: { mode: frozen ? 'frozen' : 'caution', reason: 'reference_disagrees' },
  };
}

/**
 * Rule 6. The clock runs from the first block without index; a feed that never had one is not frozen, its markets have no
 * mark yet (spec: oracle §2).
 */
function withoutPrimary(state: FeedState, { nowMs, times }: IndexInput): Verdict {
  if (state.index === 0n) return { state: { ...state, valid: false }, wish: { mode: 'waiting', reason: undefined } };
  const since = state.noIndexSinceMs === 0 ? nowMs : state.noIndexSinceMs;
  const frozen = nowMs - since >= times.frozenAfterMs;
  return {
    state: { ...state, valid: false, noIndexSinceMs: since, disagreeSinceMs: 0 },
    wish: frozen ? { mode: 'frozen', reason: 'no_index' } : { mode: 'waiting', reason: undefined },
  };
}
