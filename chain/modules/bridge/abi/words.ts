import { concat } from '../../../lib/bytes.ts';

export const WORD_BYTES = 32;

/** Left-padded to 32 bytes; at most 32 bytes. */
export function word(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(WORD_BYTES);
  out.set(bytes, WORD_BYTES - bytes.length);
  return out;
}

/** 0 ≤ value < 2^(8·bytes), big endian; bits above the width are cut off. */
export function uintBytes(value: bigint, bytes: number): Uint8Array {
  const out = new Uint8Array(bytes);
  let rest = value;
  for (let i = bytes - 1; i >= 0; i--) {
    out[i] = Number(rest & 255n);
    rest >>= 8n;
  }
  return out;
}

/** 0 ≤ value < 2^256. */
export const uintWord = (value: bigint | number): Uint8Array => uintBytes(BigInt(value), WORD_BYTES);

/** Big-endian unsigned integer. */
export function readUint(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return value;
}

/** `bytes` of the ABI: length word, content, zeros up to the next word. */
export function bytesTail(content: Uint8Array): Uint8Array {
  const padding = new Uint8Array((WORD_BYTES - (content.length % WORD_BYTES)) % WORD_BYTES);
  return concat(uintWord(content.length), content, padding);
}
