// Generated from proto/ by tools/generate-proto.ts (npm run proto); do not edit.
import type { Codec } from '#chain/lib/protobuf.ts';
import { messageCodec } from '#chain/lib/protobuf.ts';

/** An accepted order; a parent before its children, both before their fills. */
export interface OrderPlaced {
  readonly market: number;
  readonly orderId: number;
  readonly owner: Uint8Array;
  readonly subaccount: number;
  readonly accountSeq: number;
  /** Empty: none. */
  readonly clientOrderId: string;
  readonly side: Side;
  readonly orderType: OrderType;
  /** Limit or worst price; 0 for trailing stops and TWAPs without a limit. */
  readonly ticks: number;
  /** After the reduce-only cut; 0 for a waiting child. */
  readonly lots: number;
  readonly tif: TimeInForce;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly stp: SelfTradePrevention;
  /** 0: none. */
  readonly expiresAt: number;
  readonly trigger: Trigger | undefined;
  readonly twap: Twap | undefined;
  /** 0: not a child. */
  readonly parentId: number;
  /** Of a parent: its children have the next ids. */
  readonly children: number;
  /** Of a child: the lots it was placed with. */
  readonly childLots: number;
  /** Empty: none. */
  readonly builder: Uint8Array;
  readonly builderFeePpm: number;
  /** open, untriggered, waiting or twap. */
  readonly state: string;
  readonly prioritySeq: number;
  /** Placed by a liquidation. */
  readonly liquidation: boolean;
}
export const OrderPlaced: Codec<OrderPlaced> = messageCodec(
  'nave.clob.v1.OrderPlaced',
  [
    [1, 'market', 'uint32'],
    [2, 'orderId', 'uint64'],
    [3, 'owner', 'bytes'],
    [4, 'subaccount', 'uint32'],
    [5, 'accountSeq', 'uint64'],
    [6, 'clientOrderId', 'string'],
    [7, 'side', 'enum'],
    [8, 'orderType', 'enum'],
    [9, 'ticks', 'uint64'],
    [10, 'lots', 'uint64'],
    [11, 'tif', 'enum'],
    [12, 'postOnly', 'bool'],
    [13, 'reduceOnly', 'bool'],
    [14, 'stp', 'enum'],
    [15, 'expiresAt', 'uint64'],
    [16, 'trigger', 'message', { of: () => Trigger }],
    [17, 'twap', 'message', { of: () => Twap }],
    [18, 'parentId', 'uint64'],
    [19, 'children', 'uint32'],
    [20, 'childLots', 'uint64'],
    [21, 'builder', 'bytes'],
    [22, 'builderFeePpm', 'uint32'],
    [23, 'state', 'string'],
    [24, 'prioritySeq', 'uint64'],
    [25, 'liquidation', 'bool'],
  ],
  (v, o) => ({
    market: v[o] as number,
    orderId: v[o + 1] as number,
    owner: v[o + 2] as Uint8Array,
    subaccount: v[o + 3] as number,
    accountSeq: v[o + 4] as number,
    clientOrderId: v[o + 5] as string,
    side: v[o + 6] as Side,
    orderType: v[o + 7] as OrderType,
    ticks: v[o + 8] as number,
    lots: v[o + 9] as number,
    tif: v[o + 10] as TimeInForce,
    postOnly: v[o + 11] as boolean,
    reduceOnly: v[o + 12] as boolean,
    stp: v[o + 13] as SelfTradePrevention,
    expiresAt: v[o + 14] as number,
    trigger: v[o + 15] as Trigger | undefined,
    twap: v[o + 16] as Twap | undefined,
    parentId: v[o + 17] as number,
    children: v[o + 18] as number,
    childLots: v[o + 19] as number,
    builder: v[o + 20] as Uint8Array,
    builderFeePpm: v[o + 21] as number,
    state: v[o + 22] as string,
    prioritySeq: v[o + 23] as number,
    liquidation: v[o + 24] as boolean,
  }),
);

