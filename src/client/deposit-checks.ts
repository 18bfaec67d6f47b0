import type { Address, Client, Hex, Transport } from 'viem';
import { domainSeparator, getAddress, pad, toHex } from 'viem';
import { getChainId, getCode, readContract } from 'viem/actions';
import { findInputAddress, formatAddress } from '#chain/lib/address.ts';
import { findUnits, formatUnits } from '#chain/lib/decimal.ts';
import type { SpokeState } from '#src/api/schemas/bridge.ts';
import { spokeVaultAbi } from '../../spoke-contracts/abi/spoke-vault.ts';
import type { NaveClient } from './nave-client.ts';
import { erc20Abi } from './token-abi.ts';
import { isReleasedVault } from './vault-code.ts';

/** A deposit that would fail, be quarantined or go to the wrong place; nothing was sent. The message says what to do. */
export class DepositError extends Error {
  override name = 'DepositError';
}

export interface DepositInput {
  readonly spoke: number;
  readonly asset: string;
  /** Decimal text of whole tokens, exact. */
  readonly amount: string;
  /** `nave1…` or `0x…` that is credited (its subaccount 0); default the depositing address. */
  readonly to?: string;
}

/** A deposit that was found possible, in the vault's terms. */
export interface CheckedDeposit {
  readonly spoke: number;
  readonly chainId: number;
  readonly vault: Address;
  readonly token: Address;
  /** Token units. */
  readonly units: bigint;
  /** `nave1…` that is credited. */
  readonly account: string;
  readonly hubAccount: Hex;
  readonly sender: Address;
  readonly permitAllowed: boolean;
}

const DEPOSITS_ON = 1;
const PERMIT_ALLOWED = 2;
const NO_INFLOW: readonly string[] = ['no_inflow', 'paused', 'isolated', 'retired'];

const refuse = (message: string): DepositError => new DepositError(message);

/**
 * Asks hub and chain everything that could make a deposit fail or be quarantined: the spoke's state, the wallet's chain,
 * the vault's code and hub, the token's switch, minimum and cap, the amount's exactness, the balance. Sends nothing.
 * Throws DepositError, NaveError, UnreachableError, viem's errors.
 */
export async function checkDeposit(
  client: NaveClient,
  evm: Client<Transport>,
  sender: Address,
  input: DepositInput,
): Promise<CheckedDeposit> {
  const spoke = await openSpoke(client, input.spoke);
  const listed = spoke.assets.find(({ asset }) => asset === input.asset);
  if (listed === undefined) {
    const known = spoke.assets.map(({ asset }) => asset).join(', ');
    throw refuse(`spoke ${spoke.spoke} takes no ${input.asset}; it takes ${known === '' ? 'nothing yet' : known}`);
  }
  const account = findInputAddress(input.to ?? sender);
  if (account === undefined) throw refuse(`--to ${String(input.to)} is neither nave1… nor 0x…`);
  const chainId = await getChainId(evm);
  if (chainId !== spoke.chainId) {
    throw refuse(
      `spoke ${spoke.spoke} (${spoke.name}) is on chain ${spoke.chainId}, the wallet on ${chainId}; switch it`,
    );
  }
  const vault = getAddress(spoke.vault);
  const token = getAddress(listed.token);
  await requireOwnVault(evm, vault, chainId, client.hubSalt);
  const view = { address: vault, abi: spokeVaultAbi } as const;
  const [config, [, escrow], lock] = await Promise.all([
    readContract(evm, { ...view, functionName: 'tokenConfig', args: [token] }),
    readContract(evm, { ...view, functionName: 'capacity', args: [token] }),
    readContract(evm, { ...view, functionName: 'lockState' }),
  ]);
  if ((config.flags & DEPOSITS_ON) === 0) throw refuse(`the vault takes no ${input.asset} now; try another spoke`);
  if ((lock.hardScope & 2) !== 0) throw refuse(`deposits of spoke ${spoke.spoke} are locked; try another spoke`);
  const { decimals } = config;
  const shown = (units: bigint): string => `${formatUnits(units, decimals)} ${input.asset}`;
  const units = exactUnits(input, decimals, config.hubDecimals);
  if (units < config.minDeposit)
    throw refuse(`${input.amount} is below the least deposit of ${shown(config.minDeposit)}`);
  const room = config.depositCap > escrow ? config.depositCap - escrow : 0n;
  if (units > room) throw refuse(`the vault has room for ${shown(room)} only; deposit less or on another spoke`);
  requireRoom(input, listed.depositRoom);
  const balance = await readContract(evm, { address: token, abi: erc20Abi, functionName: 'balanceOf', args: [sender] });
  if (units > balance) throw refuse(`${sender} has ${shown(balance)} on chain ${chainId}, not ${input.amount}`);
  return {
    spoke: spoke.spoke,
    chainId,
    vault,
    token,
    units,
    account: formatAddress(account),
    hubAccount: pad(toHex(account), { size: 32 }),
    sender,
    permitAllowed: (config.flags & PERMIT_ALLOWED) !== 0,
  };
}

async function openSpoke(client: NaveClient, id: number): Promise<SpokeState> {
  const { data } = await client.rest.get<readonly SpokeState[]>('bridge/spokes');
  const spoke = data.find((one) => one.spoke === id);
  if (spoke === undefined) {
    const known = data.map((one) => `${one.spoke} (${one.name})`).join(', ');
    throw refuse(`no spoke ${id}; there ${data.length === 0 ? 'are none' : `is ${known}`}`);
  }
  if (NO_INFLOW.includes(spoke.state)) {
    const why = spoke.reason === null ? '' : ` (${spoke.reason})`;
    throw refuse(`spoke ${id} is ${spoke.state}${why}: a deposit would not be credited; use another spoke or wait`);
  }
  return spoke;
}

/** The contract is a vault of this release and of this hub: money sent anywhere else is lost. */
async function requireOwnVault(
  evm: Client<Transport>,
  vault: Address,
  chainId: number,
  hubSalt: Uint8Array,
): Promise<void> {
  const code = (await getCode(evm, { address: vault })) ?? '0x';
  if (code === '0x') throw refuse(`no contract at ${vault}: is the RPC of the right chain?`);
  if (!isReleasedVault(code)) throw refuse(`the code at ${vault} is not that of a released vault; nothing was sent`);
  const found = await readContract(evm, { address: vault, abi: spokeVaultAbi, functionName: 'DOMAIN_SEPARATOR' });
  const expected = domainSeparator({
    domain: { name: 'NaveSpoke', version: '1', chainId, verifyingContract: vault, salt: toHex(hubSalt) },
  });
  if (found !== expected) throw refuse(`the vault ${vault} belongs to another hub; nothing was sent`);
}

/** Token units of the amount; what the hub cannot count is refused here as in the vault. */
function exactUnits({ amount, asset }: DepositInput, decimals: number, hubDecimals: number): bigint {
  const places = Math.min(decimals, hubDecimals);
  const units = findUnits(amount, places);
  if (units === undefined || units === 0n) {
    throw refuse(`${amount} is no amount of ${asset} with at most ${places} decimal places`);
  }
  return units * 10n ** BigInt(decimals - places);
}

/** The hub would quarantine what is over the asset's cap. */
function requireRoom({ amount, asset }: DepositInput, depositRoom: string): void {
  const places = 12;
  const room = findUnits(depositRoom, places);
  const wanted = findUnits(amount, places);
  if (room === undefined || wanted === undefined || wanted <= room) return;
  throw refuse(`the hub has room for ${depositRoom} ${asset} only; more would be quarantined`);
}
