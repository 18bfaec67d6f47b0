import type { KeyObject } from 'node:crypto';
import { createPublicKey, sign, verify } from 'node:crypto';
import { type BlockId, writeBlockId } from './block-id.ts';
import { COMMITTED, type Commit, type CommitSig } from './commit.ts';
import { ProtoWriter } from './proto-writer.ts';
import { type TimeNs, writeTimestamp } from './timestamp.ts';

const PRECOMMIT = 2;
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** The key a validator signs blocks with. */
export interface ValidatorKey {
  /** ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** 20 bytes. */
  readonly address: Uint8Array;
  readonly privateKey: KeyObject;
}

/** Sign bytes of a precommit: length-delimited CanonicalVote (spec: comet §8.10). */
export function precommitSignBytes(
  chainId: string,
  height: number,
  round: number,
  blockId: BlockId | undefined,
  timestamp: TimeNs,
): Uint8Array {
  const writer = new ProtoWriter().uint(1, PRECOMMIT).fixed64(2, height).fixed64(3, round);
  if (blockId !== undefined) writer.message(4, (id) => writeBlockId(id, blockId));
  return writer
    .message(5, (time) => writeTimestamp(time, timestamp))
    .text(6, chainId)
    .finishDelimited();
}

/** This validator's precommit for a block of round 0. */
export function signPrecommit(
  key: ValidatorKey,
  chainId: string,
  height: number,
  blockId: BlockId,
  timestamp: TimeNs,
): CommitSig {
  const bytes = precommitSignBytes(chainId, height, 0, blockId, timestamp);
  return {
    flag: COMMITTED,
    validatorAddress: key.address,
    timestamp,
    signature: new Uint8Array(sign(null, bytes, key.privateKey)),
  };
}

/** True when signature `index` of the commit is `publicKey`'s over the block it commits. */
export function verifyCommitSig(chainId: string, commit: Commit, index: number, publicKey: Uint8Array): boolean {
  const sig = commit.signatures[index];
  if (sig === undefined || sig.flag !== COMMITTED) return false;
  const bytes = precommitSignBytes(chainId, commit.height, commit.round, commit.blockId, sig.timestamp);
  const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, publicKey]), format: 'der', type: 'spki' });
  return verify(null, bytes, key, sig.signature);
}
