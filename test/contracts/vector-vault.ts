/** Puts the compiled vault at the address the vectors sign for, with chosen sets, limits and time. */
import { deepEqual, equal } from 'node:assert/strict';
import type { Abi, Address, Hex } from 'viem';
import { concat, decodeFunctionResult, encodeAbiParameters, encodeFunctionData, keccak256, pad } from 'viem';
import { contractArtifact } from '#tools/build-contracts.ts';
import { spokeVaultAbi } from '../../spoke-contracts/abi/spoke-vault.ts';
import type { Expected } from './bridge-vectors.ts';
import { domains, withBigints } from './bridge-vectors.ts';
import type { CallResult, EvmChain } from './evm-chain.ts';

export const vaultAbi = spokeVaultAbi;
export const vaultArtifact = contractArtifact('SpokeVault', 'src/SpokeVault.sol');
export const tokenArtifact = contractArtifact('DecimalsToken', 'test/support/DecimalsToken.sol');
export const harnessArtifact = contractArtifact('LibraryHarness', 'test/support/LibraryHarness.sol');

const first = domains()[0];
if (first === undefined) throw new Error('domain.json is empty');
/** The domain of all files but domain.json itself. */
export const DOMAIN = first;

/** A token that only answers decimals(): what the vault asks of one before it is listed. */
export function decimalsCode(decimals: number): Hex {
  return `0x60${decimals.toString(16).padStart(2, '0')}5f5260205ff3`;
}

const constructorAbi = vaultAbi.find((item) => item.type === 'constructor');
if (constructorAbi === undefined) throw new Error('the vault has no constructor');
export const configParameters = constructorAbi.inputs;
export type VaultConfig = Parameters<typeof encodeAbiParameters<typeof configParameters>>[1][0];
export type TokenConfig = VaultConfig['tokens'][number];

export const encodeConfig = (config: VaultConfig): Hex => encodeAbiParameters(configParameters, [config]);
export const initCode = (config: VaultConfig): Hex => concat([vaultArtifact.creationCode, encodeConfig(config)]);

/** A set whose members nobody holds keys of: for the side of a vault that a test does not use. Ascending. */
export function keylessSet(powers: readonly bigint[], tag: string): Hex[] {
  const members = powers.map((_, i) => keccak256(pad(`0x${Buffer.from(`${tag}${i}`).toString('hex')}`)).slice(0, 42));
  return members.sort().map((member, i) => concat([member as Hex, pad(`0x${powers[i]?.toString(16)}`, { size: 12 })]));
}

export const powerOf = (word: Hex): bigint => BigInt(`0x${word.slice(42)}`);

export interface VaultChoice {
  readonly time: bigint;
  readonly hot: readonly Hex[];
  readonly cold?: readonly Hex[];
  readonly epoch?: bigint;
  /** Before `time`; that by default. */
  readonly createdAt?: bigint;
  readonly devnet?: boolean;
  readonly tokens?: readonly TokenConfig[];
  readonly aggregateCap?: bigint;
  readonly aggregateRate?: bigint;
}

export function vaultConfig(choice: VaultChoice): VaultConfig {
  const powers = choice.hot.map(powerOf);
  return {
    hubSalt: DOMAIN.hubSalt,
    devnet: choice.devnet ?? false,
    maxSetAge: 14 * 86_400,
    rotationDelay: 300,
    disputeBlocks: 25,
    lockThreshold: 2,
    aggregateCap: choice.aggregateCap ?? 5_000_000_000_000n,
    aggregateRate: choice.aggregateRate ?? 1_000_000_000n,
    initialSet: {
      epoch: choice.epoch ?? 7n,
      totalPower: powers.reduce((sum, power) => sum + power, 0n),
      hubHeight: 1n,
      createdAt: choice.createdAt ?? choice.time,
      hot: choice.hot,
      cold: choice.cold ?? keylessSet(powers, 'cold'),
    },
    lockers: ['0x0000000000000000000000000000000000000a01', '0x0000000000000000000000000000000000000a02'],
    tokens: choice.tokens ?? [],
  };
}

/** The vault at the vectors' address, built at `choice.time`. */
export async function placeVault(chain: EvmChain, choice: VaultChoice): Promise<Address> {
  await chain.place(DOMAIN.vault, initCode(vaultConfig(choice)), choice.time);
  return DOMAIN.vault;
}

const libraryAbi: Abi = harnessArtifact.abi;
const looseVaultAbi: Abi = vaultAbi;

/** Vector values as they are in the files: decimal strings become bigints. */
export const vaultCall = (name: string, ...args: unknown[]): Hex =>
  encodeFunctionData({ abi: looseVaultAbi, functionName: name, args: withBigints<unknown[]>(args) });

export const harnessCall = (name: string, ...args: unknown[]): Hex =>
  encodeFunctionData({ abi: libraryAbi, functionName: name, args });

/** Calls a view of the placed vault; throws if it reverts. */
export const askVault = (chain: EvmChain, name: string, ...args: unknown[]): Promise<unknown> =>
  ask(chain, DOMAIN.vault, looseVaultAbi, name, vaultCall(name, ...args));

/** Calls a function of the library harness; throws if it reverts. Several results come as an array. */
export const askHarness = (chain: EvmChain, harness: Address, name: string, ...args: unknown[]): Promise<unknown> =>
  ask(chain, harness, libraryAbi, name, harnessCall(name, ...args));

async function ask(chain: EvmChain, to: Address, abi: Abi, functionName: string, call: Hex): Promise<unknown> {
  const answer = await chain.call(to, call);
  if (!answer.ok) throw new Error(`${functionName}: ${answer.error}(${answer.args.join()})`);
  return decodeFunctionResult({ abi, functionName, data: answer.data });
}

/** Asserts the error a vector names, null for none, with its arguments where the vector has them. */
export function equalOutcome(result: CallResult, expected: Expected, what: string): void {
  equal(result.ok ? null : result.error, expected.error, what);
  if (!result.ok && expected.args !== undefined) deepEqual(result.args.map(String), expected.args, what);
}
