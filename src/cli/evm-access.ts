import type { LocalAccount } from 'viem';
import { createWalletClient, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import type { EvmWallet } from '#src/client/evm-wallet.ts';
import { openKey, parseKeySource } from '#src/relayer/keys/key-source.ts';
import { RpcSource } from '#src/relayer/rpc/rpc-source.ts';
import { findLocalnet, findLocalnetSpoke } from './localnet-names.ts';
import { nodeUrl } from './node-request.ts';
import { CliError, EXIT } from './output.ts';
import { findKey, type KeyOptions } from './signing.ts';

const SOURCE = /^(env|keystore|remote):/;

/** Key that signs on EVM chains: a name of the localnet or the keyring, or keystore:FILE:PASSWORD_FILE, env:NAME, remote:ADDRESS@URL. */
export function findEvmAccount(options: KeyOptions): LocalAccount {
  if (SOURCE.test(options.from)) return openKey(parseKeySource(options.from));
  const key = findKey(options);
  if (key.algo !== 'ethsecp256k1') {
    throw new CliError(`${options.from} is a Cosmos key; an EVM chain needs an Ethereum key (--algo ethsecp256k1)`);
  }
  return privateKeyToAccount(`0x${key.privateKey.replace(/^0x/, '')}`);
}

function checkedUrl(flag: string, url: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new CliError(`${flag} ${url} is no URL such as http://127.0.0.1:8545`, EXIT.usage);
  }
  return url;
}

/** RPC of a spoke's chain: flag, NAVE_RPC, or that of the running localnet's spoke. */
export function spokeRpc(flag: string | undefined, spoke: number): string {
  const url = flag ?? process.env.NAVE_RPC ?? findLocalnetSpoke(spoke)?.rpc;
  if (url !== undefined) return checkedUrl('--rpc', url);
  throw new CliError(`which node of spoke ${spoke}'s chain? give --rpc URL (or NAVE_RPC)`, EXIT.usage);
}

/** CometBFT-compatible RPC of the hub: flag, NAVE_HUB_RPC, the localnet's, else port 26657 of the REST host. */
export function hubRpc(flag: string | undefined, node: string | undefined): string {
  const given = flag ?? process.env.NAVE_HUB_RPC ?? (node === undefined ? findLocalnet()?.rpc : undefined);
  if (given !== undefined) return checkedUrl('--hub-rpc', given);
  const url = new URL(nodeUrl(node));
  url.port = '26657';
  return url.origin;
}

const TIMEOUT_MS = 15_000;

/** A viem client that signs. Fast chains are looked at often: a localnet's block should not cost a second. */
export const evmWallet = (account: LocalAccount, url: string): EvmWallet =>
  createWalletClient({ account, transport: http(url, { timeout: TIMEOUT_MS, retryCount: 1 }), cacheTime: 0 });

export const rpcSource = (url: string): RpcSource =>
  new RpcSource({ name: new URL(url).host, url, timeoutMs: TIMEOUT_MS });
