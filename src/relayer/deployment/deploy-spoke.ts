import type { Address, LocalAccount } from 'viem';
import { parseAbi } from 'viem';
import { Query } from '#proto/generated/nave.bridge.v1.ts';
import { hubQuery } from '#src/client/hub-query.ts';
import {
  DeployError,
  deployVault,
  type VaultCode,
  type VaultDeployment,
  vaultAddress,
  vaultInitCode,
} from '../deploy.ts';
import { readChainId, readCode } from '../rpc/chain-reader.ts';
import type { RpcSource } from '../rpc/rpc-source.ts';
import { viemClient } from '../rpc/viem-client.ts';
import type { DeploymentHub } from './deployment-hub.ts';
import { deployForwarder, type ForwarderDeployment, forwarderAddress, successorInstance } from './forwarder.ts';
import { readSpokeFile, type SpokeClaim, type SpokeFile, spokeFileOf } from './spoke-file.ts';
import { PlanError, type SpokePlan } from './spoke-plan.ts';
import { type TokenDecimals, vaultConfigOf } from './vault-config.ts';

/**
 * Everything that will be true of a vault before it is there: its configuration with the set that the hub gives out now,
 * its address, the messages that register it; with a predecessor, the forwarder between the two. Reads the chain (id, tokens' decimals) and the hub; sends nothing.
 * Throws PlanError, DeployError, NaveError, UnreachableError, RpcError.
 */
export async function planSpoke(
  plan: SpokePlan,
  hub: DeploymentHub,
  source: RpcSource,
  code: VaultCode,
): Promise<SpokeFile> {
  const set = await hubQuery(hub.rpc, Query.nextSet, { devnet: plan.devnet });
  const chainId = await readChainId(source);
  const decimals: TokenDecimals[] = [];
  for (const [i, { token, asset }] of plan.tokens.entries()) {
    const hubDecimals = hub.findAssetDecimals(asset);
    if (hubDecimals === undefined) throw new PlanError(`plan.tokens[${i}].asset: the hub has no asset ${asset}`);
    decimals.push({ token: await tokenDecimals(source, token, `plan.tokens[${i}].token`), hub: hubDecimals });
  }
  const config = vaultConfigOf(plan, set, decimals);
  const initCode = vaultInitCode(code.creationCode, config);
  const { predecessor } = plan;
  const instance =
    predecessor === undefined
      ? plan.instance
      : successorInstance(await hubQuery(hub.rpc, Query.spokes, {}), { ...plan, predecessor }, Number(chainId));
  const vault = vaultAddress(initCode, config.hubSalt, chainId, BigInt(instance));
  return spokeFileOf({ ...plan, instance }, config, decimals, {
    chainId: Number(chainId),
    vault,
    creationCode: code.creationCode,
    ...(predecessor !== undefined && { forwarder: forwarderAddress(vault) }),
  });
}

async function tokenDecimals(source: RpcSource, token: Address, path: string): Promise<number> {
  if ((await readCode(source, token)) === '0x') throw new PlanError(`${path}: no contract at ${token} on this chain`);
  try {
    const abi = parseAbi(['function decimals() view returns (uint8)']);
    return await viemClient(source).readContract({ address: token, abi, functionName: 'decimals' });
  } catch (cause) {
    throw new DeployError(`${path}: ${token} does not say its decimals; it is no ERC-20`, { cause });
  }
}

export interface DeploySpokeOptions {
  readonly file: SpokeFile;
  readonly source: RpcSource;
  /** Pays the gas; gets no right. */
  readonly account: LocalAccount;
  /** Code of this release; a file that carries other code is refused. */
  readonly code: VaultCode;
  readonly pollingIntervalMs?: number;
}

export interface SpokeDeployment extends VaultDeployment {
  /** Of a vault with a predecessor. */
  readonly forwarder?: ForwarderDeployment;
}

/** Throws DeployError when a claim names another forwarder than this release has for its vault. */
export function requireForwarder({ vault, migration }: SpokeClaim): void {
  if (migration === undefined || migration.forwarder === forwarderAddress(vault)) return;
  const own = forwarderAddress(vault);
  throw new DeployError(`the file names the forwarder ${migration.forwarder}, this release's for its vault is ${own}`);
}

/**
 * Deploys the vault of a spoke file, and its forwarder if it has a predecessor, or finds that somebody did; verifies the
 * code on the chain either way. Anybody may do it, any number of times: the addresses depend on the file alone. Throws
 * DeployError, PlanError, RpcError.
 */
export async function deploySpoke(options: DeploySpokeOptions): Promise<SpokeDeployment> {
  const { source, account, code } = options;
  const claim = readSpokeFile(options.file);
  if (claim.creationCode !== code.creationCode) {
    throw new DeployError('the file carries other vault code than this release; use the release it was made with');
  }
  const chainId = await readChainId(source);
  if (chainId !== BigInt(claim.chainId)) {
    throw new DeployError(`the RPC is of chain ${chainId}, the file is for chain ${claim.chainId}; give its --rpc`);
  }
  const { config, instance } = claim;
  const expected = vaultAddress(vaultInitCode(code.creationCode, config), config.hubSalt, chainId, BigInt(instance));
  if (expected !== claim.vault) {
    throw new DeployError(`the file names the vault ${claim.vault}, its code and configuration give ${expected}`);
  }
  requireForwarder(claim);
  const { pollingIntervalMs } = options;
  const by = { source, account, ...(pollingIntervalMs !== undefined && { pollingIntervalMs }) };
  const deployment = await deployVault({ ...by, code, config, instance: BigInt(instance) });
  if (claim.migration === undefined) return deployment;
  return { ...deployment, forwarder: await deployForwarder({ ...by, successor: deployment.address }) };
}
