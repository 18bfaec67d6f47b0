// Generated from proto/ by tools/generate-proto.ts (npm run proto); do not edit.
import type { Codec } from '#chain/lib/protobuf.ts';
import { messageCodec } from '#chain/lib/protobuf.ts';

export interface MarketListed {
  readonly market: number;
  readonly ticker: string;
}
export const MarketListed: Codec<MarketListed> = messageCodec(
  'nave.markets.v1.MarketListed',
  [
    [1, 'market', 'uint32'],
    [2, 'ticker', 'string'],
  ],
  (v, o) => ({
    market: v[o] as number,
    ticker: v[o + 1] as string,
  }),
);

export interface MarketUpdated {
  readonly market: number;
}
export const MarketUpdated: Codec<MarketUpdated> = messageCodec(
  'nave.markets.v1.MarketUpdated',
  [
    [1, 'market', 'uint32'],
  ],
  (v, o) => ({
    market: v[o] as number,
  }),
);

export interface MarketStatusChanged {
  readonly market: number;
  /** active, post_only, reduce_only, cancel_only, halted, settling, settled */
  readonly status: string;
  /** governance, oracle, restart_guard, no_mark, quarantine, insurance_limit */
  readonly reasons: readonly string[];
  readonly since: number;
  /** Known end, 0 = none known. */
  readonly until: number;
  /** normal, caution, frozen */
  readonly oracleMode: string;
}
export const MarketStatusChanged: Codec<MarketStatusChanged> = messageCodec(
  'nave.markets.v1.MarketStatusChanged',
  [
    [1, 'market', 'uint32'],
    [2, 'status', 'string'],
    [3, 'reasons', 'string', { repeated: true }],
    [4, 'since', 'uint64'],
    [5, 'until', 'uint64'],
    [6, 'oracleMode', 'string'],
  ],
  (v, o) => ({
    market: v[o] as number,
    status: v[o + 1] as string,
    reasons: v[o + 2] as readonly string[],
    since: v[o + 3] as number,
    until: v[o + 4] as number,
    oracleMode: v[o + 5] as string,
  }),
);

/** In every block that moved one of them; empty = none valid in this block. */
export interface MarketPrices {
  readonly market: number;
  readonly mark: string;
  readonly index: string;
  readonly confidence: string;
}
export const MarketPrices: Codec<MarketPrices> = messageCodec(
  'nave.markets.v1.MarketPrices',
  [
    [1, 'market', 'uint32'],
    [2, 'mark', 'string'],
    [3, 'index', 'string'],
    [4, 'confidence', 'string'],
  ],
  (v, o) => ({
    market: v[o] as number,
    mark: v[o + 1] as string,
    index: v[o + 2] as string,
    confidence: v[o + 3] as string,
  }),
);

export interface MarketQuarantined {
  readonly market: number;
  readonly reason: string;
}
export const MarketQuarantined: Codec<MarketQuarantined> = messageCodec(
  'nave.markets.v1.MarketQuarantined',
  [
    [1, 'market', 'uint32'],
    [2, 'reason', 'string'],
  ],
  (v, o) => ({
    market: v[o] as number,
    reason: v[o + 1] as string,
  }),
);

export interface RestartPhaseChanged {
  /** none, cancel_only, post_only, grace */
  readonly phase: string;
  readonly until: number;
}
export const RestartPhaseChanged: Codec<RestartPhaseChanged> = messageCodec(
  'nave.markets.v1.RestartPhaseChanged',
  [
    [1, 'phase', 'string'],
    [2, 'until', 'uint64'],
  ],
  (v, o) => ({
    phase: v[o] as string,
    until: v[o + 1] as number,
  }),
);

export interface QueryMarketsRequest {
}
export const QueryMarketsRequest: Codec<QueryMarketsRequest> = messageCodec(
  'nave.markets.v1.QueryMarketsRequest',
  [],
  () => ({}),
);

export interface QueryMarketsResponse {
  readonly markets: readonly Market[];
}
export const QueryMarketsResponse: Codec<QueryMarketsResponse> = messageCodec(
  'nave.markets.v1.QueryMarketsResponse',
  [
    [1, 'markets', 'message', { repeated: true, of: () => Market }],
  ],
  (v, o) => ({
    markets: v[o] as readonly Market[],
  }),
);

