import type { Address, Hex } from 'viem';
import { bytesToHex, getAddress } from 'viem';
import { readContract } from 'viem/actions';
import type { SpokeInfo } from '#proto/generated/nave.bridge.v1.ts';
import { Query, SpokeState } from '#proto/generated/nave.bridge.v1.ts';
import { hubQuery } from '#src/client/hub-query.ts';
import { erc20Abi } from '#src/client/token-abi.ts';
import { isReleasedVault } from '#src/client/vault-code.ts';
import { spokeVaultAbi } from '../../../spoke-contracts/abi/spoke-vault.ts';
import { getHeader, readChainId, readCode } from '../rpc/chain-reader.ts';
import type { RpcSource } from '../rpc/rpc-source.ts';
import { viemClient } from '../rpc/viem-client.ts';
import { checkpoint } from '../vault/typed-data.ts';
import type { DeploymentHub } from './deployment-hub.ts';

/** One token of a vault; amounts in token units. */
export interface TokenCheck {
  readonly asset: string;
  readonly token: Address;
  readonly decimals: number;
  /** What the hub counts, the vault counts, and the vault has. */
  readonly hubEscrow: bigint;
  readonly vaultEscrow: bigint;
  readonly balance: bigint;
}

/** A vault beside what the hub knows of it. */
export interface SpokeCheck {
  readonly spoke: number;
  readonly name: string;
  readonly chainId: number;
  readonly vault: Address;
  readonly state: string;
  readonly reason: string;
  readonly breaker: string;
  readonly lagMs: number;
  readonly normalLagMs: number;
  /** Events emitted, and those the hub applied. */
  readonly vaultNonce: bigint;
  readonly hubNonce: bigint;
  readonly vaultEpoch: bigint;
  readonly hubEpoch: bigint;
  readonly tokens: readonly TokenCheck[];
  /** What is wrong, a line each; empty: all is well. A lag is none by itself. */
  readonly faults: readonly string[];
}

export interface CheckSpokeOptions {
  readonly hub: DeploymentHub;
  readonly source: RpcSource;
  readonly spoke: number;
}

/** The hub has no such spoke. */
export class SpokeUnknownError extends Error {
  override name = 'SpokeUnknownError';
}

/**
 * Compares the vault's code, chain, domain, validator set, events and money with the hub's record. The hub is read first:
 * a vault that is ahead of it is on its way, one that is behind is not. Throws SpokeUnknownError, RpcError, NaveError,
 * UnreachableError, viem's errors.
 */
export async function checkSpoke({ hub, source, spoke }: CheckSpokeOptions): Promise<SpokeCheck> {
  const { spokes } = await hubQuery(hub.rpc, Query.spokes, {});
  const info = spokes.find((one) => one.spoke === spoke);
  if (info === undefined) {
    const known = spokes.map((one) => `${one.spoke} (${one.name})`).join(', ');
    throw new SpokeUnknownError(`the hub has no spoke ${spoke}; it has ${known === '' ? 'none' : known}`);
  }
  const vault = getAddress(bytesToHex(info.vault));
  const faults: string[] = [];
  const chainId = await readChainId(source);
  const ours = { info, vault, tokens: [], vaultNonce: 0n, vaultEpoch: 0n };
  if (chainId !== BigInt(info.chainId)) {
    return summary({ ...ours, faults: [`the RPC is of chain ${chainId}, the spoke is on ${info.chainId}`] });
  }
  const code = await readCode(source, vault);
  if (!isReleasedVault(code)) {
    const what = code === '0x' ? 'no contract is there' : 'the code is not that of this release';
    return summary({ ...ours, faults: [`${vault}: ${what}`] });
  }
  const vaultFacts = await readVaultFacts(source, vault);
  faults.push(...(await findFaults(hub, info, vaultFacts)));
  const tokens = await checkTokens(source, hub, info, vault, vaultFacts, faults);
  return summary({ ...ours, vaultNonce: vaultFacts.nonce, vaultEpoch: vaultFacts.epoch, tokens, faults });
}

interface VaultFacts {
  readonly blockNumber: bigint;
  readonly nonce: bigint;
  readonly epoch: bigint;
  readonly rollingHash: Hex;
  readonly separator: Hex;
  readonly hotHash: Hex;
  readonly coldHash: Hex;
}

