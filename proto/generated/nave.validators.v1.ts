// Generated from proto/ by tools/generate-proto.ts (npm run proto); do not edit.
import type { Codec } from '#chain/lib/protobuf.ts';
import { messageCodec } from '#chain/lib/protobuf.ts';

export const KeyKind = {
  UNSPECIFIED: 0,
  CONSENSUS: 1,
  OPERATOR: 2,
  RELAYER: 3,
  FEEDER: 4,
  SPOKE_HOT: 5,
  SPOKE_COLD: 6,
} as const;
/** Open: a decoded message may carry any 32-bit value. */
export type KeyKind = number;

export interface MsgRegister {
  readonly operator: string;
  /** ed25519, 32 bytes. */
  readonly consensusKey: Uint8Array;
  readonly relayer: string;
  readonly feeder: string;
  /** 0x address. */
  readonly spokeHot: string;
  /** 0x address. */
  readonly spokeCold: string;
  readonly moniker: string;
}
export const MsgRegister: Codec<MsgRegister> = messageCodec(
  'nave.validators.v1.MsgRegister',
  [
    [1, 'operator', 'string'],
    [2, 'consensusKey', 'bytes'],
    [3, 'relayer', 'string'],
    [4, 'feeder', 'string'],
    [5, 'spokeHot', 'string'],
    [6, 'spokeCold', 'string'],
    [7, 'moniker', 'string'],
  ],
  (v, o) => ({
    operator: v[o] as string,
    consensusKey: v[o + 1] as Uint8Array,
    relayer: v[o + 2] as string,
    feeder: v[o + 3] as string,
    spokeHot: v[o + 4] as string,
    spokeCold: v[o + 5] as string,
    moniker: v[o + 6] as string,
  }),
);

export interface MsgRegisterResponse {
}
export const MsgRegisterResponse: Codec<MsgRegisterResponse> = messageCodec(
  'nave.validators.v1.MsgRegisterResponse',
  [],
  () => ({}),
);

export interface MsgBond {
  readonly operator: string;
  /** Quote quantums. */
  readonly amount: string;
}
export const MsgBond: Codec<MsgBond> = messageCodec(
  'nave.validators.v1.MsgBond',
  [
    [1, 'operator', 'string'],
    [2, 'amount', 'string'],
  ],
  (v, o) => ({
    operator: v[o] as string,
    amount: v[o + 1] as string,
  }),
);

export interface MsgBondResponse {
}
export const MsgBondResponse: Codec<MsgBondResponse> = messageCodec(
  'nave.validators.v1.MsgBondResponse',
  [],
  () => ({}),
);

export interface MsgUnbond {
  readonly operator: string;
  /** Quote quantums. */
  readonly amount: string;
}
export const MsgUnbond: Codec<MsgUnbond> = messageCodec(
  'nave.validators.v1.MsgUnbond',
  [
    [1, 'operator', 'string'],
    [2, 'amount', 'string'],
  ],
  (v, o) => ({
    operator: v[o] as string,
    amount: v[o + 1] as string,
  }),
);

export interface MsgUnbondResponse {
  /** ms. */
  readonly completesAt: number;
}
export const MsgUnbondResponse: Codec<MsgUnbondResponse> = messageCodec(
  'nave.validators.v1.MsgUnbondResponse',
  [
    [1, 'completesAt', 'uint64'],
  ],
  (v, o) => ({
    completesAt: v[o] as number,
  }),
);

export interface MsgUnjail {
  readonly operator: string;
}
export const MsgUnjail: Codec<MsgUnjail> = messageCodec(
  'nave.validators.v1.MsgUnjail',
  [
    [1, 'operator', 'string'],
  ],
  (v, o) => ({
    operator: v[o] as string,
  }),
);

export interface MsgUnjailResponse {
}
export const MsgUnjailResponse: Codec<MsgUnjailResponse> = messageCodec(
  'nave.validators.v1.MsgUnjailResponse',
  [],
  () => ({}),
);

export interface MsgRotateKey {
  readonly operator: string;
  readonly kind: KeyKind;
  /** 32 bytes for consensus, 20 for the others. */
  readonly key: Uint8Array;
  /** Signature by the new key. */
  readonly proof: Uint8Array;
}
export const MsgRotateKey: Codec<MsgRotateKey> = messageCodec(
  'nave.validators.v1.MsgRotateKey',
  [
    [1, 'operator', 'string'],
    [2, 'kind', 'enum'],
    [3, 'key', 'bytes'],
    [4, 'proof', 'bytes'],
  ],
  (v, o) => ({
    operator: v[o] as string,
    kind: v[o + 1] as KeyKind,
    key: v[o + 2] as Uint8Array,
    proof: v[o + 3] as Uint8Array,
  }),
);

export interface MsgRotateKeyResponse {
}
export const MsgRotateKeyResponse: Codec<MsgRotateKeyResponse> = messageCodec(
  'nave.validators.v1.MsgRotateKeyResponse',
  [],
  () => ({}),
);

/** By governance. params: JSON in the form of genesis. */
export interface MsgUpdateParams {
  readonly authority: string;
  readonly params: string;
}
export const MsgUpdateParams: Codec<MsgUpdateParams> = messageCodec(
  'nave.validators.v1.MsgUpdateParams',
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
  'nave.validators.v1.MsgUpdateParamsResponse',
  [],
  () => ({}),
);

export const Msg = {
  register: { path: '/nave.validators.v1.Msg/Register', request: MsgRegister, response: MsgRegisterResponse },
  bond: { path: '/nave.validators.v1.Msg/Bond', request: MsgBond, response: MsgBondResponse },
  unbond: { path: '/nave.validators.v1.Msg/Unbond', request: MsgUnbond, response: MsgUnbondResponse },
  unjail: { path: '/nave.validators.v1.Msg/Unjail', request: MsgUnjail, response: MsgUnjailResponse },
  rotateKey: { path: '/nave.validators.v1.Msg/RotateKey', request: MsgRotateKey, response: MsgRotateKeyResponse },
  updateParams: { path: '/nave.validators.v1.Msg/UpdateParams', request: MsgUpdateParams, response: MsgUpdateParamsResponse },
} as const;
