import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fromHex } from '#chain/lib/bytes.ts';
import { type Block, blockIdOf, decodeBlock, encodeBlock } from '#src/engine/block/block.ts';
import type { BlockId } from '#src/engine/block/block-id.ts';
import { type Commit, hashCommit } from '#src/engine/block/commit.ts';
import { hashConsensusParams } from '#src/engine/block/consensus-params.ts';
import { rootOf, sha256 } from '#src/engine/block/digest.ts';
import { hashEvidence } from '#src/engine/block/evidence.ts';
import { blockJson, commitJson, headerJson, upperHex } from '#src/engine/block/json.ts';
import { hashResults } from '#src/engine/block/results.ts';
import { findTime } from '#src/engine/block/timestamp.ts';
import { hashValidators, validatorSetOf } from '#src/engine/block/validator-set.ts';
import { verifyCommitSig } from '#src/engine/block/vote.ts';

interface BlockIdJson {
  readonly hash: string;
  readonly parts: { readonly total: number; readonly hash: string };
}

interface CommitJson {
  readonly height: string;
  readonly round: number;
  readonly block_id: BlockIdJson;
  readonly signatures: readonly {
    readonly block_id_flag: number;
    readonly validator_address: string;
    readonly timestamp: string;
    readonly signature: string | null;
  }[];
}

type HashField =
  | 'last_commit_hash'
  | 'data_hash'
  | 'validators_hash'
  | 'next_validators_hash'
  | 'consensus_hash'
  | 'app_hash'
  | 'last_results_hash'
  | 'evidence_hash'
  | 'proposer_address';

type HeaderJson = Readonly<Record<HashField | 'chain_id' | 'height' | 'time', string>> & {
  readonly version: { readonly block: string; readonly app: string };
  readonly last_block_id: BlockIdJson;
};

interface BlockJson {
  readonly header: HeaderJson;
  readonly data: { readonly txs: readonly string[] };
  readonly last_commit: CommitJson;
}

interface Recorded {
  readonly params: { readonly consensus_params: { readonly block: { max_bytes: string; max_gas: string } } };
  readonly blocks: readonly {
    readonly block: { readonly block_id: BlockIdJson; readonly block: BlockJson };
    readonly commit: { readonly signed_header: { readonly header: HeaderJson; readonly commit: CommitJson } };
    readonly validators: {
      readonly validators: readonly { readonly pub_key: { readonly value: string }; readonly voting_power: string }[];
    };
    readonly results: {
      readonly txs_results:
        | readonly { code: number; data: string | null; gas_wanted: string; gas_used: string }[]
        | null;
    };
  }[];
}

/** Answers of a real CometBFT node: every hash in them was made by CometBFT. */
const recorded = JSON.parse(readFileSync(new URL('cometbft-blocks.json', import.meta.url), 'utf8')) as Recorded;

const bytes = (text: string | null): Uint8Array => new Uint8Array(Buffer.from(text ?? '', 'base64'));

const blockIdFrom = (json: BlockIdJson): BlockId => ({
  hash: fromHex(json.hash),
  partsTotal: json.parts.total,
  partsHash: fromHex(json.parts.hash),
});

const commitFrom = (json: CommitJson): Commit => ({
  height: Number(json.height),
  round: json.round,
  blockId: blockIdFrom(json.block_id),
  signatures: json.signatures.map((sig) => ({
    flag: sig.block_id_flag,
    validatorAddress: fromHex(sig.validator_address),
    timestamp: findTime(sig.timestamp)!,
    signature: bytes(sig.signature),
  })),
});

const blockFrom = (json: BlockJson): Block => ({
  header: {
    blockVersion: Number(json.header.version.block),
    appVersion: Number(json.header.version.app),
    chainId: json.header.chain_id,
    height: Number(json.header.height),
    time: findTime(json.header.time)!,
    lastBlockId: blockIdFrom(json.header.last_block_id),
    lastCommitHash: fromHex(json.header.last_commit_hash),
    dataHash: fromHex(json.header.data_hash),
    validatorsHash: fromHex(json.header.validators_hash),
    nextValidatorsHash: fromHex(json.header.next_validators_hash),
    consensusHash: fromHex(json.header.consensus_hash),
    appHash: fromHex(json.header.app_hash),
    lastResultsHash: fromHex(json.header.last_results_hash),
    evidenceHash: fromHex(json.header.evidence_hash),
    proposerAddress: fromHex(json.header.proposer_address),
  },
  txs: json.data.txs.map(bytes),
  evidence: [],
  lastCommit: commitFrom(json.last_commit),
});

