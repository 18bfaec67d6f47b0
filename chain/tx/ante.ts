import { SignMode } from '#proto/generated/cosmos.tx.signing.v1beta1.ts';
import type { MsgSubmitPythUpdate } from '#proto/generated/nave.oracle.v1.ts';
import { MAX_LANE0_WEIGHT, MAX_WEIGHT } from '../block/block-space.ts';
import { formatAddress } from '../lib/address.ts';
import { toHex } from '../lib/bytes.ts';
import { AppError } from '../lib/errors.ts';
import type { Crypto } from '../lib/hash.ts';
import type { Address } from '../lib/units.ts';
import type { ActionCost, DecodedTx, PublicKey, TxMessage } from './decoded-tx.ts';
import { directTask } from './sign-mode-direct.ts';
import type { SignatureCache } from './signature-cache.ts';
import type { SignatureTask } from './signature-task.ts';
import { recoverSigner, runSignatureTask } from './signature-task.ts';
import type { TypedDataRegistry } from './typed-data-registry.ts';
import { typedDataTask } from './typed-data-tx.ts';

/** Limits of one tx (5006), the last check of spec trading §6. */
export const MAX_TX_BYTES = 65_536;
export const MAX_TX_MESSAGES = 100;
/** Price updates of one tx, all messages together (5021, spec oracle §2). */
export const MAX_TX_PRICE_UPDATES = 8;

/** Unordered: block time < timeout ≤ block time + 10 min. */
const MAX_TIMEOUT_NS = 600_000_000_000n;
const MS = 1_000_000n;

/** Account facts the checks read; `account` is an account number. */
export interface AnteAccounts {
  /** −1 when the account does not exist. */
  findNumber(address: Address): number;
  sequence(account: number): number;
  publicKey(account: number): PublicKey | undefined;
  /** Height at which the nonce was used, undefined when it is free. */
  nonceUsedHeight(account: number, timeoutNs: bigint): number | undefined;
  /** Throws 5005 when no further unordered nonce fits. */
  checkNonceRoom(account: number): void;
  /** Throws 1007 unless `agent` may send `message` for `owner`. */
  checkAgent(owner: Address, agent: Address, message: TxMessage): void;
  /** Throws 5002 unless the owner may spend this now. */
  checkBudget(cost: ActionCost): void;
}

/** What a passed tx is charged, for good. */
export interface ChargedAccounts extends AnteAccounts {
  useSequence(account: number): void;
  useNonce(account: number, timeoutNs: bigint): void;
  setPublicKey(account: number, key: PublicKey): void;
  spendBudget(cost: ActionCost): void;
}

export interface AnteContext {
  readonly accounts: AnteAccounts;
  readonly chainId: string;
  readonly hubSalt: Uint8Array;
  readonly registry: TypedDataRegistry;
  readonly crypto: Crypto;
  /** Of the block the tx would run in; in checkTx the committed one. */
  readonly height: number;
  readonly timeMs: number;
}

export interface AnteOptions {
  /** Execution takes signatures as verified; admission and proposals check them. */
  readonly signature: 'check' | 'skip';
  /** Admission: committed sequence + the signer's pending ordered txs. */
  readonly expectedSequence?: number;
  readonly cache?: SignatureCache;
}

/**
 * Every check before a tx's messages, in the order of spec trading §6 (1001 is decodeTx): 1004 · 1003 · 1005, 1006, 5005 ·
 * 1007 · 5002 · 5006, then 5021 for too many price updates. Throws the AppError of the first that fails; changes nothing.
 */
export function checkAnte(tx: DecodedTx, context: AnteContext, options: AnteOptions): void {
  const account = signerAccount(tx, context);
  if (options.signature === 'check') checkSignature(tx, context, options.cache);
  checkNonce(tx, account, context, options.expectedSequence);
  checkAgents(tx, context);
  checkBudgets(tx, context);
  checkSize(tx);
  checkPriceUpdates(tx);
}

