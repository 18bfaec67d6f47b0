import type { Address, Hex } from 'viem';
import { decodeFunctionResult, encodeFunctionData, erc20Abi, numberToHex } from 'viem';
import { spokeVaultAbi } from '../../../spoke-contracts/abi/spoke-vault.ts';
import type { Header, ProofAnswer, Receipt, VaultLog } from './parse-answer.ts';
import {
  AnswerError,
  parseBytes,
  parseHeader,
  parseLogs,
  parseProof,
  parseQuantity,
  parseReceipt,
} from './parse-answer.ts';
import { RpcError } from './rpc-error.ts';
import type { RpcSource } from './rpc-source.ts';

export type BlockName = bigint | 'latest' | 'finalized' | 'safe';

const blockParam = (block: BlockName): string => (typeof block === 'bigint' ? numberToHex(block) : block);

export async function readChainId(source: RpcSource): Promise<bigint> {
  return parseQuantity(await source.request('eth_chainId', []), 'chain id');
}

/** undefined: the node does not have it (yet). */
export async function findHeader(source: RpcSource, block: BlockName): Promise<Header | undefined> {
  const header = parseHeader(await source.request('eth_getBlockByNumber', [blockParam(block), false]));
  if (header !== undefined && typeof block === 'bigint' && header.number !== block) {
    throw new AnswerError('another block than asked for');
  }
  return header;
}

export async function getHeader(source: RpcSource, block: BlockName): Promise<Header> {
  const header = await findHeader(source, block);
  if (header === undefined) throw new RpcError('refused', source.name, `no block ${String(block)}`);
  return header;
}

export async function findReceipt(source: RpcSource, txHash: Hex, vault: Address): Promise<Receipt | undefined> {
  const receipt = parseReceipt(await source.request('eth_getTransactionReceipt', [txHash]), vault);
  if (receipt !== undefined && receipt.txHash !== txHash) throw new AnswerError('another receipt than asked for');
  return receipt;
}

export async function readProof(
  source: RpcSource,
  vault: Address,
  slots: readonly bigint[],
  block: bigint,
): Promise<ProofAnswer> {
  const keys = slots.map((slot) => numberToHex(slot, { size: 32 }));
  return parseProof(await source.request('eth_getProof', [vault, keys, numberToHex(block)]), slots.length);
}

export async function readCode(source: RpcSource, address: Address, block: BlockName = 'latest'): Promise<Hex> {
  return parseBytes(await source.request('eth_getCode', [address, blockParam(block)]), 'code');
}

export async function readGasPrice(source: RpcSource): Promise<bigint> {
  return parseQuantity(await source.request('eth_gasPrice', []), 'gas price');
}

/**
 * Logs of the vault in `from`..`to` from one endpoint. A range it refuses, or whose answer is too large, is halved until
 * it is one block. Requests: 1, or O(n) in the number of parts.
 */
export async function readLogs(
  source: RpcSource,
  vault: Address,
  from: bigint,
  to: bigint,
  topics: readonly (Hex | readonly Hex[])[] = [],
): Promise<readonly VaultLog[]> {
  if (from > to) return [];
  try {
    const filter = { address: vault, fromBlock: numberToHex(from), toBlock: numberToHex(to), topics };
    return parseLogs(await source.request('eth_getLogs', [filter]), vault, from, to);
  } catch (error) {
    const isTooMuch = error instanceof RpcError && error.failure === 'range';
    if (!isTooMuch || from === to) throw error;
    const middle = (from + to) / 2n;
    const low = await readLogs(source, vault, from, middle, topics);
    return [...low, ...(await readLogs(source, vault, middle + 1n, to, topics))];
  }
}

type VaultView =
  | 'DOMAIN_SEPARATOR'
  | 'status'
  | 'queuedAt'
  | 'pendingSet'
  | 'lockState'
  | 'capacity'
  | 'tokenConfig'
  | 'settings'
  | 'isLocker';

/** A view of the vault, decoded. A revert or bytes of another form throw RpcError. */
export async function readVault<T>(
  source: RpcSource,
  vault: Address,
  functionName: VaultView,
  args: readonly unknown[] = [],
  block: BlockName = 'latest',
): Promise<T> {
  const call = { abi: spokeVaultAbi, functionName, args } as Parameters<typeof encodeFunctionData>[0];
  const data = await source.request('eth_call', [{ to: vault, data: encodeFunctionData(call) }, blockParam(block)]);
  try {
    return decodeFunctionResult({
      abi: spokeVaultAbi,
      functionName,
      data: parseBytes(data, functionName),
    } as never) as T;
  } catch {
    throw source.malformed(`${functionName}: not the vault's answer`);
  }
}

/** What an account has of an ERC-20, at the newest block. */
export async function readBalance(source: RpcSource, token: Address, owner: Address): Promise<bigint> {
  const call = { abi: erc20Abi, functionName: 'balanceOf' } as const;
  const data = encodeFunctionData({ ...call, args: [owner] });
  const answer = parseBytes(await source.request('eth_call', [{ to: token, data }, 'latest']), 'balanceOf');
  try {
    return decodeFunctionResult({ ...call, data: answer });
  } catch {
    throw source.malformed('balanceOf: not a balance');
  }
}
