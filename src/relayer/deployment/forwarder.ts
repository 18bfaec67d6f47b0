import type { Address, Hex } from 'viem';
import { concat, encodeAbiParameters, getContractAddress, keccak256, toHex } from 'viem';
import type { QuerySpokesResponse } from '#proto/generated/nave.bridge.v1.ts';
import { CREATE2_FACTORY, DeployError, deployByFactory, type FactoryOptions, verifyVaultCode } from '../deploy.ts';
import { readCode } from '../rpc/chain-reader.ts';
import type { RpcSource } from '../rpc/rpc-source.ts';
import { releasedCode } from './released-code.ts';
import { PlanError } from './spoke-plan.ts';

/** The successor is in the init code: one salt serves all. */
const SALT = keccak256(toHex('NaveSpoke.Forwarder'));

const initCodeOf = (successor: Address): Hex =>
  concat([
    releasedCode('migration-forwarder').creationCode,
    encodeAbiParameters([{ type: 'address', name: 'vault' }], [successor]),
  ]);

/** Where the forwarder to a vault is or will be, whoever deploys it: the address proves this release's code and the vault. */
export const forwarderAddress = (successor: Address): Address =>
  getContractAddress({ opcode: 'CREATE2', from: CREATE2_FACTORY, salt: SALT, bytecode: initCodeOf(successor) });

export interface ForwarderDeployment {
  readonly address: Address;
  /** undefined: it was there already. */
  readonly txHash?: Hex;
}

/** Deploys the forwarder to a vault that is there, or finds it; verifies its code. Anybody may. Throws DeployError, RpcError. */
export async function deployForwarder(
  options: Pick<FactoryOptions, 'source' | 'account' | 'pollingIntervalMs'> & { readonly successor: Address },
): Promise<ForwarderDeployment> {
  const { successor, ...rest } = options;
  if ((await readCode(rest.source, successor)) === '0x') {
    throw new DeployError(`${successor}: no vault is there yet; its forwarder comes after it`);
  }
  const { address, txHash } = await deployByFactory({ ...rest, salt: SALT, initCode: initCodeOf(successor) });
  await verifyForwarder(rest.source, successor);
  return { address, ...(txHash !== undefined && { txHash }) };
}

/** Throws DeployError unless the forwarder to this vault is deployed, with the code of this release. */
export const verifyForwarder = (source: RpcSource, successor: Address): Promise<void> =>
  verifyVaultCode(source, forwarderAddress(successor), releasedCode('migration-forwarder'));

/**
 * The instance of a vault that takes over from spoke `predecessor`: as many vaults as the hub has on that chain, unless the
 * plan says another. Throws PlanError when the hub would refuse the registration.
 */
export function successorInstance(
  { spokes }: QuerySpokesResponse,
  plan: { readonly id: number; readonly instance: number; readonly predecessor: number },
  chainId: number,
): number {
  const { id, instance, predecessor } = plan;
  const old = spokes.find(({ spoke }) => spoke === predecessor);
  if (old === undefined || predecessor === id) {
    throw new PlanError(`plan.predecessor: the hub has no other spoke ${predecessor}`);
  }
  if (old.chainId !== chainId) {
    throw new PlanError(`plan.predecessor: spoke ${predecessor} is on chain ${old.chainId}, the RPC on ${chainId}`);
  }
  const taken = spokes.find((one) => one.predecessor === predecessor);
  if (taken !== undefined)
    throw new PlanError(`plan.predecessor: spoke ${taken.spoke} succeeds ${predecessor} already`);
  if (old.successor.length > 0) {
    throw new PlanError(
      `plan.predecessor: the vault of spoke ${predecessor} names its successor already; deploy that one`,
    );
  }
  return instance === 0 ? spokes.filter((one) => one.chainId === chainId).length : instance;
}
