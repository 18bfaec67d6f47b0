import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { toHex } from '#chain/lib/bytes.ts';
import { nobleCrypto } from '#chain/lib/hash.ts';
import { merkleProof, merkleRoot, verifyMerkleProof } from '#chain/lib/merkle.ts';

const sha256 = (...parts: readonly Uint8Array[]): Uint8Array => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
};

/** The definition of RFC 6962 §2.1, word for word. */
function naiveRoot(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return sha256(Uint8Array.of(0), leaves[0]!);
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return sha256(Uint8Array.of(1), naiveRoot(leaves.slice(0, split)), naiveRoot(leaves.slice(split)));
}

const leavesOf = (n: number): Uint8Array[] => Array.from({ length: n }, (_, i) => new Uint8Array(i % 7).fill(i));

// The eight leaves and roots of certificate-transparency's own test (merkle_tree_test.cc).
const CT_LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const CT_ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

test('the roots of the certificate transparency example are reproduced', () => {
  const leaves = CT_LEAVES.map((hex) => new Uint8Array(Buffer.from(hex, 'hex')));
  CT_ROOTS.forEach((root, i) => {
    assert.equal(toHex(merkleRoot(leaves.slice(0, i + 1), nobleCrypto)), root);
  });
});

test('every size up to 40 has the root of the recursive definition', () => {
  for (let n = 0; n <= 40; n++) assert.deepEqual(merkleRoot(leavesOf(n), nobleCrypto), naiveRoot(leavesOf(n)));
});

test('every leaf of every size up to 20 has a proof that verifies for it and for no other place', () => {
  for (let n = 1; n <= 20; n++) {
    const leaves = leavesOf(n);
    const root = merkleRoot(leaves, nobleCrypto);
    for (let i = 0; i < n; i++) {
      const proof = merkleProof(leaves, i, nobleCrypto);
      assert.equal(verifyMerkleProof(root, leaves[i]!, proof, nobleCrypto), true);
      assert.equal(verifyMerkleProof(root, Uint8Array.of(99), proof, nobleCrypto), false);
      assert.equal(verifyMerkleProof(root, leaves[i]!, { ...proof, index: n }, nobleCrypto), false);
      assert.equal(verifyMerkleProof(root, leaves[i]!, { ...proof, index: -1 }, nobleCrypto), false);
      const longer = { ...proof, aunts: [...proof.aunts, root] };
      assert.equal(verifyMerkleProof(root, leaves[i]!, longer, nobleCrypto), false);
      if (n > 1) {
        const other = { ...proof, index: i ^ 1 };
        assert.equal(verifyMerkleProof(root, leaves[i]!, other, nobleCrypto), false);
        const shorter = { ...proof, aunts: proof.aunts.slice(1) };
        assert.equal(verifyMerkleProof(root, leaves[i]!, shorter, nobleCrypto), false);
      }
    }
  }
});

test('each altered byte of a proof makes it false', () => {
  const leaves = leavesOf(11);
  const root = merkleRoot(leaves, nobleCrypto);
  const proof = merkleProof(leaves, 6, nobleCrypto);
  for (let a = 0; a < proof.aunts.length; a++) {
    for (let b = 0; b < 32; b++) {
      const aunts = proof.aunts.map((aunt) => aunt.slice());
      aunts[a]![b] = aunts[a]![b]! ^ 1;
      assert.equal(verifyMerkleProof(root, leaves[6]!, { ...proof, aunts }, nobleCrypto), false);
    }
  }
});

test('a leaf that does not exist has no proof', () => {
  assert.throws(() => merkleProof(leavesOf(3), 3, nobleCrypto), RangeError);
  assert.throws(() => merkleProof([], 0, nobleCrypto), RangeError);
});
