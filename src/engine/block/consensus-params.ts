import { sha256 } from './digest.ts';
import { ProtoWriter } from './proto-writer.ts';

/** What genesis fixes for consensus; integers as CometBFT has them. */
export interface ConsensusParams {
  readonly blockMaxBytes: number;
  /** −1 = no limit. */
  readonly blockMaxGas: bigint;
  readonly evidenceMaxAgeBlocks: bigint;
  readonly evidenceMaxAgeNs: bigint;
  readonly evidenceMaxBytes: bigint;
  readonly appVersion: number;
  readonly voteExtensionsEnableHeight: bigint;
}

/** consensus_hash, 32 bytes: only the block limits enter it (spec: comet §8.5). */
export function hashConsensusParams(params: ConsensusParams): Uint8Array {
  return sha256(new ProtoWriter().uint(1, params.blockMaxBytes).int64(2, params.blockMaxGas).finish());
}

const BLOCK_OVERHEAD = 11;
const MAX_HEADER_BYTES = 626;
const COMMIT_OVERHEAD = 94;
/** Largest signature CometBFT 0.40 knows (ML-DSA-65). */
const MAX_SIGNATURE_BYTES = 3309;
/** Signature, address, flag, time, their tags, and 3 for the repeated field. */
const COMMIT_SIG_BYTES = MAX_SIGNATURE_BYTES + 20 + 1 + 14 + 11 + 3;

/** What CometBFT leaves of block.max_bytes for txs and their length prefixes when there is no evidence (MaxDataBytes). */
export function maxDataBytes(maxBytes: number, validators: number): number {
  return maxBytes - BLOCK_OVERHEAD - MAX_HEADER_BYTES - COMMIT_OVERHEAD - COMMIT_SIG_BYTES * validators;
}
