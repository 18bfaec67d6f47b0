import { toBase64, utf8 } from '../lib/bytes.ts';
import type { Crypto } from '../lib/hash.ts';
import { canonicalJson } from './canonical-json.ts';
import { rfc3339 } from './rfc3339.ts';

export interface GenesisFacts {
  readonly appState: unknown;
  readonly chainId: string;
  readonly timeNs: bigint;
  readonly initialHeight: number;
  /** ed25519 keys of 32 bytes. */
  readonly validators: readonly { readonly publicKey: Uint8Array; readonly power: number }[];
}

/**
 * SHA-256 of the canonical JSON of what InitChain tells every node, so that file bytes and whitespace do not matter
 * (spec: chain §7). Throws GenesisError for an app_state that is not strings, booleans, lists and objects.
 */
export function genesisHash(crypto: Pick<Crypto, 'sha256'>, facts: GenesisFacts): Uint8Array {
  const validators = facts.validators
    .map(({ publicKey, power }) => ({ pub_key: toBase64(publicKey), power: String(power) }))
    .sort((a, b) => (a.pub_key < b.pub_key ? -1 : 1));
  const text = canonicalJson({
    app_state: facts.appState,
    chain_id: facts.chainId,
    genesis_time: rfc3339(facts.timeNs),
    initial_height: String(facts.initialHeight),
    validators,
  });
  return crypto.sha256(utf8(text));
}
