/** What a fake Hermes does instead of answering: the failures a feeder must live with (oracle §7, §8). */
export type HermesFault =
  | 'none'
  /** 401 on every price route: no or bad key. */
  | 'unauthorized'
  /** 403 for the whole request as soon as one asked feed is outside the plan. */
  | 'not_entitled'
  /** 429, and for the next minute again. */
  | 'rate_limited'
  /** Answers never come, streams open and stay silent. */
  | 'hang'
  /** The stream stays open without events; REST works. */
  | 'silent_stream'
  /** 503. */
  | 'unavailable';

export interface FaultAnswer {
  readonly status: number;
  readonly body: string;
}

/** The recorded error bodies of the real service. `feed` is the one outside the plan. */
export function faultAnswer(fault: HermesFault, feed: string): FaultAnswer | undefined {
  switch (fault) {
    case 'unauthorized':
      return { status: 401, body: 'unauthorized' };
    case 'not_entitled':
      return { status: 403, body: `Not entitled: feed ${feed} (no grant accepts this feed)` };
    case 'rate_limited':
      return { status: 429, body: 'Too Many Requests' };
    case 'unavailable':
      return { status: 503, body: 'Service Unavailable' };
    case 'none':
    case 'hang':
    case 'silent_stream':
      return undefined;
  }
}
