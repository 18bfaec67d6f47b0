import type { Crypto } from '../../../lib/hash.ts';
import type { FramedUpdate } from './framing.ts';
import { isProven } from './merkle.ts';
import { type PriceMessage, parsePriceMessage } from './message.ts';
import { parsePayload } from './payload.ts';
import { PythError, require } from './reasons.ts';
import { isEmitter, type SignerNamespace, type SignerSet, verifySignatures } from './signer-sets.ts';
import { parseVaa, type Vaa } from './vaa.ts';

export interface VerifiedUpdate {
  readonly slot: bigint;
  readonly prices: readonly PriceMessage[];
}

/** Which rules and keys an update is held against. */
export interface SignerLookup {
  /** The namespace a VAA belongs to (its emitter says so), undefined when none. */
  namespaceOf(vaa: Vaa): SignerNamespace | undefined;
  findSet(namespace: string, index: number): SignerSet | undefined;
}

/** A set that is known and not expired at `nowMs`. Throws PythError. */
export function getLiveSet(signers: SignerLookup, namespace: string, index: number, nowMs: number): SignerSet {
  const set = signers.findSet(namespace, index);
  require(set !== undefined, 'set_unknown');
  require(set.expiresAtMs === undefined || nowMs <= set.expiresAtMs, 'set_expired');
  return set;
}

/**
 * Steps 3–6 of oracle §2, in that order, on framed bytes. One bad message refuses the whole update. Without `crypto`
 * signatures and proofs count as verified and everything else is still checked. Throws PythError.
 */
export function verifyUpdate(
  crypto: Crypto | undefined,
  update: FramedUpdate,
  signers: SignerLookup,
  nowMs: number,
): VerifiedUpdate {
  const vaa = parseVaa(update.vaa);
  const namespace = signers.namespaceOf(vaa);
  require(namespace !== undefined, 'emitter');
  const set = getLiveSet(signers, namespace.name, vaa.setIndex, nowMs);
  verifySignatures(crypto, vaa, namespace.quorumRule, set);
  require(isEmitter(vaa, namespace.priceEmitter), 'emitter');
  const { slot, root } = parsePayload(vaa.payload);
  require(update.messages.length > 0, 'no_updates');
  const prices = update.messages.map(({ message, proof }) => {
    require(crypto === undefined || isProven(crypto, message, proof, root), 'proof');
    return parsePriceMessage(message);
  });
  return { slot, prices };
}

/** What an update claims, before any of it is verified: enough to see whether it could bring something new (step 2). */
export function readClaims(update: FramedUpdate): VerifiedUpdate {
  return {
    slot: orElse(() => parsePayload(parseVaa(update.vaa).payload).slot, 0n),
    prices: update.messages.flatMap(({ message }) => orElse(() => [parsePriceMessage(message)], [])),
  };
}

function orElse<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof PythError) return otherwise;
    throw error;
  }
}
