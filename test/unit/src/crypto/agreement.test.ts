import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { Point, sign } from '@noble/secp256k1';
import fc from 'fast-check';
import { type Crypto, nobleCrypto } from '#chain/lib/hash.ts';
import { loadNativeCrypto } from '#src/crypto/native-crypto.ts';
import { BUILT_HERE, loadSecp256k1, type Secp256k1Addon } from '#src/crypto/native-secp256k1.ts';

const isBuiltHere = existsSync(BUILT_HERE);
const realRequire = createRequire(import.meta.url);
const absent = (path: string): never => {
  throw Object.assign(new Error(`Cannot find module '${path}'`), { code: 'MODULE_NOT_FOUND' });
};
/** `require` of a machine that has these two, or only the packaged one. */
const requireOf = (own: Secp256k1Addon | undefined, packaged?: Secp256k1Addon): NodeJS.Require =>
  ((path: string) => {
    if (path !== BUILT_HERE) return packaged ?? realRequire(path);
    return own ?? absent(path);
  }) as unknown as NodeJS.Require;

const native = await loadNativeCrypto();
const packaged = loadSecp256k1(requireOf(undefined));
const fallback = await loadNativeCrypto({ missing: 'left out by the test' });
const all: [string, Crypto][] = [
  ['native', native.crypto],
  ['packaged', (await loadNativeCrypto(packaged)).crypto],
  ['fallback', fallback.crypto],
];

const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const P = 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2fn;
const bytes32 = (x: bigint): Uint8Array => new Uint8Array(Buffer.from(x.toString(16).padStart(64, '0'), 'hex'));
const rs = (r: bigint, s: bigint): Uint8Array => new Uint8Array([...bytes32(r), ...bytes32(s)]);
const mod = (x: bigint): bigint => ((x % N) + N) % N;
const scalarOf = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);

const digest = bytes32(0x1234567890abcdefn << 190n);
const privateKey = bytes32(0xdeadbeefn);
const publicKey = Point.BASE.multiply(0xdeadbeefn).toBytes(true);
const signature = sign(digest, privateKey, { prehash: false }) as Uint8Array;
const R = scalarOf(signature.subarray(0, 32));
const S = scalarOf(signature.subarray(32));

function agreeOnVerify(sig: Uint8Array, hash: Uint8Array, key: Uint8Array): boolean {
  const expected = nobleCrypto.verifySecp256k1(sig, hash, key);
  for (const [name, crypto] of all) assert.equal(crypto.verifySecp256k1(sig, hash, key), expected, name);
  return expected;
}

function agreeOnRecover(sig: Uint8Array, recovery: 0 | 1, hash: Uint8Array): Uint8Array | undefined {
  const expected = nobleCrypto.recoverSecp256k1(sig, recovery, hash);
  for (const [name, crypto] of all) assert.deepEqual(crypto.recoverSecp256k1(sig, recovery, hash), expected, name);
  return expected;
}

function agreeOnDecompress(key: Uint8Array): Uint8Array | undefined {
  const attempt = (crypto: Crypto): Uint8Array | undefined => {
    try {
      return crypto.decompress(key);
    } catch {
      return undefined;
    }
  };
  const expected = attempt(nobleCrypto);
  for (const [name, crypto] of all) assert.deepEqual(attempt(crypto), expected, name);
  return expected;
}

test('this machine has the native builds, and says so', () => {
  const secp256k1 = isBuiltHere ? 'libsecp256k1 built here' : 'libsecp256k1';
  assert.deepEqual(native.builds, { secp256k1, hashPairs: 'hashtree' });
  assert.deepEqual(native.warnings, []);
});

test('a missing native build is replaced by noble with a warning that says what it costs', () => {
  assert.equal(fallback.builds.secp256k1, 'noble');
  assert.match(fallback.warnings.join(), /slower.*left out by the test/);
  const broken = loadSecp256k1((() => {
    throw new Error('no prebuild for this machine\nstack');
  }) as unknown as NodeJS.Require);
  assert.deepEqual(broken, { missing: 'no prebuild for this machine' });
});

test('a native build that lies fails its start check', () => {
  assert.ok('addon' in packaged);
  const lying = { ...packaged.addon, ecdsaVerify: () => true };
  const found = loadSecp256k1(requireOf(undefined, lying));
  assert.match('missing' in found ? found.missing : '', /start check.*another digest/);
});

