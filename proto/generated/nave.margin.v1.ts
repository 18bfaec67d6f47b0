// Generated from proto/ by tools/generate-proto.ts (npm run proto); do not edit.
import type { Codec } from '#chain/lib/protobuf.ts';
import { messageCodec } from '#chain/lib/protobuf.ts';

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

export const Msg = {
  transfer: { path: '/nave.margin.v1.Msg/Transfer', request: MsgTransfer, response: MsgTransferResponse },
  setLeverage: { path: '/nave.margin.v1.Msg/SetLeverage', request: MsgSetLeverage, response: MsgSetLeverageResponse },
  fundIsolated: { path: '/nave.margin.v1.Msg/FundIsolated', request: MsgFundIsolated, response: MsgFundIsolatedResponse },
  updateParams: { path: '/nave.margin.v1.Msg/UpdateParams', request: MsgUpdateParams, response: MsgUpdateParamsResponse },
} as const;
