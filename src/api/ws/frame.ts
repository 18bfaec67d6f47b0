/** The part of a frame that all subscribers of a stream share. */
export interface Body {
  readonly type: 'snapshot' | 'update' | 'checksum';
  readonly seq: number;
  readonly height: number;
  readonly timeMs: number;
  /** JSON text; made once however many subscribers there are. */
  json(): string;
  /** Tails of its frames by prevSeq, made once: nearly all subscribers had the same frame before. */
  readonly tails: Map<number | undefined, Uint8Array>;
}

export function body(
  type: Body['type'],
  seq: number,
  at: { readonly height: number; readonly timeMs: number },
  data: () => unknown,
): Body {
  let text: string | undefined;
  return {
    type,
    seq,
    height: at.height,
    timeMs: at.timeMs,
    tails: new Map(),
    json: () => {
      text ??= JSON.stringify(data());
      return text;
    },
  };
}

/** The beginning of every frame of a subscription (spec: api-types §4); the tail follows. */
export const frameHead = (sub: string): Uint8Array => Buffer.from(`{"sub":${JSON.stringify(sub)}`);

/**
 * The rest of a frame in UTF-8, the same bytes for all subscribers with the same predecessor.
 * @param head `"channel":"book","market":"BTC-USD"` of the stream
 * @param prevSeq undefined in a snapshot
 */
export function frameTail(head: string, one: Body, prevSeq: number | undefined): Uint8Array {
  let tail = one.tails.get(prevSeq);
  if (tail === undefined) {
    // A checksum moves nothing: seq = prevSeq = what this subscription last had.
    const seq = one.type === 'checksum' ? (prevSeq ?? one.seq) : one.seq;
    tail = Buffer.from(
      `,${head},"type":"${one.type}","seq":${seq},"prevSeq":${prevSeq ?? null},"height":${one.height},"time":${one.timeMs},"data":${one.json()}}`,
    );
    one.tails.set(prevSeq, tail);
  }
  return tail;
}