test('what was built on this machine comes first, and one that lies is passed over with a warning', async () => {
  assert.ok('addon' in packaged);
  assert.equal(packaged.name, 'libsecp256k1');
  const own = { ...packaged.addon };
  const found = loadSecp256k1(requireOf(own));
  assert.deepEqual(found, { addon: own, name: 'libsecp256k1 built here' });
  const passed = loadSecp256k1(requireOf({ ...own, ecdsaVerify: () => true }));
  assert.ok('addon' in passed && passed.addon === packaged.addon);
  const { builds, warnings } = await loadNativeCrypto(passed);
  assert.equal(builds.secp256k1, 'libsecp256k1');
  assert.match(warnings.join(), /built on this machine is not used.*npm run native.*another digest/);
});

test('a valid signature is accepted and its altered forms are not', () => {
  assert.equal(agreeOnVerify(signature, digest, publicKey), true);
  for (let i = 0; i < 64; i++) {
    const altered = signature.slice();
    altered[i] = altered[i]! ^ 1;
    assert.equal(agreeOnVerify(altered, digest, publicKey), false);
  }
  for (let i = 0; i < 32; i++) {
    const altered = digest.slice();
    altered[i] = altered[i]! ^ 0x80;
    assert.equal(agreeOnVerify(signature, altered, publicKey), false);
  }
});

test('high s is refused by verify and accepted by recover', () => {
  const high = rs(R, N - S);
  assert.equal(agreeOnVerify(high, digest, publicKey), false);
  const both = ([0, 1] as const).map((v) => agreeOnRecover(high, v, digest));
  assert.ok(both.some((key) => key !== undefined && Buffer.from(key).equals(publicKey)));
});

test('r and s of zero, n and beyond are refused', () => {
  const bad = [0n, N, N + 1n, P, 2n ** 256n - 1n];
  for (const x of bad) {
    for (const sig of [rs(x, S), rs(R, x), rs(x, x), rs(x, 1n), rs(1n, x)]) {
      assert.equal(agreeOnVerify(sig, digest, publicKey), false);
      assert.equal(agreeOnRecover(sig, 0, digest), undefined);
      assert.equal(agreeOnRecover(sig, 1, digest), undefined);
    }
  }
  const half = (N - 1n) / 2n;
  for (const s of [1n, half, half + 1n, N - 1n]) agreeOnVerify(rs(R, s), digest, publicKey);
  for (const r of [1n, 2n, 5n, N - 1n, P - N, P - N - 1n]) {
    agreeOnVerify(rs(r, S), digest, publicKey);
    agreeOnRecover(rs(r, S), 0, digest);
    agreeOnRecover(rs(r, S), 1, digest);
  }
});

test('keys that are hybrid, uncompressed, off the curve, zero or of the wrong length are refused', () => {
  const full = Point.fromBytes(publicKey).toBytes(false);
  const hybrid = full.slice();
  hybrid[0] = 6 + (full[64]! & 1);
  const offCurve = new Uint8Array([2, ...bytes32(5n)]);
  const tooLarge = new Uint8Array([2, ...bytes32(P + 1n)]);
  const others = [0, 1, 4, 6, 7, 255].map((head) => new Uint8Array([head, ...publicKey.subarray(1)]));
  const zero = new Uint8Array(33);
  const zeroX = new Uint8Array([2, ...bytes32(0n)]);
  const lengths = [new Uint8Array(0), publicKey.subarray(0, 32), new Uint8Array([...publicKey, 0])];
  for (const key of [full, hybrid, offCurve, tooLarge, ...others, zero, zeroX, ...lengths]) {
    assert.equal(agreeOnVerify(signature, digest, key), false);
    agreeOnDecompress(key);
  }
  assert.equal(agreeOnDecompress(offCurve), undefined);
  assert.equal(agreeOnDecompress(hybrid), undefined);
  assert.deepEqual(agreeOnDecompress(publicKey), full.slice(1));
});

test('digests and signatures of other lengths are refused', () => {
  for (const length of [0, 31, 33, 64]) {
    const other = new Uint8Array(length);
    other.set(digest.subarray(0, Math.min(32, length)));
    assert.equal(agreeOnVerify(signature, other, publicKey), false);
    assert.equal(agreeOnRecover(signature, 0, other), undefined);
  }
  for (const length of [0, 63, 65, 72]) {
    const other = new Uint8Array(length);
    other.set(signature.subarray(0, Math.min(64, length)));
    assert.equal(agreeOnVerify(other, digest, publicKey), false);
    assert.equal(agreeOnRecover(other, 0, digest), undefined);
  }
});

