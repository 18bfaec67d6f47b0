import { concat, utf8 } from '../lib/bytes.ts';
import { GenesisError } from '../lib/genesis-error.ts';
import type { Crypto } from '../lib/hash.ts';
import { requireChainId } from './chain-id.ts';

export { genesisHash } from './genesis-hash.ts';

/** app_state, its sections sorted out: either every module's, or the `export` of another chain's state. */
export interface Sections {
  readonly modules: Readonly<Record<string, unknown>>;
  readonly export: unknown;
}

/** keccak(keccak(hub chain id) ‖ genesis hash): ties wallets' and vaults' signatures to this chain (bridge-abi §3). */
export function hubSaltOf(crypto: Crypto, chainId: string, genesisHash: Uint8Array): Uint8Array {
  return crypto.keccak256(concat(crypto.keccak256(utf8(chainId)), genesisHash));
}

/** Throws GenesisError for a bad chain id, a section no module reads, or an export beside other sections. */
export function checkSections(appState: unknown, known: readonly string[], chainId: string): Sections {
  requireChainId(chainId);
  if (typeof appState !== 'object' || appState === null || Array.isArray(appState)) {
    throw new GenesisError('app_state', 'expected an object of module sections');
  }
  const modules = appState as Readonly<Record<string, unknown>>;
  const names = Object.keys(modules);
  if (names.includes('export')) {
    if (names.length > 1) throw new GenesisError('app_state', 'an export stands alone, without other sections');
    return { modules: {}, export: modules.export };
  }
  for (const name of names) {
    if (!known.includes(name)) {
      throw new GenesisError(`app_state.${name}`, `no module reads it; there are ${known.join(', ')}`);
    }
  }
  return { modules, export: undefined };
}
