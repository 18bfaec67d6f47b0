import type { ChainView } from '#chain/view.ts';
import type { IndexedBlock } from '#src/indexer/rows.ts';
import { type Body, body } from '../frame.ts';
import type { Start, Stream } from '../stream.ts';

/** Milliseconds of block time between two bodies; 0 = every block. */
export type IntervalMs = number;

/** A value sent whole again whenever it changed: bbo, ticker, mark, marketStatus, funding. */
export class ValueStream implements Stream {
  readonly key: string;
  readonly head: string;
  readonly isMergeable = true;
  private readonly view: ChainView;
  private readonly intervalMs: IntervalMs;
  private readonly resumeHeights: number;
  private readonly value: () => unknown;
  /** Last value sent as JSON, and the height it changed at. */
  private sent: string;
  private changedAt: number;
  private sentAtMs: number;
  private readonly bornAt: number;

  constructor(parts: {
    key: string;
    head: string;
    view: ChainView;
    intervalMs: IntervalMs;
    resumeHeights: number;
    value(): unknown;
  }) {
    this.key = parts.key;
    this.head = parts.head;
    this.view = parts.view;
    this.intervalMs = parts.intervalMs;
    this.resumeHeights = parts.resumeHeights;
    this.value = parts.value;
    const { height, timeMs } = parts.view.chain();
    this.sent = JSON.stringify(parts.value());
    this.changedAt = height;
    this.sentAtMs = timeMs;
    this.bornAt = height;
  }

  onBlock(block: IndexedBlock): readonly Body[] {
    const { height, timeMs } = block.block;
    if (timeMs - this.sentAtMs < this.intervalMs) return [];
    const text = JSON.stringify(this.value());
    if (text === this.sent) return [];
    this.sent = text;
    this.changedAt = height;
    this.sentAtMs = timeMs;
    return [this.bodyOf('update', height, { height, timeMs })];
  }

  start(resumeFrom: number | undefined): Start {
    const chain = this.view.chain();
    const isCovered =
      resumeFrom !== undefined &&
      resumeFrom >= Math.max(this.bornAt, chain.height - this.resumeHeights) &&
      resumeFrom <= chain.height;
    if (isCovered) {
      const missed = this.changedAt > resumeFrom ? [this.bodyOf('update', this.changedAt, chain)] : [];
      return { resumed: true, bodies: missed, seq: resumeFrom, liveAfter: chain.height };
    }
    const seq = chain.height;
    return { resumed: false, bodies: [this.bodyOf('snapshot', seq, chain)], seq, liveAfter: seq };
  }

  merge(_first: Body, second: Body): Body {
    return second;
  }

  private bodyOf(type: Body['type'], seq: number, at: { height: number; timeMs: number }): Body {
    const text = this.sent;
    return { ...body(type, seq, at, () => undefined), json: () => text };
  }
}