export interface OrderRejected {
  /** place, amend, cancel, cancel_all, schedule_cancel, batch or slice. */
  readonly action: string;
  readonly market: number | undefined;
  readonly owner: Uint8Array;
  readonly subaccount: number;
  readonly accountSeq: number;
  readonly orderId: number | undefined;
  readonly clientOrderId: string;
  readonly code: number;
  /** JSON of the error's details, in chain units; empty: none. */
  readonly details: string;
}
export const OrderRejected: Codec<OrderRejected> = messageCodec(
  'nave.clob.v1.OrderRejected',
  [
    [1, 'action', 'string'],
    [2, 'market', 'uint32', { optional: true }],
    [3, 'owner', 'bytes'],
    [4, 'subaccount', 'uint32'],
    [5, 'accountSeq', 'uint64'],
    [6, 'orderId', 'uint64', { optional: true }],
    [7, 'clientOrderId', 'string'],
    [8, 'code', 'uint32'],
    [9, 'details', 'string'],
  ],
  (v, o) => ({
    action: v[o] as string,
    market: v[o + 1] as number | undefined,
    owner: v[o + 2] as Uint8Array,
    subaccount: v[o + 3] as number,
    accountSeq: v[o + 4] as number,
    orderId: v[o + 5] as number | undefined,
    clientOrderId: v[o + 6] as string,
    code: v[o + 7] as number,
    details: v[o + 8] as string,
  }),
);

export interface OrderAmended {
  readonly market: number;
  readonly orderId: number;
  readonly owner: Uint8Array;
  readonly subaccount: number;
  readonly accountSeq: number;
  /** 0: none. */
  readonly ticks: number;
  /** Total, filled included. */
  readonly lots: number;
  readonly remaining: number;
  /** 0: none. */
  readonly triggerTicks: number;
  /** 0: none. */
  readonly expiresAt: number;
  /** kept or lost. */
  readonly priority: string;
  /** user, armed, oco, reduce_only or stp. */
  readonly reason: string;
  readonly prioritySeq: number;
}
export const OrderAmended: Codec<OrderAmended> = messageCodec(
  'nave.clob.v1.OrderAmended',
  [
    [1, 'market', 'uint32'],
    [2, 'orderId', 'uint64'],
    [3, 'owner', 'bytes'],
    [4, 'subaccount', 'uint32'],
    [5, 'accountSeq', 'uint64'],
    [6, 'ticks', 'uint64'],
    [7, 'lots', 'uint64'],
    [8, 'remaining', 'uint64'],
    [9, 'triggerTicks', 'uint64'],
    [10, 'expiresAt', 'uint64'],
    [11, 'priority', 'string'],
    [12, 'reason', 'string'],
    [13, 'prioritySeq', 'uint64'],
  ],
  (v, o) => ({
    market: v[o] as number,
    orderId: v[o + 1] as number,
    owner: v[o + 2] as Uint8Array,
    subaccount: v[o + 3] as number,
    accountSeq: v[o + 4] as number,
    ticks: v[o + 5] as number,
    lots: v[o + 6] as number,
    remaining: v[o + 7] as number,
    triggerTicks: v[o + 8] as number,
    expiresAt: v[o + 9] as number,
    priority: v[o + 10] as string,
    reason: v[o + 11] as string,
    prioritySeq: v[o + 12] as number,
  }),
);

export interface OrderCanceled {
  readonly market: number;
  readonly orderId: number;
  readonly owner: Uint8Array;
  readonly subaccount: number;
  readonly accountSeq: number;
  /** Lots that ended untraded. */
  readonly remaining: number;
  readonly reason: string;
}
export const OrderCanceled: Codec<OrderCanceled> = messageCodec(
  'nave.clob.v1.OrderCanceled',
  [
    [1, 'market', 'uint32'],
    [2, 'orderId', 'uint64'],
    [3, 'owner', 'bytes'],
    [4, 'subaccount', 'uint32'],
    [5, 'accountSeq', 'uint64'],
    [6, 'remaining', 'uint64'],
    [7, 'reason', 'string'],
  ],
  (v, o) => ({
    market: v[o] as number,
    orderId: v[o + 1] as number,
    owner: v[o + 2] as Uint8Array,
    subaccount: v[o + 3] as number,
    accountSeq: v[o + 4] as number,
    remaining: v[o + 5] as number,
    reason: v[o + 6] as string,
  }),
);

export interface OrderTriggered {
  readonly market: number;
  readonly orderId: number;
  readonly owner: Uint8Array;
  readonly subaccount: number;
  readonly accountSeq: number;
  /** Limit or worst price in force. */
  readonly ticks: number;
  /** What goes to the book. */
  readonly lots: number;
}
export const OrderTriggered: Codec<OrderTriggered> = messageCodec(
  'nave.clob.v1.OrderTriggered',
  [
    [1, 'market', 'uint32'],
    [2, 'orderId', 'uint64'],
    [3, 'owner', 'bytes'],
    [4, 'subaccount', 'uint32'],
    [5, 'accountSeq', 'uint64'],
    [6, 'ticks', 'uint64'],
    [7, 'lots', 'uint64'],
  ],
  (v, o) => ({
    market: v[o] as number,
    orderId: v[o + 1] as number,
    owner: v[o + 2] as Uint8Array,
    subaccount: v[o + 3] as number,
    accountSeq: v[o + 4] as number,
    ticks: v[o + 5] as number,
    lots: v[o + 6] as number,
  }),
);

