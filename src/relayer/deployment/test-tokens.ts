import type { Address, LocalAccount } from 'viem';
import { encodeFunctionData, keccak256, parseAbi, toHex } from 'viem';
import { deployByFactory } from '../deploy.ts';
import type { RpcSource } from '../rpc/rpc-source.ts';
import { viemClient } from '../rpc/viem-client.ts';
import { type ReleasedContract, releasedCode } from './released-code.ts';

export type TestToken = Extract<ReleasedContract, `test-${string}`>;

const mintAbi = parseAbi(['function mint(address to, uint256 amount)']);

/** Deploys a localnet's token, or finds it: always at the same address. Throws DeployError, RpcError. */
export async function deployTestToken(
  token: TestToken,
  source: RpcSource,
  account: LocalAccount,
  pollingIntervalMs = 100,
): Promise<Address> {
  const { creationCode: initCode } = releasedCode(token);
  const salt = keccak256(toHex(`nave ${token}`));
  return (await deployByFactory({ source, account, salt, initCode, pollingIntervalMs })).address;
}

/** Makes `amount` token units out of nothing; anybody may, these are test tokens. Throws viem's errors. */
export async function mintTestToken(
  source: RpcSource,
  account: LocalAccount,
  token: Address,
  to: Address,
  amount: bigint,
  pollingIntervalMs = 100,
): Promise<void> {
  const client = viemClient(source);
  const data = encodeFunctionData({ abi: mintAbi, functionName: 'mint', args: [to, amount] });
  const chainId = await client.getChainId();
  const nonce = await client.getTransactionCount({ address: account.address, blockTag: 'pending' });
  const gas = await client.estimateGas({ account, to: token, data });
  const fees = await client.estimateFeesPerGas();
  const signed = await account.signTransaction({ type: 'eip1559', chainId, to: token, data, nonce, gas, ...fees });
  const hash = await client.sendRawTransaction({ serializedTransaction: signed });
  const { status } = await client.waitForTransactionReceipt({ hash, pollingInterval: pollingIntervalMs });
  if (status !== 'success') throw new Error(`${hash}: minting reverted`);
}
