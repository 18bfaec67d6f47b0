import { hash } from 'node:crypto';
import type { TxResult } from '#chain/app-types.ts';
import { toHex } from '#chain/lib/bytes.ts';
import type { Address, Side } from '#chain/lib/units.ts';
import type { ChainEvent, Phase, PlacedEvent } from '#chain/state/event-log.ts';
import type {
  BalanceChanged,
  OrderCanceled,
  OrderFilled,
  OrderPlaced,
  OrderRejected,
  PositionChanged,
} from '#chain/view/event-types.ts';
import type { ViewOrder } from '#chain/view/order-types.ts';
import type { IndexableBlock } from '#src/indexer/indexer-types.ts';
import { BTC, FakeView } from './fake-view.ts';

export const ALICE: Address = new Uint8Array(20).fill(0x11);
export const BOB: Address = new Uint8Array(20).fill(0x22);

const SUCCESS: TxResult = {
  code: 0,
  codespace: '',
  log: '',
  data: new Uint8Array(),
  gasWanted: 0n,
  gasUsed: 0n,
  events: [],
};

export interface PlaceOptions {
  readonly market?: number;
  readonly subaccount?: number;
  readonly clientOrderId?: string;
  readonly tx?: number;
}

/**
 * Writes a FakeView and the events that belong to it, block by block, as the state machine would emit them. It checks no
 * rule: a test says what happened.
 */
export class FakeChain {
  readonly view = new FakeView();
  private events: PlacedEvent[] = [];
  private txs: { bytes: Uint8Array; hash: Uint8Array; result: TxResult }[] = [];
  private readonly nextOrder = new Map<number, number>();
  private readonly nextTrade = new Map<number, number>();
  private priority = 0;

  constructor() {
    const index = 64_250_250_000_000_000n;
    const confidence = 12_000_000_000_000n;
    this.view.price.set(1, { index, indexAtMs: 5, confidence, mark: 64_251_000_000_000_000n, lastTicks: 0 });
    for (const owner of [ALICE, BOB]) this.fund(owner, 0, 100_000_000_000n);
  }

  fund(owner: Address, subaccount: number, quote: bigint): void {
    const key = toHex(owner);
    const holder = this.view.holdersOf.get(key) ?? { address: owner, subs: new Map() };
    this.view.holdersOf.set(key, holder);
    holder.subs.set(subaccount, { quote, healthPpm: 1_000_000_000_000, positions: new Map() });
  }

  /** Adds a tx to the running block; its index places the events of the item. */
  tx(bytes: Uint8Array, result: TxResult = SUCCESS): number {
    this.txs.push({ bytes, hash: hash('sha256', bytes, 'buffer'), result });
    return this.txs.length - 1;
  }

  emit(event: ChainEvent, phase: Phase = 'end', tx = -1, item = tx < 0 ? -1 : 0): void {
    this.events.push({ phase: tx < 0 ? phase : 'tx', tx, item, event });
  }

  place(owner: Address, side: Side, ticks: number, lots: number, options: PlaceOptions = {}): number {
    const { market = 1, subaccount = 0, clientOrderId = '', tx = -1 } = options;
    const id = this.nextOrder.get(market) ?? 1;
    this.nextOrder.set(market, id + 1);
    const seq = ++this.priority;
    const order: ViewOrder = {
      market,
      id,
      owner,
      subaccount,
      clientOrderId,
      side,
      type: 'limit',
      tif: 'gtc',
      ticks,
      lots,
      filled: 0,
      postOnly: false,
      reduceOnly: false,
      stp: 'cancel_maker',
      expiresAtMs: 0,
      status: 'open',
      trigger: undefined,
      parentId: 0,
      childIds: [],
      childLots: 0,
      twap: undefined,
      builder: undefined,
      seq,
    };
    this.view.open.push(order);
    const event: OrderPlaced = {
      type: 'nave.clob.v1.OrderPlaced',
      market,
      orderId: id,
      owner,
      subaccount,
      accountSeq: this.nextSeq(owner),
      clientOrderId,
      side: side === 'buy' ? 1 : 2,
      orderType: 1,
      ticks,
      lots,
      tif: 1,
      postOnly: false,
      reduceOnly: false,
      stp: 1,
      expiresAt: 0,
      trigger: undefined,
      twap: undefined,
      parentId: 0,
      children: 0,
      childLots: 0,
      builder: new Uint8Array(),
      builderFeePpm: 0,
      state: 'open',
      prioritySeq: seq,
      liquidation: false,
    };
    this.emit(event, 'end', tx);
    return id;
  }

  cancel(market: number, id: number, reason = 'user', tx = -1): void {
    const order = this.remove(market, id);
    const event: OrderCanceled = {
      type: 'nave.clob.v1.OrderCanceled',
      market,
      orderId: id,
      owner: order.owner,
      subaccount: order.subaccount,
      accountSeq: this.nextSeq(order.owner),
      remaining: order.lots - order.filled,
      reason,
    };
    this.emit(event, 'end', tx);
  }

