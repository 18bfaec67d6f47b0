/** The part of a frame that all subscribers of a stream share. */
export interface Body {
  readonly type: 'snapshot' | 'update' | 'checksum';
  readonly seq: number;
  readonly height: number;
  readonly timeMs: number;
  /** JSON text; made once however many subscribers there are. */
  json(): string;
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
    json: () => {
      text ??= JSON.stringify(data());
      return text;
    },
  };
}

/**
 * The text of a frame (spec: api-types §4).
 * @param sub the subscription's name as JSON
 * @param head `"channel":"book","market":"BTC-USD"` of the stream
 * @param prevSeq undefined in a snapshot
 */
export function frameText(sub: string, head: string, one: Body, prevSeq: number | undefined): string {
  // A checksum moves nothing: seq = prevSeq = what this subscription last had.
  const seq = one.type === 'checksum' ? (prevSeq ?? one.seq) : one.seq;
  return `{"sub":${sub},${head},"type":"${one.type}","seq":${seq},"prevSeq":${prevSeq ?? null},"height":${one.height},"time":${one.timeMs},"data":${one.json()}}`;
}