/** By id, or by ticker when the id is 0. */
export interface QueryMarketRequest {
  readonly market: number;
  readonly ticker: string;
}
export const QueryMarketRequest: Codec<QueryMarketRequest> = messageCodec(
  'nave.markets.v1.QueryMarketRequest',
  [
    [1, 'market', 'uint32'],
    [2, 'ticker', 'string'],
  ],
  (v, o) => ({
    market: v[o] as number,
    ticker: v[o + 1] as string,
  }),
);

export interface QueryMarketResponse {
  readonly market: Market | undefined;
}
export const QueryMarketResponse: Codec<QueryMarketResponse> = messageCodec(
  'nave.markets.v1.QueryMarketResponse',
  [
    [1, 'market', 'message', { of: () => Market }],
  ],
  (v, o) => ({
    market: v[o] as Market | undefined,
  }),
);

export interface Market {
  readonly id: number;
  readonly ticker: string;
  readonly base: string;
  /** 1e-12 USD of one tick. */
  readonly tickPrice: string;
  /** Lot size × 1e12. */
  readonly lotE12: string;
  readonly quantumsPerTickLot: number;
  readonly minNotional: number;
  readonly maxOrderLots: number;
  readonly maxPositionLots: number;
  readonly maxTicks: number;
  readonly bandPpm: number;
  readonly status: MarketStatus;
  readonly reasons: readonly string[];
  /** normal, caution or frozen. */
  readonly oracleMode: string;
  /** 1e-12 USD; empty: none valid. */
  readonly mark: string;
  /** 1e-12 USD; empty: none valid. */
  readonly index: string;
  /** Ticks of the last trade; 0: none yet. */
  readonly lastTicks: number;
  /** Lots held by all longs. */
  readonly openInterest: number;
  /** 1e-9 Quote per lot. */
  readonly fundingIndex: string;
  /** ppb an hour. */
  readonly lastFundingRate: number;
}
export const Market: Codec<Market> = messageCodec(
  'nave.markets.v1.Market',
  [
    [1, 'id', 'uint32'],
    [2, 'ticker', 'string'],
    [3, 'base', 'string'],
    [4, 'tickPrice', 'string'],
    [5, 'lotE12', 'string'],
    [6, 'quantumsPerTickLot', 'uint64'],
    [7, 'minNotional', 'uint64'],
    [8, 'maxOrderLots', 'uint64'],
    [9, 'maxPositionLots', 'uint64'],
    [10, 'maxTicks', 'uint64'],
    [11, 'bandPpm', 'uint32'],
    [12, 'status', 'enum'],
    [13, 'reasons', 'string', { repeated: true }],
    [14, 'oracleMode', 'string'],
    [15, 'mark', 'string'],
    [16, 'index', 'string'],
    [17, 'lastTicks', 'uint64'],
    [18, 'openInterest', 'uint64'],
    [19, 'fundingIndex', 'string'],
    [20, 'lastFundingRate', 'int64'],
  ],
  (v, o) => ({
    id: v[o] as number,
    ticker: v[o + 1] as string,
    base: v[o + 2] as string,
    tickPrice: v[o + 3] as string,
    lotE12: v[o + 4] as string,
    quantumsPerTickLot: v[o + 5] as number,
    minNotional: v[o + 6] as number,
    maxOrderLots: v[o + 7] as number,
    maxPositionLots: v[o + 8] as number,
    maxTicks: v[o + 9] as number,
    bandPpm: v[o + 10] as number,
    status: v[o + 11] as MarketStatus,
    reasons: v[o + 12] as readonly string[],
    oracleMode: v[o + 13] as string,
    mark: v[o + 14] as string,
    index: v[o + 15] as string,
    lastTicks: v[o + 16] as number,
    openInterest: v[o + 17] as number,
    fundingIndex: v[o + 18] as string,
    lastFundingRate: v[o + 19] as number,
  }),
);

export const MarketStatus = {
  UNSPECIFIED: 0,
  ACTIVE: 1,
  POST_ONLY: 2,
  REDUCE_ONLY: 3,
  CANCEL_ONLY: 4,
  HALTED: 5,
  SETTLING: 6,
  SETTLED: 7,
} as const;
/** Open: a decoded message may carry any 32-bit value. */
export type MarketStatus = number;

