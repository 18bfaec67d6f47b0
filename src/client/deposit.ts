import type { Address, Hex, TransactionReceipt } from 'viem';
import { BaseError, ContractFunctionRevertedError, encodeFunctionData, parseEventLogs } from 'viem';
import { readContract, simulateContract } from 'viem/actions';
import { spokeVaultAbi } from '../../spoke-contracts/abi/spoke-vault.ts';
import { type CheckedDeposit, checkDeposit, DepositError, type DepositInput } from './deposit-checks.ts';
import type { EvmWallet } from './evm-wallet.ts';
import type { NaveClient } from './nave-client.ts';
import { signPermit } from './permit.ts';
import { minedReceipt, sendCall } from './send-transaction.ts';
import { erc20Abi } from './token-abi.ts';

export type DepositStep =
  | { readonly step: 'approving' | 'depositing'; readonly txHash: Hex }
  | { readonly step: 'permit_signed' };

export interface DepositOptions {
  /** One signature instead of an approval, where vault and token allow it; the money moves in one transaction. */
  readonly permit?: boolean;
  /** Each transaction as it is sent. */
  readonly onStep?: (step: DepositStep) => void;
  /** Between two looks for a receipt (1,000). */
  readonly pollingIntervalMs?: number;
}

/** A deposit that is in a block of its chain; the hub credits it when that block is final. */
export interface SentDeposit {
  /** spoke-nonce, as the hub will call it. */
  readonly id: string;
  readonly spoke: number;
  readonly account: string;
  readonly txHash: Hex;
  readonly blockNumber: bigint;
}

/**
 * Deposits into a spoke's vault: checks everything, approves exactly the amount (or signs a permit), deposits. Throws
 * DepositError before anything was sent or when a transaction reverted, EvmOutcomeUnknownError when one was sent and nobody
 * said what became of it, NaveError and UnreachableError of the hub, viem's errors of the chain.
 */
export async function deposit(
  client: NaveClient,
  wallet: EvmWallet,
  input: DepositInput,
  options: DepositOptions = {},
): Promise<SentDeposit> {
  const checked = await checkDeposit(client, wallet, wallet.account.address, input);
  if (options.permit === true && !checked.permitAllowed) {
    throw new DepositError(`the vault takes no permit for ${input.asset}; deposit without it`);
  }
  const txHash =
    options.permit === true
      ? await depositWithPermit(wallet, checked, options)
      : await approveAndDeposit(wallet, checked, options);
  options.onStep?.({ step: 'depositing', txHash });
  const receipt = await mined(wallet, txHash, options);
  const [event] = parseEventLogs({ abi: spokeVaultAbi, eventName: 'Deposit', logs: receipt.logs }).filter(
    ({ address }) => address.toLowerCase() === checked.vault.toLowerCase(),
  );
  if (event === undefined)
    throw new DepositError(`${txHash} is mined, but the vault said nothing; ask the spoke's node`);
  const { spoke, account } = checked;
  return { id: `${spoke}-${event.args.nonce}`, spoke, account, txHash, blockNumber: receipt.blockNumber };
}

async function approveAndDeposit(wallet: EvmWallet, checked: CheckedDeposit, options: DepositOptions): Promise<Hex> {
  const { token, vault, hubAccount, units, sender } = checked;
  const allowance = { address: token, abi: erc20Abi, functionName: 'allowance', args: [sender, vault] } as const;
  const allowed = await readContract(wallet, allowance);
  if (allowed < units) await approve(wallet, token, vault, units, allowed, options);
  return send(wallet, { address: vault, functionName: 'deposit', args: [token, hubAccount, units] });
}

/** Exactly the amount: nothing stays allowed afterwards. Some tokens take no change of an allowance that is not zero. */
async function approve(
  wallet: EvmWallet,
  token: Address,
  vault: Address,
  units: bigint,
  allowed: bigint,
  options: DepositOptions,
): Promise<void> {
  const call = { address: token, abi: erc20Abi, functionName: 'approve', account: wallet.account } as const;
  const set = async (amount: bigint): Promise<void> => {
    const txHash = await sendCall(wallet, token, encodeFunctionData({ ...call, args: [vault, amount] }));
    options.onStep?.({ step: 'approving', txHash });
    await mined(wallet, txHash, options);
  };
  if (allowed > 0n) {
    const direct = await simulateContract(wallet, { ...call, args: [vault, units] }).catch(() => undefined);
    if (direct === undefined) await set(0n);
  }
  await set(units);
}

async function depositWithPermit(wallet: EvmWallet, checked: CheckedDeposit, options: DepositOptions): Promise<Hex> {
  const { token, vault, hubAccount, units } = checked;
  const { deadline, v, r, s } = await signPermit(wallet, {
    token,
    spender: vault,
    value: units,
    chainId: checked.chainId,
  });
  options.onStep?.({ step: 'permit_signed' });
  const args = [token, hubAccount, units, deadline, v, r, s] as const;
  return send(wallet, { address: vault, functionName: 'depositWithPermit', args });
}

type VaultCall =
  | { readonly address: Address; readonly functionName: 'deposit'; readonly args: readonly [Address, Hex, bigint] }
  | {
      readonly address: Address;
      readonly functionName: 'depositWithPermit';
      readonly args: readonly [Address, Hex, bigint, bigint, number, Hex, Hex];
    };

/** Simulated first, so that a refusal costs no gas and has the vault's name for it. */
async function send(wallet: EvmWallet, call: VaultCall): Promise<Hex> {
  const request = { ...call, abi: spokeVaultAbi };
  try {
    await simulateContract(wallet, { ...request, account: wallet.account } as Parameters<typeof simulateContract>[1]);
  } catch (error) {
    const reverted =
      error instanceof BaseError ? error.walk((one) => one instanceof ContractFunctionRevertedError) : null;
    if (!(reverted instanceof ContractFunctionRevertedError)) throw error;
    const name = reverted.data?.errorName ?? reverted.reason ?? 'no reason given';
    throw new DepositError(`the vault refuses the deposit: ${name}; nothing was deposited`, { cause: error });
  }
  return sendCall(wallet, call.address, encodeFunctionData(request as Parameters<typeof encodeFunctionData>[0]));
}

async function mined(wallet: EvmWallet, hash: Hex, options: DepositOptions): Promise<TransactionReceipt> {
  const receipt = await minedReceipt(wallet, hash, options.pollingIntervalMs ?? 1_000);
  if (receipt.status !== 'success') throw new DepositError(`${hash} reverted on chain; nothing was deposited by it`);
  return receipt;
}
