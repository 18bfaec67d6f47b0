import type { ChainView } from '#chain/view.ts';
import type { IndexedBlock } from '#src/indexer/rows.ts';
import type { Clock } from '../../deps.ts';
import { type Body, body } from '../frame.ts';
import type { Start, Stream } from '../stream.ts';

/** Every committed block; with events, the lines of the block too. Never merged: each block is one frame. */
export class BlockStream implements Stream {
  readonly key: string;
  readonly head: string;
  readonly isMergeable = false;
  private readonly view: ChainView;
  private readonly clock: Clock;
  private readonly withEvents: boolean;
  private readonly resumeHeights: number;
  private readonly past: Body[] = [];
  private coveredFrom: number;

  constructor(key: string, head: string, view: ChainView, clock: Clock, withEvents: boolean, resumeHeights: number) {
    this.key = key;
    this.head = head;
    this.view = view;
    this.clock = clock;
    this.withEvents = withEvents;
    this.resumeHeights = resumeHeights;
    this.coveredFrom = view.chain().height;
  }

  onBlock({ block }: IndexedBlock): readonly Body[] {
    const lagMs = Math.max(0, this.clock.now() - block.timeMs);
    const one = body('update', block.height, block, () => ({
      height: block.height,
      time: block.timeMs,
      hash: block.hash === '' ? null : block.hash,
      appHash: block.appHash,
      txs: block.txs,
      lagMs,
      ...(this.withEvents ? { events: block.lines } : {}),
    }));
    this.past.push(one);
    if (this.past.length > this.resumeHeights) this.coveredFrom = this.past.shift()!.seq;
    return [one];
  }

  start(resumeFrom: number | undefined): Start {
    const { height } = this.view.chain();
    if (resumeFrom !== undefined && resumeFrom >= this.coveredFrom && resumeFrom <= height) {
      return {
        resumed: true,
        bodies: this.past.filter((one) => one.seq > resumeFrom),
        seq: resumeFrom,
        liveAfter: height,
      };
    }
    const last = this.past.at(-1);
    const snapshot = last === undefined ? this.current() : { ...last, type: 'snapshot' as const };
    return { resumed: false, bodies: [snapshot], seq: height, liveAfter: height };
  }

  merge(_first: Body, second: Body): Body {
    return second;
  }

  /** The last block as the state knows it, until the first one is seen. */
  private current(): Body {
    const chain = this.view.chain();
    return body('snapshot', chain.height, chain, () => ({
      height: chain.height,
      time: chain.timeMs,
      hash: null,
      appHash: Buffer.from(chain.appHash).toString('hex').toUpperCase(),
      txs: 0,
      lagMs: Math.max(0, this.clock.now() - chain.timeMs),
      ...(this.withEvents ? { events: [] } : {}),
    }));
  }
}
