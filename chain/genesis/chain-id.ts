import { GenesisError } from '../lib/genesis-error.ts';

const CHAIN_ID = /^[a-z][a-z0-9-]{2,48}$/;

export function isChainId(text: string): boolean {
  return CHAIN_ID.test(text);
}

/** Throws GenesisError unless the text is a chain id (spec: chain §7). */
export function requireChainId(text: unknown): asserts text is string {
  if (typeof text !== 'string' || !isChainId(text)) {
    throw new GenesisError('chain_id', `does not match ${CHAIN_ID.source}`);
  }
}

/**
 * Localnets may issue money, use public signer keys, run on one price source, shorten guards and have validators without a
 * consensus key; nothing else may (spec: chain §7).
 */
export function isLocalnet(chainId: string): boolean {
  return chainId.startsWith('nave-local');
}
