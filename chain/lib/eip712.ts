import { ByteWriter, concat, findHex, utf8 } from './bytes.ts';
import { invariant } from './errors.ts';
import type { Crypto } from './hash.ts';

/** One member of a struct: `uint32`, `string`, `Trigger[]` … */
export interface TypedField {
  readonly type: string;
  readonly name: string;
}

export type StructTypes = Readonly<Record<string, readonly TypedField[]>>;

/** Member values: texts, safe integers, booleans, 0x texts of addresses and bytes32, structs and lists of these. */
export type StructValue = Readonly<Record<string, unknown>>;

/** `Name(type member,…)` with the structs it uses behind it, by name (EIP-712 encodeType). */
export function encodeType(types: StructTypes, name: string): string {
  const used = new Set<string>();
  const visit = (one: string): void => {
    for (const field of types[one]!) {
      const inner = field.type.replace(/\[\]$/, '');
      if (types[inner] !== undefined && inner !== name && !used.has(inner)) {
        used.add(inner);
        visit(inner);
      }
    }
  };
  visit(name);
  const text = (one: string): string => `${one}(${types[one]!.map((f) => `${f.type} ${f.name}`).join(',')})`;
  return [name, ...[...used].sort()].map(text).join('');
}

/** keccak256 of a struct's type hash and encoded members. `value` has every member in the right form. */
export function hashStruct(crypto: Crypto, types: StructTypes, name: string, value: StructValue): Uint8Array {
  const words = types[name]!.map((field) => encodeMember(crypto, types, field.type, value[field.name]));
  return crypto.keccak256(concat(typeHash(crypto, types, name), ...words));
}

export function typeHash(crypto: Crypto, types: StructTypes, name: string): Uint8Array {
  return crypto.keccak256(utf8(encodeType(types, name)));
}

/** What is signed: keccak256(0x19 0x01 ‖ domain separator ‖ struct hash). */
export function typedDataDigest(crypto: Crypto, domainSeparator: Uint8Array, structHash: Uint8Array): Uint8Array {
  return crypto.keccak256(concat(new Uint8Array([0x19, 0x01]), domainSeparator, structHash));
}

function encodeMember(crypto: Crypto, types: StructTypes, type: string, value: unknown): Uint8Array {
  if (type.endsWith('[]')) {
    const list = value as readonly unknown[];
    return crypto.keccak256(concat(...list.map((one) => encodeMember(crypto, types, type.slice(0, -2), one))));
  }
  if (types[type] !== undefined) return hashStruct(crypto, types, type, value as StructValue);
  switch (type) {
    case 'string':
      return crypto.keccak256(utf8(value as string));
    case 'bool':
      return word(new Uint8Array([value === true ? 1 : 0]));
    case 'address':
    case 'bytes32': {
      const bytes = findHex(value as string);
      invariant(bytes?.length === (type === 'address' ? 20 : 32), `${type}: ${String(value)}`);
      return word(bytes);
    }
    default:
      invariant(
        type.startsWith('uint') && Number.isSafeInteger(value) && (value as number) >= 0,
        `${type}: ${String(value)}`,
      );
      return word(new ByteWriter(8).u64(value as number).finish());
  }
}

/** Left-padded to 32 bytes. */
function word(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(32);
  out.set(bytes, 32 - bytes.length);
  return out;
}
