import { concat, utf8 } from '../../../lib/bytes.ts';
import type { Keccak } from './rolling-hash.ts';
import { uintBytes } from './words.ts';

/** What a validator says it saw: everything voteHash covers but the hub and the spoke. */
export interface VoteBody {
  /** eventBytes, which begin with tag and nonce. */
  readonly event: Uint8Array;
  readonly rollingHash: Uint8Array;
  readonly blockNumber: number;
  readonly blockHash: Uint8Array;
}

const TAG = utf8('NAVE_VOTE_V1');

/** spec: bridge-abi §6. Every field has a fixed width, so no two votes share a hash by shifting bytes. */
export function voteHash(crypto: Keccak, hubSalt: Uint8Array, spoke: number, vote: VoteBody): Uint8Array {
  const { event, rollingHash, blockNumber, blockHash } = vote;
  return crypto.keccak256(
    concat(TAG, hubSalt, uintBytes(BigInt(spoke), 4), uintBytes(BigInt(blockNumber), 8), blockHash, rollingHash, event),
  );
}
