import type { Address, Hex, LocalAccount } from 'viem';
import { concat, encodeAbiParameters, getContractAddress, keccak256, numberToHex, toHex } from 'viem';
import { runtimeCodeHash } from '#src/client/vault-code.ts';
import { spokeVaultAbi } from '../../spoke-contracts/abi/spoke-vault.ts';
import { readChainId, readCode } from './rpc/chain-reader.ts';
import type { RpcSource } from './rpc/rpc-source.ts';
import { viemClient } from './rpc/viem-client.ts';
import { vaultDomainSeparator } from './vault/typed-data.ts';

/** The deterministic deployment proxy; its address is the same on every chain that has it. */
export const CREATE2_FACTORY: Address = '0x4e59b44847b379578588920cA78FbF26c0B4956C';

const constructorInputs = spokeVaultAbi.find((item) => item.type === 'constructor')!.inputs;

/** The vault's constructor argument (spec: bridge-abi §1). */
export type VaultConfig = Parameters<typeof encodeAbiParameters<typeof constructorInputs>>[1][0];

/** What a release publishes of the vault's code. */
export interface VaultCode {
  readonly creationCode: Hex;
  /** keccak256 of the runtime code with zeros where immutables go. */
  readonly runtimeCodeHash: Hex;
  readonly immutables: readonly { readonly start: number; readonly length: number }[];
}

/** A deployment that may not go on, or whose result is not what was asked for. */
export class DeployError extends Error {
  override name = 'DeployError';
}

/** salt = H(H("NaveSpoke.v1") ‖ hubSalt ‖ word(chainId) ‖ word(instance)) (spec: bridge-abi §7). */
export function vaultSalt(hubSalt: Hex, chainId: bigint, instance: bigint): Hex {
  const words = [chainId, instance].map((value) => numberToHex(value, { size: 32 }));
  return keccak256(concat([keccak256(toHex('NaveSpoke.v1')), hubSalt, ...words]));
}

export const vaultInitCode = (creationCode: Hex, config: VaultConfig): Hex =>
  concat([creationCode, encodeAbiParameters(constructorInputs, [config])]);

/** Address that code, config, chain and instance lead to, whoever deploys. */
export function vaultAddress(initCode: Hex, hubSalt: Hex, chainId: bigint, instance = 0n): Address {
  const salt = vaultSalt(hubSalt, chainId, instance);
  return getContractAddress({ opcode: 'CREATE2', from: CREATE2_FACTORY, salt, bytecode: initCode });
}

export interface VaultDeployment {
  readonly address: Address;
  readonly domainSeparator: Hex;
  /** undefined: it was there already. */
  readonly txHash?: Hex;
  readonly blockNumber?: bigint;
}

export interface DeployOptions {
  readonly source: RpcSource;
  readonly account: LocalAccount;
  readonly code: VaultCode;
  readonly config: VaultConfig;
  readonly instance?: bigint;
  readonly pollingIntervalMs?: number;
}

/** Deploys a vault through the factory, or finds it deployed; verifies the code either way. Throws DeployError, RpcError. */
export async function deployVault(options: DeployOptions): Promise<VaultDeployment> {
  const { source, account, code, config, instance = 0n } = options;
  const chainId = await readChainId(source);
  const initCode = vaultInitCode(code.creationCode, config);
  const salt = vaultSalt(config.hubSalt, chainId, instance);
  const hint = 'the config breaks a rule of the vault';
  const { address, ...sent } = await deployByFactory({ ...options, source, account, salt, initCode, hint });
  await verifyVaultCode(source, address, code);
  return {
    address,
    domainSeparator: vaultDomainSeparator({ chainId, vault: address, hubSalt: config.hubSalt }),
    ...sent,
  };
}

export interface FactoryDeployment {
  readonly address: Address;
  /** undefined: it was there already. */
  readonly txHash?: Hex;
  readonly blockNumber?: bigint;
}

export interface FactoryOptions {
  readonly source: RpcSource;
  readonly account: LocalAccount;
  readonly salt: Hex;
  readonly initCode: Hex;
  /** Why a constructor may have reverted. */
  readonly hint?: string;
  readonly pollingIntervalMs?: number;
}

/** Deploys through the factory at the address that salt and code lead to, unless it is there. Throws DeployError, RpcError. */
export async function deployByFactory(options: FactoryOptions): Promise<FactoryDeployment> {
  const { source, account, salt, initCode } = options;
  const address = getContractAddress({ opcode: 'CREATE2', from: CREATE2_FACTORY, salt, bytecode: initCode });
  if ((await readCode(source, address)) !== '0x') return { address };
  const client = viemClient(source);
  const chainId = await readChainId(source);
  if ((await readCode(source, CREATE2_FACTORY)) === '0x') {
    throw new DeployError(`chain ${chainId} lacks the factory ${CREATE2_FACTORY}; deploy it there first`);
  }
  const data = concat([salt, initCode]);
  const reverted = `the constructor reverts${options.hint === undefined ? '' : `: ${options.hint}`}`;
  const send = async (): Promise<Hex> => {
    const gas = await client.estimateGas({ account, to: CREATE2_FACTORY, data });
    const fees = await client.estimateFeesPerGas();
    const nonce = await client.getTransactionCount({ address: account.address, blockTag: 'pending' });
    const signed = await account.signTransaction({
      type: 'eip1559',
      chainId: Number(chainId),
      to: CREATE2_FACTORY,
      data,
      gas: (gas * 11n) / 10n,
      nonce,
      ...fees,
    });
    return client.sendRawTransaction({ serializedTransaction: signed });
  };
  const txHash = await send().catch((cause: Error) => {
    if (/insufficient funds|exceeds the balance/i.test(cause.message)) {
      throw new DeployError(`${account.address} cannot pay the gas on chain ${chainId}; fund it`, { cause });
    }
    throw /revert/i.test(cause.message) ? new DeployError(reverted, { cause }) : cause;
  });
  const receipt = await client.waitForTransactionReceipt({
    hash: txHash,
    pollingInterval: options.pollingIntervalMs ?? 1_000,
  });
  if (receipt.status !== 'success' || (await readCode(source, address)) === '0x') {
    throw new DeployError(`${txHash}: ${reverted}`);
  }
  return { address, txHash, blockNumber: receipt.blockNumber };
}

/** Throws DeployError unless the code at the address is the released one. */
export async function verifyVaultCode(source: RpcSource, address: Address, code: VaultCode): Promise<void> {
  const found = runtimeCodeHash(await readCode(source, address), code.immutables);
  if (found !== code.runtimeCodeHash) throw new DeployError(`${address}: code ${found}, not ${code.runtimeCodeHash}`);
}
