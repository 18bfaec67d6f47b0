import type { Hex } from 'viem';
import type { FinalityRule } from '../finality-rule.ts';
import type { HubSpoke } from '../hub-port.ts';
import { askAll, type SourceGroup } from '../rpc/agreement.ts';
import { findHeader, readChainId, readCode, readVault } from '../rpc/chain-reader.ts';
import { RpcError } from '../rpc/rpc-error.ts';

/** The configuration and the world do not fit: a relayer must not start. */
export class StartRefused extends Error {
  override name = 'StartRefused';
}

/**
 * Before the first vote: enough endpoints, each on the right chain, with the finality tag if that is the rule, and with
 * the vault the hub means. Throws StartRefused; TooFewSourcesError when endpoints do not answer, to be tried again.
 */
export async function checkStart(group: SourceGroup, spoke: HubSpoke, rule: FinalityRule): Promise<void> {
  if (group.sources.length < group.required) {
    throw new StartRefused(`spoke ${spoke.spoke} needs ${group.required} RPC endpoints, ${group.sources.length} given`);
  }
  for (const { source, value } of await askAll(group, 'chain id', readChainId)) {
    if (value === BigInt(spoke.chainId)) continue;
    throw new StartRefused(`${source.name} is chain ${value}, spoke ${spoke.spoke} is chain ${spoke.chainId}`);
  }
  if (rule.kind === 'finalized') {
    for (const { source, value } of await askAll(group, 'finalized tag', hasFinalizedTag)) {
      if (!value)
        throw new StartRefused(`${source.name} lacks the finalized tag; set a depth or take another endpoint`);
    }
  }
  for (const { source, value } of await askAll(group, 'code', (one) => readCode(one, spoke.vault))) {
    if (value === '0x') throw new StartRefused(`${source.name}: no contract at ${spoke.vault}`);
  }
  const domains = await askAll(group, 'domain', (one) => readVault<Hex>(one, spoke.vault, 'DOMAIN_SEPARATOR'));
  for (const { source, value } of domains) {
    if (value !== spoke.domainSeparator) throw new StartRefused(`${source.name}: ${spoke.vault} has another domain`);
  }
}

/** A node without the tag refuses it or has no block for it. */
async function hasFinalizedTag(source: Parameters<typeof findHeader>[0]): Promise<boolean> {
  try {
    return (await findHeader(source, 'finalized')) !== undefined;
  } catch (error) {
    if (error instanceof RpcError && error.failure === 'refused') return false;
    throw error;
  }
}
