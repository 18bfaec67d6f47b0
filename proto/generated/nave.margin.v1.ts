// Generated from proto/ by tools/generate-proto.ts (npm run proto); do not edit.
import type { Codec } from '#chain/lib/protobuf.ts';
import { messageCodec } from '#chain/lib/protobuf.ts';

/** A position after a fill, takeover, deleveraging or settlement. */
export interface PositionChanged {
  readonly market: number;
  readonly owner: Uint8Array;
  readonly subaccount: number;
  readonly accountSeq: number;
  /** Signed, after; 0: closed. */
  readonly lots: number;
  /** Signed notional paid, after. */
  readonly entry: number;
  /** Signed lots this change added. */
  readonly change: number;
  /** Profit this change realised, before fees. */
  readonly realised: number;
  /** Fee it cost (negative: rebate), builder fee included. */
  readonly fee: number;
  /** Funding index at this settlement, 1e-9 Quote per lot. */
  readonly fundingIndex: string;
}
export const PositionChanged: Codec<PositionChanged> = messageCodec(
  'nave.margin.v1.PositionChanged',
  [
    [1, 'market', 'uint32'],
    [2, 'owner', 'bytes'],
    [3, 'subaccount', 'uint32'],
    [4, 'accountSeq', 'uint64'],
    [5, 'lots', 'int64'],
    [6, 'entry', 'int64'],
    [7, 'change', 'int64'],
    [8, 'realised', 'int64'],
    [9, 'fee', 'int64'],
    [10, 'fundingIndex', 'string'],
  ],
  (v, o) => ({
    market: v[o] as number,
    owner: v[o + 1] as Uint8Array,
    subaccount: v[o + 2] as number,
    accountSeq: v[o + 3] as number,
    lots: v[o + 4] as number,
    entry: v[o + 5] as number,
    change: v[o + 6] as number,
    realised: v[o + 7] as number,
    fee: v[o + 8] as number,
    fundingIndex: v[o + 9] as string,
  }),
);

/** A balance after ledger entries, in the order they happened; without any, what is in flight beside it changed. */
export interface BalanceChanged {
  readonly owner: Uint8Array;
  readonly subaccount: number;
  readonly accountSeq: number;
  /** Asset id; 1 is USDC. */
  readonly asset: number;
  /** Hub units after the last entry; USDC may be negative. */
  readonly balance: string;
  readonly entries: readonly LedgerChange[];
}
export const BalanceChanged: Codec<BalanceChanged> = messageCodec(
  'nave.margin.v1.BalanceChanged',
  [
    [1, 'owner', 'bytes'],
    [2, 'subaccount', 'uint32'],
    [3, 'accountSeq', 'uint64'],
    [4, 'asset', 'uint32'],
    [5, 'balance', 'string'],
    [6, 'entries', 'message', { repeated: true, of: () => LedgerChange }],
  ],
  (v, o) => ({
    owner: v[o] as Uint8Array,
    subaccount: v[o + 1] as number,
    accountSeq: v[o + 2] as number,
    asset: v[o + 3] as number,
    balance: v[o + 4] as string,
    entries: v[o + 5] as readonly LedgerChange[],
  }),
);

export interface LedgerChange {
  /** realized_pnl, fee, rebate, funding, deposit, transfer_in, … (api-types §2). */
  readonly reason: string;
  /** Signed hub units. */
  readonly change: string;
  /** Hub units after this entry. */
  readonly balance: string;
  /** What it belongs to (a deposit, withdrawal or receipt id); empty: none. */
  readonly refId: string;
}
export const LedgerChange: Codec<LedgerChange> = messageCodec(
  'nave.margin.v1.LedgerChange',
  [
    [1, 'reason', 'string'],
    [2, 'change', 'string'],
    [3, 'balance', 'string'],
    [4, 'refId', 'string'],
  ],
  (v, o) => ({
    reason: v[o] as string,
    change: v[o + 1] as string,
    balance: v[o + 2] as string,
    refId: v[o + 3] as string,
  }),
);

/** Pending funding of a position was settled. */
export interface FundingPaid {
  readonly market: number;
  readonly owner: Uint8Array;
  readonly subaccount: number;
  readonly accountSeq: number;
  /** Quote, positive = received. */
  readonly payment: string;
  /** Signed lots it was paid for. */
  readonly lots: number;
  readonly indexFrom: string;
  readonly indexTo: string;
}
export const FundingPaid: Codec<FundingPaid> = messageCodec(
  'nave.margin.v1.FundingPaid',
  [
    [1, 'market', 'uint32'],
    [2, 'owner', 'bytes'],
    [3, 'subaccount', 'uint32'],
    [4, 'accountSeq', 'uint64'],
    [5, 'payment', 'string'],
    [6, 'lots', 'int64'],
    [7, 'indexFrom', 'string'],
    [8, 'indexTo', 'string'],
  ],
  (v, o) => ({
    market: v[o] as number,
    owner: v[o + 1] as Uint8Array,
    subaccount: v[o + 2] as number,
    accountSeq: v[o + 3] as number,
    payment: v[o + 4] as string,
    lots: v[o + 5] as number,
    indexFrom: v[o + 6] as string,
    indexTo: v[o + 7] as string,
  }),
);

