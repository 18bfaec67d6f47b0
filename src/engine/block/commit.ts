import { EMPTY } from '#chain/lib/bytes.ts';
import { type BlockId, NIL_BLOCK_ID, readBlockId, writeBlockId } from './block-id.ts';
import { rootOf } from './digest.ts';
import type { ProtoReader } from './proto-reader.ts';
import { ProtoWriter } from './proto-writer.ts';
import { readTimestamp, type TimeNs, writeTimestamp, ZERO_TIME } from './timestamp.ts';

/** BlockIDFlag: the validator was absent, voted for the block, voted for nothing. */
export const ABSENT = 1;
export const COMMITTED = 2;
export const NIL_VOTE = 3;

export interface CommitSig {
  readonly flag: number;
  /** 20 bytes; empty when absent. */
  readonly validatorAddress: Uint8Array;
  readonly timestamp: TimeNs;
  /** 64 bytes; empty when absent. */
  readonly signature: Uint8Array;
}

/** The precommits that decided a block, in the order of the validator set. */
export interface Commit {
  readonly height: number;
  readonly round: number;
  readonly blockId: BlockId;
  readonly signatures: readonly CommitSig[];
}

export const ABSENT_SIG: CommitSig = {
  flag: ABSENT,
  validatorAddress: EMPTY,
  timestamp: ZERO_TIME,
  signature: EMPTY,
};

/** LastCommit of block 1. */
export const EMPTY_COMMIT: Commit = { height: 0, round: 0, blockId: NIL_BLOCK_ID, signatures: [] };

function writeCommitSig(writer: ProtoWriter, sig: CommitSig): void {
  writer
    .uint(1, sig.flag)
    .bytes(2, sig.validatorAddress)
    .message(3, (time) => writeTimestamp(time, sig.timestamp))
    .bytes(4, sig.signature);
}

/** last_commit_hash: root of the signatures, 32 bytes (spec: comet §8.3). */
export function hashCommit(commit: Commit): Uint8Array {
  return rootOf(
    commit.signatures.map((sig) => {
      const writer = new ProtoWriter();
      writeCommitSig(writer, sig);
      return writer.finish();
    }),
  );
}

/** Fields of tendermint.types.Commit. */
export function writeCommit(writer: ProtoWriter, commit: Commit): void {
  writer
    .uint(1, commit.height)
    .uint(2, commit.round)
    .message(3, (id) => writeBlockId(id, commit.blockId));
  for (const sig of commit.signatures) writer.message(4, (inner) => writeCommitSig(inner, sig));
}

function readCommitSig(reader: ProtoReader): CommitSig {
  let { flag, validatorAddress, timestamp, signature } = { ...ABSENT_SIG, flag: 0, timestamp: 0n };
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) flag = reader.uint();
    else if (field === 2) validatorAddress = reader.bytes();
    else if (field === 3) timestamp = readTimestamp(reader.message());
    else if (field === 4) signature = reader.bytes();
    else reader.skip();
  }
  return { flag, validatorAddress, timestamp, signature };
}

export function readCommit(reader: ProtoReader): Commit {
  let { height, round, blockId } = EMPTY_COMMIT;
  const signatures: CommitSig[] = [];
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) height = reader.uint();
    else if (field === 2) round = reader.uint();
    else if (field === 3) blockId = readBlockId(reader.message());
    else if (field === 4) signatures.push(readCommitSig(reader.message()));
    else reader.skip();
  }
  return { height, round, blockId, signatures };
}