export interface OrderFilled {
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
  /** The taker's. */
  readonly side: Side;
  readonly ticks: number;
  readonly lots: number;
  /** Negative: rebate. */
  readonly makerFee: number;
  readonly takerFee: number;
  readonly builderFee: number;
  readonly makerRemaining: number;
  readonly takerRemaining: number;
  /** Paid to the taker's builder; empty: none. */
  readonly builder: Uint8Array;
  readonly liquidation: boolean;
}
export const OrderFilled: Codec<OrderFilled> = messageCodec(
  'nave.clob.v1.OrderFilled',
  [
    [1, 'market', 'uint32'],
    [2, 'tradeId', 'uint64'],
    [3, 'makerOrderId', 'uint64'],
    [4, 'maker', 'bytes'],
    [5, 'makerSubaccount', 'uint32'],
    [6, 'makerAccountSeq', 'uint64'],
    [7, 'takerOrderId', 'uint64'],
    [8, 'taker', 'bytes'],
    [9, 'takerSubaccount', 'uint32'],
    [10, 'takerAccountSeq', 'uint64'],
    [11, 'side', 'enum'],
    [12, 'ticks', 'uint64'],
    [13, 'lots', 'uint64'],
    [14, 'makerFee', 'int64'],
    [15, 'takerFee', 'int64'],
    [16, 'builderFee', 'int64'],
    [17, 'makerRemaining', 'uint64'],
    [18, 'takerRemaining', 'uint64'],
    [19, 'builder', 'bytes'],
    [20, 'liquidation', 'bool'],
  ],
  (v, o) => ({
    market: v[o] as number,
    tradeId: v[o + 1] as number,
    makerOrderId: v[o + 2] as number,
    maker: v[o + 3] as Uint8Array,
    makerSubaccount: v[o + 4] as number,
    makerAccountSeq: v[o + 5] as number,
    takerOrderId: v[o + 6] as number,
    taker: v[o + 7] as Uint8Array,
    takerSubaccount: v[o + 8] as number,
    takerAccountSeq: v[o + 9] as number,
    side: v[o + 10] as Side,
    ticks: v[o + 11] as number,
    lots: v[o + 12] as number,
    makerFee: v[o + 13] as number,
    takerFee: v[o + 14] as number,
    builderFee: v[o + 15] as number,
    makerRemaining: v[o + 16] as number,
    takerRemaining: v[o + 17] as number,
    builder: v[o + 18] as Uint8Array,
    liquidation: v[o + 19] as boolean,
  }),
);

export interface CancelScheduled {
  readonly owner: Uint8Array;
  readonly subaccount: number;
  readonly accountSeq: number;
  /** 0: cleared or fired. */
  readonly time: number;
}
export const CancelScheduled: Codec<CancelScheduled> = messageCodec(
  'nave.clob.v1.CancelScheduled',
  [
    [1, 'owner', 'bytes'],
    [2, 'subaccount', 'uint32'],
    [3, 'accountSeq', 'uint64'],
    [4, 'time', 'uint64'],
  ],
  (v, o) => ({
    owner: v[o] as Uint8Array,
    subaccount: v[o + 1] as number,
    accountSeq: v[o + 2] as number,
    time: v[o + 3] as number,
  }),
);

export interface QueryOrderRequest {
  readonly market: number;
  readonly orderId: number;
}
export const QueryOrderRequest: Codec<QueryOrderRequest> = messageCodec(
  'nave.clob.v1.QueryOrderRequest',
  [
    [1, 'market', 'uint32'],
    [2, 'orderId', 'uint64'],
  ],
  (v, o) => ({
    market: v[o] as number,
    orderId: v[o + 1] as number,
  }),
);

export interface QueryOrderResponse {
  readonly order: OpenOrder | undefined;
}
export const QueryOrderResponse: Codec<QueryOrderResponse> = messageCodec(
  'nave.clob.v1.QueryOrderResponse',
  [
    [1, 'order', 'message', { of: () => OpenOrder }],
  ],
  (v, o) => ({
    order: v[o] as OpenOrder | undefined,
  }),
);