/** Money moved between subaccounts; one event for each owner, of the side that is theirs (subaccount: it). */
export interface TransferChanged {
  readonly owner: Uint8Array;
  readonly subaccount: number;
  readonly accountSeq: number;
  /** subaccount, account, isolated_fund, isolated_sweep or bank. */
  readonly kind: string;
  readonly asset: number;
  readonly amount: string;
  readonly from: Uint8Array;
  readonly fromSubaccount: number;
  readonly to: Uint8Array;
  readonly toSubaccount: number;
}
export const TransferChanged: Codec<TransferChanged> = messageCodec(
  'nave.margin.v1.TransferChanged',
  [
    [1, 'owner', 'bytes'],
    [2, 'subaccount', 'uint32'],
    [3, 'accountSeq', 'uint64'],
    [4, 'kind', 'string'],
    [5, 'asset', 'uint32'],
    [6, 'amount', 'string'],
    [7, 'from', 'bytes'],
    [8, 'fromSubaccount', 'uint32'],
    [9, 'to', 'bytes'],
    [10, 'toSubaccount', 'uint32'],
  ],
  (v, o) => ({
    owner: v[o] as Uint8Array,
    subaccount: v[o + 1] as number,
    accountSeq: v[o + 2] as number,
    kind: v[o + 3] as string,
    asset: v[o + 4] as number,
    amount: v[o + 5] as string,
    from: v[o + 6] as Uint8Array,
    fromSubaccount: v[o + 7] as number,
    to: v[o + 8] as Uint8Array,
    toSubaccount: v[o + 9] as number,
  }),
);

/** A leverage setting of a subaccount in a market. */
export interface SettingsChanged {
  readonly market: number;
  readonly owner: Uint8Array;
  readonly subaccount: number;
  readonly accountSeq: number;
  /** 0: removed. */
  readonly imPpm: number;
}
export const SettingsChanged: Codec<SettingsChanged> = messageCodec(
  'nave.margin.v1.SettingsChanged',
  [
    [1, 'market', 'uint32'],
    [2, 'owner', 'bytes'],
    [3, 'subaccount', 'uint32'],
    [4, 'accountSeq', 'uint64'],
    [5, 'imPpm', 'uint32'],
  ],
  (v, o) => ({
    market: v[o] as number,
    owner: v[o + 1] as Uint8Array,
    subaccount: v[o + 2] as number,
    accountSeq: v[o + 3] as number,
    imPpm: v[o + 4] as number,
  }),
);

export interface QuerySubaccountRequest {
  readonly account: string;
  readonly subaccount: number;
}
export const QuerySubaccountRequest: Codec<QuerySubaccountRequest> = messageCodec(
  'nave.margin.v1.QuerySubaccountRequest',
  [
    [1, 'account', 'string'],
    [2, 'subaccount', 'uint32'],
  ],
  (v, o) => ({
    account: v[o] as string,
    subaccount: v[o + 1] as number,
  }),
);

export interface QuerySubaccountResponse {
  readonly state: SubaccountState | undefined;
}
export const QuerySubaccountResponse: Codec<QuerySubaccountResponse> = messageCodec(
  'nave.margin.v1.QuerySubaccountResponse',
  [
    [1, 'state', 'message', { of: () => SubaccountState }],
  ],
  (v, o) => ({
    state: v[o] as SubaccountState | undefined,
  }),
);

export interface QuerySubaccountsRequest {
  readonly account: string;
}
export const QuerySubaccountsRequest: Codec<QuerySubaccountsRequest> = messageCodec(
  'nave.margin.v1.QuerySubaccountsRequest',
  [
    [1, 'account', 'string'],
  ],
  (v, o) => ({
    account: v[o] as string,
  }),
);

export interface QuerySubaccountsResponse {
  readonly states: readonly SubaccountState[];
}
export const QuerySubaccountsResponse: Codec<QuerySubaccountsResponse> = messageCodec(
  'nave.margin.v1.QuerySubaccountsResponse',
  [
    [1, 'states', 'message', { repeated: true, of: () => SubaccountState }],
  ],
  (v, o) => ({
    states: v[o] as readonly SubaccountState[],
  }),
);

