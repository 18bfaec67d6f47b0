/** A spent counter lets one action through every 10 s (spec: trading §6). */
export const TRICKLE_MS = 10_000;

/** State of one of an owner's two counters. */
export interface Counter {
  readonly used: number;
  /** Time of the last action beyond the limit, 0 = never. */
  readonly lastOverMs: number;
}

/** When a single action is allowed although the counter is spent; undefined while it is not spent. */
export function nextAllowedMs({ used, lastOverMs }: Counter, limit: number): number | undefined {
  return used < limit ? undefined : lastOverMs === 0 ? 0 : lastOverMs + TRICKLE_MS;
}

/** Whether `cost` actions fit now: inside the limit, or one of them at a time every 10 s. */
export function canSpend(counter: Counter, limit: number, cost: number, nowMs: number): boolean {
  if (counter.used + cost <= limit) return true;
  return cost === 1 && nowMs >= (nextAllowedMs(counter, limit) ?? 0);
}

/** The counter after `cost` actions that canSpend allowed; what trickles through beyond the limit is not counted. */
export function spend(counter: Counter, limit: number, cost: number, nowMs: number): Counter {
  return counter.used + cost <= limit
    ? { used: counter.used + cost, lastOverMs: counter.lastOverMs }
    : { used: counter.used, lastOverMs: nowMs };
}