export interface QueryOrdersRequest {
  readonly account: string;
  readonly subaccount: number | undefined;
  readonly market: number | undefined;
}
export const QueryOrdersRequest: Codec<QueryOrdersRequest> = messageCodec(
  'nave.clob.v1.QueryOrdersRequest',
  [
    [1, 'account', 'string'],
    [2, 'subaccount', 'uint32', { optional: true }],
    [3, 'market', 'uint32', { optional: true }],
  ],
  (v, o) => ({
    account: v[o] as string,
    subaccount: v[o + 1] as number | undefined,
    market: v[o + 2] as number | undefined,
  }),
);

export interface QueryOrdersResponse {
  readonly orders: readonly OpenOrder[];
}
export const QueryOrdersResponse: Codec<QueryOrdersResponse> = messageCodec(
  'nave.clob.v1.QueryOrdersResponse',
  [
    [1, 'orders', 'message', { repeated: true, of: () => OpenOrder }],
  ],
  (v, o) => ({
    orders: v[o] as readonly OpenOrder[],
  }),
);

export interface QueryBookRequest {
  readonly market: number;
  /** Prices a side; 0: 100. */
  readonly levels: number;
}
export const QueryBookRequest: Codec<QueryBookRequest> = messageCodec(
  'nave.clob.v1.QueryBookRequest',
  [
    [1, 'market', 'uint32'],
    [2, 'levels', 'uint32'],
  ],
  (v, o) => ({
    market: v[o] as number,
    levels: v[o + 1] as number,
  }),
);

export interface QueryBookResponse {
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}
export const QueryBookResponse: Codec<QueryBookResponse> = messageCodec(
  'nave.clob.v1.QueryBookResponse',
  [
    [1, 'bids', 'message', { repeated: true, of: () => Level }],
    [2, 'asks', 'message', { repeated: true, of: () => Level }],
  ],
  (v, o) => ({
    bids: v[o] as readonly Level[],
    asks: v[o + 1] as readonly Level[],
  }),
);

/** Best first. */
export interface Level {
  readonly ticks: number;
  readonly lots: number;
}
export const Level: Codec<Level> = messageCodec(
  'nave.clob.v1.Level',
  [
    [1, 'ticks', 'uint64'],
    [2, 'lots', 'uint64'],
  ],
  (v, o) => ({
    ticks: v[o] as number,
    lots: v[o + 1] as number,
  }),
);

export interface OpenOrder {
  readonly market: number;
  readonly orderId: number;
  readonly owner: string;
  readonly subaccount: number;
  readonly clientOrderId: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly tif: TimeInForce;
  /** Limit or worst price; 0: none. */
  readonly ticks: number;
  /** Total, filled included. */
  readonly lots: number;
  readonly filled: number;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly stp: SelfTradePrevention;
  /** ms; 0: none. */
  readonly expiresAt: number;
  /** open, untriggered, waiting or twap. */
  readonly status: string;
  /** 0: none. */
  readonly parentId: number;
  readonly childIds: readonly number[];
}
export const OpenOrder: Codec<OpenOrder> = messageCodec(
  'nave.clob.v1.OpenOrder',
  [
    [1, 'market', 'uint32'],
    [2, 'orderId', 'uint64'],
    [3, 'owner', 'string'],
    [4, 'subaccount', 'uint32'],
    [5, 'clientOrderId', 'string'],
    [6, 'side', 'enum'],
    [7, 'type', 'enum'],
    [8, 'tif', 'enum'],
    [9, 'ticks', 'uint64'],
    [10, 'lots', 'uint64'],
    [11, 'filled', 'uint64'],
    [12, 'postOnly', 'bool'],
    [13, 'reduceOnly', 'bool'],
    [14, 'stp', 'enum'],
    [15, 'expiresAt', 'uint64'],
    [16, 'status', 'string'],
    [17, 'parentId', 'uint64'],
    [18, 'childIds', 'uint64', { repeated: true }],
  ],
  (v, o) => ({
    market: v[o] as number,
    orderId: v[o + 1] as number,
    owner: v[o + 2] as string,
    subaccount: v[o + 3] as number,
    clientOrderId: v[o + 4] as string,
    side: v[o + 5] as Side,
    type: v[o + 6] as OrderType,
    tif: v[o + 7] as TimeInForce,
    ticks: v[o + 8] as number,
    lots: v[o + 9] as number,
    filled: v[o + 10] as number,
    postOnly: v[o + 11] as boolean,
    reduceOnly: v[o + 12] as boolean,
    stp: v[o + 13] as SelfTradePrevention,
    expiresAt: v[o + 14] as number,
    status: v[o + 15] as string,
    parentId: v[o + 16] as number,
    childIds: v[o + 17] as readonly number[],
  }),
);

