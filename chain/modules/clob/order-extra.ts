import type { Lots, Ppm, TimeMs } from '../../lib/units.ts';

export const TRIGGER_NONE = 0;
export const TRIGGER_STOP = 1;
export const TRIGGER_TAKE_PROFIT = 2;
export const TRIGGER_TRAILING = 3;

export const SOURCE_MARK = 0;
export const SOURCE_INDEX = 1;
export const SOURCE_LAST = 2;

/** What only conditional, bracket, TWAP and builder orders have. Immutable: replaced whole. */
export interface OrderExtra {
  /** TRIGGER_*; the trigger's ticks are a column of their own. */
  readonly trigger: number;
  /** SOURCE_*. */
  readonly source: number;
  readonly callbackPpm: Ppm;
  /** Of a trailing stop or a TWAP. */
  readonly slippagePpm: Ppm;
  /** Fired: an order with a trigger that acts like any other. */
  readonly triggered: boolean;

  /** Order id of the parent, 0 = none. Children have the ids behind their parent's. */
  readonly parent: number;
  /** Children of the bracket this order belongs to, as parent or child; 0 = none. */
  readonly family: number;
  /** Child: lots it was placed with, at most the parent's. */
  readonly cap: Lots;
  /** Child: lots the parent's fills have armed so far. */
  readonly armed: Lots;

  /** TWAP; slices 0 = none. */
  readonly startedAt: TimeMs;
  readonly intervalMs: number;
  readonly slices: number;
  /** Index of the next slice that has not run. */
  readonly nextSlice: number;

  /** Account number of the builder, −1 = none. */
  readonly builder: number;
  readonly builderPpm: Ppm;
}

export const NO_EXTRA: OrderExtra = {
  trigger: TRIGGER_NONE,
  source: SOURCE_MARK,
  callbackPpm: 0,
  slippagePpm: 0,
  triggered: false,
  parent: 0,
  family: 0,
  cap: 0,
  armed: 0,
  startedAt: 0,
  intervalMs: 0,
  slices: 0,
  nextSlice: 0,
  builder: -1,
  builderPpm: 0,
};
