import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { concat, toHex } from '#chain/lib/bytes.ts';
import { nobleCrypto } from '#chain/lib/hash.ts';
import { appHash } from '#chain/state/app-hash.ts';
import { decodeSlotPath, encodeSlotPath, type RecordProof, verifyRecordProof } from '#chain/state/proof.ts';
import { EVENTS_ROOT, sampleState } from './sample-sources.ts';

/** Eleven records in slots 0..10; the proof of one of them and the app hash it is against. */
function provenRecord(): { proof: RecordProof; hash: Uint8Array } {
  const { state, raw } = sampleState();
  for (let i = 0; i < 11; i++) raw.set(Uint8Array.of(i), new Uint8Array(i + 1).fill(i));
  const commit = state.commitBlock(77, EVENTS_ROOT);
  return { proof: state.proofAt(Uint8Array.of(7, 6), 77)!, hash: commit.appHash };
}

const { proof, hash } = provenRecord();
const verifies = (changed: Partial<RecordProof>, against = hash): boolean =>
  verifyRecordProof({ ...proof, ...changed }, against, nobleCrypto);

const flipped = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));

test('a proof has one sibling a level, and verifies', () => {
  assert.equal(proof.depth, 4);
  assert.equal(proof.siblings.length, 4);
  assert.equal(proof.slot, 6);
  assert.equal(verifies({}), true);
});

test('each altered byte of a proof makes it false', () => {
  for (const field of ['key', 'value', 'stateRoot', 'eventsRoot'] as const) {
    for (let at = 0; at < proof[field].length; at++) {
      assert.equal(verifies({ [field]: flipped(proof[field], at) }), false, `${field} ${at}`);
    }
  }
  for (let level = 0; level < 4; level++) {
    for (let at = 0; at < 32; at++) {
      const siblings = proof.siblings.with(level, flipped(proof.siblings[level]!, at));
      assert.equal(verifies({ siblings }), false);
    }
  }
  for (let at = 0; at < 32; at++) assert.equal(verifies({}, flipped(hash, at)), false);
  for (const change of [{ slot: 7 }, { slot: 2 }, { version: 2 }, { height: 78 }, { slot: 6 + 16 }]) {
    assert.equal(verifies(change), false);
  }
});

test('another depth is false, also with roots that were made to fit it', () => {
  const shorter = { depth: 3, siblings: proof.siblings.slice(1), slot: 3 };
  const longer = { depth: 5, siblings: [...proof.siblings, new Uint8Array(32)] };
  for (const change of [shorter, longer, { depth: 3 }, { depth: 5 }]) assert.equal(verifies(change), false);
  assert.equal(verifies({ siblings: proof.siblings.slice(1) }), false);
});

test('an inner node is not accepted as the leaf of a record', () => {
  // The 64 bytes below an inner node, read as key length ‖ key ‖ value, one level up.
  const leaf = nobleCrypto.sha256(concat(Uint8Array.of(0, proof.key.length), proof.key, proof.value));
  const children = concat(leaf, proof.siblings[0]!);
  const length = children[0]! * 256 + children[1]!;
  const key = children.subarray(2, Math.min(64, 2 + length));
  const forged = {
    key,
    value: children.subarray(2 + key.length),
    slot: 3,
    siblings: proof.siblings.slice(1),
    depth: 3,
  };
  assert.equal(verifies(forged), false);
  assert.equal(verifies({ ...forged, depth: 4 }), false);
});

test('a proof is of its height and chain only', () => {
  const other = appHash({ ...proof, eventsRoot: new Uint8Array(32) }, nobleCrypto);
  assert.equal(verifies({}, other), false);
  assert.equal(verifies({ eventsRoot: new Uint8Array(32) }, other), true, 'the events root is part of the app hash');
});

test('fields no proof can have are false, not an exception', () => {
  const wrong: Partial<RecordProof>[] = [
    { slot: -1 },
    { slot: 0.5 },
    { slot: Number.NaN },
    { depth: -1, siblings: [] },
    { depth: 33, siblings: Array.from({ length: 33 }, () => new Uint8Array(32)) },
    { height: -1 },
    { height: 2 ** 53 },
    { version: 2 ** 32 },
    { siblings: proof.siblings.with(0, new Uint8Array(31)) },
    { siblings: proof.siblings.with(0, new Uint8Array(33)) },
    { stateRoot: new Uint8Array(0) },
    { eventsRoot: new Uint8Array(33) },
    { key: new Uint8Array(70_000) },
  ];
  for (const change of wrong) assert.equal(verifies(change), false);
});

test('the data of a ProofOp is read back as it was, and only as it was', () => {
  const data = encodeSlotPath(proof);
  assert.equal(data.length, 4 + 1 + 4 * 32 + 4 + 8 + 64);
  const path = decodeSlotPath(data)!;
  assert.equal(verifyRecordProof({ ...path, key: proof.key, value: proof.value }, hash, nobleCrypto), true);
  assert.equal(decodeSlotPath(data.subarray(1)), undefined);
  assert.equal(decodeSlotPath(concat(data, Uint8Array.of(0))), undefined);
  for (let length = 0; length < data.length; length++)
    assert.equal(decodeSlotPath(data.subarray(0, length)), undefined);
});

test('random bytes are no ProofOp data, or exactly the data of what they decode to', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc
      .tuple(
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 0, max: 9 }),
        fc.uint8Array({ minLength: 76, maxLength: 200 }),
      )
      .map(([depth, slot, rest]) => Uint8Array.from([0, 0, 0, slot, depth, ...rest])),
  );
  fc.assert(
    fc.property(bytes, (data) => {
      const path = decodeSlotPath(data);
      if (path === undefined) return;
      assert.equal(toHex(encodeSlotPath(path)), toHex(data));
      assert.equal(verifyRecordProof({ ...path, key: proof.key, value: proof.value }, hash, nobleCrypto), false);
    }),
    { numRuns: 2000 },
  );
});