export interface MsgPlaceOrder {
  readonly sender: string;
  readonly owner: string;
  readonly subaccount: number;
  readonly market: number;
  readonly side: Side;
  readonly type: OrderType;
  readonly lots: number;
  /** Limit or worst price; 0 none. */
  readonly ticks: number;
  readonly tif: TimeInForce;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly clientOrderId: string;
  readonly stp: SelfTradePrevention;
  /** ms; 0 none. */
  readonly expiresAt: number;
  readonly trigger: Trigger | undefined;
  readonly children: readonly Child[];
  readonly twap: Twap | undefined;
  readonly builder: Builder | undefined;
}
export const MsgPlaceOrder: Codec<MsgPlaceOrder> = messageCodec(
  'nave.clob.v1.MsgPlaceOrder',
  [
    [1, 'sender', 'string'],
    [2, 'owner', 'string'],
    [3, 'subaccount', 'uint32'],
    [4, 'market', 'uint32'],
    [5, 'side', 'enum'],
    [6, 'type', 'enum'],
    [7, 'lots', 'uint64'],
    [8, 'ticks', 'uint64'],
    [9, 'tif', 'enum'],
    [10, 'postOnly', 'bool'],
    [11, 'reduceOnly', 'bool'],
    [12, 'clientOrderId', 'string'],
    [13, 'stp', 'enum'],
    [14, 'expiresAt', 'uint64'],
    [15, 'trigger', 'message', { of: () => Trigger }],
    [16, 'children', 'message', { repeated: true, of: () => Child }],
    [17, 'twap', 'message', { of: () => Twap }],
    [18, 'builder', 'message', { of: () => Builder }],
  ],
  (v, o) => ({
    sender: v[o] as string,
    owner: v[o + 1] as string,
    subaccount: v[o + 2] as number,
    market: v[o + 3] as number,
    side: v[o + 4] as Side,
    type: v[o + 5] as OrderType,
    lots: v[o + 6] as number,
    ticks: v[o + 7] as number,
    tif: v[o + 8] as TimeInForce,
    postOnly: v[o + 9] as boolean,
    reduceOnly: v[o + 10] as boolean,
    clientOrderId: v[o + 11] as string,
    stp: v[o + 12] as SelfTradePrevention,
    expiresAt: v[o + 13] as number,
    trigger: v[o + 14] as Trigger | undefined,
    children: v[o + 15] as readonly Child[],
    twap: v[o + 16] as Twap | undefined,
    builder: v[o + 17] as Builder | undefined,
  }),
);

export interface MsgPlaceOrderResponse {
  readonly orderId: number;
  readonly childOrderIds: readonly number[];
  /** Lots traded on arrival. */
  readonly filled: number;
}
export const MsgPlaceOrderResponse: Codec<MsgPlaceOrderResponse> = messageCodec(
  'nave.clob.v1.MsgPlaceOrderResponse',
  [
    [1, 'orderId', 'uint64'],
    [2, 'childOrderIds', 'uint64', { repeated: true }],
    [3, 'filled', 'uint64'],
  ],
  (v, o) => ({
    orderId: v[o] as number,
    childOrderIds: v[o + 1] as readonly number[],
    filled: v[o + 2] as number,
  }),
);

export interface MsgAmendOrder {
  readonly sender: string;
  readonly owner: string;
  readonly subaccount: number;
  readonly market: number;
  readonly orderId: number | undefined;
  readonly clientOrderId: string | undefined;
  readonly ticks: number | undefined;
  /** Total, filled included. */
  readonly lots: number | undefined;
  /** 0 removes it. */
  readonly expiresAt: number | undefined;
  readonly triggerTicks: number | undefined;
  readonly postOnly: boolean;
}
export const MsgAmendOrder: Codec<MsgAmendOrder> = messageCodec(
  'nave.clob.v1.MsgAmendOrder',
  [
    [1, 'sender', 'string'],
    [2, 'owner', 'string'],
    [3, 'subaccount', 'uint32'],
    [4, 'market', 'uint32'],
    [5, 'orderId', 'uint64', { oneof: 0 }],
    [6, 'clientOrderId', 'string', { oneof: 0 }],
    [7, 'ticks', 'uint64', { optional: true }],
    [8, 'lots', 'uint64', { optional: true }],
    [9, 'expiresAt', 'uint64', { optional: true }],
    [10, 'triggerTicks', 'uint64', { optional: true }],
    [11, 'postOnly', 'bool'],
  ],
  (v, o) => ({
    sender: v[o] as string,
    owner: v[o + 1] as string,
    subaccount: v[o + 2] as number,
    market: v[o + 3] as number,
    orderId: v[o + 4] as number | undefined,
    clientOrderId: v[o + 5] as string | undefined,
    ticks: v[o + 6] as number | undefined,
    lots: v[o + 7] as number | undefined,
    expiresAt: v[o + 8] as number | undefined,
    triggerTicks: v[o + 9] as number | undefined,
    postOnly: v[o + 10] as boolean,
  }),
);

