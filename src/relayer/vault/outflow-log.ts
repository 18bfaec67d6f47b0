import type { Address, Hex } from 'viem';
import { concat, keccak256, numberToHex, pad } from 'viem';
import type { BatchItem } from '../hub-port.ts';
import type { VaultLog } from '../rpc/parse-answer.ts';
import { decodeVaultEvent, topicOf } from './vault-events.ts';

/** First topics of the events that move or queue money out of a vault. */
export const OUTFLOW_TOPICS: readonly Hex[] = (
  ['WithdrawalQueued', 'WithdrawalExecuted', 'WithdrawalPushFailed'] as const
).map(topicOf);

export const QUEUED_TOPIC: Hex = topicOf('WithdrawalQueued');

/** One payout as the spoke shows it. */
export interface Outflow extends BatchItem {
  readonly event: 'WithdrawalQueued' | 'WithdrawalExecuted' | 'WithdrawalPushFailed';
  readonly nonce: bigint;
  readonly blockNumber: bigint;
  readonly txHash: Hex;
  /** s; 0 unless queued. */
  readonly readyAt: bigint;
}

/** An entry of a queue list, as finalize takes it. */
export interface QueuedItem extends BatchItem {
  readonly readyAt: bigint;
}

/** Outflows among logs of a vault. Throws EventFormatError. */
export function outflowsOf(logs: readonly VaultLog[]): readonly Outflow[] {
  return logs.flatMap((log) => {
    const event = decodeVaultEvent(log.topics, log.data);
    if (event === undefined || !OUTFLOW_TOPICS.includes(log.topics[0]!)) return [];
    const { id, token, to, amount, hubRef, readyAt } = event.args as {
      id: bigint;
      token: Address;
      to: Address;
      amount: bigint;
      hubRef: Hex;
      readyAt?: bigint;
    };
    const { blockNumber, txHash } = log;
    const name = event.name as Outflow['event'];
    return [
      { event: name, nonce: event.nonce, id, token, to, amount, hubRef, readyAt: readyAt ?? 0n, blockNumber, txHash },
    ];
  });
}

/** Hash under which the vault knows a batch's queue: 6 words an entry (spec: bridge-abi §2). */
export const queueListHash = (list: readonly QueuedItem[]): Hex =>
  keccak256(
    concat(
      list.flatMap(({ id, token, to, amount, hubRef, readyAt }) => [
        numberToHex(id, { size: 32 }),
        pad(token),
        pad(to),
        numberToHex(amount, { size: 32 }),
        hubRef,
        numberToHex(readyAt, { size: 32 }),
      ]),
    ),
  );
