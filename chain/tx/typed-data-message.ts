import type { StructValue } from '../lib/eip712.ts';
import type { Codec } from '../lib/protobuf.ts';
import type { TypedDataRegistry } from './typed-data-registry.ts';

/** A message that wallets can sign as typed data: both directions, without the nonce. */
export interface TypedMessage {
  readonly primaryType: string;
  readonly codec: Codec<unknown>;
  /** Wire message → struct members. Throws AppError 1001 or 1003. */
  toFields(message: unknown, registry: TypedDataRegistry): StructValue;
  /** Struct members of the right types → wire message sent by `sender`. Throws AppError 1003, 2002, 2003 or 8001. */
  fromFields(fields: StructValue, sender: string, registry: TypedDataRegistry): unknown;
}

interface Conversions<M, F> {
  toFields(message: M, registry: TypedDataRegistry): F;
  fromFields(fields: F, sender: string, registry: TypedDataRegistry): M;
}

/** `F` names the members of `primaryType`; typed-data-input.ts has checked a value against them before it gets here. */
export function typedMessage<M, F>(primaryType: string, codec: Codec<M>, conversions: Conversions<M, F>): TypedMessage {
  return {
    primaryType,
    codec,
    toFields: (message, registry) => conversions.toFields(message as M, registry) as StructValue,
    fromFields: (fields, sender, registry) => conversions.fromFields(fields as F, sender, registry),
  };
}
