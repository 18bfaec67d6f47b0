import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { fromHex, toHex, utf8 } from '#chain/lib/bytes.ts';
import { cosmosAddress, ethereumAddress, isLowS, nobleCrypto } from '#chain/lib/hash.ts';

const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** Public key of private key 1: the base point. */
const BASE_POINT = fromHex('0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798');

test('SHA-256 and Keccak-256 give their published digests', () => {
  assert.equal(
    toHex(nobleCrypto.sha256(utf8('abc'))),
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
  assert.equal(
    toHex(nobleCrypto.keccak256(new Uint8Array(0))),
    'c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470',
  );
});

test('the addresses of private key 1 are the well-known ones', () => {
  assert.equal(toHex(cosmosAddress(nobleCrypto, BASE_POINT)), '751e76e8199196d454941c45d1b3a323f1433bd6');
  assert.equal(toHex(ethereumAddress(nobleCrypto, BASE_POINT)), '7e5f4552091a69125d5dfcb7b8c2659029395bdf');
});

test('s is low up to half the order and not above', () => {
  const withS = (s: bigint): Uint8Array => fromHex('11'.repeat(32) + s.toString(16).padStart(64, '0'));
  const half = (N - 1n) / 2n;
  for (const s of [0n, 1n, half - 1n, half]) assert.equal(isLowS(withS(s)), true);
  for (const s of [half + 1n, N - 1n, N, 2n ** 256n - 1n]) assert.equal(isLowS(withS(s)), false);
});

test('pairs are hashed one by one, side by side', () => {
  fc.assert(
    fc.property(fc.nat(5), fc.uint8Array({ minLength: 320, maxLength: 320 }), (pairs, input) => {
      const output = new Uint8Array(160);
      nobleCrypto.hashPairs(input, output, pairs);
      for (let i = 0; i < 5; i++) {
        const expected = createHash('sha256')
          .update(input.subarray(i * 64, i * 64 + 64))
          .digest('hex');
        assert.equal(toHex(output.subarray(i * 32, i * 32 + 32)), i < pairs ? expected : '00'.repeat(32));
      }
    }),
  );
});
