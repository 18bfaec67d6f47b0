import type { Address, Hex, TransactionReceipt } from 'viem';
import { BaseError, HttpRequestError, keccak256, TimeoutError, WaitForTransactionReceiptTimeoutError } from 'viem';
import {
  getTransaction,
  prepareTransactionRequest,
  sendRawTransaction,
  sendTransaction,
  signTransaction,
  waitForTransactionReceipt,
} from 'viem/actions';
import type { EvmWallet } from './evm-wallet.ts';

/** A transaction that was sent, or may have been: nobody said what became of it. Look for its hash before anything else. */
export class EvmOutcomeUnknownError extends Error {
  override name = 'EvmOutcomeUnknownError';
  readonly txHash: Hex;

  constructor(txHash: Hex, cause: unknown) {
    super(`transaction ${txHash} was sent; its outcome is unknown`, { cause });
    this.txHash = txHash;
  }
}

/** The node did not answer, as opposed to: it refused. */
const isSilence = (error: unknown): boolean =>
  error instanceof WaitForTransactionReceiptTimeoutError ||
  (error instanceof BaseError &&
    error.walk((one) => one instanceof HttpRequestError || one instanceof TimeoutError) !== null);

/**
 * Sends a call. A key of this process signs first, so that the hash is known whatever happens to the answer; a wallet that
 * keeps its keys signs and sends by itself. Throws EvmOutcomeUnknownError, viem's errors for what the node refused.
 */
export async function sendCall(wallet: EvmWallet, to: Address, data: Hex): Promise<Hex> {
  const { account } = wallet;
  if (account.type !== 'local') return sendTransaction(wallet, { account, to, data, chain: null });
  const request = await prepareTransactionRequest(wallet, { account, to, data, chain: null });
  const serializedTransaction = await signTransaction(wallet, { ...request, account, chain: null } as never);
  const hash = keccak256(serializedTransaction);
  try {
    await sendRawTransaction(wallet, { serializedTransaction });
  } catch (error) {
    // A repeated request is "already known" when the first one arrived.
    const isThere = await getTransaction(wallet, { hash }).then(
      () => true,
      () => false,
    );
    if (isThere) return hash;
    throw isSilence(error) ? new EvmOutcomeUnknownError(hash, error) : error;
  }
  return hash;
}

/** Waits for the block of a transaction. Throws EvmOutcomeUnknownError, viem's errors. */
export async function minedReceipt(wallet: EvmWallet, hash: Hex, pollingInterval: number): Promise<TransactionReceipt> {
  try {
    return await waitForTransactionReceipt(wallet, { hash, pollingInterval });
  } catch (error) {
    throw isSilence(error) ? new EvmOutcomeUnknownError(hash, error) : error;
  }
}
