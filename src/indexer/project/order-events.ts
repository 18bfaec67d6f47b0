import { EMPTY, toHex } from '#chain/lib/bytes.ts';
import type { PlacedEvent } from '#chain/state/event-log.ts';
import type {
  CancelScheduled,
  OrderAmended,
  OrderCanceled,
  OrderPlaced,
  OrderRejected,
  OrderTriggered,
} from '#chain/view/event-types.ts';
import type { OrderRow, Place } from '../rows.ts';
import type { BlockDraft } from './block-draft.ts';
import { nameOf, ORDER_TYPES, openState, SIDES, STPS, TIFS, TRIGGER_KINDS, TRIGGER_SOURCES } from './clob-enums.ts';
import type { OpenOrders } from './open-orders.ts';

/** Applies the events of orders other than fills: the order before → the order after, whole. */
export class OrderEvents {
  private readonly open: OpenOrders;

  constructor(open: OpenOrders) {
    this.open = open;
  }

  /** @param signer of the tx, '' in begin and end */
  placed(draft: BlockDraft, placed: PlacedEvent, event: OrderPlaced, signer: string): void {
    const place = draft.place(placed);
    const { trigger, twap } = event;
    const row: OrderRow = {
      market: event.market,
      id: event.orderId,
      account: toHex(event.owner),
      subaccount: event.subaccount,
      clientOrderId: event.clientOrderId,
      side: nameOf(SIDES, event.side),
      type: nameOf(ORDER_TYPES, event.orderType),
      tif: nameOf(TIFS, event.tif),
      ticks: event.ticks,
      lots: event.lots,
      placedLots: event.parentId === 0 ? event.lots : event.childLots,
      filled: 0,
      filledQuote: 0,
      fee: 0,
      postOnly: event.postOnly,
      reduceOnly: event.reduceOnly,
      stp: nameOf(STPS, event.stp),
      expiresAtMs: event.expiresAt,
      status: openState(event.state),
      reason: '',
      trigger:
        trigger === undefined
          ? null
          : {
              kind: nameOf(TRIGGER_KINDS, trigger.kind),
              source: nameOf(TRIGGER_SOURCES, trigger.source),
              ticks: trigger.ticks,
              callbackPpm: trigger.callbackPpm,
              slippagePpm: trigger.slippagePpm,
              best: 0,
              due: false,
              triggeredAtMs: 0,
            },
      parentId: event.parentId,
      childIds: Array.from({ length: event.children }, (_, i) => event.orderId + 1 + i),
      childLots: event.childLots,
      twap:
        twap === undefined
          ? null
          : {
              durationMs: twap.durationMs,
              intervalMs: twap.intervalMs,
              slippagePpm: twap.slippagePpm,
              slices: twap.durationMs / twap.intervalMs,
              nextSlice: 0,
              nextSliceAtMs: draft.timeMs,
            },
      builder: event.builder.length === 0 ? null : { account: toHex(event.builder), feePpm: event.builderFeePpm },
      signer,
      seq: event.prioritySeq,
      txHash: place.txHash,
      createdAtMs: draft.timeMs,
      createdHeight: draft.height,
      updatedAtMs: draft.timeMs,
      updatedHeight: draft.height,
      closedAtMs: 0,
    };
    this.keep(draft, row, place);
    draft.noteEvent(placed, place, whoOf(event), { event: 'OrderPlaced', order: row });
  }

  amended(draft: BlockDraft, placed: PlacedEvent, event: OrderAmended): void {
    const place = draft.place(placed);
    const before = this.get(event.market, event.orderId);
    const { trigger } = before;
    const row: OrderRow = {
      ...touched(before, draft),
      ticks: event.ticks,
      lots: event.lots,
      expiresAtMs: event.expiresAt,
      seq: event.prioritySeq,
      // An armed child has lots to trade; one whose lots were taken back waits again (trading §3.5, §3.8).
      status:
        before.parentId !== 0 && (before.status === 'waiting' || before.status === 'untriggered')
          ? event.remaining > 0
            ? 'untriggered'
            : 'waiting'
          : before.status,
      trigger: trigger === null || trigger.kind === 'trailing' ? trigger : { ...trigger, ticks: event.triggerTicks },
    };
    this.keep(draft, row, place);
    const { reason, priority } = event;
    draft.noteEvent(placed, place, whoOf(event), { event: 'OrderAmended', order: row, reason, priority });
  }

