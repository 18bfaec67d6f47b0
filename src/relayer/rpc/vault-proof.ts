import type { Address, Hex } from 'viem';
import { fromRlp, keccak256, numberToHex, pad } from 'viem';
import type { ProofAnswer } from './parse-answer.ts';
import { ProofError, provenValue } from './trie-proof.ts';

/** Slots a relayer proves (spec: bridge-abi §5). */
export const STREAM_SLOTS = [0n, 1n] as const;

/** End of the vault's event stream at a block. */
export interface ProvenStream {
  readonly rollingHash: Hex;
  readonly eventNonce: bigint;
  readonly epoch: bigint;
}

const U64 = (1n << 64n) - 1n;

/** Verifies a proof of STREAM_SLOTS against a header's state root. Throws ProofError. */
export function proveStream(stateRoot: Hex, vault: Address, proof: ProofAnswer): ProvenStream {
  const account = provenValue(stateRoot, keccak256(vault), proof.accountProof);
  if (account === undefined) throw new ProofError('the vault has no account');
  const fields = decode(account);
  const storageRoot = Array.isArray(fields) && fields.length === 4 ? fields[2] : undefined;
  if (typeof storageRoot !== 'string' || storageRoot.length !== 66) throw new ProofError('no account');
  const [rollingHash, counters] = STREAM_SLOTS.map((slot, i) => {
    const value = provenValue(
      storageRoot as Hex,
      keccak256(numberToHex(slot, { size: 32 })),
      proof.storageProofs[i] ?? [],
    );
    return value === undefined ? 0n : wordOf(value);
  });
  if (rollingHash === undefined || counters === undefined) throw new ProofError('slots are missing');
  return {
    rollingHash: pad(numberToHex(rollingHash), { size: 32 }),
    eventNonce: counters & U64,
    epoch: (counters >> 64n) & U64,
  };
}

function wordOf(value: Hex): bigint {
  const bytes = decode(value);
  if (typeof bytes !== 'string' || bytes.length > 66) throw new ProofError('no word');
  return bytes === '0x' ? 0n : BigInt(bytes);
}

function decode(value: Hex): unknown {
  try {
    return fromRlp(value);
  } catch {
    throw new ProofError('value is no RLP');
  }
}
