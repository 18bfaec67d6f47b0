import { concat, EMPTY, utf8 } from '#chain/lib/bytes.ts';
import type { TxPosition } from './block-index.ts';

/**
 * Keys of the index, ordered as LevelDB orders bytes:
 * `m` → last height · `h` ‖ block hash → height · `t` ‖ tx hash → position · `n` ‖ height → number of txs ·
 * `e` ‖ u16 length ‖ attribute ‖ u16 length ‖ value ‖ height → indexes of the txs; `b` ‖ … the same for blocks, one index 0.
 * height u48, index u32, big endian.
 */
export const CURSOR_KEY = utf8('m');
const TX_HASH = 't'.charCodeAt(0);
const POSITION_BYTES = 10;
export const HEIGHT_BYTES = 6;
const MAX_TEXT = 0xffff;
export const MAX_HEIGHT = 2 ** 48 - 1;

export function heightBytes(height: number): Uint8Array {
  const out = new Uint8Array(HEIGHT_BYTES);
  const view = new DataView(out.buffer);
  const high = Math.floor(height / 2 ** 32);
  view.setUint16(0, high);
  view.setUint32(2, height - high * 2 ** 32);
  return out;
}

export function readHeightBytes(bytes: Uint8Array, at = 0): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint16(at) * 2 ** 32 + view.getUint32(at + 2);
}

export function positionBytes({ height, index }: TxPosition): Uint8Array {
  const out = Buffer.allocUnsafe(POSITION_BYTES);
  out.writeUIntBE(height, 0, HEIGHT_BYTES);
  out.writeUInt32BE(index, HEIGHT_BYTES);
  return out;
}

export function readPosition(bytes: Uint8Array, at = 0): TxPosition {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { height: readHeightBytes(bytes, at), index: view.getUint32(at + HEIGHT_BYTES) };
}

/** u32 each. */
export function indexesBytes(indexes: readonly number[]): Uint8Array {
  const out = Buffer.allocUnsafe(indexes.length * 4);
  for (const [i, index] of indexes.entries()) out.writeUInt32BE(index, i * 4);
  return out;
}

export function readIndexes(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(i * 4));
}

export const blockHashKey = (hash: Uint8Array): Uint8Array => concat(utf8('h'), hash);
export function txHashKey(hash: Uint8Array): Uint8Array {
  const key = Buffer.allocUnsafe(1 + hash.length);
  key[0] = TX_HASH;
  key.set(hash, 1);
  return key;
}
export const txCountKey = (height: number): Uint8Array => concat(utf8('n'), heightBytes(height));

/** `e` for events of txs, `b` for events of blocks. */
export type EventSpace = 'e' | 'b';

function lengthOf(text: Uint8Array): Uint8Array {
  return Uint8Array.of(text.length >> 8, text.length & 255);
}

/** Keys of one attribute, whatever the value, begin with this. */
export function attributePrefix(space: EventSpace, attribute: string): Uint8Array {
  const name = utf8(attribute);
  return concat(utf8(space), lengthOf(name), name);
}

/** Keys of one attribute with one value begin with this; undefined for texts too long to be indexed. */
export function findValuePrefix(space: EventSpace, attribute: string, value: string): Uint8Array | undefined {
  return findEventKey(attributePrefix(space, attribute), value, EMPTY);
}

/** The key of a value at a height, or how it begins without one; undefined for texts too long to be indexed. */
export function findEventKey(attribute: Uint8Array, value: string, height: Uint8Array): Uint8Array | undefined {
  const length = Buffer.byteLength(value);
  if (length > MAX_TEXT || attribute.length > MAX_TEXT / 3) return undefined;
  // From Node's pool: LevelDB is given thousands of keys a block, each array of its own would be an allocation outside the heap.
  const key = Buffer.allocUnsafe(attribute.length + 2 + length + height.length);
  key.set(attribute);
  key.writeUInt16BE(length, attribute.length);
  key.write(value, attribute.length + 2);
  key.set(height, attribute.length + 2 + length);
  return key;
}

/** Value bytes of an event key whose attribute prefix has `prefixLength` bytes. */
export function attributeValue(key: Uint8Array, prefixLength: number): Uint8Array {
  const length = key[prefixLength]! * 256 + key[prefixLength + 1]!;
  return key.subarray(prefixLength + 2, prefixLength + 2 + length);
}

/** The first key after all keys that begin with `prefix`. */
export function afterPrefix(prefix: Uint8Array): Uint8Array {
  const end = prefix.slice();
  for (let i = end.length - 1; i >= 0; i--) {
    if (end[i]! < 255) {
      end[i]!++;
      return end.slice(0, i + 1);
    }
  }
  throw new RangeError('a prefix of 0xff bytes has no end');
}