export interface SubaccountState {
  readonly account: string;
  /** 0..255, or 256·market + parent. */
  readonly subaccount: number;
  readonly equity: string;
  readonly equityMaintenance: string;
  readonly equityInitial: string;
  readonly equityWithdraw: string;
  readonly equityClosing: string;
  readonly initialMargin: string;
  readonly maintenanceMargin: string;
  readonly freeCollateral: string;
  readonly withdrawable: string;
  readonly quote: string;
  readonly unrealizedPnl: string;
  readonly pendingFunding: string;
  readonly notional: string;
  readonly healthPpm: number;
  readonly liquidatable: boolean;
  readonly openOrders: number;
  readonly balances: readonly Balance[];
  readonly positions: readonly Position[];
}
export const SubaccountState: Codec<SubaccountState> = messageCodec(
  'nave.margin.v1.SubaccountState',
  [
    [1, 'account', 'string'],
    [2, 'subaccount', 'uint32'],
    [3, 'equity', 'string'],
    [4, 'equityMaintenance', 'string'],
    [5, 'equityInitial', 'string'],
    [6, 'equityWithdraw', 'string'],
    [7, 'equityClosing', 'string'],
    [8, 'initialMargin', 'string'],
    [9, 'maintenanceMargin', 'string'],
    [10, 'freeCollateral', 'string'],
    [11, 'withdrawable', 'string'],
    [12, 'quote', 'string'],
    [13, 'unrealizedPnl', 'string'],
    [14, 'pendingFunding', 'string'],
    [15, 'notional', 'string'],
    [16, 'healthPpm', 'uint64'],
    [17, 'liquidatable', 'bool'],
    [18, 'openOrders', 'uint32'],
    [19, 'balances', 'message', { repeated: true, of: () => Balance }],
    [20, 'positions', 'message', { repeated: true, of: () => Position }],
  ],
  (v, o) => ({
    account: v[o] as string,
    subaccount: v[o + 1] as number,
    equity: v[o + 2] as string,
    equityMaintenance: v[o + 3] as string,
    equityInitial: v[o + 4] as string,
    equityWithdraw: v[o + 5] as string,
    equityClosing: v[o + 6] as string,
    initialMargin: v[o + 7] as string,
    maintenanceMargin: v[o + 8] as string,
    freeCollateral: v[o + 9] as string,
    withdrawable: v[o + 10] as string,
    quote: v[o + 11] as string,
    unrealizedPnl: v[o + 12] as string,
    pendingFunding: v[o + 13] as string,
    notional: v[o + 14] as string,
    healthPpm: v[o + 15] as number,
    liquidatable: v[o + 16] as boolean,
    openOrders: v[o + 17] as number,
    balances: v[o + 18] as readonly Balance[],
    positions: v[o + 19] as readonly Position[],
  }),
);

export interface Balance {
  /** Symbol. */
  readonly asset: string;
  readonly amount: string;
  readonly withdrawable: string;
}
export const Balance: Codec<Balance> = messageCodec(
  'nave.margin.v1.Balance',
  [
    [1, 'asset', 'string'],
    [2, 'amount', 'string'],
    [3, 'withdrawable', 'string'],
  ],
  (v, o) => ({
    asset: v[o] as string,
    amount: v[o + 1] as string,
    withdrawable: v[o + 2] as string,
  }),
);

export interface Position {
  readonly market: number;
  /** Signed. */
  readonly lots: number;
  /** Signed entry notional. */
  readonly entry: string;
  /** 1e-12 USD. */
  readonly mark: string;
  readonly unrealizedPnl: string;
  readonly pendingFunding: string;
  readonly initialMargin: string;
  readonly maintenanceMargin: string;
  /** 1e-12 USD; empty: no price of this market alone liquidates. */
  readonly liquidationPrice: string;
}
export const Position: Codec<Position> = messageCodec(
  'nave.margin.v1.Position',
  [
    [1, 'market', 'uint32'],
    [2, 'lots', 'int64'],
    [3, 'entry', 'string'],
    [4, 'mark', 'string'],
    [5, 'unrealizedPnl', 'string'],
    [6, 'pendingFunding', 'string'],
    [7, 'initialMargin', 'string'],
    [8, 'maintenanceMargin', 'string'],
    [9, 'liquidationPrice', 'string'],
  ],
  (v, o) => ({
    market: v[o] as number,
    lots: v[o + 1] as number,
    entry: v[o + 2] as string,
    mark: v[o + 3] as string,
    unrealizedPnl: v[o + 4] as string,
    pendingFunding: v[o + 5] as string,
    initialMargin: v[o + 6] as string,
    maintenanceMargin: v[o + 7] as string,
    liquidationPrice: v[o + 8] as string,
  }),
);

