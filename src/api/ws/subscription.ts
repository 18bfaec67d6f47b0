import { type Body, frameHead, frameTail } from './frame.ts';
import type { Start, Stream } from './stream.ts';

/** What the connection offers a subscription. */
export interface FrameSink {
  /** True while so much is unsent that mergeable bodies wait. */
  isSlow(): boolean;
  /** Holds frames back until the block is out; true when the caller must end it. */
  cork(): boolean;
  uncork(): void;
  /** Sends, or closes the connection when it is too far behind; `mustArrive` frames are never dropped. */
  sendFrame(head: Uint8Array, tail: Uint8Array, mustArrive: boolean): void;
}

/** One subscriber of a stream: numbers its frames, holds what came while it started, merges what a slow reader misses. */
export class Subscription {
  readonly name: string;
  readonly stream: Stream;
  /** The acknowledgement's params: everything, with defaults. */
  readonly params: Readonly<Record<string, unknown>>;
  private readonly head: Uint8Array;
  readonly sink: FrameSink;
  private held: Body[] | undefined = [];
  private pending: Body | undefined;
  private lastSeq: number | undefined;

  constructor(name: string, stream: Stream, params: Readonly<Record<string, unknown>>, sink: FrameSink) {
    this.name = name;
    this.stream = stream;
    this.params = params;
    this.head = frameHead(name);
    this.sink = sink;
  }

  get seq(): number | undefined {
    return this.lastSeq;
  }

  /** Sends the start's bodies, then what was held meanwhile. */
  begin(start: Start): void {
    this.lastSeq = start.resumed ? start.seq : undefined;
    const held = this.held ?? [];
    this.held = undefined;
    for (const one of start.bodies) this.send(one);
    this.lastSeq ??= start.seq;
    for (const one of held) if (one.seq > start.liveAfter) this.deliver(one);
  }

  deliver(one: Body): void {
    if (this.held !== undefined) {
      this.held.push(one);
    } else if (!this.stream.isMergeable) {
      this.send(one);
    } else if (this.pending !== undefined) {
      this.pending = this.stream.merge(this.pending, one);
    } else if (this.sink.isSlow()) {
      this.pending = one;
    } else {
      this.send(one);
    }
  }

  /** Sends what was merged while the reader was slow. */
  flush(): void {
    if (this.pending === undefined || this.sink.isSlow()) return;
    const one = this.pending;
    this.pending = undefined;
    this.send(one);
  }

  private send(one: Body): void {
    const tail = frameTail(this.stream.head, one, this.lastSeq);
    if (one.type !== 'checksum') this.lastSeq = one.seq;
    this.sink.sendFrame(this.head, tail, !this.stream.isMergeable);
  }
}
