import type { Frame, OpenSubscription, SubscribeParams, SubscriptionHandlers } from './socket-types.ts';

/** What a feed asks of its connection. */
export interface FeedLink {
  /** Sends a subscribe request for the feed under this name. */
  subscribe(sub: string, params: SubscribeParams): Promise<unknown>;
  /** Ends what was subscribed under this name, if the connection still stands. */
  unsubscribe(sub: string): void;
  /** Forgets the feed. */
  drop(feed: Feed): void;
}

/**
 * One subscription over any number of connections: it notices gaps and asks again from where it was. Each time it asks under
 * a new name, so that frames of an earlier run cannot be mistaken for frames of this one.
 * Invariant: frames handed on have no hole unless onGap said so before.
 */
export class Feed implements OpenSubscription {
  private readonly id: string;
  private readonly params: SubscribeParams;
  private readonly handlers: SubscriptionHandlers;
  private readonly link: FeedLink;
  private seq: number | undefined;
  private isClosed = false;
  private round = 0;

  constructor(id: string, params: SubscribeParams, handlers: SubscriptionHandlers, link: FeedLink) {
    this.id = id;
    this.params = params;
    this.handlers = handlers;
    this.link = link;
    this.seq = params.resumeFrom;
  }

  get lastSeq(): number | undefined {
    return this.seq;
  }

  private get sub(): string {
    return `${this.id}.${this.round}`;
  }

  /** Subscribes: on a fresh connection, or anew after a gap. */
  start(): void {
    this.round++;
    const { sub } = this;
    const { resumeFrom: _first, ...params } = this.params;
    this.link
      .subscribe(sub, this.seq === undefined ? params : { ...params, resumeFrom: this.seq })
      .catch((error: unknown) => {
        if (sub !== this.sub || this.isClosed || !isRefusal(error)) return;
        this.isClosed = true;
        this.link.drop(this);
        this.handlers.onError?.(error);
      });
  }

  /** A frame of this feed's connection, in order of arrival. */
  take(frame: Frame): void {
    if (this.isClosed || frame.sub !== this.sub) return;
    if (frame.type === 'snapshot') {
      if (this.seq !== undefined) this.handlers.onGap?.(this.seq);
    } else if (frame.prevSeq !== this.seq) {
      this.restart();
      return;
    }
    this.seq = frame.seq;
    this.handlers.onFrame(frame);
  }

  resync(): void {
    if (this.isClosed) return;
    this.seq = undefined;
    this.restart();
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.link.unsubscribe(this.sub);
    this.link.drop(this);
  }

  private restart(): void {
    this.link.unsubscribe(this.sub);
    this.start();
  }
}

/** An answer by the node, as opposed to a lost connection. */
const isRefusal = (error: unknown): error is Error => error instanceof Error && 'code' in error;
