import { equalBytes, toHex } from '#chain/lib/bytes.ts';
import type { Address } from '#chain/lib/units.ts';
import type { PlacedEvent } from '#chain/state/event-log.ts';
import type { OrderFilled, PositionChanged } from '#chain/view/event-types.ts';
import type { ChainView } from '#chain/view.ts';
import type { FillRow, OrderRow } from '../rows.ts';
import type { BlockDraft } from './block-draft.ts';
import { nameOf, SIDES } from './clob-enums.ts';
import type { DayWindow } from './day-window.ts';
import type { OrderEvents } from './order-events.ts';
import { touched } from './order-events.ts';

interface FillSide {
  readonly role: 'maker' | 'taker';
  readonly side: 'buy' | 'sell';
  readonly owner: Address;
  readonly subaccount: number;
  readonly seq: number;
  readonly orderId: number;
  readonly remaining: number;
  readonly fee: number;
  readonly builderFee: number;
}

/** Trades and both sides' fills; the position after each comes from the PositionChanged that follows at once. */
export class FillEvents {
  private readonly view: ChainView;
  private readonly orders: OrderEvents;
  private readonly day: DayWindow;

  constructor(view: ChainView, orders: OrderEvents, day: DayWindow) {
    this.view = view;
    this.orders = orders;
    this.day = day;
  }

  filled(draft: BlockDraft, events: readonly PlacedEvent[], at: number): void {
    const placed = events[at]!;
    const event = placed.event as OrderFilled;
    const q = this.view.findMarket(event.market)!.quantumsPerTickLot;
    const quote = event.ticks * event.lots * q;
    const takerSide = nameOf(SIDES, event.side);
    draft.touchedMarkets.add(event.market);
    draft.trades.push({
      ...draft.place(placed),
      market: event.market,
      id: event.tradeId,
      ticks: event.ticks,
      lots: event.lots,
      quote,
      side: takerSide,
      liquidation: event.liquidation,
    });
    this.day.add(draft, event.market, event.ticks, event.lots, quote);
    const sides: readonly FillSide[] = [
      {
        role: 'maker',
        side: takerSide === 'buy' ? 'sell' : 'buy',
        owner: event.maker,
        subaccount: event.makerSubaccount,
        seq: event.makerAccountSeq,
        orderId: event.makerOrderId,
        remaining: event.makerRemaining,
        fee: event.makerFee,
        builderFee: 0,
      },
      {
        role: 'taker',
        side: takerSide,
        owner: event.taker,
        subaccount: event.takerSubaccount,
        seq: event.takerAccountSeq,
        orderId: event.takerOrderId,
        remaining: event.takerRemaining,
        fee: event.takerFee,
        builderFee: event.builderFee,
      },
    ];
    for (const side of sides) this.oneSide(draft, events, at, event, side, quote);
  }

  private oneSide(
    draft: BlockDraft,
    events: readonly PlacedEvent[],
    at: number,
    event: OrderFilled,
    side: FillSide,
    quote: number,
  ): void {
    const placed = events[at]!;
    const place = draft.place(placed);
    const order = this.orderAfter(draft, event, side, quote);
    this.orders.keep(draft, order, place);
    const position = findPosition(events, at, event.market, side);
    const fill: FillRow = {
      ...place,
      account: toHex(side.owner),
      subaccount: side.subaccount,
      market: event.market,
      tradeId: event.tradeId,
      orderId: side.orderId,
      clientOrderId: order.clientOrderId,
      side: side.side,
      role: side.role,
      ticks: event.ticks,
      lots: event.lots,
      quote,
      fee: side.fee,
      feePpm: this.feePpm(event, side, quote),
      builderFee: side.builderFee,
      realizedPnl: String(position?.realised ?? 0),
      positionLots: position?.lots ?? 0,
      orderRemaining: side.remaining,
      liquidation: event.liquidation && side.role === 'taker' ? 'slice' : null,
      receiptId: '',
      seq: side.seq,
    };
    draft.fills.push(fill);
    const who = { account: fill.account, subaccount: side.subaccount, seq: side.seq };
    draft.noteEvent(placed, place, who, { event: 'OrderFilled', fill, order });
  }

  private orderAfter(draft: BlockDraft, event: OrderFilled, side: FillSide, quote: number): OrderRow {
    const before = this.orders.get(event.market, side.orderId);
    const filled = before.filled + event.lots;
    const done = side.remaining === 0;
    return {
      ...touched(before, draft),
      filled,
      lots: filled + side.remaining,
      filledQuote: before.filledQuote + quote,
      fee: before.fee + side.fee,
      status: done ? 'filled' : before.status,
      closedAtMs: done ? draft.timeMs : 0,
    };
  }

  /** The rate the fee was made with; a liquidation's fee is capped, so its rate is that of the amount, floored. */
  private feePpm(event: OrderFilled, side: FillSide, quote: number): number {
    if (event.liquidation) return quote === 0 ? 0 : Math.floor((side.fee / quote) * 1_000_000);
    const fees = this.view.fees(side.owner);
    const rates = fees.overrides.find((override) => override.market === event.market) ?? fees;
    return side.role === 'maker' ? rates.makerPpm : rates.takerPpm;
  }
}

/** The PositionChanged of one side: margin announces both right behind the fill, before the next one. */
function findPosition(
  events: readonly PlacedEvent[],
  at: number,
  market: number,
  side: FillSide,
): PositionChanged | undefined {
  for (let i = at + 1; i < events.length; i++) {
    const { event } = events[i]!;
    if (event.type === 'nave.clob.v1.OrderFilled') return undefined;
    if (event.type !== 'nave.margin.v1.PositionChanged') continue;
    const changed = event as PositionChanged;
    const isIt = changed.market === market && changed.subaccount === side.subaccount;
    if (isIt && equalBytes(changed.owner, side.owner)) return changed;
  }
  return undefined;
}
