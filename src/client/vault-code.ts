import type { Hex } from 'viem';
import { keccak256 } from 'viem';
import { spokeVaultRuntime } from '../../spoke-contracts/release/spoke-vault-runtime.ts';

/** Byte range of runtime code that holds an immutable. */
export interface CodeRange {
  readonly start: number;
  readonly length: number;
}

/** keccak256 of runtime code with zeros where immutables stand; code too short for them is hashed as it is. */
export function runtimeCodeHash(code: Hex, immutables: readonly CodeRange[]): Hex {
  const end = Math.max(0, ...immutables.map(({ start, length }) => start + length));
  if (code.length < 2 + 2 * end) return keccak256(code);
  let masked = code.slice(2);
  for (const { start, length } of immutables) {
    masked = `${masked.slice(0, 2 * start)}${'00'.repeat(length)}${masked.slice(2 * (start + length))}`;
  }
  return keccak256(`0x${masked}`);
}

/** The code is that of the vault this release was built with. */
export const isReleasedVault = (code: Hex): boolean =>
  runtimeCodeHash(code, spokeVaultRuntime.immutables) === spokeVaultRuntime.runtimeCodeHash;
