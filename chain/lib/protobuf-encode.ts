import { utf8 } from './bytes.ts';
import type { Field, MessageCodec } from './protobuf.ts';
import { WireError } from './wire-error.ts';

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/* One growing buffer for all messages: encoding is synchronous and never re-entered, results are copied out. */
let out = new Uint8Array(4096);
let at = 0;

/** Canonical bytes; an absent (undefined) field is its default. Throws WireError on a value its field cannot carry. */
export function encodeMessage(codec: MessageCodec, message: unknown): Uint8Array {
  at = 0;
  writeMessage(codec, message);
  return out.slice(0, at);
}

/**
 * `lead` ‖ `outer`'s fields ‖ `inner` as its last field, of type bytes, under `tag` (left out when `inner` is empty, as
 * defaults are): what encoding `inner` and then `outer` around it gives, without a copy of either. The result is a view that
 * the next encoding overwrites.
 */
export function encodeEnvelope(
  lead: number,
  outerCodec: MessageCodec,
  outer: unknown,
  tag: number,
  innerCodec: MessageCodec,
  inner: unknown,
): Uint8Array {
  at = 0;
  out[at++] = lead;
  writeMessage(outerCodec, outer);
  const end = at;
  writeVarint(tag);
  const start = at;
  room(1);
  at += 1;
  writeMessage(innerCodec, inner);
  if (at === start + 1) at = end;
  else closeLength(start);
  return written();
}

/** Canonical bytes as a view that the next encoding overwrites. */
export function encodeView(codec: MessageCodec, message: unknown): Uint8Array {
  at = 0;
  writeMessage(codec, message);
  return written();
}

/** Views of `out` by their length: making one costs more than a short encoding. */
let views: (Uint8Array | undefined)[] = [];
const LONGEST_KEPT_VIEW = 1024;

function written(): Uint8Array {
  if (at > LONGEST_KEPT_VIEW) return out.subarray(0, at);
  let view = views[at];
  if (view === undefined) {
    view = out.subarray(0, at);
    views[at] = view;
  }
  return view;
}

function refuse(codec: MessageCodec, field: Field, reason: string): never {
  throw new WireError(`${codec.typeName}.${field.name}: ${reason}`);
}

function room(count: number): void {
  if (at + count <= out.length) return;
  const grown = new Uint8Array(Math.max(out.length * 2, at + count));
  grown.set(out.subarray(0, at));
  out = grown;
  views = [];
}

function writeMessage(codec: MessageCodec, message: unknown): void {
  const object = message as Readonly<Record<string, unknown>>;
  const { fields } = codec;
  let chosen = 0;
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i]!;
    const value = object[field.name];
    if (value === undefined) continue;
    if (field.repeated) {
      writeList(codec, field, value as readonly unknown[]);
      continue;
    }
    if (!field.presence && isDefault(value)) continue;
    if (field.oneof >= 0) {
      if ((chosen & (1 << field.oneof)) !== 0) refuse(codec, field, 'more than one of a oneof');
      chosen |= 1 << field.oneof;
    }
    writeVarint(field.tag);
    writeValue(codec, field, value);
  }
}

function isDefault(value: unknown): boolean {
  return value === 0 || value === '' || value === false || value === 0n || (value as Uint8Array).length === 0;
}

function writeList(codec: MessageCodec, field: Field, list: readonly unknown[]): void {
  if (list.length === 0) return;
  if (field.packed) {
    writeVarint(field.tag);
    const start = at;
    room(1);
    at += 1;
    for (const value of list) writeValue(codec, field, value);
    closeLength(start);
    return;
  }
  for (const value of list) {
    writeVarint(field.tag);
    writeValue(codec, field, value);
  }
}

/** Writes the length of what follows the byte reserved at `start`, moving it when the length needs more than one byte. */
function closeLength(start: number): void {
  const length = at - start - 1;
  if (length < 128) {
    out[start] = length;
    return;
  }
  const extra = length < 16384 ? 1 : length < 2097152 ? 2 : 3;
  room(extra);
  out.copyWithin(start + 1 + extra, start + 1, at);
  const end = at + extra;
  at = start;
  writeVarint(length);
  at = end;
}

function writeValue(codec: MessageCodec, field: Field, value: unknown): void {
  switch (field.kind) {
    case 0:
      if (typeof value !== 'boolean') refuse(codec, field, 'not a boolean');
      room(1);
      out[at++] = value ? 1 : 0;
      return;
    case 1:
      if (!isInteger(value, 0, 0xffffffff)) refuse(codec, field, `${String(value)} is no uint32`);
      writeVarint(value);
      return;
    case 2:
      if (!isInteger(value, -2147483648, 2147483647)) refuse(codec, field, `${String(value)} is no int32`);
      if (value < 0) writeBig(BigInt.asUintN(64, BigInt(value)));
      else writeVarint(value);
      return;
    case 3:
      if (!isInteger(value, 0, Number.MAX_SAFE_INTEGER))
        refuse(codec, field, `${String(value)} is no safe unsigned integer`);
      writeVarint(value);
      return;
    case 4:
      if (!isInteger(value, -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)) {
        refuse(codec, field, `${String(value)} is no safe integer`);
      }
      if (value < 0) writeBig(BigInt.asUintN(64, BigInt(value)));
      else writeVarint(value);
      return;
    case 5:
      if (typeof value !== 'bigint' || BigInt.asUintN(64, value) !== value)
        refuse(codec, field, `${String(value)} is no uint64`);
      writeBig(value);
      return;
    case 6:
      if (typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value)
        refuse(codec, field, `${String(value)} is no int64`);
      writeBig(BigInt.asUintN(64, value));
      return;
    case 7:
      if (typeof value !== 'string') refuse(codec, field, 'not a string');
      writeText(codec, field, value);
      return;
    case 8:
      if (!(value instanceof Uint8Array)) refuse(codec, field, 'not bytes');
      writeVarint(value.length);
      room(value.length);
      out.set(value, at);
      at += value.length;
      return;
    default: {
      if (typeof value !== 'object' || value === null) refuse(codec, field, 'not a message');
      const start = at;
      room(1);
      at += 1;
      writeMessage(field.child!, value);
      closeLength(start);
    }
  }
}

function isInteger(value: unknown, least: number, most: number): value is number {
  return (
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most && !Object.is(value, -0)
  );
}

/** Safe unsigned integer. */
function writeVarint(value: number): void {
  room(10);
  let rest = value;
  while (rest > 0x7fffffff) {
    out[at++] = (rest % 128) + 128;
    rest = Math.floor(rest / 128);
  }
  while (rest > 127) {
    out[at++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  out[at++] = rest;
}

function writeBig(value: bigint): void {
  if (value <= MAX_SAFE) {
    writeVarint(Number(value));
    return;
  }
  room(10);
  let rest = value;
  while (rest > 127n) {
    out[at++] = Number(rest & 127n) | 128;
    rest >>= 7n;
  }
  out[at++] = Number(rest);
}

function writeText(codec: MessageCodec, field: Field, text: string): void {
  const { length } = text;
  room(length + 10);
  if (length < 128) {
    const start = at;
    let i = 0;
    for (; i < length; i++) {
      const c = text.charCodeAt(i);
      if (c > 127) break;
      out[start + 1 + i] = c;
    }
    if (i === length) {
      out[start] = length;
      at = start + 1 + length;
      return;
    }
  }
  if (!text.isWellFormed()) refuse(codec, field, 'not well-formed Unicode');
  const encoded = utf8(text);
  writeVarint(encoded.length);
  room(encoded.length);
  out.set(encoded, at);
  at += encoded.length;
}
