import type { IndexedBlock } from '#src/indexer/rows.ts';
import type { EventsByAccount } from './events-by-account.ts';
import type { Body } from './frame.ts';

/** Where a subscription begins: at a snapshot, or behind what the client has. */
export interface Start {
  readonly resumed: boolean;
  /** Sent right after the acknowledgement, in order. */
  readonly bodies: readonly Body[];
  /** The sequence of the first body's predecessor: what the client has, or that of the snapshot. */
  readonly seq: number;
  /** Live bodies up to here are already in `bodies`, or before them. */
  readonly liveAfter: number;
}

/**
 * What one set of subscribers shares: a channel with its market or account and options. A stream computes each block's
 * body once.
 */
export interface Stream {
  /** Names the stream: same key, same bodies. */
  readonly key: string;
  /** `"channel":…,"market":…` of its frames. */
  readonly head: string;
  /** Slow readers: two bodies may become one. Others must never miss one. */
  readonly isMergeable: boolean;
  /** Bodies of a committed block, in order; usually none or one, a checksum may follow. */
  onBlock(block: IndexedBlock, events: EventsByAccount): readonly Body[];
  /** Where a new subscriber begins. Resuming is refused by a snapshot, never by an error. */
  start(resumeFrom: number | undefined): Start | Promise<Start>;
  /** One body that does what both did. */
  merge(first: Body, second: Body): Body;
}