  canceled(draft: BlockDraft, placed: PlacedEvent, event: OrderCanceled): void {
    const place = draft.place(placed);
    const before = this.get(event.market, event.orderId);
    const row: OrderRow = {
      ...touched(before, draft),
      lots: before.filled + event.remaining,
      status: 'canceled',
      reason: event.reason,
      closedAtMs: draft.timeMs,
    };
    this.keep(draft, row, place);
    const { remaining, reason } = event;
    draft.noteEvent(placed, place, whoOf(event), { event: 'OrderCanceled', order: row, remaining, reason });
  }

  triggered(draft: BlockDraft, placed: PlacedEvent, event: OrderTriggered): void {
    const place = draft.place(placed);
    const before = this.get(event.market, event.orderId);
    const row: OrderRow =
      before.twap === null
        ? {
            ...touched(before, draft),
            ticks: event.ticks,
            lots: before.filled + event.lots,
            status: 'open',
            trigger: before.trigger === null ? null : { ...before.trigger, due: false, triggeredAtMs: draft.timeMs },
          }
        : { ...touched(before, draft), twap: sliceRun(before, draft.timeMs) };
    this.keep(draft, row, place);
    draft.noteEvent(placed, place, whoOf(event), { event: 'OrderTriggered', order: row });
  }

  rejected(draft: BlockDraft, placed: PlacedEvent, event: OrderRejected): void {
    draft.noteEvent(placed, draft.place(placed), whoOf(event), {
      event: 'OrderRejected',
      action: event.action,
      market: event.market ?? 0,
      orderId: event.orderId ?? 0,
      clientOrderId: event.clientOrderId,
      code: event.code,
      details: event.details === '' ? {} : (JSON.parse(event.details) as Readonly<Record<string, unknown>>),
    });
  }

  scheduled(draft: BlockDraft, placed: PlacedEvent, event: CancelScheduled): void {
    draft.noteEvent(placed, draft.place(placed), whoOf(event), { event: 'CancelScheduled', scheduledAtMs: event.time });
  }

  /** @throws Error for an order the index never saw: it must be rebuilt */
  get(market: number, id: number): OrderRow {
    const row = this.open.find(market, id);
    if (row === undefined) throw new Error(`the index does not know order ${market}-${id}; rebuild it`);
    return row;
  }

  keep(draft: BlockDraft, row: OrderRow, place: Place): void {
    this.open.put(row);
    draft.noteOrder(row, place.ord);
  }
}

/**
 * Applies one event of an order other than a fill; false = it is none, and nothing was done.
 * @param signer of the tx, '' in begin and end
 */
export function orderEvent(orders: OrderEvents, draft: BlockDraft, placed: PlacedEvent, signer: string): boolean {
  const { event } = placed;
  switch (event.type) {
    case 'nave.clob.v1.OrderPlaced':
      orders.placed(draft, placed, event as OrderPlaced, signer);
      return true;
    case 'nave.clob.v1.OrderAmended':
      orders.amended(draft, placed, event as OrderAmended);
      return true;
    case 'nave.clob.v1.OrderCanceled':
      orders.canceled(draft, placed, event as OrderCanceled);
      return true;
    case 'nave.clob.v1.OrderTriggered':
      orders.triggered(draft, placed, event as OrderTriggered);
      return true;
    case 'nave.clob.v1.OrderRejected':
      orders.rejected(draft, placed, event as OrderRejected);
      return true;
    case 'nave.clob.v1.CancelScheduled':
      orders.scheduled(draft, placed, event as CancelScheduled);
      return true;
    default:
      return false;
  }
}

interface Owned {
  readonly owner: Uint8Array;
  readonly subaccount: number;
  readonly accountSeq: number;
}

export const whoOf = (event: Owned): { account: string; subaccount: number; seq: number } => ({
  account: toHex(event.owner ?? EMPTY),
  subaccount: event.subaccount,
  seq: event.accountSeq,
});

export const touched = (row: OrderRow, draft: BlockDraft): OrderRow => ({
  ...row,
  updatedAtMs: draft.timeMs,
  updatedHeight: draft.height,
});

/** The TWAP after the latest due slice ran (trading §3.11: missed ones are merged). */
function sliceRun(row: OrderRow, timeMs: number): OrderRow['twap'] {
  const twap = row.twap!;
  const latest = Math.min(twap.slices - 1, Math.floor((timeMs - row.createdAtMs) / twap.intervalMs));
  const nextSlice = latest + 1;
  return {
    ...twap,
    nextSlice,
    nextSliceAtMs: nextSlice < twap.slices ? row.createdAtMs + nextSlice * twap.intervalMs : 0,
  };
}
