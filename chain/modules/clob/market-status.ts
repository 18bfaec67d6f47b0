import type { ErrorCode } from '../../lib/error-codes.ts';
import { type Clob, refuse } from './clob.ts';
import type { MarketStatus } from './expected.ts';
import type { Refusal } from './types.ts';

const CODES: Readonly<Record<Exclude<MarketStatus, 'active'>, ErrorCode>> = {
  post_only: 4002,
  reduce_only: 4003,
  cancel_only: 4004,
  halted: 4005,
  settling: 4006,
  settled: 4007,
};

/** Check 4, the table of spec: trading §2. `passive`: post-only or with a trigger that has not fired. */
export function checkStatus(clob: Clob, market: number, reduceOnly: boolean, passive: boolean): Refusal | undefined {
  const { status, onlyMarkMissing } = clob.markets.status(market);
  if (status === 'active') return undefined;
  if (status === 'post_only' && passive) return undefined;
  if (status === 'reduce_only' && reduceOnly) return undefined;
  return refuse(onlyMarkMissing ? 4008 : CODES[status], statusDetails(clob, market));
}

/** Details of 4002–4008 (spec: api-types §1). */
export function statusDetails(clob: Clob, market: number): Readonly<Record<string, unknown>> {
  const { status, reasons, sinceMs } = clob.markets.status(market);
  return { status, reasons: [...reasons], since: sinceMs };
}

/** True when triggers and TWAP slices may trade. */
export function mayFire(clob: Clob, market: number, reduceOnly: boolean): boolean {
  const { status } = clob.markets.status(market);
  return status === 'active' || (status === 'reduce_only' && reduceOnly);
}
