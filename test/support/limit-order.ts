import type { PlaceInput } from '#chain/modules/clob/types.ts';

/** A limit order of 10 lots at 990 ticks to buy, but for what is given. */
export function limitOrder(given: Partial<PlaceInput> = {}): PlaceInput {
  return {
    action: 'place',
    market: 1,
    subaccount: 0,
    side: 'buy',
    type: 'limit',
    lots: 10,
    ticks: 990,
    tif: 'gtc',
    postOnly: false,
    reduceOnly: false,
    clientOrderId: undefined,
    stp: 'cancel_maker',
    expiresAt: undefined,
    trigger: undefined,
    children: undefined,
    twap: undefined,
    builder: undefined,
    ...given,
  };
}
