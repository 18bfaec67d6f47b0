import { ByteReader, ByteWriter } from '../../lib/bytes.ts';
import { invariant } from '../../lib/errors.ts';
import type { ValueCodec } from '../../state/collection.ts';

/** One field of a record: fixed binary form, big endian. */
export interface Part<T> {
  write(out: ByteWriter, value: T): void;
  read(input: ByteReader): T;
}

export const u8: Part<number> = { write: (out, x) => out.u8(x), read: (input) => input.u8() };
export const u32: Part<number> = { write: (out, x) => out.u32(x), read: (input) => input.u32() };
/** Safe integer ≥ 0. */
export const u64: Part<number> = { write: (out, x) => out.u64(x), read: (input) => input.u64() };
export const i128: Part<bigint> = { write: (out, x) => out.bigI128(x), read: (input) => input.bigI128() };
/** 0 ≤ x < 2^128. */
export const u128: Part<bigint> = {
  write: (out, x) => out.bigU64(x >> 64n).bigU64(BigInt.asUintN(64, x)),
  read(input) {
    const high = input.bigU64();
    return (high << 64n) | input.bigU64();
  },
};
export const text: Part<string> = { write: (out, x) => out.text(x), read: (input) => input.text() };
/** u16 length ‖ bytes. */
export const bytes: Part<Uint8Array> = { write: (out, x) => out.bytes16(x), read: (input) => input.bytes16() };
export const flag: Part<boolean> = { write: (out, x) => out.u8(x ? 1 : 0), read: (input) => input.u8() === 1 };

export const fixed = (length: number): Part<Uint8Array> => ({
  write(out, x) {
    invariant(x.length === length, `${x.length} bytes where a record has ${length}`);
    out.raw(x);
  },
  read: (input) => input.raw(length),
});
export const address = fixed(20);
export const hash32 = fixed(32);

/** One of a few words, as its place in the list (append-only). */
export function word<W extends string>(words: readonly W[]): Part<W> {
  return {
    write: (out, x) => out.u8(words.indexOf(x)),
    read(input) {
      const found = words[input.u8()];
      invariant(found !== undefined, 'record with an unknown word');
      return found;
    },
  };
}

export function optional<T>(part: Part<T>): Part<T | undefined> {
  return {
    write(out, x) {
      out.u8(x === undefined ? 0 : 1);
      if (x !== undefined) part.write(out, x);
    },
    read: (input) => (input.u8() === 1 ? part.read(input) : undefined),
  };
}

/** u16 count ‖ items. */
export function list<T>(part: Part<T>): Part<readonly T[]> {
  return {
    write(out, items) {
      out.u16(items.length);
      for (const item of items) part.write(out, item);
    },
    read: (input) => Array.from({ length: input.u16() }, () => part.read(input)),
  };
}

/** Fields in the order they are written here, which is that of the bytes. */
export function struct<T>(parts: { readonly [K in keyof T]-?: Part<T[K]> }): Part<T> {
  const names = Object.keys(parts) as (keyof T)[];
  return {
    write(out, value) {
      for (const name of names) parts[name].write(out, value[name]);
    },
    read(input) {
      const value: Partial<T> = {};
      for (const name of names) value[name] = parts[name].read(input);
      return value as T;
    },
  };
}

/** The codec of a collection's values. */
export function recordCodec<T>(part: Part<T>): ValueCodec<T> {
  return {
    encode(value) {
      const out = new ByteWriter(256);
      part.write(out, value);
      return out.finish();
    },
    decode(raw) {
      const input = new ByteReader(raw);
      const value = part.read(input);
      input.end();
      return value;
    },
  };
}
