/** Signers, submitters and watchtowers over a vault chain. */
import { Registry } from 'prom-client';
import type { Address, LocalAccount } from 'viem';
import { encodeFunctionData } from 'viem';
import { createRelayerMetrics } from '#src/relayer/metrics.ts';
import { readVault } from '#src/relayer/rpc/chain-reader.ts';
import { RpcSource } from '#src/relayer/rpc/rpc-source.ts';
import { Signer } from '#src/relayer/signer/signer.ts';
import { KeyWriter } from '#src/relayer/submitter/key-writer.ts';
import { NonceTable } from '#src/relayer/submitter/nonce-table.ts';
import { Submitter, type SubmitterOptions } from '#src/relayer/submitter/submitter.ts';
import { TxSender, type TxSenderOptions } from '#src/relayer/submitter/tx-sender.ts';
import { testUSDCAbi } from '../../spoke-contracts/abi/test-usdc.ts';
import { anvilAccount } from './anvil.ts';
import { HUB_SALT, type VaultChain } from './vault-chain.ts';

export const SUBMITTER = anvilAccount(5);

export function testSender(
  chain: VaultChain,
  choice: Partial<TxSenderOptions> & { readonly url?: string; readonly file?: string } = {},
): TxSender {
  const { url = chain.anvil.url, file = ':memory:', account = SUBMITTER, ...rest } = choice;
  const chainId = Number(chain.hub.domain.chainId);
  return new TxSender({
    spoke: 1,
    chainId,
    account,
    sources: [new RpcSource({ name: 'rpc0', url, timeoutMs: 10_000 })],
    writer: rest.writer ?? new KeyWriter(openTable(chain, file, account)),
    metrics: createRelayerMetrics(new Registry()),
    ...rest,
  });
}

export const openTable = (chain: VaultChain, file: string, account: LocalAccount = SUBMITTER): NonceTable =>
  NonceTable.open(file, { chainId: chain.hub.domain.chainId, sender: account.address, hubSalt: HUB_SALT });

export function testSubmitter(
  chain: VaultChain,
  sender: TxSender,
  choice: Partial<SubmitterOptions> & { readonly url?: string } = {},
): Submitter {
  const { url = chain.anvil.url, ...rest } = choice;
  return new Submitter({
    spoke: 1,
    hub: chain.hub.port(0),
    sources: [new RpcSource({ name: 'rpc0', url, timeoutMs: 10_000 })],
    sender,
    metrics: createRelayerMetrics(new Registry()),
    validatorIndex: 0,
    random: () => 0.5,
    ...rest,
  });
}

export const testSigner = (chain: VaultChain, validator: number, key?: LocalAccount): Signer =>
  new Signer({
    spoke: 1,
    hub: chain.hub.port(validator),
    key: key ?? chain.hub.validators[validator]!.hot,
    metrics: createRelayerMetrics(new Registry()),
  });

/** A quorum of three of four signs whatever the hub asks for. */
export async function signAll(chain: VaultChain): Promise<void> {
  for (const validator of [0, 1, 2]) await testSigner(chain, validator).step();
}

/** A window that holds the chain's present time. */
export async function openWindow({ anvil }: VaultChain): Promise<{ notBefore: bigint; deadline: bigint }> {
  const { timestamp } = (await anvil.request('eth_getBlockByNumber', 'latest', false)) as { timestamp: string };
  return { notBefore: BigInt(timestamp) - 10n, deadline: BigInt(timestamp) + 3_600n };
}

export const statusOf = ({ anvil, vault }: VaultChain, id: bigint): Promise<number> =>
  readVault<number>(anvil.rpc, vault, 'status', [id]);

export async function balanceOf({ anvil, token }: VaultChain, owner: Address): Promise<bigint> {
  const data = encodeFunctionData({ abi: testUSDCAbi, functionName: 'balanceOf', args: [owner] });
  return BigInt((await anvil.request('eth_call', { to: token, data }, 'latest')) as string);
}

/** Steps until the transaction on its way is mined. */
export async function settled(sender: TxSender): Promise<string> {
  for (let looks = 0; looks < 500; looks++) {
    const { kind } = await sender.settle();
    if (kind !== 'waiting') return kind;
  }
  throw new Error('the transaction is not mined');
}
