import { equalBytes, toHex } from '#chain/lib/bytes.ts';
import { nobleCrypto } from '#chain/lib/hash.ts';
import { verifyRecordProof } from '#chain/state/proof.ts';
import { COMMITTED } from '#src/engine/block/commit.ts';
import { hashHeader } from '#src/engine/block/header.ts';
import { hashValidators, totalPower, type Validator } from '#src/engine/block/validator-set.ts';
import { verifyCommitSig } from '#src/engine/block/vote.ts';
import type { ProofDocument } from './proof-document.ts';

/** What a verification found; `reason` says the first thing that does not hold. */
export interface ProofVerdict {
  readonly valid: boolean;
  readonly reason: string | null;
  readonly chainId: string;
  readonly height: number;
  /** Hash of the validator set that signed; compare it with one you trust. */
  readonly validatorsHash: string;
}

/**
 * Checks record → state root → app hash → header → commit signatures of more than 2/3 of the power, and the set against
 * `trusted` when it is given. Offline; nothing is believed but the trusted set.
 */
export function verifyProof(document: ProofDocument, trusted: readonly Validator[] | undefined): ProofVerdict {
  const { proof, header } = document;
  const reason = findFault(document, trusted) ?? null;
  return {
    valid: reason === null,
    reason,
    chainId: header.chainId,
    height: proof.height,
    validatorsHash: toHex(header.validatorsHash),
  };
}

function findFault(document: ProofDocument, trusted: readonly Validator[] | undefined): string | undefined {
  const { proof, header, commit, validators } = document;
  if (!verifyRecordProof(proof, header.appHash, nobleCrypto)) return 'the path does not lead to the header’s app hash';
  if (commit.height !== header.height) return 'the commit is of another height than the header';
  if (!equalBytes(hashHeader(header), commit.blockId.hash)) return 'the commit signs another header';
  if (!equalBytes(hashValidators(validators), header.validatorsHash))
    return 'the validators are not those of the header';
  if (trusted !== undefined && !equalBytes(hashValidators(trusted), header.validatorsHash)) {
    return 'the header was signed by other validators than the trusted ones';
  }
  return signedPower(document) * 3 > totalPower(validators) * 2 ? undefined : 'signatures of 2/3 of the power or less';
}

function signedPower({ header, commit, validators }: ProofDocument): number {
  let power = 0;
  for (const [i, sig] of commit.signatures.entries()) {
    const validator = validators[i];
    if (validator === undefined || sig.flag !== COMMITTED) continue;
    if (!equalBytes(sig.validatorAddress, validator.address)) continue;
    if (verifyCommitSig(header.chainId, commit, i, validator.publicKey)) power += validator.power;
  }
  return power;
}
