import type { ChainEvent } from '../../state/event-log.ts';

/**
 * Events as values: the fields of proto/nave/clob/v1/events.proto, which documents them. Enums are the numbers of
 * types.proto; trigger and twap are messages or undefined.
 */
export interface TriggerFields {
  readonly kind: number;
  readonly source: number;
  readonly ticks: number;
  readonly callbackPpm: number;
  readonly slippagePpm: number;
}

export interface TwapFields {
  readonly durationMs: number;
  readonly intervalMs: number;
  readonly slippagePpm: number;
}

export interface OrderPlaced extends ChainEvent {
  readonly type: 'nave.clob.v1.OrderPlaced';
  readonly market: number;
  readonly orderId: number;
  readonly owner: Uint8Array;
  readonly subaccount: number;
  readonly accountSeq: number;
  readonly clientOrderId: string;
  readonly side: number;
  readonly orderType: number;
  readonly ticks: number;
  readonly lots: number;
  readonly tif: number;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly stp: number;
  readonly expiresAt: number;
  readonly trigger: TriggerFields | undefined;
  readonly twap: TwapFields | undefined;
  readonly parentId: number;
  readonly children: number;
  readonly childLots: number;
  readonly builder: Uint8Array;
  readonly builderFeePpm: number;
  readonly state: string;
  readonly prioritySeq: number;
  readonly liquidation: boolean;
}

export interface OrderRejected extends ChainEvent {
  readonly type: 'nave.clob.v1.OrderRejected';
  readonly action: string;
  readonly market: number | undefined;
  readonly owner: Uint8Array;
  readonly subaccount: number;
  readonly accountSeq: number;
  readonly orderId: number | undefined;
  readonly clientOrderId: string;
  readonly code: number;
  readonly details: string;
}

export interface OrderAmended extends ChainEvent {
  readonly type: 'nave.clob.v1.OrderAmended';
  readonly market: number;
  readonly orderId: number;
  readonly owner: Uint8Array;
  readonly subaccount: number;
  readonly accountSeq: number;
  readonly ticks: number;
  readonly lots: number;
  readonly remaining: number;
  readonly triggerTicks: number;
  readonly expiresAt: number;
  readonly priority: 'kept' | 'lost';
  readonly reason: string;
  readonly prioritySeq: number;
}

export interface OrderCanceled extends ChainEvent {
  readonly type: 'nave.clob.v1.OrderCanceled';
  readonly market: number;
  readonly orderId: number;
  readonly owner: Uint8Array;
  readonly subaccount: number;
  readonly accountSeq: number;
  readonly remaining: number;
  readonly reason: string;
}

export interface OrderTriggered extends ChainEvent {
  readonly type: 'nave.clob.v1.OrderTriggered';
  readonly market: number;
  readonly orderId: number;
  readonly owner: Uint8Array;
  readonly subaccount: number;
  readonly accountSeq: number;
  readonly ticks: number;
  readonly lots: number;
}

export interface OrderFilled extends ChainEvent {
  readonly type: 'nave.clob.v1.OrderFilled';
  readonly market: number;
  readonly tradeId: number;
  readonly makerOrderId: number;
  readonly maker: Uint8Array;
  readonly makerSubaccount: number;
  readonly makerAccountSeq: number;
  readonly takerOrderId: number;
  readonly taker: Uint8Array;
  readonly takerSubaccount: number;
  readonly takerAccountSeq: number;
  readonly side: number;
  readonly ticks: number;
  readonly lots: number;
  readonly makerFee: number;
  readonly takerFee: number;
  readonly builderFee: number;
  readonly makerRemaining: number;
  readonly takerRemaining: number;
  readonly builder: Uint8Array;
  readonly liquidation: boolean;
}

export interface CancelScheduled extends ChainEvent {
  readonly type: 'nave.clob.v1.CancelScheduled';
  readonly owner: Uint8Array;
  readonly subaccount: number;
  readonly accountSeq: number;
  readonly time: number;
}

export type ClobEvent =
  | OrderPlaced
  | OrderRejected
  | OrderAmended
  | OrderCanceled
  | OrderTriggered
  | OrderFilled
  | CancelScheduled;
