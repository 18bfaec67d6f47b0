import type { ClobEvent } from '#chain/modules/clob/events.ts';
import type { PlacedEvent } from '#chain/state/event-log.ts';

const SIDE = ['-', 'buy', 'sell'];
const TIF = ['-', 'gtc', 'gtt', 'ioc', 'fok'];
const ACTIONS: Readonly<Record<string, string>> = { cancel_all: 'cancelAll', schedule_cancel: 'scheduleCancel' };

const name = (address: Uint8Array): string => new TextDecoder().decode(address).replace(/\0+$/, '');
const orNone = (value: number | string): string => (value === 0 || value === '' ? '-' : String(value));
const given = (value: number | undefined): string => (value === undefined ? '-' : String(value));

/** The canonical event line of test/vectors/data/trading/README.md; undefined for events of other modules. */
export function eventLine(height: number, placed: PlacedEvent): string | undefined {
  const fields = fieldsOf(placed.event as ClobEvent);
  if (fields === undefined) return undefined;
  const tx = placed.phase === 'begin' ? 'B' : placed.phase === 'end' ? 'E' : String(placed.tx);
  const item = placed.phase === 'tx' ? String(placed.item) : '-';
  const kind = placed.event.type.slice('nave.clob.v1.'.length);
  return [height, tx, item, kind, ...Object.entries(fields).map(([key, value]) => `${key}=${value}`)].join(' ');
}

function fieldsOf(e: ClobEvent): Record<string, string | number> | undefined {
  switch (e.type) {
    case 'nave.clob.v1.OrderPlaced':
      return {
        market: e.market,
        order: e.orderId,
        sub: `${name(e.owner)}/${e.subaccount}`,
        clientOrderId: orNone(e.clientOrderId),
        side: SIDE[e.side]!,
        ticks: orNone(e.ticks),
        lots: e.lots,
        tif: TIF[e.tif]!,
        state: e.state,
      };
    case 'nave.clob.v1.OrderRejected':
      return {
        action: ACTIONS[e.action] ?? e.action,
        market: given(e.market),
        sub: `${name(e.owner)}/${e.subaccount}`,
        order: given(e.orderId),
        code: e.code,
      };
    case 'nave.clob.v1.OrderAmended':
      return {
        market: e.market,
        order: e.orderId,
        sub: `${name(e.owner)}/${e.subaccount}`,
        ticks: orNone(e.ticks),
        lots: e.lots,
        remaining: e.remaining,
        trigger: orNone(e.triggerTicks),
        expires: orNone(e.expiresAt),
        priority: e.priority,
        reason: e.reason,
      };
    case 'nave.clob.v1.OrderCanceled':
      return {
        market: e.market,
        order: e.orderId,
        sub: `${name(e.owner)}/${e.subaccount}`,
        remaining: e.remaining,
        reason: e.reason,
      };
    case 'nave.clob.v1.OrderTriggered':
      return {
        market: e.market,
        order: e.orderId,
        sub: `${name(e.owner)}/${e.subaccount}`,
        ticks: e.ticks,
        lots: e.lots,
      };
    case 'nave.clob.v1.OrderFilled':
      return {
        market: e.market,
        trade: e.tradeId,
        maker: e.makerOrderId,
        makerSub: `${name(e.maker)}/${e.makerSubaccount}`,
        taker: e.takerOrderId,
        takerSub: `${name(e.taker)}/${e.takerSubaccount}`,
        side: SIDE[e.side]!,
        ticks: e.ticks,
        lots: e.lots,
        makerFee: e.makerFee,
        takerFee: e.takerFee,
        makerRemaining: e.makerRemaining,
        takerRemaining: e.takerRemaining,
      };
    case 'nave.clob.v1.CancelScheduled':
      return { sub: `${name(e.owner)}/${e.subaccount}`, time: orNone(e.time) };
    default:
      return undefined;
  }
}
