import { type BlockId, writeBlockId } from './block-id.ts';
import { rootOf } from './digest.ts';
import { ProtoWriter } from './proto-writer.ts';
import { type TimeNs, writeTimestamp } from './timestamp.ts';

export interface Vote {
  /** 1 prevote, 2 precommit. */
  readonly type: number;
  readonly height: number;
  readonly round: number;
  readonly blockId: BlockId;
  readonly timestamp: TimeNs;
  readonly validatorAddress: Uint8Array;
  readonly validatorIndex: number;
  readonly signature: Uint8Array;
}

/** Two votes of one validator for different blocks of one height and round. */
export interface DuplicateVoteEvidence {
  readonly voteA: Vote;
  readonly voteB: Vote;
  readonly totalVotingPower: number;
  readonly validatorPower: number;
  readonly timestamp: TimeNs;
}

function writeVote(writer: ProtoWriter, vote: Vote): void {
  writer
    .uint(1, vote.type)
    .uint(2, vote.height)
    .uint(3, vote.round)
    .message(4, (id) => writeBlockId(id, vote.blockId))
    .message(5, (time) => writeTimestamp(time, vote.timestamp))
    .bytes(6, vote.validatorAddress)
    .uint(7, vote.validatorIndex)
    .bytes(8, vote.signature);
}

/** Bytes of tendermint.types.DuplicateVoteEvidence: a leaf of evidence_hash. */
export function encodeDuplicateVote(evidence: DuplicateVoteEvidence): Uint8Array {
  return new ProtoWriter()
    .message(1, (vote) => writeVote(vote, evidence.voteA))
    .message(2, (vote) => writeVote(vote, evidence.voteB))
    .uint(3, evidence.totalVotingPower)
    .uint(4, evidence.validatorPower)
    .message(5, (time) => writeTimestamp(time, evidence.timestamp))
    .finish();
}

/** evidence_hash of encoded DuplicateVoteEvidence, 32 bytes; none: SHA-256 of nothing (spec: comet §8.6). */
export const hashEvidence = (evidence: readonly Uint8Array[]): Uint8Array => rootOf(evidence);
