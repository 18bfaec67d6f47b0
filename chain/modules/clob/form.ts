import type { ErrorCode } from '../../lib/error-codes.ts';
import { isClientOrderId } from './client-id-key.ts';
import type { BuilderInput, ChildInput, ClobInput, PlaceInput, Refusal, TriggerInput } from './types.ts';
import { isBatchWellFormed } from './types.ts';

const STPS: ReadonlySet<unknown> = new Set(['cancel_maker', 'cancel_taker', 'cancel_both', 'decrement']);

const bad = (field: string, reason: string, code: ErrorCode = 2001): Refusal => ({ code, details: { field, reason } });
const oneOf = (value: unknown, ...allowed: readonly string[]): boolean => allowed.includes(value as string);
const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

/**
 * Check 1 of spec: trading §3.2 and its like for the other actions: what can be said of a message without any state.
 * 2001, 2008, 2004, 2021; undefined when it may go on. A batch that is not atomic is never refused here for an item.
 */
export function checkForm(input: ClobInput): Refusal | undefined {
  switch (input.action) {
    case 'place':
      return checkPlaceForm(input);
    case 'amend':
    case 'cancel':
      return checkTarget(input.orderId, input.clientOrderId);
    case 'cancelAll':
      return input.side === undefined || oneOf(input.side, 'buy', 'sell') ? undefined : bad('side', 'unknown value');
    case 'scheduleCancel':
      return isCount(input.time) ? undefined : bad('time', 'not a whole number');
    case 'batch':
      return checkBatchForm(input);
  }
}

function checkBatchForm(batch: Extract<ClobInput, { action: 'batch' }>): Refusal | undefined {
  if (!isBatchWellFormed(batch))
    return { code: 2021, details: { field: 'items', reason: 'not 1 to 50 places, amends and cancels' } };
  if (!batch.atomic) return undefined;
  for (const item of batch.items) {
    const refusal = checkForm(item);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** Exactly one of the two ids. */
export function checkTarget(orderId: number | undefined, clientOrderId: string | undefined): Refusal | undefined {
  if ((orderId === undefined) !== (clientOrderId === undefined)) return undefined;
  return bad(
    'orderId',
    orderId === undefined ? 'orderId or clientOrderId is needed' : 'only one of orderId and clientOrderId',
  );
}

export function checkPlaceForm(a: PlaceInput): Refusal | undefined {
  const { trigger, twap, children } = a;
  const market = a.type === 'market';
  const rests = a.tif === 'gtc' || a.tif === 'gtt';
  if (a.side !== 'buy' && a.side !== 'sell') return bad('side', 'missing or unknown');
  if (!market && a.type !== 'limit') return bad('type', 'unknown value');
  if (!rests && a.tif !== 'ioc' && a.tif !== 'fok') return bad('tif', 'unknown value');
  if (a.stp !== 'cancel_maker' && !STPS.has(a.stp)) return bad('stp', 'unknown value');
  if (a.lots === undefined || !isCount(a.lots)) return bad('lots', 'missing');
  if (market && a.tif !== 'ioc') return bad('tif', 'a market order is ioc');
  if (!market && (a.ticks === undefined || !isCount(a.ticks))) return bad('ticks', 'a limit order needs its price');
  if (a.postOnly && !rests) return bad('postOnly', 'needs gtc or gtt');
  const mayExpire = a.tif === 'gtt' || (trigger !== undefined && !rests);
  if (a.expiresAt === undefined ? a.tif === 'gtt' : !mayExpire) return bad('expiresAt', 'goes with gtt');
  if (twap !== undefined && (!market || trigger !== undefined || children !== undefined)) {
    return bad('twap', 'needs a market order without trigger and children');
  }
  if (trigger !== undefined && trigger.kind === 'trailing' && a.ticks !== undefined) {
    return bad('ticks', 'a trailing stop has none');
  }
  return (
    (trigger === undefined ? undefined : checkTriggerForm(trigger)) ??
    (a.clientOrderId === undefined && children === undefined ? undefined : checkClientOrderIds(a)) ??
    (children === undefined ? undefined : checkChildrenForm(children)) ??
    checkBuilderForm(a.builder) ??
    checkWorstPrice(a)
  );
}

function checkTriggerForm(trigger: TriggerInput): Refusal | undefined {
  if (!oneOf(trigger.kind, 'stop', 'take_profit', 'trailing')) return bad('trigger.kind', 'missing or unknown');
  if (trigger.source !== undefined && !oneOf(trigger.source, 'mark', 'index', 'last')) {
    return bad('trigger.source', 'unknown value');
  }
  return undefined;
}

function checkClientOrderIds(a: PlaceInput): Refusal | undefined {
  if (a.clientOrderId !== undefined && !isClientOrderId(a.clientOrderId))
    return bad('clientOrderId', 'malformed', 2008);
  for (const child of a.children ?? []) {
    if (child.clientOrderId !== undefined && !isClientOrderId(child.clientOrderId)) {
      return bad('children.clientOrderId', 'malformed', 2008);
    }
  }
  return undefined;
}

/** Unknown enum values only: everything else about children is 2019, which comes later. */
function checkChildrenForm(children: readonly ChildInput[]): Refusal | undefined {
  for (const child of children) {
    if (!oneOf(child.kind, 'stop', 'take_profit', 'trailing')) return bad('children.kind', 'missing or unknown');
    if (child.source !== undefined && !oneOf(child.source, 'mark', 'index', 'last'))
      return bad('children.source', 'unknown value');
    if (!oneOf(child.type, 'limit', 'market')) return bad('children.type', 'unknown value');
  }
  return undefined;
}

function checkBuilderForm(builder: BuilderInput | undefined): Refusal | undefined {
  return builder === undefined || builder.account.length === 20 ? undefined : bad('builder.account', 'not an address');
}

function checkWorstPrice(a: PlaceInput): Refusal | undefined {
  if (a.type !== 'market' || a.ticks !== undefined || a.twap !== undefined || a.trigger?.kind === 'trailing')
    return undefined;
  return { code: 2004, details: { field: 'ticks', reason: 'a market order needs its worst price' } };
}
