import { concat, fromHex, utf8 } from '../../../lib/bytes.ts';
import type { Address } from '../../../lib/units.ts';
import type { Keccak } from './rolling-hash.ts';
import { encodeConfig, type VaultConfig } from './vault-config.ts';
import { uintWord } from './words.ts';

/** The CREATE2 factory that most chains and anvil have. */
export const FACTORY = fromHex('4e59b44847b379578588920ca78fbf26c0b4956c');

/** H(H("NaveSpoke.v1") ‖ hubSalt ‖ word(chainId) ‖ word(instance)). */
export function deploySalt(crypto: Keccak, hubSalt: Uint8Array, chainId: number, instance: number): Uint8Array {
  return crypto.keccak256(
    concat(crypto.keccak256(utf8('NaveSpoke.v1')), hubSalt, uintWord(chainId), uintWord(instance)),
  );
}

export const initCodeHash = (crypto: Keccak, creationCode: Uint8Array, config: VaultConfig): Uint8Array =>
  crypto.keccak256(concat(creationCode, encodeConfig(config)));

/** Address that proves code, hub, set and limits, whoever deployed it (spec: bridge-abi §7). */
export function vaultAddress(crypto: Keccak, salt: Uint8Array, initCode: Uint8Array): Address {
  return crypto.keccak256(concat(Uint8Array.of(0xff), FACTORY, salt, initCode)).slice(12);
}
