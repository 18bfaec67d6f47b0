import { readFileSync } from 'node:fs';
import type { Hex } from 'viem';
import type { VaultCode } from '../deploy.ts';

/** Contracts whose code is part of this release: spoke-contracts/release. */
export type ReleasedContract = 'spoke-vault' | 'migration-forwarder' | 'test-usdc' | 'test-usdt' | 'test-weth';

export interface ReleasedCode extends VaultCode {
  readonly name: string;
  readonly creationCodeHash: Hex;
}

/** Code of a contract as this release publishes it. */
export function releasedCode(name: ReleasedContract): ReleasedCode {
  const file = new URL(`../../../spoke-contracts/release/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as ReleasedCode;
}
