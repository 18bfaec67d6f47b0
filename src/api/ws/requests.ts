import type { Static } from 'typebox';
import Type from 'typebox';
import { Facts, fields, nullable, Text } from '../schemas/scalar.ts';
import { TxBodySchema } from '../schemas/tx.ts';

const optional = Type.Optional;

export const SubscribeItemSchema = fields({
  sub: optional(nullable(Type.String({ minLength: 1, maxLength: 64 }))),
  channel: Type.String({ maxLength: 32 }),
  market: optional(nullable(Type.String({ maxLength: 32 }))),
  account: optional(nullable(Type.String({ maxLength: 64 }))),
  subaccount: optional(nullable(Type.Integer({ minimum: 0, maximum: 2 ** 32 - 1 }))),
  options: optional(nullable(Facts)),
  resumeFrom: optional(nullable(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }))),
});
export type SubscribeItem = Static<typeof SubscribeItemSchema>;

export const SubscribeListSchema = fields({ subs: Type.Array(Facts, { minItems: 1, maxItems: 100 }) });
export const UnsubscribeSchema = fields({ sub: Type.String({ maxLength: 64 }) });
export const EmptySchema = fields({});

export const TxParamsSchema = fields({
  ...TxBodySchema.properties,
  mode: optional(nullable(Type.Unsafe<'sync' | 'commit'>({ type: 'string', enum: ['sync', 'commit'] }))),
  waitMs: optional(nullable(Type.Integer({ minimum: 0, maximum: 30_000 }))),
});
export type TxParams = Static<typeof TxParamsSchema>;

export const CancelOnDisconnectSchema = fields({
  txs: Type.Array(Text, { maxItems: 16 }),
  graceMs: optional(nullable(Type.Integer({ minimum: 0, maximum: 10_000 }))),
});
export type CancelOnDisconnectParams = Static<typeof CancelOnDisconnectSchema>;

/** Request id as it is echoed. */
export type RequestId = string | number | null;
