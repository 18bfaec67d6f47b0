import type { Address, Hex, LocalAccount } from 'viem';
import { concat, encodeAbiParameters, getContractAddress, keccak256, numberToHex, sliceHex, toHex } from 'viem';
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
  const client = viemClient(source);
  const chainId = await readChainId(source);
  const initCode = vaultInitCode(code.creationCode, config);
  const address = vaultAddress(initCode, config.hubSalt, chainId, instance);
  const domainSeparator = vaultDomainSeparator({ chainId, vault: address, hubSalt: config.hubSalt });
  if ((await readCode(source, address)) !== '0x') {
    await verifyVaultCode(source, address, code);
    return { address, domainSeparator };
  }
  if ((await readCode(source, CREATE2_FACTORY)) === '0x') {
    throw new DeployError(`chain ${chainId} lacks the factory ${CREATE2_FACTORY}`);
  }
  const data = concat([vaultSalt(config.hubSalt, chainId, instance), initCode]);
  const request = { account, to: CREATE2_FACTORY, data } as const;
  const gas = ((await client.estimateGas(request)) * 11n) / 10n;
  const fees = await client.estimateFeesPerGas();
  const nonce = await client.getTransactionCount({ address: account.address, blockTag: 'pending' });
  const signed = await account.signTransaction({
    type: 'eip1559',
    chainId: Number(chainId),
    to: CREATE2_FACTORY,
    data,
    gas,
    nonce,
    ...fees,
  });
  const txHash = await client.sendRawTransaction({ serializedTransaction: signed });
  const receipt = await client.waitForTransactionReceipt({
    hash: txHash,
    pollingInterval: options.pollingIntervalMs ?? 1_000,
  });
  if (receipt.status !== 'success') throw new DeployError(`${txHash} reverted: the config breaks a rule of the vault`);
  await verifyVaultCode(source, address, code);
  return { address, domainSeparator, txHash, blockNumber: receipt.blockNumber };
}

/** Throws DeployError unless the code at the address is the released one. */
export async function verifyVaultCode(source: RpcSource, address: Address, code: VaultCode): Promise<void> {
  const found = runtimeCodeHash(await readCode(source, address), code.immutables);
  if (found !== code.runtimeCodeHash) throw new DeployError(`${address}: code ${found}, not ${code.runtimeCodeHash}`);
}

/** keccak256 of runtime code with zeros where immutables stand. */
export function runtimeCodeHash(code: Hex, immutables: VaultCode['immutables']): Hex {
  let masked = code;
  for (const { start, length } of immutables) {
    if (code.length < 2 + 2 * (start + length)) return keccak256(code);
    const head = start === 0 ? '0x' : sliceHex(masked, 0, start);
    masked = `${head}${'00'.repeat(length)}${masked.slice(2 + 2 * (start + length))}`;
  }
  return keccak256(masked);
}
