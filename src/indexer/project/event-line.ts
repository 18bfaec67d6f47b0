import type { PlacedEvent } from '#chain/state/event-log.ts';
import type { ClobEvent } from '#chain/view/event-types.ts';
import { AddressTexts } from './address-texts.ts';
import { nameOf, SIDES, TIFS } from './clob-enums.ts';

const MISSING = '-';
const orMissing = (value: number | undefined): number | string =>
  value === undefined || value === 0 ? MISSING : value;

/** Names of the lines where they differ from those of events (spec: api-types §2 OrderRejected). */
const LINE_ACTIONS: Readonly<Record<string, string>> = { cancel_all: 'cancelAll', schedule_cancel: 'scheduleCancel' };

type Fields = readonly (readonly [key: string, value: string | number])[];

function fieldsOf(event: ClobEvent, names: AddressTexts): Fields {
  switch (event.type) {
    case 'nave.clob.v1.OrderPlaced':
      return [
        ['market', event.market],
        ['order', event.orderId],
        ['sub', names.of(event.owner, event.subaccount)],
        ['clientOrderId', event.clientOrderId === '' ? MISSING : event.clientOrderId],
        ['side', nameOf(SIDES, event.side)],
        ['ticks', orMissing(event.ticks)],
        ['lots', event.lots],
        ['tif', nameOf(TIFS, event.tif)],
        ['state', event.state],
      ];
    case 'nave.clob.v1.OrderRejected':
      return [
        ['action', LINE_ACTIONS[event.action] ?? event.action],
        ['market', event.market ?? MISSING],
        ['sub', names.of(event.owner, event.subaccount)],
        ['order', event.orderId ?? MISSING],
        ['code', event.code],
      ];
    case 'nave.clob.v1.OrderAmended':
      return [
        ['market', event.market],
        ['order', event.orderId],
        ['sub', names.of(event.owner, event.subaccount)],
        ['ticks', orMissing(event.ticks)],
        ['lots', event.lots],
        ['remaining', event.remaining],
        ['trigger', orMissing(event.triggerTicks)],
        ['expires', orMissing(event.expiresAt)],
        ['priority', event.priority],
        ['reason', event.reason],
      ];
    case 'nave.clob.v1.OrderCanceled':
      return [
        ['market', event.market],
        ['order', event.orderId],
        ['sub', names.of(event.owner, event.subaccount)],
        ['remaining', event.remaining],
        ['reason', event.reason],
      ];
    case 'nave.clob.v1.OrderTriggered':
      return [
        ['market', event.market],
        ['order', event.orderId],
        ['sub', names.of(event.owner, event.subaccount)],
        ['ticks', event.ticks],
        ['lots', event.lots],
      ];
    case 'nave.clob.v1.OrderFilled':
      return [
        ['market', event.market],
        ['trade', event.tradeId],
        ['maker', event.makerOrderId],
        ['makerSub', names.of(event.maker, event.makerSubaccount)],
        ['taker', event.takerOrderId],
        ['takerSub', names.of(event.taker, event.takerSubaccount)],
        ['side', nameOf(SIDES, event.side)],
        ['ticks', event.ticks],
        ['lots', event.lots],
        ['makerFee', event.makerFee],
        ['takerFee', event.takerFee],
        ['makerRemaining', event.makerRemaining],
        ['takerRemaining', event.takerRemaining],
      ];
    case 'nave.clob.v1.CancelScheduled':
      return [
        ['sub', names.of(event.owner, event.subaccount)],
        ['time', orMissing(event.time)],
      ];
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
  const kind = event.type.slice(event.type.lastIndexOf('.') + 1);
  const fields = fieldsOf(event, names);
  return fields.reduce((line, [key, value]) => `${line} ${key}=${value}`, `${height} ${tx} ${item} ${kind}`);
}
