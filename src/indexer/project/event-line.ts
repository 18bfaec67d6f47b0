import type { PlacedEvent } from '#chain/state/event-log.ts';
import type { ClobEvent } from '#chain/view/event-types.ts';
import { AddressTexts } from './address-texts.ts';
import { nameOf, SIDES, TIFS } from './clob-enums.ts';

const MISSING = '-';
const orMissing = (value: number | undefined): number | string =>
  value === undefined || value === 0 ? MISSING : value;

/** Names of the lines where they differ from those of events (spec: api-types §2 OrderRejected). */
const LINE_ACTIONS: Readonly<Record<string, string>> = { cancel_all: 'cancelAll', schedule_cancel: 'scheduleCancel' };

function fieldsOf(event: ClobEvent, names: AddressTexts): string {
  switch (event.type) {
    case 'nave.clob.v1.OrderPlaced': {
      const id = event.clientOrderId === '' ? MISSING : event.clientOrderId;
      return `OrderPlaced market=${event.market} order=${event.orderId} sub=${names.of(event.owner, event.subaccount)} clientOrderId=${id} side=${nameOf(SIDES, event.side)} ticks=${orMissing(event.ticks)} lots=${event.lots} tif=${nameOf(TIFS, event.tif)} state=${event.state}`;
    }
    case 'nave.clob.v1.OrderRejected':
      return `OrderRejected action=${LINE_ACTIONS[event.action] ?? event.action} market=${event.market ?? MISSING} sub=${names.of(event.owner, event.subaccount)} order=${event.orderId ?? MISSING} code=${event.code}`;
    case 'nave.clob.v1.OrderAmended':
      return `OrderAmended market=${event.market} order=${event.orderId} sub=${names.of(event.owner, event.subaccount)} ticks=${orMissing(event.ticks)} lots=${event.lots} remaining=${event.remaining} trigger=${orMissing(event.triggerTicks)} expires=${orMissing(event.expiresAt)} priority=${event.priority} reason=${event.reason}`;
    case 'nave.clob.v1.OrderCanceled':
      return `OrderCanceled market=${event.market} order=${event.orderId} sub=${names.of(event.owner, event.subaccount)} remaining=${event.remaining} reason=${event.reason}`;
    case 'nave.clob.v1.OrderTriggered':
      return `OrderTriggered market=${event.market} order=${event.orderId} sub=${names.of(event.owner, event.subaccount)} ticks=${event.ticks} lots=${event.lots}`;
    case 'nave.clob.v1.OrderFilled': {
      const maker = `maker=${event.makerOrderId} makerSub=${names.of(event.maker, event.makerSubaccount)}`;
      const taker = `taker=${event.takerOrderId} takerSub=${names.of(event.taker, event.takerSubaccount)}`;
      const fees = `makerFee=${event.makerFee} takerFee=${event.takerFee}`;
      return `OrderFilled market=${event.market} trade=${event.tradeId} ${maker} ${taker} side=${nameOf(SIDES, event.side)} ticks=${event.ticks} lots=${event.lots} ${fees} makerRemaining=${event.makerRemaining} takerRemaining=${event.takerRemaining}`;
    }
    case 'nave.clob.v1.CancelScheduled':
      return `CancelScheduled sub=${names.of(event.owner, event.subaccount)} time=${orMissing(event.time)}`;
  }
}

/** Canonical line of an order-book event: HEIGHT TX ITEM KIND key=value … (vectors/trading); undefined for other events. */
export function eventLine(
  height: number,
  placed: PlacedEvent,
  names: AddressTexts = new AddressTexts(),
): string | undefined {
  if (!placed.event.type.startsWith('nave.clob.v1.')) return undefined;
  const event = placed.event as ClobEvent;
  const tx = placed.phase === 'begin' ? 'B' : placed.phase === 'end' ? 'E' : placed.tx;
  const item = placed.phase === 'tx' && placed.item >= 0 ? placed.item : MISSING;
  return `${height} ${tx} ${item} ${fieldsOf(event, names)}`;
}
