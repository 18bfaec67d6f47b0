import { EMPTY } from './bytes.ts';
import { decodeMessage } from './protobuf-decode.ts';
import { encodeMessage, encodeView, writeMessage } from './protobuf-encode.ts';
import type { ProtobufWriter } from './protobuf-writer.ts';

/**
 * Strict protobuf: `decode` takes exactly the bytes `encode` would give (fields ascending, minimal varints, defaults left
 * out, repeated scalars packed) and refuses everything else, so a message has one encoding and its bytes can be hashed
 * and signed. The tables come from tools/generate-proto.ts.
 */
export interface Codec<T> {
  /** `nave.clob.v1.MsgPlaceOrder` */
  readonly typeName: string;
  /** Canonical bytes. Throws WireError on a value outside its field's range. */
  encode(message: T): Uint8Array;
  /** Throws WireError unless `bytes` are canonical. Byte fields may be views of `bytes`. */
  decode(bytes: Uint8Array): T;
  /** Fills absent fields with their defaults. */
  fromPartial(partial: PartialMessage<T>): T;
}

export type PartialMessage<T> = T extends Uint8Array | string | number | bigint | boolean | undefined
  ? T
  : T extends readonly (infer U)[]
    ? readonly PartialMessage<U>[]
    : { readonly [K in keyof T]?: PartialMessage<T[K]> | undefined };

/** uint64 and int64 are numbers up to ±(2^53 − 1); the big ones bigints of 64 bits. */
export type FieldKind =
  | 'bool'
  | 'uint32'
  | 'int32'
  | 'enum'
  | 'uint64'
  | 'int64'
  | 'bigUint64'
  | 'bigInt64'
  | 'string'
  | 'bytes'
  | 'message';

export interface FieldOptions {
  readonly repeated?: true;
  /** Presence counts: absent = undefined. */
  readonly optional?: true;
  /** Number of the oneof inside its message; at most one of its fields may be there. */
  readonly oneof?: number;
  /** Codec of a message field; a function, because messages refer to each other. */
  readonly of?: () => Codec<unknown>;
}

export type FieldSpec = readonly [number: number, name: string, kind: FieldKind, options?: FieldOptions];

/** Field kinds as small integers, in the order of the decoder's and encoder's switches. */
export const KIND = {
  bool: 0,
  uint32: 1,
  int32: 2,
  enum: 2,
  uint64: 3,
  int64: 4,
  bigUint64: 5,
  bigInt64: 6,
  string: 7,
  bytes: 8,
  message: 9,
} as const;

export interface Field {
  readonly name: string;
  /** Position in the table, ascending by number. */
  readonly index: number;
  readonly kind: number;
  /** Number and wire type, as on the wire. */
  readonly tag: number;
  readonly repeated: boolean;
  readonly packed: boolean;
  /** Optional, oneof or message: undefined means absent, a default value is written. */
  readonly presence: boolean;
  /** −1 outside a oneof. */
  readonly oneof: number;
  readonly child: MessageCodec | undefined;
  readonly default: unknown;
}

/** What decoder and encoder see of a codec. */
export interface MessageCodec {
  readonly typeName: string;
  readonly fields: Field[];
  /** Tag → field. */
  readonly byTag: (Field | undefined)[];
  make(values: readonly unknown[], from: number): unknown;
}

const DEFAULTS: readonly unknown[] = [false, 0, 0, 0, 0, 0n, 0n, '', EMPTY, undefined];
const NONE: readonly never[] = Object.freeze([]);

/**
 * Builds the codec of one message. `make` creates the object from field values in ascending field order, starting at `from`; as a
 * literal in generated code it gives every message of the type one shape.
 */
export function messageCodec<T>(
  typeName: string,
  specs: readonly FieldSpec[],
  make: (values: readonly unknown[], from: number) => T,
): Codec<T> {
  let table: MessageCodec | undefined;
  const get = (): MessageCodec => {
    if (table === undefined) {
      // Known before its fields are, because a message may contain itself.
      table = { typeName, fields: [], byTag: [], make };
      fill(table, specs);
    }
    return table;
  };
  const codec = {
    typeName,
    encode: (message: T) => encodeMessage(get(), message),
    decode: (bytes: Uint8Array) => decodeMessage(get(), bytes) as T,
    fromPartial: (partial: PartialMessage<T>) => fillIn(get(), partial) as T,
  };
  tables.set(codec, get);
  return codec;
}

/** Writes messages as `codec.encode` would give them, behind what `to` already holds. */
export function messageWriter<T>(codec: Codec<T>): (message: T, to: ProtobufWriter) => void {
  const table = tables.get(codec)!;
  return (message, to) => writeMessage(table(), message, to);
}

/** Like `codec.encode`, but the result is a view that the next encoding, of whatever message, overwrites. */
export function viewEncoder<T>(codec: Codec<T>): (message: T) => Uint8Array {
  const table = tables.get(codec)!;
  return (message) => encodeView(table(), message);
}

/** Codec → compiled table: nested codecs find each other's tables without showing them to users. */
const tables = new WeakMap<object, () => MessageCodec>();

function fill(table: MessageCodec, specs: readonly FieldSpec[]): void {
  const sorted = specs.toSorted((a, b) => a[0] - b[0]);
  for (const [index, [number, name, kindName, options = {}]] of sorted.entries()) {
    const kind = KIND[kindName];
    const repeated = options.repeated === true;
    const packed = repeated && kind <= KIND.bigInt64;
    const oneof = options.oneof ?? -1;
    const presence = options.optional === true || oneof >= 0 || kind === KIND.message;
    const tag = number * 8 + (packed || kind >= KIND.string ? 2 : 0);
    const child = options.of === undefined ? undefined : tables.get(options.of())!();
    const missing = repeated ? NONE : presence ? undefined : DEFAULTS[kind];
    const field = { name, index, kind, tag, repeated, packed, presence, oneof, child, default: missing };
    table.fields.push(field);
    table.byTag[tag] = field;
  }
}

function fillIn(codec: MessageCodec, partial: unknown): unknown {
  const given = partial as Readonly<Record<string, unknown>>;
  const values = codec.fields.map((field) => {
    const value = given[field.name];
    if (value === undefined) return field.default;
    if (field.child === undefined) return value;
    const child = field.child;
    return field.repeated ? (value as readonly unknown[]).map((one) => fillIn(child, one)) : fillIn(child, value);
  });
  return codec.make(values, 0);
}
