import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Hex } from 'viem';
import { bytesToHex, numberToHex } from 'viem';
import { forgedHash, forgeState } from '#src/localnet/evm/forged-proof.ts';
import { ProofError } from '#src/relayer/rpc/trie-proof.ts';
import { proveStream } from '#src/relayer/rpc/vault-proof.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length }).map((one) => bytesToHex(one));
const u64 = fc.bigInt({ min: 1n, max: (1n << 64n) - 1n });

test('a forged state proves the words it was made with to a relayer, and no others', () => {
  const run = (vault: Hex, other: Hex, rollingHash: Hex, eventNonce: bigint, epoch: bigint): void => {
    const counters = numberToHex((epoch << 64n) | eventNonce, { size: 32 });
    const { stateRoot, accountProof, storageProofs } = forgeState(vault, { rollingHash, counters });
    assert.deepEqual(proveStream(stateRoot, vault, { accountProof, storageProofs }), {
      rollingHash,
      eventNonce,
      epoch,
    });
    assert.throws(() => proveStream(forgedHash(stateRoot), vault, { accountProof, storageProofs }), ProofError);
    if (other !== vault) {
      assert.throws(() => proveStream(stateRoot, other, { accountProof, storageProofs }), ProofError);
    }
    const swapped = storageProofs.toReversed();
    assert.throws(() => proveStream(stateRoot, vault, { accountProof, storageProofs: swapped }), ProofError);
  };
  fc.assert(fc.property(bytes(20), bytes(20), bytes(32), u64, u64, run), { numRuns: 60 });
});