test('a digest of zero, and one at or above n, mean the same everywhere', () => {
  for (const z of [0n, 1n, N - 1n, N, N + 1n, 2n ** 256n - 1n]) {
    const hash = bytes32(z);
    agreeOnVerify(signature, hash, publicKey);
    const made = sign(hash, privateKey, { prehash: false }) as Uint8Array;
    assert.equal(agreeOnVerify(made, hash, publicKey), true);
    for (const v of [0, 1] as const) agreeOnRecover(made, v, hash);
  }
});

test('a signature whose key or whose point would be infinity is refused', () => {
  const r = mod(Point.BASE.toAffine().x);
  for (const s of [1n, 2n, 12345n]) {
    // Q = r⁻¹(s·G − z·G) with z = s.
    for (const v of [0, 1] as const) {
      const key = agreeOnRecover(rs(r, s), v, bytes32(s));
      assert.equal(key === undefined, v === (Point.BASE.toAffine().y % 2n === 0n ? 0 : 1));
    }
    // R = s⁻¹(z·G + r·Q) with z = −r·d.
    agreeOnVerify(rs(r, s), bytes32(mod(-r * 0xdeadbeefn)), publicKey);
    assert.equal(agreeOnVerify(rs(r, s), bytes32(mod(-r * 0xdeadbeefn)), publicKey), false);
  }
});

test('a recovery id other than 0 and 1 recovers nothing', () => {
  for (const v of [-1, 2, 3, 4, 27, 28, 0.5, Number.NaN]) {
    for (const r of [R, 1n, 2n, 3n, 4n, 6n, 8n]) assert.equal(agreeOnRecover(rs(r, S), v as 0, digest), undefined);
  }
});

test('random signatures, keys and bytes are judged alike', () => {
  const seed = fc.uint8Array({ minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(
      seed,
      seed,
      fc.nat(),
      fc.constantFrom('none', 'key', 'signature', 'digest'),
      (secret, hash, at, spoil) => {
        const d = (scalarOf(secret) % (N - 1n)) + 1n;
        const key = Point.BASE.multiply(d).toBytes(true);
        const sig = (sign(hash, bytes32(d), { prehash: false }) as Uint8Array).slice();
        const flip = (bytes: Uint8Array): void => {
          bytes[at % bytes.length] = bytes[at % bytes.length]! ^ (1 << (at % 8));
        };
        const judged = hash.slice();
        if (spoil !== 'none') flip({ key, signature: sig, digest: judged }[spoil]);
        assert.equal(agreeOnVerify(sig, judged, key), spoil === 'none');
        for (const v of [0, 1] as const) agreeOnRecover(sig, v, judged);
        agreeOnDecompress(key);
      },
    ),
    { numRuns: 30 },
  );
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 80 }),
      fc.uint8Array({ maxLength: 40 }),
      fc.uint8Array({ maxLength: 70 }),
      (a, b, c) => {
        agreeOnVerify(a, b, c);
        agreeOnRecover(a, 0, b);
        agreeOnDecompress(c);
      },
    ),
    { numRuns: 200 },
  );
});

test('hashes agree with noble at every length around the switches, as plain arrays of their own', () => {
  for (const length of [0, 1, 31, 32, 55, 56, 63, 64, 65, 135, 136, 137, 199, 200, 201, 1000, 70_000]) {
    const data = Uint8Array.from({ length }, (_, i) => i * 31 + length);
    for (const [name, crypto] of all) {
      assert.deepEqual(crypto.sha256(data), nobleCrypto.sha256(data), name);
      assert.deepEqual(crypto.keccak256(data), nobleCrypto.keccak256(data), name);
      const first = crypto.sha256(data);
      const kept = first.slice();
      crypto.sha256(Uint8Array.of(1));
      crypto.sha256(new Uint8Array(300));
      assert.deepEqual(first, kept);
    }
  }
});

test('pairs are hashed as SHA-256 of 64 bytes, inside longer arrays too', () => {
  for (const pairs of [0, 1, 2, 3, 7, 8, 9, 100]) {
    const memory = Uint8Array.from({ length: pairs * 64 + 75 }, (_, i) => i * 7 + pairs);
    const input = memory.subarray(3);
    for (const [name, crypto] of [...all, ['noble', nobleCrypto] as const]) {
      const output = new Uint8Array(pairs * 32 + 40).fill(9);
      crypto.hashPairs(input, output.subarray(5), pairs);
      for (let i = 0; i < pairs; i++) {
        const expected = createHash('sha256')
          .update(input.subarray(i * 64, i * 64 + 64))
          .digest();
        assert.deepEqual(Buffer.from(output.subarray(5 + i * 32, 37 + i * 32)), expected, name);
      }
      assert.ok(output.subarray(5 + pairs * 32).every((byte) => byte === 9));
    }
  }
});