/** One check of `checkAnte` by itself; throws its AppError. What needs an account passes while there is none. */
export interface NamedCheck {
  readonly name: 'account' | 'signature' | 'nonce' | 'agent' | 'budget' | 'size';
  run(tx: DecodedTx, context: AnteContext): void;
}

/** The checks of `checkAnte` one by one, for whoever wants to know all that is wrong with a tx (POST tx/verify). */
export const anteChecks: readonly NamedCheck[] = [
  { name: 'account', run: (tx, context) => void signerAccount(tx, context) },
  { name: 'signature', run: (tx, context) => checkSignature(tx, context) },
  { name: 'nonce', run: (tx, context) => checkNonce(tx, signerAccount(tx, context), context, undefined) },
  { name: 'agent', run: checkAgents },
  { name: 'budget', run: checkBudgets },
  {
    name: 'size',
    run: (tx) => {
      checkSize(tx);
      checkPriceUpdates(tx);
    },
  },
];

function checkAgents(tx: DecodedTx, context: AnteContext): void {
  for (const message of tx.messages) {
    if (message.owner !== tx.signer) context.accounts.checkAgent(message.owner, tx.signer, message);
  }
}

function checkBudgets(tx: DecodedTx, context: AnteContext): void {
  for (const cost of tx.costs) context.accounts.checkBudget(cost);
}

/** Charges nonce and budget and keeps the key of a first tx; only after checkAnte passed in the same block. */
export function chargeAnte(tx: DecodedTx, accounts: ChargedAccounts): void {
  const account = accounts.findNumber(tx.signer);
  if (tx.nonce.kind === 'sequence') accounts.useSequence(account);
  else accounts.useNonce(account, tx.nonce.timeoutNs);
  if (tx.publicKey !== undefined && accounts.publicKey(account) === undefined) {
    accounts.setPublicKey(account, tx.publicKey);
  }
  for (const cost of tx.costs) accounts.spendBudget(cost);
}

function signerAccount(tx: DecodedTx, context: AnteContext): number {
  const account = context.accounts.findNumber(tx.signer);
  if (account < 0) {
    throw new AppError(1004, `account ${tx.signerText} not found; deposit or send to it first`, {
      account: tx.signerText,
    });
  }
  return account;
}

/**
 * The signature as work for a curve, with everything that needs none already judged. Throws 1004, 1003, or 1001 when a
 * typed-data tx says more than its typed data.
 */
export function collectSignature(tx: DecodedTx, context: AnteContext): SignatureTask {
  const account = signerAccount(tx, context);
  switch (tx.signMode) {
    case SignMode.DIRECT:
      return directTask(context.crypto, tx, context.chainId, account, context.accounts.publicKey(account));
    case SignMode.EIP_191:
      return typedDataTask(context.crypto, tx, context.hubSalt, context.registry);
    default:
      throw new AppError(1003, `Sign mode ${tx.signMode} is not supported; use SIGN_MODE_DIRECT.`, {
        expected: tx.signerText,
        signMode: String(tx.signMode),
        hint: 'Amino JSON and textual signing are not supported',
      });
  }
}

/** Throws 1003 with what was recovered unless the signature fits; a good verdict goes to the cache. */
export function checkSignature(tx: DecodedTx, context: AnteContext, cache?: SignatureCache): void {
  if (cache?.isVerified(tx.hashHex) === true) return;
  const task = collectSignature(tx, context);
  if (!runSignatureTask(context.crypto, task)) throw signatureError(tx, context, task);
  cache?.add(tx.hashHex);
}

/** 1003 of a signature that did not fit, with the address it does fit where one can be recovered. */
export function signatureError(tx: DecodedTx, context: AnteContext, task: SignatureTask): AppError {
  const { crypto } = context;
  const recovered =
    task.kind === 'recover' ? recoverSigner(crypto, task.signature, task.recovery, task.digest) : undefined;
  const details: Record<string, unknown> = {
    expected: tx.signerText,
    digest: `0x${toHex(task.digest)}`,
    signMode: task.kind === 'recover' ? 'typed_data' : 'direct',
  };
  if (recovered !== undefined) details.recovered = formatAddress(recovered);
  return new AppError(1003, 'signature verification failed; check chain id, account number and sequence', details);
}