export interface MsgAmendOrderResponse {
  /** Lots traded by the amended order's new arrival. */
  readonly filled: number;
}
export const MsgAmendOrderResponse: Codec<MsgAmendOrderResponse> = messageCodec(
  'nave.clob.v1.MsgAmendOrderResponse',
  [
    [1, 'filled', 'uint64'],
  ],
  (v, o) => ({
    filled: v[o] as number,
  }),
);

export interface MsgCancelOrder {
  readonly sender: string;
  readonly owner: string;
  readonly subaccount: number;
  readonly market: number;
  readonly orderId: number | undefined;
  readonly clientOrderId: string | undefined;
}
export const MsgCancelOrder: Codec<MsgCancelOrder> = messageCodec(
  'nave.clob.v1.MsgCancelOrder',
  [
    [1, 'sender', 'string'],
    [2, 'owner', 'string'],
    [3, 'subaccount', 'uint32'],
    [4, 'market', 'uint32'],
    [5, 'orderId', 'uint64', { oneof: 0 }],
    [6, 'clientOrderId', 'string', { oneof: 0 }],
  ],
  (v, o) => ({
    sender: v[o] as string,
    owner: v[o + 1] as string,
    subaccount: v[o + 2] as number,
    market: v[o + 3] as number,
    orderId: v[o + 4] as number | undefined,
    clientOrderId: v[o + 5] as string | undefined,
  }),
);

export interface MsgCancelOrderResponse {
}
export const MsgCancelOrderResponse: Codec<MsgCancelOrderResponse> = messageCodec(
  'nave.clob.v1.MsgCancelOrderResponse',
  [],
  () => ({}),
);

export interface MsgCancelAllOrders {
  readonly sender: string;
  readonly owner: string;
  readonly subaccount: number;
  /** 0 all. */
  readonly market: number;
  /** Unspecified: both. */
  readonly side: Side;
}
export const MsgCancelAllOrders: Codec<MsgCancelAllOrders> = messageCodec(
  'nave.clob.v1.MsgCancelAllOrders',
  [
    [1, 'sender', 'string'],
    [2, 'owner', 'string'],
    [3, 'subaccount', 'uint32'],
    [4, 'market', 'uint32'],
    [5, 'side', 'enum'],
  ],
  (v, o) => ({
    sender: v[o] as string,
    owner: v[o + 1] as string,
    subaccount: v[o + 2] as number,
    market: v[o + 3] as number,
    side: v[o + 4] as Side,
  }),
);

export interface MsgCancelAllOrdersResponse {
  readonly canceled: number;
}
export const MsgCancelAllOrdersResponse: Codec<MsgCancelAllOrdersResponse> = messageCodec(
  'nave.clob.v1.MsgCancelAllOrdersResponse',
  [
    [1, 'canceled', 'uint32'],
  ],
  (v, o) => ({
    canceled: v[o] as number,
  }),
);

export interface MsgScheduleCancel {
  readonly sender: string;
  readonly owner: string;
  readonly subaccount: number;
  /** ms; 0 clears. */
  readonly time: number;
}
export const MsgScheduleCancel: Codec<MsgScheduleCancel> = messageCodec(
  'nave.clob.v1.MsgScheduleCancel',
  [
    [1, 'sender', 'string'],
    [2, 'owner', 'string'],
    [3, 'subaccount', 'uint32'],
    [4, 'time', 'uint64'],
  ],
  (v, o) => ({
    sender: v[o] as string,
    owner: v[o + 1] as string,
    subaccount: v[o + 2] as number,
    time: v[o + 3] as number,
  }),
);

export interface MsgScheduleCancelResponse {
}
export const MsgScheduleCancelResponse: Codec<MsgScheduleCancelResponse> = messageCodec(
  'nave.clob.v1.MsgScheduleCancelResponse',
  [],
  () => ({}),
);