/** market: JSON in the form of genesis. */
export interface MsgListMarket {
  readonly authority: string;
  readonly market: string;
}
export const MsgListMarket: Codec<MsgListMarket> = messageCodec(
  'nave.markets.v1.MsgListMarket',
  [
    [1, 'authority', 'string'],
    [2, 'market', 'string'],
  ],
  (v, o) => ({
    authority: v[o] as string,
    market: v[o + 1] as string,
  }),
);

export interface MsgListMarketResponse {
  readonly id: number;
}
export const MsgListMarketResponse: Codec<MsgListMarketResponse> = messageCodec(
  'nave.markets.v1.MsgListMarketResponse',
  [
    [1, 'id', 'uint32'],
  ],
  (v, o) => ({
    id: v[o] as number,
  }),
);

/** market: JSON in the form of genesis; ticker, tickSize and lotSize never change. */
export interface MsgUpdateMarket {
  readonly authority: string;
  readonly market: string;
}
export const MsgUpdateMarket: Codec<MsgUpdateMarket> = messageCodec(
  'nave.markets.v1.MsgUpdateMarket',
  [
    [1, 'authority', 'string'],
    [2, 'market', 'string'],
  ],
  (v, o) => ({
    authority: v[o] as string,
    market: v[o + 1] as string,
  }),
);

export interface MsgUpdateMarketResponse {
}
export const MsgUpdateMarketResponse: Codec<MsgUpdateMarketResponse> = messageCodec(
  'nave.markets.v1.MsgUpdateMarketResponse',
  [],
  () => ({}),
);

export interface MsgSetMarketStatus {
  readonly authority: string;
  readonly market: number;
  readonly status: MarketStatus;
}
export const MsgSetMarketStatus: Codec<MsgSetMarketStatus> = messageCodec(
  'nave.markets.v1.MsgSetMarketStatus',
  [
    [1, 'authority', 'string'],
    [2, 'market', 'uint32'],
    [3, 'status', 'enum'],
  ],
  (v, o) => ({
    authority: v[o] as string,
    market: v[o + 1] as number,
    status: v[o + 2] as MarketStatus,
  }),
);

export interface MsgSetMarketStatusResponse {
}
export const MsgSetMarketStatusResponse: Codec<MsgSetMarketStatusResponse> = messageCodec(
  'nave.markets.v1.MsgSetMarketStatusResponse',
  [],
  () => ({}),
);

export interface MsgSettleMarket {
  readonly authority: string;
  readonly market: number;
}
export const MsgSettleMarket: Codec<MsgSettleMarket> = messageCodec(
  'nave.markets.v1.MsgSettleMarket',
  [
    [1, 'authority', 'string'],
    [2, 'market', 'uint32'],
  ],
  (v, o) => ({
    authority: v[o] as string,
    market: v[o + 1] as number,
  }),
);

export interface MsgSettleMarketResponse {
}
export const MsgSettleMarketResponse: Codec<MsgSettleMarketResponse> = messageCodec(
  'nave.markets.v1.MsgSettleMarketResponse',
  [],
  () => ({}),
);

/** params: JSON in the form of genesis. */
export interface MsgUpdateParams {
  readonly authority: string;
  readonly params: string;
}
export const MsgUpdateParams: Codec<MsgUpdateParams> = messageCodec(
  'nave.markets.v1.MsgUpdateParams',
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
  'nave.markets.v1.MsgUpdateParamsResponse',
  [],
  () => ({}),
);

export const Query = {
  markets: { path: '/nave.markets.v1.Query/Markets', request: QueryMarketsRequest, response: QueryMarketsResponse },
  market: { path: '/nave.markets.v1.Query/Market', request: QueryMarketRequest, response: QueryMarketResponse },
} as const;

/** All by governance. */
export const Msg = {
  listMarket: { path: '/nave.markets.v1.Msg/ListMarket', request: MsgListMarket, response: MsgListMarketResponse },
  updateMarket: { path: '/nave.markets.v1.Msg/UpdateMarket', request: MsgUpdateMarket, response: MsgUpdateMarketResponse },
  setMarketStatus: { path: '/nave.markets.v1.Msg/SetMarketStatus', request: MsgSetMarketStatus, response: MsgSetMarketStatusResponse },
  settleMarket: { path: '/nave.markets.v1.Msg/SettleMarket', request: MsgSettleMarket, response: MsgSettleMarketResponse },
  updateParams: { path: '/nave.markets.v1.Msg/UpdateParams', request: MsgUpdateParams, response: MsgUpdateParamsResponse },
} as const;
