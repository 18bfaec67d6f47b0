import type { Static } from 'typebox';
import Type from 'typebox';
import { LimitSchema, SubaccountStateSchema } from './account.ts';
import { FillSchema, OrderInputSchema, OrderSchema } from './order.ts';
import {
  AccountText,
  BigInteger,
  Facts,
  Flag,
  fields,
  Height,
  InputDecimal,
  Integer,
  list,
  named,
  nullable,
  oneOf,
  SignedDecimal,
  Text,
  TimeMs,
  TxHash,
} from './scalar.ts';

export const TxItemSchema = named('TxItem', {
  index: Integer,
  action: Text,
  code: Integer,
  name: nullable(Text),
  details: nullable(Facts),
  market: nullable(Text),
  orderId: nullable(Text),
  clientOrderId: nullable(Text),
  order: nullable(OrderSchema),
  fills: list(FillSchema),
});
export type TxItem = Static<typeof TxItemSchema>;

export const TxResultSchema = named('TxResult', {
  txHash: TxHash,
  status: oneOf(['pending', 'committed']),
  height: nullable(Height),
  time: nullable(TimeMs),
  code: Integer,
  name: nullable(Text),
  message: nullable(Text),
  details: Facts,
  items: list(TxItemSchema),
  budget: nullable(fields({ orders: LimitSchema, cancels: LimitSchema })),
});
export type TxResult = Static<typeof TxResultSchema>;

export const CHECKS = ['decode', 'chain', 'account', 'signature', 'nonce', 'agent', 'budget', 'size'] as const;

export const TxVerificationSchema = named('TxVerification', {
  ok: Flag,
  txHash: TxHash,
  signMode: nullable(Text),
  digest: nullable(Text),
  recovered: nullable(Text),
  signer: nullable(Text),
  owner: nullable(Text),
  nonce: nullable(
    fields({
      kind: oneOf(['sequence', 'unordered']),
      value: BigInteger,
      state: oneOf(['fresh', 'used', 'expired', 'too_far', 'gap']),
      expected: nullable(BigInteger),
    }),
  ),
  checks: list(fields({ check: oneOf(CHECKS), ok: Flag, code: nullable(Integer), details: Facts })),
  hint: nullable(fields({ field: Text, text: Text })),
  items: nullable(list(TxItemSchema)),
});
export type TxVerification = Static<typeof TxVerificationSchema>;

const typedData = fields({
  domain: Facts,
  primaryType: Text,
  message: Facts,
  types: Type.Optional(nullable(Facts)),
});

/** JSON bodies of POST tx and tx/verify: exactly one of the two forms. */
export const TxBodySchema = named('TxBody', {
  txBytes: Type.Optional(nullable(Text)),
  typedData: Type.Optional(nullable(typedData)),
  signature: Type.Optional(nullable(Text)),
});
export type TxBody = Static<typeof TxBodySchema>;

export const SimulateBodySchema = named('SimulateBody', {
  subaccount: Type.Optional(nullable(Integer)),
  orders: Type.Optional(nullable(list(OrderInputSchema))),
  cancels: Type.Optional(nullable(list(Text))),
  transfers: Type.Optional(nullable(list(fields({ asset: Text, amount: SignedDecimal })))),
  prices: Type.Optional(
    nullable(Type.Unsafe<Readonly<Record<string, string>>>({ type: 'object', additionalProperties: InputDecimal })),
  ),
});
export type SimulateBody = Static<typeof SimulateBodySchema>;

export const SimulationSchema = named('Simulation', {
  before: SubaccountStateSchema,
  after: SubaccountStateSchema,
  items: list(TxItemSchema),
});

export const SignerSchema = AccountText;