  reject(owner: Address, code: number, details: string, options: PlaceOptions = {}): void {
    const event: OrderRejected = {
      type: 'nave.clob.v1.OrderRejected',
      action: 'place',
      market: options.market ?? 1,
      owner,
      subaccount: options.subaccount ?? 0,
      accountSeq: this.nextSeq(owner),
      orderId: undefined,
      clientOrderId: options.clientOrderId ?? '',
      code,
      details,
    };
    this.emit(event, 'end', options.tx ?? -1);
  }

  /** Fills `lots` of both orders at the maker's price with fees of 4 and 1 ppm of nothing: the given ones. */
  fill(market: number, makerId: number, takerId: number, lots: number, fees = { maker: 100, taker: 400 }): number {
    const maker = this.advance(market, makerId, lots);
    const taker = this.advance(market, takerId, lots);
    const tradeId = this.nextTrade.get(market) ?? 1;
    this.nextTrade.set(market, tradeId + 1);
    const event: OrderFilled = {
      type: 'nave.clob.v1.OrderFilled',
      market,
      tradeId,
      makerOrderId: makerId,
      maker: maker.owner,
      makerSubaccount: maker.subaccount,
      makerAccountSeq: this.nextSeq(maker.owner),
      takerOrderId: takerId,
      taker: taker.owner,
      takerSubaccount: taker.subaccount,
      takerAccountSeq: this.nextSeq(taker.owner),
      side: taker.side === 'buy' ? 1 : 2,
      ticks: maker.ticks,
      lots,
      makerFee: fees.maker,
      takerFee: fees.taker,
      builderFee: 0,
      makerRemaining: maker.lots - maker.filled,
      takerRemaining: taker.lots - taker.filled,
      builder: new Uint8Array(),
      liquidation: false,
    };
    this.emit(event);
    this.settle(maker, maker.ticks, lots, fees.maker);
    this.settle(taker, maker.ticks, lots, fees.taker);
    const prices = this.view.prices(market);
    this.view.price.set(market, { ...prices, lastTicks: maker.ticks });
    return tradeId;
  }

  /** Commits the running block `afterMs` after the one before. */
  commit(afterMs = 250): IndexableBlock {
    this.view.height++;
    this.view.timeMs += afterMs;
    const block: IndexableBlock = {
      height: this.view.height,
      timeMs: this.view.timeMs,
      txs: this.txs,
      events: this.events,
      appHash: new Uint8Array(32).fill(this.view.height % 256),
    };
    this.events = [];
    this.txs = [];
    return block;
  }

  nextSeq(owner: Address): number {
    const key = toHex(owner);
    const seq = (this.view.seqs.get(key) ?? 0) + 1;
    this.view.seqs.set(key, seq);
    return seq;
  }

  private remove(market: number, id: number): ViewOrder {
    const at = this.view.open.findIndex((one) => one.market === market && one.id === id);
    return this.view.open.splice(at, 1)[0]!;
  }

  private advance(market: number, id: number, lots: number): ViewOrder {
    const before = this.remove(market, id);
    const after = { ...before, filled: before.filled + lots };
    if (after.filled < after.lots) this.view.open.push(after);
    return after;
  }

  private settle(order: ViewOrder, ticks: number, lots: number, fee: number): void {
    const sub = this.view.holdersOf.get(toHex(order.owner))!.subs.get(order.subaccount)!;
    const signed = order.side === 'buy' ? lots : -lots;
    const before = sub.positions.get(order.market) ?? { lots: 0, entry: 0n };
    const q = this.view.findMarket(order.market)?.quantumsPerTickLot ?? BTC.quantumsPerTickLot;
    const after = { lots: before.lots + signed, entry: before.entry + BigInt(signed * ticks * q) };
    if (after.lots === 0) sub.positions.delete(order.market);
    else sub.positions.set(order.market, after);
    sub.quote -= BigInt(fee);
    const changed: PositionChanged = {
      type: 'nave.margin.v1.PositionChanged',
      market: order.market,
      owner: order.owner,
      subaccount: order.subaccount,
      accountSeq: this.nextSeq(order.owner),
      lots: after.lots,
      entry: Number(after.entry),
      change: signed,
      realised: after.lots === 0 ? Number(-after.entry) : 0,
      fee,
      fundingIndex: '0',
    };
    this.emit(changed);
    const balance: BalanceChanged = {
      type: 'nave.margin.v1.BalanceChanged',
      owner: order.owner,
      subaccount: order.subaccount,
      accountSeq: this.nextSeq(order.owner),
      asset: 1,
      balance: String(sub.quote),
      entries: [{ reason: fee < 0 ? 'rebate' : 'fee', change: String(-fee), balance: String(sub.quote), refId: '' }],
    };
    this.emit(balance);
  }
}
