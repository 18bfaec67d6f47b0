import { ByteWriter } from '../../../lib/bytes.ts';
import { invariant } from '../../../lib/errors.ts';
import { ABI_BYTES, type AbiType, VAULT_EVENTS, type VaultEvent, type VaultEventShape } from './vault-events.ts';
import { readUint, uintBytes } from './words.ts';

/** tag u8 ‖ nonce u64. */
const HEAD_BYTES = 9;

const byTag = new Map(VAULT_EVENTS.map((shape) => [shape.tag, shape]));
const byType = new Map(VAULT_EVENTS.map((shape) => [shape.type, shape]));
const lengths = new Map(
  VAULT_EVENTS.map(({ tag, fields }) => [tag, fields.reduce((sum, [, type]) => sum + ABI_BYTES[type], HEAD_BYTES)]),
);

export type FieldValue = bigint | boolean | Uint8Array;

export function shapeOf(type: VaultEvent['type']): VaultEventShape {
  const shape = byType.get(type);
  invariant(shape !== undefined, `no vault event ${type}`);
  return shape;
}

/** Fields of an event in ABI order, key first. */
export function fieldsOf(event: VaultEvent): { readonly type: AbiType; readonly value: FieldValue }[] {
  const values = event as unknown as Readonly<Record<string, FieldValue>>;
  return shapeOf(event.type).fields.map(([name, type]) => ({ type, value: values[name]! }));
}

/** eventBytes of bridge-abi §6: fixed width, so equal bytes are equal fields. */
export function encodeEvent(event: VaultEvent): Uint8Array {
  const out = new ByteWriter(128).u8(shapeOf(event.type).tag).bigU64(event.nonce);
  for (const { type, value } of fieldsOf(event)) out.raw(fieldBytes(type, value));
  return out.finish();
}

export function fieldBytes(type: AbiType, value: FieldValue): Uint8Array {
  if (typeof value === 'bigint') return uintBytes(value, ABI_BYTES[type]);
  if (typeof value === 'boolean') return Uint8Array.of(value ? 1 : 0);
  invariant(value.length === ABI_BYTES[type], `${type} of ${value.length} bytes`);
  return value;
}

/** Reads eventBytes of any origin; undefined unless they are exactly one event's. */
export function findEvent(bytes: Uint8Array): VaultEvent | undefined {
  const shape = byTag.get(bytes[0] ?? 0);
  if (shape === undefined || bytes.length !== lengths.get(shape.tag)) return undefined;
  const event: Record<string, unknown> = { type: shape.type, nonce: readUint(bytes.subarray(1, HEAD_BYTES)) };
  let at = HEAD_BYTES;
  for (const [name, type] of shape.fields) {
    const raw = bytes.subarray(at, at + ABI_BYTES[type]);
    at += raw.length;
    if (type === 'bool') {
      if (raw[0]! > 1) return undefined;
      event[name] = raw[0] === 1;
    } else {
      event[name] = type === 'address' || type === 'bytes32' ? raw.slice() : readUint(raw);
    }
  }
  return event as unknown as VaultEvent;
}

/** Reads eventBytes that were accepted before; anything else is a bug (InvariantError). */
export function readEvent(bytes: Uint8Array): VaultEvent {
  const event = findEvent(bytes);
  invariant(event !== undefined, 'stored event is malformed');
  return event;
}
