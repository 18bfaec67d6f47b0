import fc from 'fast-check';
import { Enum, type Field, type Root, Type } from 'protobufjs';

const LOW = 0xffffffffn;

/** A message in our shape (camelCase, defaults left to the codec) and the same for protobufjs (proto names, long objects). */
export interface TwinMessages {
  readonly ours: Record<string, unknown>;
  readonly theirs: Record<string, unknown>;
}

/** Random messages of a type as both libraries take them. */
export function twinMessages(type: Type, depth = 2): fc.Arbitrary<TwinMessages> {
  const fields = type.fieldsArray.filter((field) => depth > 0 || !(field.resolvedType instanceof Type));
  const oneofs = type.oneofsArray.filter((one) => !one.isProto3Optional).map((one) => one.oneof);
  const parts = fields.map((field) => fc.option(twinField(field, depth), { nil: undefined, freq: 2 }));
  return fc.tuple(fc.tuple(...parts), fc.nat()).map(([values, pick]) => {
    const ours: Record<string, unknown> = {};
    const theirs: Record<string, unknown> = {};
    for (const [i, field] of fields.entries()) {
      const value = values[i];
      const rivals = oneofs.find((names) => names.includes(field.name));
      if (rivals !== undefined && rivals[pick % rivals.length] !== field.name) continue;
      if (value === undefined) continue;
      ours[camelCase(field.name)] = value.ours;
      theirs[field.name] = value.theirs;
    }
    return { ours, theirs };
  });
}

export const camelCase = (name: string): string => name.replace(/_([a-z0-9])/g, (_all, c: string) => c.toUpperCase());

interface TwinValue {
  readonly ours: unknown;
  readonly theirs: unknown;
}

function twinField(field: Field, depth: number): fc.Arbitrary<TwinValue> {
  const one = twinValue(field, depth);
  if (!field.repeated) {
    const presence = field.partOf !== null || field.resolvedType instanceof Type;
    return presence ? one : one.filter(({ ours }) => !isDefault(ours));
  }
  return fc.array(one, { minLength: 1, maxLength: 4 }).map((list) => ({
    ours: list.map(({ ours }) => ours),
    theirs: list.map(({ theirs }) => theirs),
  }));
}

const isDefault = (value: unknown): boolean =>
  value === 0 || value === 0n || value === '' || value === false || (value as Uint8Array).length === 0;

const same = (ours: unknown): TwinValue => ({ ours, theirs: ours });

function twinValue(field: Field, depth: number): fc.Arbitrary<TwinValue> {
  if (field.resolvedType instanceof Type) return twinMessages(field.resolvedType, depth - 1);
  if (field.resolvedType instanceof Enum) return fc.integer({ min: -3, max: 300 }).map(same);
  const wide = !field.fullName.startsWith('.nave.');
  switch (field.type) {
    case 'bool':
      return fc.boolean().map(same);
    case 'uint32':
      return fc.nat({ max: 0xffffffff }).map(same);
    case 'int32':
      return fc.integer().map(same);
    case 'uint64':
      return wide ? fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(long) : fc.maxSafeNat().map(longOfNumber);
    case 'int64':
      return wide
        ? fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(long)
        : fc.maxSafeInteger().map(longOfNumber);
    case 'string':
      return fc.string({ unit: 'grapheme' }).map((text) => same(text.toWellFormed()));
    default:
      return fc.uint8Array({ maxLength: 200 }).map(same);
  }
}

const halves = (value: bigint) => ({ low: Number(value & LOW), high: Number((value >> 32n) & LOW), unsigned: true });
const long = (value: bigint): TwinValue => ({ ours: value, theirs: halves(BigInt.asUintN(64, value)) });
const longOfNumber = (value: number): TwinValue => ({ ours: value, theirs: halves(BigInt.asUintN(64, BigInt(value))) });

export const typeOf = (root: Root, typeUrl: string): Type => root.lookupType(typeUrl.slice(1));
