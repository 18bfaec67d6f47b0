import { concat } from '../../../lib/bytes.ts';
import type { Address } from '../../../lib/units.ts';
import type { Keccak } from './rolling-hash.ts';
import { structHash } from './typed-data.ts';
import { uintWord, word } from './words.ts';

/** Items one batch may carry. */
export const MAX_ITEMS = 100;
/** deadline − notBefore at most, s: 7 days. */
export const MAX_WINDOW = 604_800n;
/** Every token amount of the vault, 2^96 − 1. */
export const MAX_AMOUNT = (1n << 96n) - 1n;
/** Ids from here on are reserved (spec: bridge-abi §8). */
export const RESERVED_IDS = 1n << 63n;

export interface BatchItem {
  readonly id: bigint;
  readonly token: Address;
  readonly to: Address;
  /** Token units. */
  readonly amount: bigint;
  readonly hubRef: Uint8Array;
}

export interface BatchHeader {
  readonly epoch: bigint;
  readonly batchNonce: bigint;
  /** Seconds of the EVM chain. */
  readonly notBefore: bigint;
  readonly deadline: bigint;
}

/** 5 words. */
export const itemWords = ({ id, token, to, amount, hubRef }: BatchItem): Uint8Array =>
  concat(uintWord(id), word(token), word(to), uintWord(amount), hubRef);

export const itemsHash = (crypto: Keccak, items: readonly BatchItem[]): Uint8Array =>
  crypto.keccak256(concat(...items.map(itemWords)));

/** hashStruct of WithdrawalBatch over given items. */
export function batchStructHash(crypto: Keccak, header: BatchHeader, items: Uint8Array): Uint8Array {
  const { epoch, batchNonce, notBefore, deadline } = header;
  return structHash(crypto, 'WithdrawalBatch', [
    uintWord(epoch),
    uintWord(batchNonce),
    items,
    uintWord(notBefore),
    uintWord(deadline),
  ]);
}

/** Hash the vault stores of a batch's queued entries: 6 words each. */
export function queueListHash(crypto: Keccak, list: readonly (BatchItem & { readonly readyAt: bigint })[]): Uint8Array {
  return crypto.keccak256(concat(...list.map((item) => concat(itemWords(item), uintWord(item.readyAt)))));
}

/** What the vault says of a header at a time, in its order of checks; undefined when it fits. */
export function findWindowFault(
  { notBefore, deadline }: Pick<BatchHeader, 'notBefore' | 'deadline'>,
  now: bigint,
): 'BatchNotYetValid' | 'BatchExpired' | 'BadWindow' | undefined {
  if (now < notBefore) return 'BatchNotYetValid';
  if (now > deadline) return 'BatchExpired';
  return deadline <= notBefore || deadline - notBefore > MAX_WINDOW ? 'BadWindow' : undefined;
}
