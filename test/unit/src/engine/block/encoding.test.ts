import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ExecTxResult, ResponseFinalizeBlock } from 'cosmjs-types/tendermint/abci/types';
import { Block as CometBlock } from 'cosmjs-types/tendermint/types/block';
import { DuplicateVoteEvidence as CometEvidence } from 'cosmjs-types/tendermint/types/evidence';
import fc from 'fast-check';
import { blockIdOf, decodeBlock, encodeBlock } from '#src/engine/block/block.ts';
import { ABSENT_SIG, type Commit } from '#src/engine/block/commit.ts';
import { rootOf, sha256 } from '#src/engine/block/digest.ts';
import { encodeDuplicateVote, hashEvidence } from '#src/engine/block/evidence.ts';
import type { Header } from '#src/engine/block/header.ts';
import { ProtoError, ProtoReader } from '#src/engine/block/proto-reader.ts';
import { ProtoWriter } from '#src/engine/block/proto-writer.ts';
import { decodeResults, encodeResults, hashResults } from '#src/engine/block/results.ts';
import { findTime, formatTime, ZERO_TIME } from '#src/engine/block/timestamp.ts';
import { applyUpdates, hashValidators, validatorSetOf } from '#src/engine/block/validator-set.ts';
import { precommitSignBytes } from '#src/engine/block/vote.ts';

/** cosmjs-types, generated from CometBFT's own .proto files, is the judge of our encoders. */
const bytes32 = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
const blockId = { hash: bytes32(1), partsTotal: 3, partsHash: bytes32(2) };
const time = 1_795_402_500_398_667_522n;

const header: Header = {
  blockVersion: 11,
  appVersion: 1,
  chainId: 'nave-test-1',
  height: 5_000_000_000,
  time,
  lastBlockId: blockId,
  lastCommitHash: bytes32(3),
  dataHash: bytes32(4),
  validatorsHash: bytes32(5),
  nextValidatorsHash: bytes32(6),
  consensusHash: bytes32(7),
  appHash: bytes32(8),
  lastResultsHash: bytes32(9),
  evidenceHash: bytes32(10),
  proposerAddress: new Uint8Array(20).fill(11),
};
const commit: Commit = {
  height: 4_999_999_999,
  round: 2,
  blockId,
  signatures: [
    { flag: 2, validatorAddress: new Uint8Array(20).fill(1), timestamp: time, signature: new Uint8Array(64).fill(2) },
    ABSENT_SIG,
  ],
};

test('a block is what CometBFT’s protobuf says, large txs and absent votes included', () => {
  const txs = [new Uint8Array(0), new Uint8Array(127), new Uint8Array(128).fill(1), new Uint8Array(70_000).fill(2)];
  const encoded = encodeBlock({ header, txs, evidence: [], lastCommit: commit });
  const judged = CometBlock.decode(encoded);
  assert.equal(judged.header.chainId, 'nave-test-1');
  assert.equal(judged.header.height, 5_000_000_000n);
  assert.equal(judged.header.time.seconds, 1_795_402_500n);
  assert.equal(judged.header.time.nanos, 398_667_522);
  assert.deepEqual(
    judged.data.txs.map((tx) => tx.length),
    [0, 127, 128, 70_000],
  );
  assert.equal(judged.lastCommit!.round, 2);
  assert.equal(judged.lastCommit!.signatures[1]!.blockIdFlag, 1);
  assert.equal(judged.lastCommit!.signatures[1]!.timestamp.seconds, -62_135_596_800n);
  assert.deepEqual(
    decodeBlock(encoded).txs.map((tx) => tx.length),
    [0, 127, 128, 70_000],
  );
  assert.equal(decodeBlock(encoded).lastCommit.signatures[1]!.timestamp, ZERO_TIME);
  assert.equal(blockIdOf(header, encoded).partsTotal, 2);
});

