import { equalBytes } from '../../../lib/bytes.ts';
import { type Crypto, ethereumAddress } from '../../../lib/hash.ts';
import type { EmitterParams, SignerNamespaceParams } from '../types.ts';
import { require } from './reasons.ts';
import type { Vaa } from './vaa.ts';

/**
 * A family of signer sets. Set indices collide between families, so a set is known by (namespace, index), and emitter and
 * quorum rule belong to the namespace (oracle §1).
 */
export type SignerNamespace = SignerNamespaceParams;
export type Emitter = EmitterParams;
export type QuorumRule = SignerNamespaceParams['quorumRule'];

/** The keys of a set as Ethereum addresses of 20 bytes, in the order of their indices. */
export interface SignerSet {
  readonly keys: readonly Uint8Array[];
  /** Block time after which the set signs nothing any more; undefined = in force. */
  readonly expiresAtMs?: number;
}

/** Signatures a set of `size` keys needs: ⌊n/2⌋+1 or ⌊2n/3⌋+1. */
export function quorum(rule: QuorumRule, size: number): number {
  return (rule === 'half' ? Math.floor(size / 2) : Math.floor((size * 2) / 3)) + 1;
}

/** True when the VAA names this emitter. */
export function isEmitter(vaa: Vaa, emitter: Emitter): boolean {
  return vaa.emitterChain === emitter.chain && equalBytes(vaa.emitterAddress, emitter.address);
}

/**
 * Steps 3 and 4 of oracle §2: the count of signatures, then each one's order, index and signer. Without `crypto` the
 * recovery is left out (the proposal was verified). High s passes: VAA bytes are never an id. Throws PythError.
 */
export function verifySignatures(crypto: Crypto | undefined, vaa: Vaa, rule: QuorumRule, set: SignerSet): void {
  const size = set.keys.length;
  require(vaa.signatures.length >= quorum(rule, size), 'quorum');
  require(vaa.signatures.length <= size, 'signature_count');
  const digest = crypto?.keccak256(crypto.keccak256(vaa.body));
  let last = -1;
  for (const signature of vaa.signatures) {
    require(signature.index > last, 'signature_order');
    require(signature.index < size, 'signature_index');
    last = signature.index;
    require(signature.recovery === 0 || signature.recovery === 1, 'signature');
    if (crypto === undefined || digest === undefined) continue;
    const key = crypto.recoverSecp256k1(signature.rs, signature.recovery, digest);
    require(key !== undefined, 'signature');
    require(equalBytes(ethereumAddress(crypto, key), set.keys[signature.index]!), 'signature');
  }
}
