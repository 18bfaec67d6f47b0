import type { Book } from './book.ts';
import { type Clob, refuse } from './clob.ts';
import { TRIGGER_NONE, TRIGGER_TRAILING } from './order-extra.ts';
import { GTT } from './order-table.ts';
import type { Refusal } from './types.ts';

/** 2005; Quote. */
export function belowMinNotional(minNotional: number, notional: number): Refusal {
  return refuse(2005, { minNotional, notional });
}

/**
 * Quantums per lot at which minNotional is measured: the limit of what may rest, the trigger of stops and take-profits,
 * `best` of a trailing stop (M when it is placed), else M. lots × this ≤ 2^53 − 1 by the listing rule of trading §1.
 */
export function notionalPrice(
  clob: Clob,
  book: Book,
  tif: number,
  trigger: number,
  ticks: number,
  triggerTicks: number,
  best: number | undefined,
): number {
  const { id, quantumsPerTickLot } = book.market;
  if (tif <= GTT) return ticks * quantumsPerTickLot;
  if (trigger === TRIGGER_NONE) return clob.markets.mark(id);
  if (trigger === TRIGGER_TRAILING) return best ?? clob.markets.mark(id);
  return triggerTicks * quantumsPerTickLot;
}
