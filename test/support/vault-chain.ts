/** An anvil with a deployed vault, a test token and a fake hub whose validators are the vault's hot set. */
import type { Address, Hex } from 'viem';
import { concat, encodeFunctionData, keccak256, numberToHex, pad, toHex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { deployVault, type VaultCode, type VaultConfig, type VaultDeployment } from '#src/relayer/deploy.ts';
import { contractArtifact } from '#tools/build-contracts.ts';
import { spokeVaultAbi } from '../../spoke-contracts/abi/spoke-vault.ts';
import { testUSDCAbi } from '../../spoke-contracts/abi/test-usdc.ts';
import { Anvil, type AnvilOptions, anvilAccount } from './anvil.ts';
import { FakeHub, type FakeValidator } from './fake-hub.ts';

export const HUB_SALT = keccak256(toHex('relayer test hub'));
export const DEPLOYER = anvilAccount(0);
export const DEPOSITOR = anvilAccount(1);
export const LOCKER = anvilAccount(2);

const testKey = (tag: string) => privateKeyToAccount(keccak256(toHex(`relayer test ${tag}`)));

const vault = contractArtifact('SpokeVault', 'src/SpokeVault.sol');
const usdc = contractArtifact('TestUSDC', 'src/test-tokens/TestUSDC.sol');
export const VAULT_CODE: VaultCode = vault;

export interface VaultChain {
  readonly anvil: Anvil;
  readonly hub: FakeHub;
  readonly vault: Address;
  readonly token: Address;
  readonly config: VaultConfig;
  readonly deployment: VaultDeployment;
}

export interface VaultChoice extends AnvilOptions {
  readonly powers?: readonly bigint[];
  /** Paid at once up to this, token units. */
  readonly instantMax?: bigint;
  /** Seconds a larger payout waits. */
  readonly dispute?: number;
}

/** Sends from a funded account and waits for the block; with automatic mining only. */
export async function transact(anvil: Anvil, from: Address, to: Address | undefined, data: Hex): Promise<TestReceipt> {
  const hash = await anvil.request('eth_sendTransaction', { from, ...(to && { to }), data, gas: toHex(15_000_000) });
  const receipt = await minedReceipt(anvil, hash);
  if (receipt.status !== '0x1') throw new Error(`transaction ${String(hash)} reverted`);
  return receipt;
}

/** Waits for a transaction's block. */
export async function minedReceipt(anvil: Anvil, hash: unknown): Promise<TestReceipt> {
  for (;;) {
    const receipt = (await anvil.request('eth_getTransactionReceipt', hash)) as TestReceipt | null;
    if (receipt !== null) return receipt;
  }
}

export interface TestReceipt {
  readonly status: Hex;
  readonly contractAddress: Address;
  readonly blockNumber: Hex;
  readonly transactionHash: Hex;
}

export async function startVaultChain(choice: VaultChoice = {}): Promise<VaultChain> {
  const anvil = await Anvil.start(choice);
  try {
    return await deploy(anvil, choice);
  } catch (error) {
    await anvil.stop();
    throw error;
  }
}

async function deploy(anvil: Anvil, choice: VaultChoice): Promise<VaultChain> {
  const { contractAddress: token } = await transact(anvil, DEPLOYER.address, undefined, usdc.creationCode);
  const powers = choice.powers ?? [10n, 10n, 10n, 10n];
  const validators: FakeValidator[] = powers.map((power, i) => ({ power, hot: testKey(`hot ${i}`) }));
  const words = (tag: string): Hex[] =>
    powers.map((power, i) => concat([lower(testKey(`${tag} ${i}`).address), numberToHex(power, { size: 12 })])).sort();
  const { timestamp } = (await anvil.request('eth_getBlockByNumber', 'latest', false)) as { timestamp: Hex };
  const million = 1_000_000n;
  const config: VaultConfig = {
    hubSalt: HUB_SALT,
    devnet: true,
    maxSetAge: 1_209_600,
    rotationDelay: 0,
    disputeBlocks: 0,
    lockThreshold: 1,
    aggregateCap: 100_000_000n * million,
    aggregateRate: million,
    initialSet: {
      epoch: 1n,
      totalPower: powers.reduce((a, b) => a + b, 0n),
      hubHeight: 1n,
      createdAt: BigInt(timestamp),
      hot: words('hot'),
      cold: words('cold'),
    },
    lockers: [LOCKER.address],
    tokens: [
      {
        token,
        flags: 3,
        decimals: 6,
        hubDecimals: 6,
        weight: million,
        minDeposit: 1n,
        depositCap: 1_000_000_000n * million,
        cap: 1_000_000n * million,
        rate: million,
        instantMax: choice.instantMax ?? 1_000_000n * million,
        dispute: choice.dispute ?? 5,
        maxDelay: 3_600,
      },
    ],
  };
  const deployment = await deployVault({
    source: anvil.rpc,
    account: DEPLOYER,
    code: VAULT_CODE,
    config,
    pollingIntervalMs: 20,
  });
  const chainId = BigInt(choice.chainId ?? 31_337);
  const hub = new FakeHub({ chainId, vault: deployment.address, hubSalt: HUB_SALT }, validators);
  const mint = encodeFunctionData({ abi: testUSDCAbi, functionName: 'mint', args: [DEPOSITOR.address, 10n ** 15n] });
  await transact(anvil, DEPLOYER.address, token, mint);
  const approve = encodeFunctionData({
    abi: testUSDCAbi,
    functionName: 'approve',
    args: [deployment.address, 10n ** 30n],
  });
  await transact(anvil, DEPOSITOR.address, token, approve);
  return { anvil, hub, vault: deployment.address, token, config, deployment };
}

const lower = (address: Address): Hex => address.toLowerCase() as Hex;

/** A deposit of DEPOSITOR, mined at once. */
export function deposit({ anvil, vault, token }: VaultChain, amount: bigint): Promise<TestReceipt> {
  return transact(anvil, DEPOSITOR.address, vault, depositCall(token, amount));
}

export const depositCall = (token: Address, amount: bigint): Hex =>
  encodeFunctionData({ abi: spokeVaultAbi, functionName: 'deposit', args: [token, pad('0xbeef'), amount] });
