import type { Address } from 'viem';
import { isReleasedVault } from '#src/client/vault-code.ts';
import { StartRefused } from './observer/start-checks.ts';
import { askAll, type SourceGroup } from './rpc/agreement.ts';
import { readCode } from './rpc/chain-reader.ts';

/** The code at the vault's address is the released one. Throws StartRefused, TooFewSourcesError. */
export async function checkVaultCode(group: SourceGroup, vault: Address): Promise<void> {
  for (const { source, value } of await askAll(group, 'code', (one) => readCode(one, vault))) {
    if (isReleasedVault(value)) continue;
    throw new StartRefused(`${source.name}: the code of ${vault} is not that of the vault this release was built with`);
  }
}
