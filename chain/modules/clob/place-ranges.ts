import { PPM } from '../../lib/units.ts';
import type { Book } from './book.ts';
import { type Clob, refuse } from './clob.ts';
import type { ChildInput, PlaceInput, Refusal, TriggerInput, TwapInput } from './types.ts';

const YEAR_MS = 365 * 86_400_000;
const MIN_DURATION_MS = 300_000;
const MAX_DURATION_MS = 86_400_000;
const MIN_INTERVAL_MS = 30_000;
const MAX_INTERVAL_MS = 3_600_000;
const MIN_CALLBACK_PPM = 1_000;
const MAX_CALLBACK_PPM = 500_000;
const MAX_CHILDREN = 2;

/** Check 5 of spec: trading §3.2, in its order: 2002, 2003, 2006, 2007, 2018, 2019; then 2022. */
export function checkRanges(clob: Clob, book: Book, a: PlaceInput): Refusal | undefined {
  const { market } = book;
  const lots = a.lots!;
  if (!isWithin(lots, 1, market.maxOrderLots)) return refuse(2002, { min: 1, max: market.maxOrderLots, unit: 'lots' });
  if (a.ticks !== undefined && !isWithin(a.ticks, 1, market.maxTicks)) {
    return refuse(2003, { min: 1, max: market.maxTicks, unit: 'ticks' });
  }
  if (a.expiresAt !== undefined) {
    const refusal = checkExpiry(clob.nowMs, a.expiresAt);
    if (refusal !== undefined) return refusal;
  }
  if (a.trigger !== undefined && !isTriggerValid(a.trigger, a.type === 'market', market.maxTicks)) return refuse(2007);
  if (a.twap !== undefined && !isTwapValid(a.twap, lots, a)) return refuse(2018);
  if (a.children !== undefined && !areChildrenValid(a.children, lots, a.reduceOnly, market.maxTicks))
    return refuse(2019);
  return checkBuilder(clob, a);
}

/** expiresAt lies in (now, now + 365 d]. */
export function checkExpiry(nowMs: number, expiresAt: number): Refusal | undefined {
  if (expiresAt > nowMs && expiresAt <= nowMs + YEAR_MS) return undefined;
  return refuse(2006, { min: nowMs + 1, max: nowMs + YEAR_MS, unit: 'ms' });
}

function isTriggerValid(t: TriggerInput, market: boolean, maxTicks: number): boolean {
  if (t.kind !== 'trailing') return t.source !== undefined && isWithin(t.ticks, 1, maxTicks);
  return (
    market &&
    (t.source === undefined || t.source === 'mark') &&
    t.ticks === undefined &&
    isWithin(t.callbackPpm, MIN_CALLBACK_PPM, MAX_CALLBACK_PPM) &&
    isWithin(t.slippagePpm, 1, PPM - 1)
  );
}

function isTwapValid(t: TwapInput, lots: number, a: PlaceInput): boolean {
  if (!isWithin(t.durationMs, MIN_DURATION_MS, MAX_DURATION_MS)) return false;
  if (!isWithin(t.intervalMs, MIN_INTERVAL_MS, MAX_INTERVAL_MS)) return false;
  const slices = Math.floor(t.durationMs / t.intervalMs);
  return (
    slices * t.intervalMs === t.durationMs &&
    slices >= 2 &&
    lots >= slices &&
    isWithin(t.slippagePpm, 1, PPM - 1) &&
    (a.stp === 'cancel_maker' || a.stp === 'cancel_taker')
  );
}

function areChildrenValid(
  children: readonly ChildInput[],
  lots: number,
  reduceOnly: boolean,
  maxTicks: number,
): boolean {
  if (reduceOnly || children.length < 1 || children.length > MAX_CHILDREN) return false;
  if (children.length === 2 && children[0]!.kind === children[1]!.kind) return false;
  return children.every(
    (child) =>
      child.kind !== 'trailing' &&
      child.source !== undefined &&
      isWithin(child.triggerTicks, 1, maxTicks) &&
      isWithin(child.ticks, 1, maxTicks) &&
      (child.lots === undefined || isWithin(child.lots, 1, lots)),
  );
}

function checkBuilder(clob: Clob, a: PlaceInput): Refusal | undefined {
  if (a.builder === undefined) return undefined;
  if (a.builder.feePpm > clob.params.builderMaxPpm)
    return refuse(2022, { max: clob.params.builderMaxPpm, unit: 'ppm' });
  return clob.accounts.findNumber(a.builder.account) < 0 ? refuse(2022) : undefined;
}

export function isWithin(value: number | undefined, min: number, max: number): boolean {
  return value !== undefined && Number.isInteger(value) && value >= min && value <= max;
}