test('sign bytes name type, height, round, block, time and chain; round 0 and a nil block are left out', () => {
  const fieldsOf = (delimited: Uint8Array): number[] => {
    assert.equal(delimited[0], delimited.length - 1);
    const reader = new ProtoReader(delimited.subarray(1));
    const fields: number[] = [];
    for (let field = reader.next(); field !== 0; field = reader.next()) {
      fields.push(field);
      reader.skip();
    }
    return fields;
  };
  assert.deepEqual(fieldsOf(precommitSignBytes('nave-test-1', 7, 0, blockId, time)), [1, 2, 4, 5, 6]);
  assert.deepEqual(fieldsOf(precommitSignBytes('nave-test-1', 7, 1, blockId, time)), [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(fieldsOf(precommitSignBytes('nave-test-1', 7, 0, undefined, time)), [1, 2, 5, 6]);
});

test('duplicate-vote evidence is encoded as CometBFT encodes it', () => {
  const vote = {
    type: 2,
    height: 9,
    round: 1,
    blockId,
    timestamp: time,
    validatorAddress: new Uint8Array(20).fill(1),
    validatorIndex: 3,
    signature: new Uint8Array(64).fill(4),
  };
  const encoded = encodeDuplicateVote({
    voteA: vote,
    voteB: { ...vote, blockId: { ...blockId, hash: bytes32(7) } },
    totalVotingPower: 40,
    validatorPower: 10,
    timestamp: time,
  });
  const judged = CometEvidence.decode(encoded);
  assert.equal(judged.voteA!.validatorIndex, 3);
  assert.equal(judged.totalVotingPower, 40n);
  assert.deepEqual(new Uint8Array(CometEvidence.encode(judged).finish()), encoded);
  assert.deepEqual(hashEvidence([encoded]), rootOf([encoded]));
});

const attribute = fc.record(
  { key: fc.string(), value: fc.string({ unit: 'binary' }), index: fc.boolean() },
  { noNullPrototype: true },
);
const event = fc.record(
  { type: fc.string(), attributes: fc.array(attribute, { maxLength: 4 }) },
  { noNullPrototype: true },
);
const gas = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const txResult = fc.record(
  {
    code: fc.nat({ max: 2 ** 31 }),
    codespace: fc.string(),
    log: fc.string({ unit: 'grapheme', maxLength: 300 }),
    data: fc.uint8Array({ maxLength: 300 }),
    gasWanted: gas,
    gasUsed: gas,
    events: fc.array(event, { maxLength: 3 }),
  },
  { noNullPrototype: true },
);
const results = fc.record(
  {
    txResults: fc.array(txResult, { maxLength: 4 }),
    events: fc.array(event, { maxLength: 3 }),
    validatorUpdates: fc.array(
      fc.record(
        { publicKey: fc.uint8Array({ minLength: 32, maxLength: 32 }), power: fc.maxSafeNat() },
        { noNullPrototype: true },
      ),
      { maxLength: 3 },
    ),
    appHash: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  },
  { noNullPrototype: true },
);

test('results survive their encoding, and cosmjs-types writes the same bytes', () => {
  fc.assert(
    fc.property(results, (original) => {
      const encoded = encodeResults(original);
      assert.deepEqual(decodeResults(encoded), original);
      const judged = ResponseFinalizeBlock.decode(encoded);
      assert.deepEqual(new Uint8Array(ResponseFinalizeBlock.encode(judged).finish()), encoded);
    }),
  );
});

test('the results hash sees code, data and gas alone', () => {
  fc.assert(
    fc.property(fc.array(txResult, { maxLength: 5 }), (list) => {
      const leaves = list.map(({ code, data, gasWanted, gasUsed }) =>
        ExecTxResult.encode(ExecTxResult.fromPartial({ code, data, gasWanted, gasUsed })).finish(),
      );
      assert.deepEqual(hashResults(list), rootOf(leaves.map((leaf) => new Uint8Array(leaf))));
    }),
  );
});

test('any bytes are decoded or refused as malformed', () => {
  const mutated = fc.tuple(fc.nat(), fc.nat({ max: 255 })).map(([at, value]) => {
    const bytes = encodeBlock({ header, txs: [bytes32(1)], evidence: [], lastCommit: commit });
    bytes[at % bytes.length] = value;
    return bytes;
  });
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), mutated), (bytes) => {
      for (const decode of [decodeBlock, decodeResults]) {
        try {
          decode(bytes);
        } catch (error) {
          assert.ok(error instanceof ProtoError, String(error));
        }
      }
    }),
    { numRuns: 2000 },
  );
});