export interface BatchItem {
  readonly place: MsgPlaceOrder | undefined;
  readonly amend: MsgAmendOrder | undefined;
  readonly cancel: MsgCancelOrder | undefined;
}
export const BatchItem: Codec<BatchItem> = messageCodec(
  'nave.clob.v1.BatchItem',
  [
    [1, 'place', 'message', { oneof: 0, of: () => MsgPlaceOrder }],
    [2, 'amend', 'message', { oneof: 0, of: () => MsgAmendOrder }],
    [3, 'cancel', 'message', { oneof: 0, of: () => MsgCancelOrder }],
  ],
  (v, o) => ({
    place: v[o] as MsgPlaceOrder | undefined,
    amend: v[o + 1] as MsgAmendOrder | undefined,
    cancel: v[o + 2] as MsgCancelOrder | undefined,
  }),
);

export interface MsgBatch {
  readonly sender: string;
  readonly owner: string;
  readonly atomic: boolean;
  /** sender and owner are empty in the items. */
  readonly items: readonly BatchItem[];
}
export const MsgBatch: Codec<MsgBatch> = messageCodec(
  'nave.clob.v1.MsgBatch',
  [
    [1, 'sender', 'string'],
    [2, 'owner', 'string'],
    [3, 'atomic', 'bool'],
    [4, 'items', 'message', { repeated: true, of: () => BatchItem }],
  ],
  (v, o) => ({
    sender: v[o] as string,
    owner: v[o + 1] as string,
    atomic: v[o + 2] as boolean,
    items: v[o + 3] as readonly BatchItem[],
  }),
);

export interface BatchItemResult {
  /** 0, or the code of the refusal. */
  readonly code: number;
  readonly orderId: number;
  readonly filled: number;
}
export const BatchItemResult: Codec<BatchItemResult> = messageCodec(
  'nave.clob.v1.BatchItemResult',
  [
    [1, 'code', 'uint32'],
    [2, 'orderId', 'uint64'],
    [3, 'filled', 'uint64'],
  ],
  (v, o) => ({
    code: v[o] as number,
    orderId: v[o + 1] as number,
    filled: v[o + 2] as number,
  }),
);

export interface MsgBatchResponse {
  readonly results: readonly BatchItemResult[];
}
export const MsgBatchResponse: Codec<MsgBatchResponse> = messageCodec(
  'nave.clob.v1.MsgBatchResponse',
  [
    [1, 'results', 'message', { repeated: true, of: () => BatchItemResult }],
  ],
  (v, o) => ({
    results: v[o] as readonly BatchItemResult[],
  }),
);

/** By governance. params: JSON in the form of genesis. */
export interface MsgUpdateParams {
  readonly authority: string;
  readonly params: string;
}
export const MsgUpdateParams: Codec<MsgUpdateParams> = messageCodec(
  'nave.clob.v1.MsgUpdateParams',
  [
    [1, 'authority', 'string'],
    [2, 'params', 'string'],
  ],
  (v, o) => ({
    authority: v[o] as string,
    params: v[o + 1] as string,
  }),
);

export interface MsgUpdateParamsResponse {
}
export const MsgUpdateParamsResponse: Codec<MsgUpdateParamsResponse> = messageCodec(
  'nave.clob.v1.MsgUpdateParamsResponse',
  [],
  () => ({}),
);

export const Side = {
  UNSPECIFIED: 0,
  BUY: 1,
  SELL: 2,
} as const;
/** Open: a decoded message may carry any 32-bit value. */
export type Side = number;

export const OrderType = {
  UNSPECIFIED: 0,
  LIMIT: 1,
  MARKET: 2,
} as const;
/** Open: a decoded message may carry any 32-bit value. */
export type OrderType = number;

/** Unspecified: gtc for limit, ioc for market orders. */
export const TimeInForce = {
  UNSPECIFIED: 0,
  GTC: 1,
  GTT: 2,
  IOC: 3,
  FOK: 4,
} as const;
/** Open: a decoded message may carry any 32-bit value. */
export type TimeInForce = number;

/** Unspecified: cancel_maker. */
export const SelfTradePrevention = {
  UNSPECIFIED: 0,
  CANCEL_MAKER: 1,
  CANCEL_TAKER: 2,
  CANCEL_BOTH: 3,
  DECREMENT: 4,
} as const;
/** Open: a decoded message may carry any 32-bit value. */
export type SelfTradePrevention = number;

export const TriggerKind = {
  UNSPECIFIED: 0,
  STOP: 1,
  TAKE_PROFIT: 2,
  TRAILING: 3,
} as const;
/** Open: a decoded message may carry any 32-bit value. */
export type TriggerKind = number;

export const TriggerSource = {
  UNSPECIFIED: 0,
  MARK: 1,
  INDEX: 2,
  LAST: 3,
} as const;
/** Open: a decoded message may carry any 32-bit value. */
export type TriggerSource = number;

