import { ByteReader, concat, fromUtf8, toHex, utf8 } from '../lib/bytes.ts';
import type { KeyCodec } from './collection.ts';

/** The single key of a one-record collection. */
export const unitKey: KeyCodec<0> = { encode: () => new Uint8Array(0), decode: () => 0, id: () => 0 };

export const u32Key: KeyCodec<number> = {
  encode: u32Bytes,
  decode: (bytes) => new ByteReader(bytes).u32(),
  id: (key) => key,
};

export const textKey: KeyCodec<string> = { encode: utf8, decode: fromUtf8, id: (key) => key };

/** Addresses, hashes, feed ids: raw bytes of any one length. */
export const bytesKey: KeyCodec<Uint8Array> = {
  encode: (key) => key,
  decode: (bytes) => bytes.slice(),
  id: toHex,
};

/** Two codecs, the first of `width` bytes. */
export function pairKey<A, B>(first: KeyCodec<A>, width: number, second: KeyCodec<B>): KeyCodec<readonly [A, B]> {
  return {
    encode: ([a, b]) => concat(first.encode(a), second.encode(b)),
    decode: (bytes) => [first.decode(bytes.subarray(0, width)), second.decode(bytes.subarray(width))],
    id: ([a, b]) => `${first.id(a)}/${second.id(b)}`,
  };
}

function u64Bytes(key: number): Uint8Array {
  const bytes = new Uint8Array(8);
  putU32(bytes, 0, Math.floor(key / 4294967296));
  putU32(bytes, 4, key % 4294967296);
  return bytes;
}

function u32Bytes(key: number): Uint8Array {
  const bytes = new Uint8Array(4);
  putU32(bytes, 0, key);
  return bytes;
}

function putU32(bytes: Uint8Array, at: number, x: number): void {
  bytes[at] = x >>> 24;
  bytes[at + 1] = x >>> 16;
  bytes[at + 2] = x >>> 8;
  bytes[at + 3] = x;
}

/** Safe integer as u64. */
export const u64Key: KeyCodec<number> = {
  encode: u64Bytes,
  decode: (bytes) => new ByteReader(bytes).u64(),
  id: (key) => key,
};