test('varints of every width survive, negative ones take ten bytes', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), gas, (uint, int64) => {
      const reader = new ProtoReader(new ProtoWriter(1).uint(1, uint).int64(2, int64).finish());
      const read = { uint: 0, int64: 0n };
      for (let field = reader.next(); field !== 0; field = reader.next()) {
        if (field === 1) read.uint = reader.uint();
        else read.int64 = reader.int64();
      }
      assert.deepEqual(read, { uint, int64 });
    }),
  );
  assert.equal(new ProtoWriter().int64(2, -1n).finish().length, 11);
});

test('nested messages of every length keep their bytes', () => {
  for (const length of [0, 1, 127, 128, 129, 16_383, 16_384, 16_385, 70_000]) {
    const content = new Uint8Array(length).fill(7);
    const bytes = new ProtoWriter(1)
      .message(1, (outer) => outer.message(2, (inner) => inner.item(3, content)))
      .finish();
    const outer = new ProtoReader(bytes);
    assert.equal(outer.next(), 1);
    const middle = outer.message();
    assert.equal(middle.next(), 2);
    const inner = middle.message();
    assert.equal(inner.next(), 3);
    assert.deepEqual(inner.bytes(), content);
    assert.equal(outer.next(), 0);
  }
});

test('times are RFC 3339 with trailing zeros cut and read back exactly', () => {
  assert.equal(formatTime(ZERO_TIME), '0001-01-01T00:00:00Z');
  assert.equal(formatTime(time), '2026-11-23T02:55:00.398667522Z');
  assert.equal(formatTime(1_500_000_000n), '1970-01-01T00:00:01.5Z');
  assert.equal(findTime('2026-11-23T03:55:00.398667522+01:00'), time);
  for (const bad of ['', '2026-02-30T00:00:00Z', '2026-11-23', '2026-11-23T25:00:00Z', '2026-11-23T00:00:00', 'x']) {
    assert.equal(findTime(bad), undefined, bad);
  }
  fc.assert(
    fc.property(fc.bigInt({ min: ZERO_TIME, max: 253_402_300_799_999_999_999n }), (at) => {
      assert.equal(findTime(formatTime(at)), at);
    }),
  );
});

test('validator sets are ordered by power, then address, and updates replace, add and remove', () => {
  const keys = [1, 2, 3].map(bytes32);
  const powers = [10, 20, 10];
  const set = validatorSetOf(keys.map((publicKey, i) => ({ publicKey, power: powers[i]! })));
  assert.deepEqual(
    set.map(({ power }) => power),
    [20, 10, 10],
  );
  assert.ok(Buffer.compare(set[1]!.address, set[2]!.address) < 0);
  assert.deepEqual(set[0]!.address, sha256(bytes32(2)).slice(0, 20));
  const changed = applyUpdates(set, [
    { publicKey: bytes32(2), power: 0 },
    { publicKey: bytes32(1), power: 50 },
    { publicKey: bytes32(9), power: 60 },
  ]);
  assert.deepEqual(
    changed.map(({ power }) => power),
    [60, 50, 10],
  );
  assert.notDeepEqual(hashValidators(set), hashValidators(changed));
  assert.equal(applyUpdates(set, []), set);
});