export interface Trigger {
  readonly kind: TriggerKind;
  readonly source: TriggerSource;
  /** 0 for trailing. */
  readonly ticks: number;
  readonly callbackPpm: number;
  readonly slippagePpm: number;
}
export const Trigger: Codec<Trigger> = messageCodec(
  'nave.clob.v1.Trigger',
  [
    [1, 'kind', 'enum'],
    [2, 'source', 'enum'],
    [3, 'ticks', 'uint64'],
    [4, 'callbackPpm', 'uint32'],
    [5, 'slippagePpm', 'uint32'],
  ],
  (v, o) => ({
    kind: v[o] as TriggerKind,
    source: v[o + 1] as TriggerSource,
    ticks: v[o + 2] as number,
    callbackPpm: v[o + 3] as number,
    slippagePpm: v[o + 4] as number,
  }),
);

export interface Child {
  /** stop or take_profit. */
  readonly kind: TriggerKind;
  readonly source: TriggerSource;
  readonly triggerTicks: number;
  readonly type: OrderType;
  readonly ticks: number;
  /** 0: the parent's. */
  readonly lots: number;
  readonly clientOrderId: string;
}
export const Child: Codec<Child> = messageCodec(
  'nave.clob.v1.Child',
  [
    [1, 'kind', 'enum'],
    [2, 'source', 'enum'],
    [3, 'triggerTicks', 'uint64'],
    [4, 'type', 'enum'],
    [5, 'ticks', 'uint64'],
    [6, 'lots', 'uint64'],
    [7, 'clientOrderId', 'string'],
  ],
  (v, o) => ({
    kind: v[o] as TriggerKind,
    source: v[o + 1] as TriggerSource,
    triggerTicks: v[o + 2] as number,
    type: v[o + 3] as OrderType,
    ticks: v[o + 4] as number,
    lots: v[o + 5] as number,
    clientOrderId: v[o + 6] as string,
  }),
);

export interface Twap {
  readonly durationMs: number;
  readonly intervalMs: number;
  readonly slippagePpm: number;
}
export const Twap: Codec<Twap> = messageCodec(
  'nave.clob.v1.Twap',
  [
    [1, 'durationMs', 'uint64'],
    [2, 'intervalMs', 'uint64'],
    [3, 'slippagePpm', 'uint32'],
  ],
  (v, o) => ({
    durationMs: v[o] as number,
    intervalMs: v[o + 1] as number,
    slippagePpm: v[o + 2] as number,
  }),
);

export interface Builder {
  readonly address: string;
  readonly feePpm: number;
}
export const Builder: Codec<Builder> = messageCodec(
  'nave.clob.v1.Builder',
  [
    [1, 'address', 'string'],
    [2, 'feePpm', 'uint32'],
  ],
  (v, o) => ({
    address: v[o] as string,
    feePpm: v[o + 1] as number,
  }),
);

/** Committed state: open orders and books. */
export const Query = {
  order: { path: '/nave.clob.v1.Query/Order', request: QueryOrderRequest, response: QueryOrderResponse },
  orders: { path: '/nave.clob.v1.Query/Orders', request: QueryOrdersRequest, response: QueryOrdersResponse },
  book: { path: '/nave.clob.v1.Query/Book', request: QueryBookRequest, response: QueryBookResponse },
} as const;

/** Messages of the order book. `owner` empty = sender; the sender signs. */
export const Msg = {
  placeOrder: { path: '/nave.clob.v1.Msg/PlaceOrder', request: MsgPlaceOrder, response: MsgPlaceOrderResponse },
  amendOrder: { path: '/nave.clob.v1.Msg/AmendOrder', request: MsgAmendOrder, response: MsgAmendOrderResponse },
  cancelOrder: { path: '/nave.clob.v1.Msg/CancelOrder', request: MsgCancelOrder, response: MsgCancelOrderResponse },
  cancelAllOrders: { path: '/nave.clob.v1.Msg/CancelAllOrders', request: MsgCancelAllOrders, response: MsgCancelAllOrdersResponse },
  scheduleCancel: { path: '/nave.clob.v1.Msg/ScheduleCancel', request: MsgScheduleCancel, response: MsgScheduleCancelResponse },
  batch: { path: '/nave.clob.v1.Msg/Batch', request: MsgBatch, response: MsgBatchResponse },
  updateParams: { path: '/nave.clob.v1.Msg/UpdateParams', request: MsgUpdateParams, response: MsgUpdateParamsResponse },
} as const;
