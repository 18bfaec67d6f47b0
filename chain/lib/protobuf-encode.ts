import type { Field, MessageCodec } from './protobuf.ts';
import { ProtobufWriter } from './protobuf-writer.ts';
import { WireError } from './wire-error.ts';

/* One writer for all messages: encoding is synchronous and never re-entered, results are copied out. */
const shared = new ProtobufWriter();

/** Canonical bytes; an absent (undefined) field is its default. Throws WireError on a value its field cannot carry. */
export function encodeMessage(codec: MessageCodec, message: unknown): Uint8Array {
  shared.restart();
  writeMessage(codec, message, shared);
  return shared.copy();
}

/** Canonical bytes as a view that the next encoding overwrites. */
export function encodeView(codec: MessageCodec, message: unknown): Uint8Array {
  shared.restart();
  writeMessage(codec, message, shared);
  return shared.view();
}

function refuse(codec: MessageCodec, field: Field, reason: string): never {
  throw new WireError(`${codec.typeName}.${field.name}: ${reason}`);
}

/** Writes the fields of `message`; throws as `encodeMessage` does. */
export function writeMessage(codec: MessageCodec, message: unknown, out: ProtobufWriter): void {
  const object = message as Readonly<Record<string, unknown>>;
  const { fields } = codec;
  let chosen = 0;
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i]!;
    const value = object[field.name];
    if (value === undefined) continue;
    if (field.repeated) {
      writeList(codec, field, value as readonly unknown[], out);
      continue;
    }
    if (!field.presence && isDefault(value)) continue;
    if (field.oneof >= 0) {
      if ((chosen & (1 << field.oneof)) !== 0) refuse(codec, field, 'more than one of a oneof');
      chosen |= 1 << field.oneof;
    }
    out.varint(field.tag);
    writeValue(codec, field, value, out);
  }
}

function isDefault(value: unknown): boolean {
  switch (typeof value) {
    case 'number':
      return value === 0;
    case 'boolean':
      return !value;
    case 'bigint':
      return value === 0n;
    case 'string':
      return value.length === 0;
    default:
      return (value as Uint8Array).length === 0;
  }
}

function writeList(codec: MessageCodec, field: Field, list: readonly unknown[], out: ProtobufWriter): void {
  if (list.length === 0) return;
  if (field.packed) {
    out.varint(field.tag);
    const start = out.reserve();
    for (const value of list) writeValue(codec, field, value, out);
    out.close(start);
    return;
  }
  for (const value of list) {
    out.varint(field.tag);
    writeValue(codec, field, value, out);
  }
}

function writeValue(codec: MessageCodec, field: Field, value: unknown, out: ProtobufWriter): void {
  switch (field.kind) {
    case 0:
      if (typeof value !== 'boolean') refuse(codec, field, 'not a boolean');
      out.byte(value ? 1 : 0);
      return;
    case 1:
      if (!isInteger(value, 0, 0xffffffff)) refuse(codec, field, `${String(value)} is no uint32`);
      out.varint(value);
      return;
    case 2:
      if (!isInteger(value, -2147483648, 2147483647)) refuse(codec, field, `${String(value)} is no int32`);
      if (value < 0) out.negative(value);
      else out.varint(value);
      return;
    case 3:
      if (!isInteger(value, 0, Number.MAX_SAFE_INTEGER))
        refuse(codec, field, `${String(value)} is no safe unsigned integer`);
      out.varint(value);
      return;
    case 4:
      if (!isInteger(value, -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)) {
        refuse(codec, field, `${String(value)} is no safe integer`);
      }
      if (value < 0) out.negative(value);
      else out.varint(value);
      return;
    case 5:
      if (typeof value !== 'bigint' || BigInt.asUintN(64, value) !== value)
        refuse(codec, field, `${String(value)} is no uint64`);
      out.bigVarint(value);
      return;
    case 6:
      if (typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value)
        refuse(codec, field, `${String(value)} is no int64`);
      out.bigVarint(BigInt.asUintN(64, value));
      return;
    case 7:
      if (typeof value !== 'string') refuse(codec, field, 'not a string');
      if (!out.lengthAndText(value)) refuse(codec, field, 'not well-formed Unicode');
      return;
    case 8:
      if (!(value instanceof Uint8Array)) refuse(codec, field, 'not bytes');
      out.lengthAndBytes(value);
      return;
    default: {
      if (typeof value !== 'object' || value === null) refuse(codec, field, 'not a message');
      const start = out.reserve();
      writeMessage(field.child!, value, out);
      out.close(start);
    }
  }
}

function isInteger(value: unknown, least: number, most: number): value is number {
  return (
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most && !Object.is(value, -0)
  );
}
