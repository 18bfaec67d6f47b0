import { concat, utf8 } from '../../../lib/bytes.ts';
import { type BatchHeader, type BatchItem, itemWords } from './batch.ts';
import type { SetUpdate } from './checkpoint.ts';
import type { QuorumProof } from './quorum.ts';
import type { Keccak } from './rolling-hash.ts';
import { bytesTail, uintWord, WORD_BYTES } from './words.ts';

const HEADER = '(uint64,uint64,uint64,uint64)';
const ITEM = '(uint64,address,address,uint128,bytes32)';
const QUORUM = '(bytes32[],uint256,bytes)';
const UPDATE = '(uint64,uint96,uint64,uint64,bytes32[],bytes32[])';
const SIGNATURES = {
  submitWithdrawals: `submitWithdrawals(${HEADER},${ITEM}[],${QUORUM})`,
  requestRotation: `requestRotation(${UPDATE},${QUORUM})`,
} as const;

const selector = (crypto: Keccak, name: keyof typeof SIGNATURES): Uint8Array =>
  crypto.keccak256(utf8(SIGNATURES[name])).subarray(0, 4);

/** Words behind a length word. */
const wordList = (words: readonly Uint8Array[]): Uint8Array => concat(uintWord(words.length), ...words);

function quorumTail({ set, signers, signatures }: QuorumProof): Uint8Array {
  const list = wordList(set);
  return concat(
    uintWord(3 * WORD_BYTES),
    uintWord(signers),
    uintWord(3 * WORD_BYTES + list.length),
    list,
    bytesTail(signatures),
  );
}

/** A SetUpdate as a dynamic tuple, also part of Config. */
export function updateTail({ epoch, totalPower, hubHeight, createdAt, hot, cold }: SetUpdate): Uint8Array {
  const list = wordList(hot);
  const head = 6 * WORD_BYTES;
  return concat(
    uintWord(epoch),
    uintWord(totalPower),
    uintWord(hubHeight),
    uintWord(createdAt),
    uintWord(head),
    uintWord(head + list.length),
    list,
    wordList(cold),
  );
}

/** Call data of submitWithdrawals: a complete batch, for anybody to send. */
export function submitWithdrawalsCall(
  crypto: Keccak,
  header: BatchHeader,
  items: readonly BatchItem[],
  quorum: QuorumProof,
): Uint8Array {
  const list = concat(uintWord(items.length), ...items.map(itemWords));
  const head = 6 * WORD_BYTES;
  return concat(
    selector(crypto, 'submitWithdrawals'),
    uintWord(header.epoch),
    uintWord(header.batchNonce),
    uintWord(header.notBefore),
    uintWord(header.deadline),
    uintWord(head),
    uintWord(head + list.length),
    list,
    quorumTail(quorum),
  );
}

/** Call data of requestRotation, signed by the set that goes. */
export function requestRotationCall(crypto: Keccak, update: SetUpdate, quorum: QuorumProof): Uint8Array {
  const tail = updateTail(update);
  return concat(
    selector(crypto, 'requestRotation'),
    uintWord(2 * WORD_BYTES),
    uintWord(2 * WORD_BYTES + tail.length),
    tail,
    quorumTail(quorum),
  );
}
