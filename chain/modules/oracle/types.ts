import type { Ppm, Price, TimeMs } from '../../lib/units.ts';
import type { Group, OracleMode } from '../markets/types.ts';

/** Source classes (spec: oracle §3): P Pyth, verified here; C Chainlink, D DEX TWAP, X perp basket, voted. */
export type SourceClass = 'P' | 'C' | 'D' | 'X';

/** Price of a source class in a block: the stake-weighted median of votes, or for P the stored update. */
export interface SourceQuote {
  readonly class: SourceClass;
  readonly price: Price;
  readonly confidence: Price;
  readonly observedAtMs: TimeMs;
  readonly valid: boolean;
}

/** A registered Pyth feed. */
export interface Feed {
  /** 32 bytes. */
  readonly id: Uint8Array;
  /** What it prices, for people: `BTC/USD`. */
  readonly symbol: string;
  readonly group: Group;
  /** Exponent of its messages, −12..2, so that conversion to 1e-12 USD is exact. */
  readonly exponent: number;
  /** The static bounds stand around it. */
  readonly listingPrice: Price;
}

/** The row of oracle §4 for a group. */
export interface GuardRow {
  readonly openAgeMs: number;
  readonly marginAgeMs: number;
  readonly openConfidencePpm: Ppm;
  readonly liquidateConfidencePpm: Ppm;
  readonly referencePpm: Ppm;
  readonly jumpPpm: Ppm;
  readonly twapCautionPpm: Ppm;
  readonly twapFrozenPpm: Ppm;
  readonly markClampPpm: Ppm;
  /** Bounds are listingPrice / n .. listingPrice × n. */
  readonly boundsFactor: number;
}

/** Times of the modes, ms and blocks. */
export interface ModeTimes {
  /** Without a valid index for so long: FROZEN. */
  readonly frozenAfterMs: number;
  /** P without any reference for so long: CAUTION. */
  readonly soloCautionAfterMs: number;
  readonly resumeBlocks: number;
  readonly resumeMs: number;
  /** CAUTION without liquidations after FROZEN. */
  readonly thawMs: number;
}

/** The last verified update of a feed. */
export interface StoredPrice {
  readonly price: Price;
  readonly confidence: Price;
  /** Unix seconds. */
  readonly publishTime: number;
  readonly slot: bigint;
}

/** Why a feed is in its mode. */
export type ModeReason = 'no_index' | 'no_reference' | 'reference_disagrees' | 'references_only' | 'resuming';

/** A feed's index and mode; immutable, replaced whole. */
export interface FeedState {
  readonly mode: OracleMode;
  readonly modeSinceMs: TimeMs;
  readonly reason: ModeReason | undefined;
  /** The valid index of this block or, with `valid` false, the last one; 0 = never. */
  readonly index: Price;
  readonly confidence: Price;
  readonly indexAtMs: TimeMs;
  readonly valid: boolean;
  /** First block of the running stretch without index, without reference, or with a disagreeing one; 0 = none runs. */
  readonly noIndexSinceMs: TimeMs;
  readonly noReferenceSinceMs: TimeMs;
  readonly disagreeSinceMs: TimeMs;
  /** Blocks in a row that would be NORMAL, and when the first of them was. */
  readonly goodBlocks: number;
  readonly goodSinceMs: TimeMs;
  /** No liquidations until then. */
  readonly thawUntilMs: TimeMs;
  /** A jump that waits for confirmation: blocks with a new update, publish time of the first, range of their prices. */
  readonly jump: JumpRun | undefined;
  /** (publishTime, slot) of the update the jump rule saw last. */
  readonly seenPublishTime: number;
  readonly seenSlot: bigint;
}

export interface JumpRun {
  readonly updates: number;
  /** Unix seconds. */
  readonly firstPublishTime: number;
  readonly lastPublishTime: number;
  readonly low: Price;
  readonly high: Price;
}

/** Parameters and registries of the oracle. */
export interface OracleParams {
  /** One price source is enough for NORMAL: localnets only. */
  readonly allowSoloPrimary: boolean;
  readonly times: ModeTimes;
  readonly namespaces: readonly SignerNamespaceParams[];
  readonly feeds: readonly Feed[];
}

/** A family of signer sets with its own emitters and quorum rule. */
export interface SignerNamespaceParams {
  readonly name: string;
  readonly quorumRule: 'half' | 'two_third';
  readonly priceEmitter: EmitterParams;
  readonly governanceEmitter: EmitterParams;
}
export interface EmitterParams {
  readonly chain: number;
  /** 32 bytes. */
  readonly address: Uint8Array;
}

/** What other modules may ask. */
export interface Oracle {
  feeds(): readonly Feed[];
  findFeed(id: Uint8Array): Feed | undefined;
  feedState(id: Uint8Array): FeedState;
  guards(group: Group): GuardRow;
}
