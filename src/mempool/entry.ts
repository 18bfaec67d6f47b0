import type { MempoolFacts } from '#chain/app-types.ts';
import type { AccountQueue } from './account-queue.ts';

/** A tx that waits for a block. */
export interface Entry {
  /** facts.hash as one flat string: the key of every map, so it must be cheap to compare. */
  readonly hash: string;
  readonly tx: Uint8Array;
  readonly facts: MempoolFacts;
  /** Of its signer. */
  readonly account: AccountQueue;
  /** See nonceKey. */
  readonly nonceKey: string | undefined;
  /** Position in arrival order; a replacement arrives anew. */
  readonly arrival: number;
  readonly addedMs: number;
  /** Entered at this node, as opposed to a peer's gossip. */
  readonly isLocal: boolean;
  /** Gossiped already (comet's ReapTxs). */
  isGossiped: boolean;
}

/** Why a tx left the pool without being committed. */
export type DropReason = 'expired' | 'replaced' | 'sequence' | 'recheck';

/** Identity of the nonce an entry uses; a later tx with the same replaces it. Undefined when the facts do not tell. */
export function nonceKey(facts: MempoolFacts): string | undefined {
  if (facts.sequence !== undefined) return `${facts.signer}:${facts.sequence}`;
  return facts.nonce === undefined ? undefined : `${facts.signer}:u${facts.nonce}`;
}
