import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getPublicKey, sign } from '@noble/secp256k1';
import { nobleCrypto } from '#chain/lib/hash.ts';
import { loadNativeCrypto } from '#src/crypto/native-crypto.ts';
import type { SignatureItem } from '#src/crypto/signature-batch.ts';
import { SignaturePool, type SignaturePoolOptions } from '#src/crypto/signature-pool.ts';

const { crypto } = await loadNativeCrypto();
const signed = Array.from({ length: 12 }, (_, i): SignatureItem => {
  const secret = new Uint8Array(32).fill(i + 1);
  const digest = nobleCrypto.sha256(secret);
  return { signature: sign(digest, secret, { prehash: false }) as Uint8Array, digest, publicKey: getPublicKey(secret) };
});

/** Every third is signed by somebody else, every seventh has no shape. */
function batchOf(n: number): { items: SignatureItem[]; expected: Uint8Array } {
  const items = Array.from({ length: n }, (_, i) => {
    const item = signed[i % signed.length]!;
    if (i % 7 === 6) return { ...item, publicKey: item.publicKey.subarray(1) };
    return i % 3 === 2 ? { ...item, publicKey: signed[(i + 1) % signed.length]!.publicKey } : item;
  });
  return { items, expected: Uint8Array.from(items, (_, i) => (i % 7 === 6 || i % 3 === 2 ? 0 : 1)) };
}

async function withPool(options: Partial<SignaturePoolOptions>, body: (pool: SignaturePool) => Promise<void>) {
  const pool = new SignaturePool({ crypto, ...options });
  try {
    await body(pool);
  } finally {
    await pool.close();
  }
}

test('verdicts come in the order of the items, for every size and for many batches at once', async () => {
  for (const [workers, mainHelps] of [
    [0, true],
    [1, true],
    [1, false],
    [2, true],
  ] as const) {
    await withPool({ workers, mainHelps }, async (pool) => {
      const batches = [0, 1, 4, 5, 8, 9, 64, 500].map(batchOf);
      const verdicts = await Promise.all(batches.map(({ items }) => pool.verifyBatch(items)));
      verdicts.forEach((verdict, i) => {
        assert.deepEqual(verdict, batches[i]!.expected);
      });
    });
  }
});

test('a worker that dies in a batch is replaced and its work is done again', async () => {
  const deaths: [string, boolean][] = [];
  const options = {
    mainHelps: false,
    workerUrl: new URL('./dying-worker.ts', import.meta.url),
    onWorkerDeath: (error: Error, isReplaced: boolean) => deaths.push([error.message, isReplaced]),
  };
  await withPool(options, async (pool) => {
    const { items, expected } = batchOf(300);
    assert.deepEqual(await pool.verifyBatch(items), expected);
  });
  assert.deepEqual(deaths, [['A signature worker exited with code 7.', true]]);
});

test('when workers cannot live the main thread does it all', async () => {
  const deaths: boolean[] = [];
  const options = {
    workerUrl: new URL('./hopeless-worker.ts', import.meta.url),
    onWorkerDeath: (_: Error, isReplaced: boolean) => deaths.push(isReplaced),
  };
  await withPool(options, async (pool) => {
    for (let round = 0; deaths.at(-1) !== false; round++) {
      assert.ok(round < 10_000);
      const { items, expected } = batchOf(40);
      assert.deepEqual(await pool.verifyBatch(items), expected);
    }
    const { items, expected } = batchOf(100);
    assert.deepEqual(await pool.verifyBatch(items), expected);
  });
  assert.deepEqual(deaths, [true, true, false]);
});

test('a closed pool refuses', async () => {
  const pool = new SignaturePool({ crypto });
  const open = pool.verifyBatch(batchOf(400).items);
  await Promise.all([assert.rejects(open, /closed/), pool.close()]);
  await assert.rejects(pool.verifyBatch(batchOf(10).items), /closed/);
});