/** 1005 · 1006 · 5005. */
function checkNonce(tx: DecodedTx, account: number, context: AnteContext, expectedSequence: number | undefined): void {
  const { accounts, height, timeMs } = context;
  if (tx.nonce.kind === 'sequence') {
    const expected = expectedSequence ?? accounts.sequence(account);
    const given = tx.nonce.sequence;
    if (given !== expected) {
      throw new AppError(1005, `account sequence mismatch, expected ${expected}, got ${given}`, {
        nonce: given,
        expected,
      });
    }
    if (tx.timeoutNs !== 0n) checkTimeout(tx.timeoutNs, timeMs);
  } else {
    const { timeoutNs } = tx.nonce;
    const usedHeight = accounts.nonceUsedHeight(account, timeoutNs);
    if (usedHeight !== undefined) {
      throw new AppError(1005, `unordered nonce ${timeoutNs} was used at height ${usedHeight}`, {
        nonce: String(timeoutNs),
        usedHeight,
      });
    }
    checkTimeout(timeoutNs, timeMs);
    if (timeoutNs > nanoseconds(timeMs) + MAX_TIMEOUT_NS) {
      throw timeoutError('timeout_timestamp lies more than 10 minutes ahead of the block time', timeoutNs, timeMs);
    }
  }
  if (tx.timeoutHeight !== 0 && tx.timeoutHeight < height) {
    throw new AppError(1006, `timeout_height ${tx.timeoutHeight} is below height ${height}`, {
      height,
      timeoutHeight: tx.timeoutHeight,
    });
  }
  if (tx.nonce.kind === 'unordered') accounts.checkNonceRoom(account);
}

let lastTime = { ms: 0, ns: 0n };

/** All txs of a block are judged at the same time: its bigint is made once. */
function nanoseconds(ms: number): bigint {
  if (lastTime.ms !== ms) lastTime = { ms, ns: BigInt(ms) * MS };
  return lastTime.ns;
}

function checkTimeout(timeoutNs: bigint, timeMs: number): void {
  if (timeoutNs <= nanoseconds(timeMs)) throw timeoutError('the transaction timed out', timeoutNs, timeMs);
}

/** Milliseconds rounded down; a timeout beyond the year 9999 cannot get here, so both are safe integers. */
function timeoutError(reason: string, timeoutNs: bigint, timeMs: number): AppError {
  return new AppError(1006, reason, { time: timeMs, timeout: Number(timeoutNs / MS) });
}

/** 5006: bytes, messages, weight; a tx that no block could hold is refused here. */
function checkSize(tx: DecodedTx): void {
  const weightLimit = tx.lane === 0 ? MAX_LANE0_WEIGHT : MAX_WEIGHT;
  refuseAbove('bytes', tx.raw.length, MAX_TX_BYTES);
  refuseAbove('messages', tx.messages.length, MAX_TX_MESSAGES);
  refuseAbove('weight', tx.weight, weightLimit);
}

/** 5021 before any of them costs a signature check. */
export function checkPriceUpdates(tx: DecodedTx): void {
  let updates = 0;
  for (const { typeName, value } of tx.messages) {
    if (typeName === 'nave.oracle.v1.MsgSubmitPythUpdate') updates += (value as MsgSubmitPythUpdate).updates.length;
  }
  if (updates > MAX_TX_PRICE_UPDATES) {
    throw new AppError(5021, `A transaction carries at most ${MAX_TX_PRICE_UPDATES} price updates.`, {
      reason: 'count',
    });
  }
}

function refuseAbove(what: string, used: number, limit: number): void {
  if (used > limit)
    throw new AppError(5006, `the transaction has ${used} ${what}, at most ${limit}`, { what, limit, used });
}