test('every recorded block hashes to the block_id CometBFT gave it, header and parts', () => {
  assert.ok(recorded.blocks.length >= 10);
  for (const { block } of recorded.blocks) {
    const ours = blockFrom(block.block);
    const id = blockIdOf(ours.header, encodeBlock(ours));
    assert.equal(upperHex(id.hash), block.block_id.hash);
    assert.equal(id.partsTotal, block.block_id.parts.total);
    assert.equal(upperHex(id.partsHash), block.block_id.parts.hash);
  }
});

test('a block survives encoding and its JSON is the one CometBFT gave', () => {
  for (const { block, commit } of recorded.blocks) {
    const decoded = decodeBlock(encodeBlock(blockFrom(block.block)));
    assert.deepEqual(JSON.parse(JSON.stringify(blockJson(decoded))), block.block);
    assert.deepEqual(JSON.parse(JSON.stringify(headerJson(decoded.header))), commit.signed_header.header);
    assert.deepEqual(
      JSON.parse(JSON.stringify(commitJson(commitFrom(commit.signed_header.commit)))),
      commit.signed_header.commit,
    );
  }
});

test('data, last commit, evidence, validators, consensus and results hashes are those of the headers', () => {
  const params = recorded.params.consensus_params;
  const consensusHash = hashConsensusParams({
    blockMaxBytes: Number(params.block.max_bytes),
    blockMaxGas: BigInt(params.block.max_gas),
    evidenceMaxAgeBlocks: 0n,
    evidenceMaxAgeNs: 0n,
    evidenceMaxBytes: 0n,
    appVersion: 0,
    voteExtensionsEnableHeight: 0n,
  });
  let txs = 0;
  for (const [i, { block, validators, results }] of recorded.blocks.entries()) {
    const { header, data } = block.block;
    const ours = blockFrom(block.block);
    txs += ours.txs.length;
    assert.equal(upperHex(rootOf(data.txs.map((tx) => sha256(bytes(tx))))), header.data_hash);
    assert.equal(upperHex(hashCommit(ours.lastCommit)), header.last_commit_hash);
    assert.equal(upperHex(hashEvidence([])), header.evidence_hash);
    assert.equal(upperHex(consensusHash), header.consensus_hash);
    const set = validatorSetOf(
      validators.validators.map((validator) => ({
        publicKey: bytes(validator.pub_key.value),
        power: Number(validator.voting_power),
      })),
    );
    assert.equal(upperHex(hashValidators(set)), header.validators_hash);
    assert.equal(upperHex(set[0]!.address), header.proposer_address);
    const next = recorded.blocks[i + 1];
    if (next === undefined) continue;
    const hash = hashResults(
      (results.txs_results ?? []).map((result) => ({
        code: result.code,
        codespace: '',
        log: '',
        events: [],
        data: bytes(result.data),
        gasWanted: BigInt(result.gas_wanted),
        gasUsed: BigInt(result.gas_used),
      })),
    );
    assert.equal(upperHex(hash), next.block.block.header.last_results_hash);
  }
  assert.ok(txs > 0);
});

test('recorded precommits verify over our sign bytes and a changed one does not', () => {
  for (const { commit, validators } of recorded.blocks) {
    const ours = commitFrom(commit.signed_header.commit);
    const key = bytes(validators.validators[0]!.pub_key.value);
    const chainId = commit.signed_header.header.chain_id;
    assert.ok(verifyCommitSig(chainId, ours, 0, key));
    assert.ok(!verifyCommitSig(`${chainId}x`, ours, 0, key));
    assert.ok(!verifyCommitSig(chainId, { ...ours, height: ours.height + 1 }, 0, key));
  }
});

test('the time of a header is the time of the vote for the block before', () => {
  for (const { block } of recorded.blocks.slice(1)) {
    assert.equal(block.block.header.time, block.block.last_commit.signatures[0]!.timestamp);
  }
});
