import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { toHex } from '#chain/lib/bytes.ts';
import { type Crypto, nobleCrypto } from '#chain/lib/hash.ts';
import { parseFraming } from '#chain/modules/oracle/pyth/framing.ts';
import { readPositives, verifyToText } from './pyth.ts';

const DIR = fileURLToPath(new URL('./data/pyth', import.meta.url));
/** A flip in the VAA costs a recovery (4 ms with noble), one in a message all its hashes: not every byte every time. */
const VAA_STRIDE = 61;
const MESSAGE_STRIDE = 5;

/** Recovers each (signature, digest) once: flips outside the signed part meet the same ones again and again. */
function remembering(crypto: Crypto): Crypto {
  const known = new Map<string, Uint8Array | undefined>();
  return {
    ...crypto,
    recoverSecp256k1(signature, recovery, digest) {
      const id = `${toHex(signature)}${recovery}${toHex(digest)}`;
      if (!known.has(id)) known.set(id, crypto.recoverSecp256k1(signature, recovery, digest));
      return known.get(id);
    },
  };
}

/** Version, set index, count: bytes that no signature covers. */
const VAA_HEADER_BYTES = 6;

const seed = Number(process.env.SEED ?? 1);
/** A small generator: which bit of a byte is flipped. */
function bitSource(start: number): () => number {
  let state = start;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 29;
  };
}

test(`a flipped bit is refused or changes nothing that is decoded (SEED=${seed})`, () => {
  const crypto = remembering(nobleCrypto);
  const nextBit = bitSource(seed);
  let refused = 0;
  let same = 0;
  for (const { name, update, signers } of readPositives(DIR)) {
    const expected = verifyToText(crypto, update, signers);
    assert.ok(!expected.startsWith('refused'), `${name}: ${expected}`);
    const { vaa } = parseFraming(update);
    const signatures = vaa.byteOffset - update.byteOffset + VAA_HEADER_BYTES;
    const messages = vaa.byteOffset - update.byteOffset + vaa.length;
    const stride = (at: number): number => (at < signatures ? 1 : at < messages ? VAA_STRIDE : MESSAGE_STRIDE);
    for (let at = 0; at < update.length; at += stride(at)) {
      const flipped = update.slice();
      flipped[at]! ^= 1 << nextBit();
      const got = verifyToText(crypto, flipped, signers);
      if (got.startsWith('refused')) refused++;
      else {
        assert.equal(got, expected, `${name}: byte ${at}`);
        same++;
      }
    }
  }
  assert.ok(refused > 1000 && same > 0, `${refused} refused, ${same} unchanged`);
});
