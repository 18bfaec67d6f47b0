import type { FlowBucket, FlowRecord } from './records.ts';

/** Width of the buckets the hourly and the daily sums are made of. */
export const SHORT_BUCKET_MS = 300_000;
export const LONG_BUCKET_MS = 3_600_000;
/** Buckets a sum reaches back beside the running one: it never counts less than the last hour or day. */
const SHORT_BUCKETS = 12;
const LONG_BUCKETS = 24;

export const EMPTY_FLOW: FlowRecord = { short: [], long: [] };

/** Adds an amount (signed where flows net) at a time; buckets that no sum reaches any more are dropped. */
export function addFlow(flow: FlowRecord, amount: bigint, nowMs: number): FlowRecord {
  return {
    short: addTo(flow.short, amount, Math.floor(nowMs / SHORT_BUCKET_MS), SHORT_BUCKETS),
    long: addTo(flow.long, amount, Math.floor(nowMs / LONG_BUCKET_MS), LONG_BUCKETS),
  };
}

function addTo(buckets: readonly FlowBucket[], amount: bigint, now: number, reach: number): FlowBucket[] {
  const live = buckets.filter(({ bucket }) => bucket >= now - reach);
  const last = live.at(-1);
  if (last?.bucket === now) return [...live.slice(0, -1), { bucket: now, amount: last.amount + amount }];
  return [...live, { bucket: now, amount }];
}

const sum = (buckets: readonly FlowBucket[], first: number): bigint =>
  buckets.reduce((total, { bucket, amount }) => (bucket >= first ? total + amount : total), 0n);

/** Over the last hour, rounded up to whole buckets. */
export const flowOfHour = (flow: FlowRecord, nowMs: number): bigint =>
  sum(flow.short, Math.floor(nowMs / SHORT_BUCKET_MS) - SHORT_BUCKETS);

/** Over the last 24 hours, rounded up to whole buckets. */
export const flowOfDay = (flow: FlowRecord, nowMs: number): bigint =>
  sum(flow.long, Math.floor(nowMs / LONG_BUCKET_MS) - LONG_BUCKETS);

/** Nothing in it counts any more. */
export const isStale = (flow: FlowRecord, nowMs: number): boolean =>
  (flow.long.at(-1)?.bucket ?? 0) < Math.floor(nowMs / LONG_BUCKET_MS) - LONG_BUCKETS;