export interface MsgTransfer {
  readonly sender: string;
  readonly owner: string;
  readonly subaccount: number;
  readonly to: string;
  readonly toSubaccount: number;
  /** Symbol. */
  readonly asset: string;
  /** Hub units. */
  readonly amount: string;
}
export const MsgTransfer: Codec<MsgTransfer> = messageCodec(
  'nave.margin.v1.MsgTransfer',
  [
    [1, 'sender', 'string'],
    [2, 'owner', 'string'],
    [3, 'subaccount', 'uint32'],
    [4, 'to', 'string'],
    [5, 'toSubaccount', 'uint32'],
    [6, 'asset', 'string'],
    [7, 'amount', 'string'],
  ],
  (v, o) => ({
    sender: v[o] as string,
    owner: v[o + 1] as string,
    subaccount: v[o + 2] as number,
    to: v[o + 3] as string,
    toSubaccount: v[o + 4] as number,
    asset: v[o + 5] as string,
    amount: v[o + 6] as string,
  }),
);

export interface MsgTransferResponse {
}
export const MsgTransferResponse: Codec<MsgTransferResponse> = messageCodec(
  'nave.margin.v1.MsgTransferResponse',
  [],
  () => ({}),
);

export interface MsgSetLeverage {
  readonly sender: string;
  readonly owner: string;
  readonly subaccount: number;
  readonly market: number;
  /** Initial margin ratio; 0 removes the setting. */
  readonly imPpm: number;
}
export const MsgSetLeverage: Codec<MsgSetLeverage> = messageCodec(
  'nave.margin.v1.MsgSetLeverage',
  [
    [1, 'sender', 'string'],
    [2, 'owner', 'string'],
    [3, 'subaccount', 'uint32'],
    [4, 'market', 'uint32'],
    [5, 'imPpm', 'uint32'],
  ],
  (v, o) => ({
    sender: v[o] as string,
    owner: v[o + 1] as string,
    subaccount: v[o + 2] as number,
    market: v[o + 3] as number,
    imPpm: v[o + 4] as number,
  }),
);

export interface MsgSetLeverageResponse {
}
export const MsgSetLeverageResponse: Codec<MsgSetLeverageResponse> = messageCodec(
  'nave.margin.v1.MsgSetLeverageResponse',
  [],
  () => ({}),
);

export interface MsgFundIsolated {
  readonly sender: string;
  readonly owner: string;
  /** The parent, 0..255. */
  readonly subaccount: number;
  readonly market: number;
  /** Quote quantums. */
  readonly amount: string;
}
export const MsgFundIsolated: Codec<MsgFundIsolated> = messageCodec(
  'nave.margin.v1.MsgFundIsolated',
  [
    [1, 'sender', 'string'],
    [2, 'owner', 'string'],
    [3, 'subaccount', 'uint32'],
    [4, 'market', 'uint32'],
    [5, 'amount', 'string'],
  ],
  (v, o) => ({
    sender: v[o] as string,
    owner: v[o + 1] as string,
    subaccount: v[o + 2] as number,
    market: v[o + 3] as number,
    amount: v[o + 4] as string,
  }),
);

export interface MsgFundIsolatedResponse {
  /** Number of the child: 256·market + subaccount. */
  readonly subaccount: number;
}
export const MsgFundIsolatedResponse: Codec<MsgFundIsolatedResponse> = messageCodec(
  'nave.margin.v1.MsgFundIsolatedResponse',
  [
    [1, 'subaccount', 'uint32'],
  ],
  (v, o) => ({
    subaccount: v[o] as number,
  }),
);

/** By governance. params: JSON in the form of genesis. */
export interface MsgUpdateParams {
  readonly authority: string;
  readonly params: string;
}
export const MsgUpdateParams: Codec<MsgUpdateParams> = messageCodec(
  'nave.margin.v1.MsgUpdateParams',
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
  'nave.margin.v1.MsgUpdateParamsResponse',
  [],
  () => ({}),
);

/** Committed state; money in Quote (1e-6 USDC) as integer texts, other assets in hub units. */
export const Query = {
  subaccount: { path: '/nave.margin.v1.Query/Subaccount', request: QuerySubaccountRequest, response: QuerySubaccountResponse },
  subaccounts: { path: '/nave.margin.v1.Query/Subaccounts', request: QuerySubaccountsRequest, response: QuerySubaccountsResponse },
} as const;

export const Msg = {
  transfer: { path: '/nave.margin.v1.Msg/Transfer', request: MsgTransfer, response: MsgTransferResponse },
  setLeverage: { path: '/nave.margin.v1.Msg/SetLeverage', request: MsgSetLeverage, response: MsgSetLeverageResponse },
  fundIsolated: { path: '/nave.margin.v1.Msg/FundIsolated', request: MsgFundIsolated, response: MsgFundIsolatedResponse },
  updateParams: { path: '/nave.margin.v1.Msg/UpdateParams', request: MsgUpdateParams, response: MsgUpdateParamsResponse },
} as const;
