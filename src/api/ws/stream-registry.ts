import type { IndexedBlock } from '#src/indexer/rows.ts';
import { EventsByAccount } from './events-by-account.ts';
import type { Stream } from './stream.ts';
import type { FrameSink, Subscription } from './subscription.ts';

interface Entry {
  readonly stream: Stream;
  readonly subscribers: Set<Subscription>;
  /** Height at which the last subscriber left; undefined while there is one. */
  emptySince: number | undefined;
}

/** The streams in use. A stream outlives its last subscriber for the heights it can be resumed over. */
export class StreamRegistry {
  private readonly entries = new Map<string, Entry>();
  private readonly byStream = new Map<Stream, Entry>();
  private readonly keepHeights: number;
  private height = 0;

  constructor(keepHeights: number) {
    this.keepHeights = keepHeights;
  }

  get size(): number {
    return this.entries.size;
  }

  get(key: string, create: () => Stream): Stream {
    const known = this.entries.get(key);
    if (known !== undefined) return known.stream;
    const stream = create();
    const entry = { stream, subscribers: new Set<Subscription>(), emptySince: this.height };
    this.entries.set(key, entry);
    this.byStream.set(stream, entry);
    return stream;
  }

  join(subscription: Subscription): void {
    const entry = this.byStream.get(subscription.stream)!;
    entry.subscribers.add(subscription);
    entry.emptySince = undefined;
  }

  leave(subscription: Subscription): void {
    const entry = this.byStream.get(subscription.stream);
    if (entry === undefined || !entry.subscribers.delete(subscription)) return;
    if (entry.subscribers.size === 0) entry.emptySince = this.height;
  }

  /** @param failed told of a stream whose block could not be made: its subscribers see a gap, the others go on */
  publish(block: IndexedBlock, failed: (error: unknown) => void): void {
    this.height = block.block.height;
    const corked: FrameSink[] = [];
    const events = new EventsByAccount(block);
    for (const [key, entry] of this.entries) {
      if (entry.emptySince !== undefined && this.height - entry.emptySince > this.keepHeights) {
        this.entries.delete(key);
        this.byStream.delete(entry.stream);
        continue;
      }
      try {
        for (const one of entry.stream.onBlock(block, events)) {
          for (const subscription of entry.subscribers) {
            if (subscription.sink.cork()) corked.push(subscription.sink);
            subscription.deliver(one);
          }
        }
      } catch (error) {
        failed(error);
      }
    }
    for (const sink of corked) sink.uncork();
  }
}
