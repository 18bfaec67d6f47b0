import { concat, equalBytes, toHex } from '../../lib/bytes.ts';
import { AppError } from '../../lib/errors.ts';
import type { Crypto } from '../../lib/hash.ts';
import { isQuorum, type QuorumProof, recoverVaultSigner } from './abi/quorum.ts';
import type { SetMemberRecord, Signature } from './records.ts';
import { totalPower } from './set-members.ts';
import { bySpokeKey, setUpdate } from './set-update.ts';

export const signatureRefused = (reason: string): AppError =>
  new AppError(6013, `Bridge signature refused: ${reason}.`, { reason });

/** Adds a member's hot signature over a digest, verified as the vault will. Throws 6013. */
export function addSignature(
  crypto: Crypto,
  signatures: readonly Signature[],
  member: SetMemberRecord | undefined,
  digest: Uint8Array,
  bytes: Uint8Array,
): readonly Signature[] {
  if (member === undefined) throw signatureRefused('not_in_set');
  if (signatures.some((one) => equalBytes(one.operator, member.operator))) throw signatureRefused('already_signed');
  const signer = recoverVaultSigner(crypto, digest, bytes);
  if (signer === undefined || !equalBytes(signer, member.hot)) throw signatureRefused('signature');
  return [...signatures, { operator: member.operator, bytes }];
}

const signedPower = (members: readonly SetMemberRecord[], signatures: readonly Signature[]): number => {
  const signed = new Set(signatures.map(({ operator }) => toHex(operator)));
  return totalPower(members.filter(({ operator }) => signed.has(toHex(operator))));
};

/** ⌊signed / total⌋ in ppm. */
export const signedPpm = (members: readonly SetMemberRecord[], signatures: readonly Signature[]): number =>
  Number((BigInt(signedPower(members, signatures)) * 1_000_000n) / BigInt(totalPower(members)));

export const isComplete = (members: readonly SetMemberRecord[], signatures: readonly Signature[]): boolean =>
  isQuorum(BigInt(signedPower(members, signatures)), BigInt(totalPower(members)));

/** Set words, bitmap and signatures in the vault's order. */
export function quorumProof(members: readonly SetMemberRecord[], signatures: readonly Signature[]): QuorumProof {
  const byOperator = new Map(signatures.map((one) => [toHex(one.operator), one.bytes]));
  let signers = 0n;
  const list: Uint8Array[] = [];
  for (const [i, { operator }] of bySpokeKey(members, 'hot').entries()) {
    const bytes = byOperator.get(toHex(operator));
    if (bytes === undefined) continue;
    signers |= 1n << BigInt(i);
    list.push(bytes);
  }
  const { hot } = setUpdate(members, { epoch: 0, hubHeight: 0, createdAt: 0 });
  return { set: hot, signers, signatures: concat(...list) };
}
