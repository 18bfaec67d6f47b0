import { ByteReader, concat, fromUtf8, toHex, utf8 } from '../lib/bytes.ts';
import type { KeyCodec } from './collection.ts';

/** The single key of a one-record collection. */
export const unitKey: KeyCodec<0> = { encode: () => new Uint8Array(0), decode: () => 0, id: () => 0 };

export const u32Key: KeyCodec<number> = {
  encode: (key) => Uint8Array.of(key >>> 24, key >>> 16, key >>> 8, key),
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
  const high = Math.floor(key / 4294967296);
  const low = key - high * 4294967296;
  return Uint8Array.of(high >>> 24, high >>> 16, high >>> 8, high, low >>> 24, low >>> 16, low >>> 8, low);
}

/** Safe integer as u64. */
export const u64Key: KeyCodec<number> = {
  encode: u64Bytes,
  decode: (bytes) => new ByteReader(bytes).u64(),
  id: (key) => key,
};
