import { equalBytes } from '../../../lib/bytes.ts';
import { type Crypto, ethereumAddress, isLowS } from '../../../lib/hash.ts';
import type { Address } from '../../../lib/units.ts';
import { checkpoint, MAX_SET, memberOf } from './checkpoint.ts';

export const SIGNATURE_BYTES = 65;

/** 3·part > 2·total. */
export const isQuorum = (part: bigint, total: bigint): boolean => 3n * part > 2n * total;

/**
 * Signer of a digest by r ‖ s ‖ v as the vault takes it: low s, v 27 or 28, r and s in range; undefined for anything else.
 */
export function recoverVaultSigner(crypto: Crypto, digest: Uint8Array, signature: Uint8Array): Address | undefined {
  const v = signature[64];
  if (signature.length !== SIGNATURE_BYTES || (v !== 27 && v !== 28) || !isLowS(signature)) return undefined;
  const key = crypto.recoverSecp256k1(signature.subarray(0, 64), v === 27 ? 0 : 1, digest);
  return key === undefined ? undefined : ethereumAddress(crypto, key);
}

/** Quorum of the vault's calls: words of the set, bitmap of who signed, signatures lowest bit first. */
export interface QuorumProof {
  readonly set: readonly Uint8Array[];
  readonly signers: bigint;
  readonly signatures: Uint8Array;
}

export interface QuorumFault {
  readonly error: 'SetSize' | 'SetMismatch' | 'BadBitmap' | 'QuorumNotReached' | 'SignatureLength' | 'BadSignature';
  /** signed and total of QuorumNotReached, index in the set of BadSignature. */
  readonly args?: readonly bigint[];
}

/** The vault's own check (spec: bridge-abi §2), in its order; undefined when it would accept. */
export function findQuorumFault(
  crypto: Crypto,
  given: QuorumProof,
  against: { readonly epoch: bigint; readonly hotHash: Uint8Array; readonly digest: Uint8Array },
): QuorumFault | undefined {
  const { set, signers, signatures } = given;
  if (set.length < 1 || set.length > MAX_SET) return { error: 'SetSize' };
  if (!equalBytes(checkpoint(crypto, 'hot', against.epoch, set), against.hotHash)) return { error: 'SetMismatch' };
  if (signers >> BigInt(set.length) !== 0n) return { error: 'BadBitmap' };
  const members = set.map(memberOf);
  const chosen = members.flatMap((member, index) =>
    ((signers >> BigInt(index)) & 1n) === 1n ? [{ ...member, index }] : [],
  );
  const total = members.reduce((sum, { power }) => sum + power, 0n);
  const signed = chosen.reduce((sum, { power }) => sum + power, 0n);
  if (!isQuorum(signed, total)) return { error: 'QuorumNotReached', args: [signed, total] };
  if (signatures.length !== SIGNATURE_BYTES * chosen.length) return { error: 'SignatureLength' };
  for (const [k, { address, index }] of chosen.entries()) {
    const one = signatures.subarray(k * SIGNATURE_BYTES, (k + 1) * SIGNATURE_BYTES);
    const signer = recoverVaultSigner(crypto, against.digest, one);
    if (signer === undefined || !equalBytes(signer, address)) return { error: 'BadSignature', args: [BigInt(index)] };
  }
  return undefined;
}
