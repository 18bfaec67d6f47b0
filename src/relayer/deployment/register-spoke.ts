import { bytesToHex } from 'viem';
import { Msg, Query } from '#proto/generated/nave.bridge.v1.ts';
import { type OutgoingMessage, outgoing } from '#src/client/build-tx.ts';
import { hubQuery } from '#src/client/hub-query.ts';
import type { NaveClient } from '#src/client/nave-client.ts';
import { DeployError, type VaultCode, verifyVaultCode } from '../deploy.ts';
import type { RpcSource } from '../rpc/rpc-source.ts';
import {
  type DeploySpokeOptions,
  deploySpoke,
  planSpoke,
  requireForwarder,
  type SpokeDeployment,
} from './deploy-spoke.ts';
import { connectDeploymentHub } from './deployment-hub.ts';
import { verifyForwarder } from './forwarder.ts';
import { readSpokeFile, type SpokeClaim, type SpokeFile } from './spoke-file.ts';
import type { SpokePlan } from './spoke-plan.ts';

export interface RegisterSpokeOptions {
  readonly file: SpokeFile;
  /** Signs as the authority of the bridge: an account of a localnet's genesis. */
  readonly client: NaveClient;
  /** CometBFT-compatible RPC of the hub. */
  readonly rpc: string;
  /** The vault's chain; its code is verified before anything is sent. */
  readonly source: RpcSource;
  readonly code: VaultCode;
}

export interface SpokeRegistration {
  /** False: the hub had this vault already. */
  readonly isNew: boolean;
  /** Assets whose route this added. */
  readonly routes: readonly string[];
  /** undefined: there was nothing to do. */
  readonly txHash?: string;
}

/**
 * Registers a deployed vault and the routes of its tokens in one transaction; what the hub has already is left out. Throws
 * DeployError when the vault is not there, another one has the id, or the hub's set is no longer the vault's;
 * NaveError 5032 when the signer is not the authority; PlanError, RpcError, UnreachableError.
 */
export async function registerSpoke(options: RegisterSpokeOptions): Promise<SpokeRegistration> {
  const { client, rpc, source, code } = options;
  const claim = readSpokeFile(options.file);
  await verifyVaultCode(source, claim.vault, code);
  requireForwarder(claim);
  if (claim.migration !== undefined) await verifyForwarder(source, claim.vault);
  const { spokes } = await hubQuery(rpc, Query.spokes, {});
  const known = spokes.find(({ spoke }) => spoke === claim.id);
  if (known !== undefined && bytesToHex(known.vault) !== claim.vault.toLowerCase()) {
    throw new DeployError(
      `spoke ${claim.id} is ${known.name} with the vault ${bytesToHex(known.vault)}; take another id`,
    );
  }
  if (known === undefined) await requireOwnSet(claim, rpc);
  const authority = client.signerAccount;
  const routed = new Set(known?.routes.map(({ token }) => bytesToHex(token)));
  const routes = claim.routes.filter(({ token }) => !routed.has(token.toLowerCase() as `0x${string}`));
  const messages: OutgoingMessage[] = routes.map(({ route }) =>
    outgoing(Msg.registerRoute.request, { authority, route }),
  );
  if (known === undefined) {
    messages.unshift(outgoing(Msg.registerSpoke.request, { authority, spoke: claim.spoke }));
  }
  const done = { isNew: known === undefined, routes: routes.map(({ asset }) => asset) };
  if (messages.length === 0) return done;
  const { txHash } = await client.send(messages);
  return { ...done, txHash };
}

/** The vault begins with the set the hub would make now, else the hub refuses it. Throws DeployError. */
async function requireOwnSet({ config }: SpokeClaim, rpc: string): Promise<void> {
  const { hubSalt, hot, cold } = await hubQuery(rpc, Query.nextSet, { devnet: config.devnet });
  if (bytesToHex(hubSalt) !== config.hubSalt)
    throw new DeployError('the vault belongs to another hub (its salt differs)');
  const words = (list: readonly Uint8Array[]): string => list.map((word) => bytesToHex(word)).join();
  const { initialSet } = config;
  if (words(hot) !== initialSet.hot.join() || words(cold) !== initialSet.cold.join()) {
    throw new DeployError(
      'the validators have changed since this vault was planned; deploy one with their present set',
    );
  }
}

export interface DeployAndRegisterOptions extends Omit<DeploySpokeOptions, 'file'> {
  /** What to deploy, or the file an earlier run wrote: then the same vault is found and nothing is done twice. */
  readonly plan: SpokePlan | SpokeFile;
  readonly client: NaveClient;
  readonly rpc: string;
  /** Called with the file before anything is sent, so that an interrupted run can go on with it. */
  readonly onPlanned?: (file: SpokeFile) => void;
}

/** Deploys a vault and registers it with its routes: the whole of a localnet's spoke. Throws as its parts do. */
export async function deployAndRegister(
  options: DeployAndRegisterOptions,
): Promise<{ file: SpokeFile; deployment: SpokeDeployment; registration: SpokeRegistration }> {
  const { plan, client, rpc, source, code } = options;
  const file = 'messages' in plan ? plan : await planSpoke(plan, await connectDeploymentHub(rpc), source, code);
  options.onPlanned?.(file);
  const deployment = await deploySpoke({ ...options, file });
  const registration = await registerSpoke({ file, client, rpc, source, code });
  return { file, deployment, registration };
}