/** All of one block. */
async function readVaultFacts(source: RpcSource, vault: Address): Promise<VaultFacts> {
  const client = viemClient(source);
  const { number: blockNumber } = await getHeader(source, 'latest');
  const view = { address: vault, abi: spokeVaultAbi, blockNumber } as const;
  const [nonce, rollingHash, separator, set] = await Promise.all([
    readContract(client, { ...view, functionName: 'eventNonce' }),
    readContract(client, { ...view, functionName: 'rollingHash' }),
    readContract(client, { ...view, functionName: 'DOMAIN_SEPARATOR' }),
    readContract(client, { ...view, functionName: 'currentSet' }),
  ]);
  const { epoch, hotHash, coldHash } = set;
  return { blockNumber, nonce, rollingHash, separator, epoch, hotHash, coldHash };
}

async function findFaults(hub: DeploymentHub, info: SpokeInfo, vault: VaultFacts): Promise<string[]> {
  const faults: string[] = [];
  const { sets } = await hubQuery(hub.rpc, Query.sets, { spoke: info.spoke });
  if (vault.separator !== bytesToHex(info.domainSeparator)) faults.push('the vault belongs to another hub');
  if (vault.nonce < BigInt(info.eventNonce)) {
    faults.push(`the vault emitted ${vault.nonce} events, the hub applied ${info.eventNonce}: the chain went back`);
  }
  if (vault.nonce === BigInt(info.eventNonce) && vault.rollingHash !== bytesToHex(info.rollingHash)) {
    faults.push('the same number of events, another rolling hash: the hub applied what the vault did not emit');
  }
  const current = sets.find(({ state }) => state === 'current');
  if (current !== undefined && BigInt(current.epoch) === vault.epoch) {
    const words = (list: readonly Uint8Array[]): Hex[] => list.map((word) => bytesToHex(word));
    const isSame =
      checkpoint('hot', vault.epoch, words(current.hot)) === vault.hotHash &&
      checkpoint('cold', vault.epoch, words(current.cold)) === vault.coldHash;
    if (!isSame) faults.push(`epoch ${vault.epoch}: the vault has another validator set than the hub`);
  }
  if (info.breaker === 'open') faults.push('the latency breaker is open: nothing is paid until relayers report again');
  return faults;
}

async function checkTokens(
  source: RpcSource,
  hub: DeploymentHub,
  info: SpokeInfo,
  vault: Address,
  { blockNumber, nonce }: VaultFacts,
  faults: string[],
): Promise<TokenCheck[]> {
  const client = viemClient(source);
  const rows: TokenCheck[] = [];
  for (const route of info.routes) {
    const token = getAddress(bytesToHex(route.token));
    const asset = hub.findAssetSymbol(route.asset) ?? `asset ${route.asset}`;
    const hubDecimals = hub.findAssetDecimals(asset) ?? route.tokenDecimals;
    const [, vaultEscrow] = await readContract(client, {
      address: vault,
      abi: spokeVaultAbi,
      functionName: 'capacity',
      args: [token],
      blockNumber,
    });
    const balance = await readContract(client, {
      address: token,
      abi: erc20Abi,
      functionName: 'balanceOf',
      args: [vault],
      blockNumber,
    });
    const hubEscrow = inTokenUnits(BigInt(route.escrow), hubDecimals, route.tokenDecimals);
    if (balance < vaultEscrow)
      faults.push(`${asset}: the vault has ${balance}, it counts ${vaultEscrow} (token units)`);
    if (nonce === BigInt(info.eventNonce) && hubEscrow !== vaultEscrow) {
      faults.push(`${asset}: the hub counts ${hubEscrow}, the vault ${vaultEscrow} (token units)`);
    }
    rows.push({ asset, token, decimals: route.tokenDecimals, hubEscrow, vaultEscrow, balance });
  }
  return rows;
}

const SPOKE_STATES = Object.entries(SpokeState);

const inTokenUnits = (amount: bigint, hub: number, token: number): bigint =>
  token >= hub ? amount * 10n ** BigInt(token - hub) : amount / 10n ** BigInt(hub - token);

function summary(parts: {
  info: SpokeInfo;
  vault: Address;
  tokens: readonly TokenCheck[];
  vaultNonce: bigint;
  vaultEpoch: bigint;
  faults: readonly string[];
}): SpokeCheck {
  const { info, vault, tokens, vaultNonce, vaultEpoch, faults } = parts;
  const { spoke, name, chainId, reason, breaker, lagMs, normalLagMs } = info;
  const state = SPOKE_STATES.find(([, value]) => value === info.state)?.[0].toLowerCase() ?? 'unknown';
  const hub = { hubNonce: BigInt(info.eventNonce), hubEpoch: BigInt(info.epoch) };
  return {
    spoke,
    name,
    chainId,
    vault,
    state,
    reason,
    breaker,
    lagMs,
    normalLagMs,
    vaultNonce,
    vaultEpoch,
    ...hub,
    tokens,
    faults,
  };
}
