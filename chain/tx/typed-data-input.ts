import { findEvmAddress } from '../lib/address.ts';
import type { StructValue } from '../lib/eip712.ts';
import { AppError } from '../lib/errors.ts';
import { MAX_SAFE } from '../lib/units.ts';
import { typedDataTypes } from './typed-data-types.ts';

const refuse = (field: string, reason: string): AppError =>
  new AppError(8001, `${field}: ${reason}`, { field, reason });

/**
 * Checks JSON from a wallet against the members of `primaryType`: every member there, no other, each of its type (unsigned
 * integers as numbers or decimal texts). Throws 8001 with the path of the field.
 */
export function readTypedFields(primaryType: string, input: unknown, path = 'message'): StructValue {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) throw refuse(path, 'an object');
  const given = input as Readonly<Record<string, unknown>>;
  const members = typedDataTypes[primaryType]!;
  const names = new Set(members.map((member) => member.name));
  for (const name of Object.keys(given)) if (!names.has(name)) throw refuse(`${path}.${name}`, 'unknown field');
  const out: Record<string, unknown> = {};
  for (const { type, name } of members) {
    if (!Object.hasOwn(given, name)) throw refuse(`${path}.${name}`, 'missing');
    out[name] = readMember(type, given[name], `${path}.${name}`);
  }
  return out;
}

function readMember(type: string, value: unknown, path: string): unknown {
  if (type.endsWith('[]')) {
    if (!Array.isArray(value)) throw refuse(path, 'a list');
    return value.map((one, i) => readMember(type.slice(0, -2), one, `${path}[${i}]`));
  }
  if (typedDataTypes[type] !== undefined) return readTypedFields(type, value, path);
  switch (type) {
    case 'string':
      if (typeof value !== 'string' || !value.isWellFormed()) throw refuse(path, 'a text');
      return value;
    case 'bool':
      if (typeof value !== 'boolean') throw refuse(path, 'true or false');
      return value;
    case 'address':
      if (typeof value !== 'string' || findEvmAddress(value) === undefined) throw refuse(path, 'an 0x address');
      return value;
    default:
      return readUint(type, value, path);
  }
}

function readUint(type: string, value: unknown, path: string): number {
  const limit = type === 'uint32' ? 0xffffffff : MAX_SAFE;
  const number = typeof value === 'string' && /^(0|[1-9]\d*)$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number) || number < 0 || number > limit) {
    throw refuse(path, `an integer from 0 to ${limit}`);
  }
  return number;
}
