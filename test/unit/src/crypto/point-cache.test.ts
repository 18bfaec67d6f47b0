import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Point } from '@noble/secp256k1';
import { PointCache } from '#src/crypto/point-cache.ts';

const keyOf = (scalar: bigint): Uint8Array => Point.BASE.multiply(scalar).toBytes(true);
const expand = (key: Uint8Array): Uint8Array => Point.fromBytes(key).toBytes(false);

function counted(): { readonly cache: PointCache; readonly asked: Uint8Array[] } {
  const asked: Uint8Array[] = [];
  const cache = new PointCache((key) => {
    asked.push(key);
    return expand(key);
  });
  return { cache, asked };
}

test('a key that returns is not expanded again, wherever its bytes lie', () => {
  const { cache, asked } = counted();
  for (const scalar of [1n, 2n, 3n, 1n, 2n, 3n]) {
    const key = keyOf(scalar);
    assert.deepEqual(cache.get(key), expand(key));
  }
  assert.equal(asked.length, 3);
});

test('a key and the one with the other parity share a slot and are told apart', () => {
  const { cache, asked } = counted();
  const key = keyOf(5n);
  const negated = key.slice();
  negated[0] = 5 - key[0]!;
  for (const one of [key, negated, key, negated]) assert.deepEqual(cache.get(one), expand(one));
  assert.equal(asked.length, 4);
});

test('keys that agree in the bytes that choose the slot are told apart by every other byte', () => {
  const { asked } = counted();
  const cache = new PointCache((key) => {
    asked.push(key);
    return Uint8Array.from({ length: 65 }, (_, i) => (i === 0 ? 4 : i < 33 ? key[i]! : key[0]! & 1));
  });
  const key = Uint8Array.from({ length: 33 }, (_, i) => (i === 0 ? 2 : i));
  for (let i = 1; i < 31; i++) {
    const other = key.slice();
    other[i] = other[i]! ^ 0x80;
    assert.deepEqual(cache.get(key).subarray(1, 33), key.subarray(1));
    assert.deepEqual(cache.get(other).subarray(1, 33), other.subarray(1));
  }
  assert.equal(asked.length, 60);
});

test('bytes that are no point throw every time', () => {
  const { cache } = counted();
  const offCurve = Uint8Array.from({ length: 33 }, (_, i) => (i === 0 ? 2 : i === 32 ? 5 : 0));
  for (let i = 0; i < 2; i++) assert.throws(() => cache.get(offCurve));
});
