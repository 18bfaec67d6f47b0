import type { Clob } from './clob.ts';
import {
  NO_EXTRA,
  type OrderExtra,
  SOURCE_INDEX,
  SOURCE_LAST,
  SOURCE_MARK,
  TRIGGER_NONE,
  TRIGGER_STOP,
  TRIGGER_TAKE_PROFIT,
  TRIGGER_TRAILING,
} from './order-extra.ts';
import { CANCEL_BOTH, CANCEL_MAKER, CANCEL_TAKER, DECREMENT, FOK, GTC, GTT, IOC } from './order-table.ts';
import type { ChildInput, PlaceInput, SelfTradePrevention, TimeInForce, TriggerKind, TriggerSource } from './types.ts';

/** The rare part of an order as its message says it; nothing is checked here. */
export function extraOfInput(clob: Clob, a: PlaceInput): OrderExtra {
  const { trigger, twap, children, builder } = a;
  if (trigger === undefined && twap === undefined && children === undefined && builder === undefined) return NO_EXTRA;
  return {
    ...NO_EXTRA,
    trigger: trigger === undefined ? TRIGGER_NONE : triggerOf(trigger.kind),
    source: sourceOf(trigger?.source),
    callbackPpm: trigger?.callbackPpm ?? 0,
    slippagePpm: twap?.slippagePpm ?? trigger?.slippagePpm ?? 0,
    family: children?.length ?? 0,
    startedAt: twap === undefined ? 0 : clob.nowMs,
    intervalMs: twap?.intervalMs ?? 0,
    slices: twap === undefined ? 0 : Math.max(1, Math.floor(twap.durationMs / twap.intervalMs)),
    builder: builder === undefined ? -1 : clob.accounts.findNumber(builder.account),
    builderPpm: builder?.feePpm ?? 0,
  };
}

export function extraOfChild(child: ChildInput, parent: number, family: number, parentLots: number): OrderExtra {
  return {
    ...NO_EXTRA,
    trigger: triggerOf(child.kind),
    source: sourceOf(child.source),
    parent,
    family,
    cap: child.lots ?? parentLots,
  };
}

export function tifOf(tif: TimeInForce): number {
  return tif === 'gtc' ? GTC : tif === 'gtt' ? GTT : tif === 'ioc' ? IOC : FOK;
}

export function stpOf(stp: SelfTradePrevention): number {
  if (stp === 'cancel_maker') return CANCEL_MAKER;
  return stp === 'cancel_taker' ? CANCEL_TAKER : stp === 'cancel_both' ? CANCEL_BOTH : DECREMENT;
}

function triggerOf(kind: TriggerKind): number {
  return kind === 'stop' ? TRIGGER_STOP : kind === 'take_profit' ? TRIGGER_TAKE_PROFIT : TRIGGER_TRAILING;
}

function sourceOf(source: TriggerSource | undefined): number {
  return source === 'last' ? SOURCE_LAST : source === 'index' ? SOURCE_INDEX : SOURCE_MARK;
}
