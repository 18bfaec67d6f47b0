import type { Static, TObject, TProperties, TSchema, TUnsafe } from 'typebox';
import Type from 'typebox';

/** Output decimals: shortest form, no exponent, never -0 (spec: api-types §1). */
export const Decimal = Type.Unsafe<string>({ type: 'string', pattern: '^-?(0|[1-9]\\d*)(\\.\\d*[1-9])?$' });
/** Input decimals without a sign. */
export const InputDecimal = Type.Unsafe<string>({ type: 'string', pattern: '^(0|[1-9]\\d{0,17})(\\.\\d{1,12})?$' });
/** Input decimals where a signed value is documented. */
export const SignedDecimal = Type.Unsafe<string>({ type: 'string', pattern: '^-?(0|[1-9]\\d{0,17})(\\.\\d{1,12})?$' });
/** A 64-bit integer that may pass 2^53. */
export const BigInteger = Type.Unsafe<string>({ type: 'string', pattern: '^-?(0|[1-9]\\d*)$' });
export const Integer = Type.Unsafe<number>({
  type: 'integer',
  minimum: -Number.MAX_SAFE_INTEGER,
  maximum: Number.MAX_SAFE_INTEGER,
});
export const Text = Type.Unsafe<string>({ type: 'string' });
export const Flag = Type.Unsafe<boolean>({ type: 'boolean' });
/** Milliseconds of a block header. */
export const TimeMs = Type.Unsafe<number>({ type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
export const Height = Type.Unsafe<number>({ type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
/** 64 upper-case hex digits. */
export const TxHash = Type.Unsafe<string>({ type: 'string', pattern: '^[0-9A-F]{64}$' });
/** `nave1…`. */
export const AccountText = Type.Unsafe<string>({ type: 'string', pattern: '^[a-z0-9]{2,}1[02-9ac-hj-np-z]{38}$' });
/** Facts whose names depend on the code or the channel. */
export const Facts = Type.Unsafe<Readonly<Record<string, unknown>>>({ type: 'object', additionalProperties: true });

/** Closed enum of texts. */
export function oneOf<const T extends readonly string[]>(values: T): TUnsafe<T[number]> {
  return Type.Unsafe<T[number]>({ type: 'string', enum: [...values] });
}

/** The same schema, also null. Works for every schema with a single `type`. */
export function nullable<T extends TSchema>(schema: T): TUnsafe<Static<T> | null> {
  const plain = schema as unknown as { type: string; enum?: readonly unknown[] };
  const withNull = plain.enum === undefined ? {} : { enum: [...plain.enum, null] };
  return Type.Unsafe<Static<T> | null>({ ...plain, ...withNull, type: [plain.type, 'null'] });
}

export function list<T extends TSchema>(items: T): TUnsafe<readonly Static<T>[]> {
  return Type.Unsafe<readonly Static<T>[]>({ type: 'array', items });
}

/** A tuple of fixed length. */
export function tuple<const T extends readonly TSchema[]>(
  items: T,
): TUnsafe<{ readonly [K in keyof T]: Static<T[K]> }> {
  return Type.Unsafe<{ readonly [K in keyof T]: Static<T[K]> }>({
    type: 'array',
    prefixItems: [...items],
    items: false,
    minItems: items.length,
    maxItems: items.length,
  });
}

/** A named type of api-types §2: every field is always there, nothing else is. */
export function named<P extends TProperties>(title: string, properties: P): TObject<P> {
  return Type.Object(properties, { title, additionalProperties: false });
}

/** An object without a name of its own. */
export function fields<P extends TProperties>(properties: P): TObject<P> {
  return Type.Object(properties, { additionalProperties: false });
}
