// Generated from proto/ by tools/generate-proto.ts (npm run proto); do not edit.
import type { Codec } from '#chain/lib/protobuf.ts';
import { messageCodec } from '#chain/lib/protobuf.ts';

export interface MsgLiquidate {
  readonly sender: string;
  /** The target. */
  readonly owner: string;
  readonly subaccount: number;
}
export const MsgLiquidate: Codec<MsgLiquidate> = messageCodec(
  'nave.liquidation.v1.MsgLiquidate',
  [
    [1, 'sender', 'string'],
    [2, 'owner', 'string'],
    [3, 'subaccount', 'uint32'],
  ],
  (v, o) => ({
    sender: v[o] as string,
    owner: v[o + 1] as string,
    subaccount: v[o + 2] as number,
  }),
);

export interface MsgLiquidateResponse {
}
export const MsgLiquidateResponse: Codec<MsgLiquidateResponse> = messageCodec(
  'nave.liquidation.v1.MsgLiquidateResponse',
  [],
  () => ({}),
);

export interface MsgLiquidateCollateral {
  readonly sender: string;
  /** The target. */
  readonly owner: string;
  readonly subaccount: number;
  /** The sender's subaccount that pays. */
  readonly fromSubaccount: number;
  readonly asset: string;
  /** Quote quantums. */
  readonly pay: string;
}
export const MsgLiquidateCollateral: Codec<MsgLiquidateCollateral> = messageCodec(
  'nave.liquidation.v1.MsgLiquidateCollateral',
  [
    [1, 'sender', 'string'],
    [2, 'owner', 'string'],
    [3, 'subaccount', 'uint32'],
    [4, 'fromSubaccount', 'uint32'],
    [5, 'asset', 'string'],
    [6, 'pay', 'string'],
  ],
  (v, o) => ({
    sender: v[o] as string,
    owner: v[o + 1] as string,
    subaccount: v[o + 2] as number,
    fromSubaccount: v[o + 3] as number,
    asset: v[o + 4] as string,
    pay: v[o + 5] as string,
  }),
);

export interface MsgLiquidateCollateralResponse {
}
export const MsgLiquidateCollateralResponse: Codec<MsgLiquidateCollateralResponse> = messageCodec(
  'nave.liquidation.v1.MsgLiquidateCollateralResponse',
  [],
  () => ({}),
);

export interface MsgVaultDeposit {
  readonly owner: string;
  readonly subaccount: number;
  readonly amount: string;
}
export const MsgVaultDeposit: Codec<MsgVaultDeposit> = messageCodec(
  'nave.liquidation.v1.MsgVaultDeposit',
  [
    [1, 'owner', 'string'],
    [2, 'subaccount', 'uint32'],
    [3, 'amount', 'string'],
  ],
  (v, o) => ({
    owner: v[o] as string,
    subaccount: v[o + 1] as number,
    amount: v[o + 2] as string,
  }),
);

export interface MsgVaultDepositResponse {
  readonly shares: string;
}
export const MsgVaultDepositResponse: Codec<MsgVaultDepositResponse> = messageCodec(
  'nave.liquidation.v1.MsgVaultDepositResponse',
  [
    [1, 'shares', 'string'],
  ],
  (v, o) => ({
    shares: v[o] as string,
  }),
);

export interface MsgVaultRedeem {
  readonly owner: string;
  readonly subaccount: number;
  readonly shares: string;
}
export const MsgVaultRedeem: Codec<MsgVaultRedeem> = messageCodec(
  'nave.liquidation.v1.MsgVaultRedeem',
  [
    [1, 'owner', 'string'],
    [2, 'subaccount', 'uint32'],
    [3, 'shares', 'string'],
  ],
  (v, o) => ({
    owner: v[o] as string,
    subaccount: v[o + 1] as number,
    shares: v[o + 2] as string,
  }),
);

export interface MsgVaultRedeemResponse {
}
export const MsgVaultRedeemResponse: Codec<MsgVaultRedeemResponse> = messageCodec(
  'nave.liquidation.v1.MsgVaultRedeemResponse',
  [],
  () => ({}),
);

/** By governance. params: JSON in the form of genesis. */
export interface MsgUpdateParams {
  readonly authority: string;
  readonly params: string;
}
export const MsgUpdateParams: Codec<MsgUpdateParams> = messageCodec(
  'nave.liquidation.v1.MsgUpdateParams',
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
  'nave.liquidation.v1.MsgUpdateParamsResponse',
  [],
  () => ({}),
);

export const Msg = {
  liquidate: { path: '/nave.liquidation.v1.Msg/Liquidate', request: MsgLiquidate, response: MsgLiquidateResponse },
  liquidateCollateral: { path: '/nave.liquidation.v1.Msg/LiquidateCollateral', request: MsgLiquidateCollateral, response: MsgLiquidateCollateralResponse },
  vaultDeposit: { path: '/nave.liquidation.v1.Msg/VaultDeposit', request: MsgVaultDeposit, response: MsgVaultDepositResponse },
  vaultRedeem: { path: '/nave.liquidation.v1.Msg/VaultRedeem', request: MsgVaultRedeem, response: MsgVaultRedeemResponse },
  updateParams: { path: '/nave.liquidation.v1.Msg/UpdateParams', request: MsgUpdateParams, response: MsgUpdateParamsResponse },
} as const;
