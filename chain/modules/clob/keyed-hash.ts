/** Two secret 32-bit words, see Crypto.tableKey. */
export type TableKey = readonly [number, number];

const FINAL_ROUNDS = 3;

/**
 * HalfSipHash-1-3 (Aumasson, Bernstein) of whole int32 words instead of bytes: whoever does not know the key cannot make
 * hashes collide, and tables of texts that strangers choose keep their O(1). About 3 ns a word.
 */
export function keyedHash([k0, k1]: TableKey, words: Int32Array, count: number): number {
  let v0 = k0 | 0;
  let v1 = k1 | 0;
  let v2 = 0x6c796765 ^ k0;
  let v3 = 0x74656462 ^ k1;
  for (let i = 0; i <= count + FINAL_ROUNDS; i++) {
    // The words, their number, then rounds with nothing new.
    const word = i < count ? words[i]! : i === count ? count : 0;
    if (i === count + 1) v2 ^= 0xff;
    v3 ^= word;
    v0 = (v0 + v1) | 0;
    v2 = (v2 + v3) | 0;
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
    v0 = (((v0 << 16) | (v0 >>> 16)) + v3) | 0;
    v2 = (v2 + v1) | 0;
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
    v2 = (v2 << 16) | (v2 >>> 16);
    v0 ^= word;
  }
  return v1 ^ v3;
}
