import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { concat, toHex } from '#chain/lib/bytes.ts';
import type { Crypto } from '#chain/lib/hash.ts';
import { parseFraming } from '#chain/modules/oracle/pyth/framing.ts';
import { parsePriceMessage } from '#chain/modules/oracle/pyth/message.ts';
import { parsePayload } from '#chain/modules/oracle/pyth/payload.ts';
import { PythError } from '#chain/modules/oracle/pyth/reasons.ts';
import { parseVaa } from '#chain/modules/oracle/pyth/vaa.ts';
import { readClaims } from '#chain/modules/oracle/pyth/verify.ts';
import { loadNativeCrypto } from '#src/crypto/native-crypto.ts';
import { readPositives, verifyToText } from './pyth.ts';

const DIR = fileURLToPath(new URL('./data/pyth', import.meta.url));
/** A flip in the VAA costs a recovery (4 ms without libsecp256k1), one in a message all its hashes: not every byte. */
const SLOW_STRIDES = { vaa: 61, message: 5 };
const FAST_STRIDES = { vaa: 3, message: 2 };

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

test(`a flipped bit is refused or changes nothing that is decoded (SEED=${seed})`, async () => {
  const native = await loadNativeCrypto();
  const crypto = remembering(native.crypto);
  const strides = native.builds.secp256k1 === 'noble' ? SLOW_STRIDES : FAST_STRIDES;
  const nextBit = bitSource(seed);
  let refused = 0;
  let same = 0;
  for (const { name, update, signers } of readPositives(DIR)) {
    const expected = verifyToText(crypto, update, signers);
    assert.ok(!expected.startsWith('refused'), `${name}: ${expected}`);
    const { vaa } = parseFraming(update);
    const signatures = vaa.byteOffset - update.byteOffset + VAA_HEADER_BYTES;
    const messages = vaa.byteOffset - update.byteOffset + vaa.length;
    const stride = (at: number): number => (at < signatures ? 1 : at < messages ? strides.vaa : strides.message);
    for (let at = seed % 2; at < update.length; at += stride(at)) {
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

test(`bytes from nowhere are refused with a reason, never with another error (SEED=${seed})`, () => {
  const pyth = (read: () => unknown): boolean => {
    try {
      read();
      return true;
    } catch (error) {
      assert.ok(error instanceof PythError, String(error));
      return false;
    }
  };
  const head = Uint8Array.of(0x50, 0x4e, 0x41, 0x55, 1, 0, 0, 0);
  const bytes = fc.uint8Array({ maxLength: 400 });
  fc.assert(
    fc.property(bytes, (tail) => {
      pyth(() => parseFraming(tail));
      pyth(() => parseFraming(concat(head, tail)));
      pyth(() => parseVaa(tail));
      pyth(() => parseVaa(concat(Uint8Array.of(1), tail)));
      pyth(() => parsePayload(tail));
      pyth(() => parsePriceMessage(concat(Uint8Array.of(0), tail)));
      readClaims({ vaa: tail, messages: [{ message: tail, proof: new Uint8Array(0) }] });
    }),
    { seed, numRuns: 3000 },
  );
});
