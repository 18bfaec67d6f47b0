import type { OrderRow } from '../rows.ts';

/** Numbers of proto/nave/clob/v1/types.proto as the texts of the API; 0 never appears in an event. */
export const SIDES = [undefined, 'buy', 'sell'] as const;
export const ORDER_TYPES = [undefined, 'limit', 'market'] as const;
export const TIFS = [undefined, 'gtc', 'gtt', 'ioc', 'fok'] as const;
export const STPS = [undefined, 'cancel_maker', 'cancel_taker', 'cancel_both', 'decrement'] as const;
export const TRIGGER_KINDS = [undefined, 'stop', 'take_profit', 'trailing'] as const;
export const TRIGGER_SOURCES = [undefined, 'mark', 'index', 'last'] as const;

/** @throws Error for a number this program does not know: the chain is newer than the indexer */
export function nameOf<T extends string>(names: readonly (T | undefined)[], value: number): T {
  const name = names[value];
  if (name === undefined) throw new Error(`unknown enum value ${value} of ${names.slice(1).join('|')}`);
  return name;
}

const OPEN_STATES = ['open', 'untriggered', 'waiting', 'twap'] as const;

export function openState(state: string): OrderRow['status'] {
  const known = OPEN_STATES.find((one) => one === state);
  if (known === undefined) throw new Error(`unknown order state ${state}`);
  return known;
}
