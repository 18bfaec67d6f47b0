import type { Address, Hex } from 'viem';
import { agreed, type SourceGroup } from '../rpc/agreement.ts';
import { findReceipt, getHeader, readLogs, readProof } from '../rpc/chain-reader.ts';
import { inHandfuls } from '../rpc/in-handfuls.ts';
import type { Header, VaultLog } from '../rpc/parse-answer.ts';
import { ProofError } from '../rpc/trie-proof.ts';
import { proveStream, STREAM_SLOTS } from '../rpc/vault-proof.ts';
import { decodeVaultEvent, EventFormatError, nextRollingHash, type VaultEvent } from '../vault/vault-events.ts';

/** An event of a final block whose place in the stream is proven. */
export interface ProvenEvent extends VaultEvent {
  readonly blockNumber: bigint;
  readonly blockHash: Hex;
  readonly txHash: Hex;
  readonly rollingHash: Hex;
}

/** Place in the stream: everything up to `nonce`, the last of it in `blockNumber`. */
export interface StreamPosition {
  readonly nonce: bigint;
  readonly rollingHash: Hex;
  /** First block that may hold the next event. */
  readonly blockNumber: bigint;
}

/** Questions to an endpoint on their way together. */
const AT_ONCE = 8;

/** Logs and proof contradict each other: what was read is not the vault's history. */
export class StreamError extends Error {
  override name = 'StreamError';
}

export interface EventChainOptions {
  readonly group: SourceGroup;
  readonly vault: Address;
  /** Blocks asked for at once; endpoints that take less are asked for halves. */
  readonly chunkBlocks: bigint;
}

/**
 * Events after `from` up to the final block `head`, in order: agreed by the endpoints, each in a successful receipt, and
 * ending in the rolling hash and nonce that `eth_getProof` proves against the header. Throws StreamError, ProofError,
 * EventFormatError, DisagreementError, TooFewSourcesError; then nothing of it may be used.
 */
export async function readProvenEvents(
  { group, vault, chunkBlocks }: EventChainOptions,
  from: StreamPosition,
  head: Header,
): Promise<readonly ProvenEvent[]> {
  const events: ProvenEvent[] = [];
  let { nonce, rollingHash } = from;
  for (let low = from.blockNumber; low <= head.number; low += chunkBlocks) {
    const high = low + chunkBlocks - 1n < head.number ? low + chunkBlocks - 1n : head.number;
    const logs = await agreed(group, `logs ${low}..${high}`, (source) => readLogs(source, vault, low, high));
    for (const log of logs) {
      const event = decodeVaultEvent(log.topics, log.data);
      // the first block may hold events from before the position
      if (event === undefined || event.nonce <= from.nonce) continue;
      if (event.nonce !== nonce + 1n) throw new StreamError(`event ${event.nonce} follows ${nonce}`);
      nonce = event.nonce;
      rollingHash = nextRollingHash(rollingHash, event.eventHash);
      const { blockNumber, blockHash, txHash } = log;
      events.push({ ...event, blockNumber, blockHash, txHash, rollingHash });
    }
    await checkReceipts(group, vault, logs);
  }
  const proof = await agreed(group, `proof ${head.number}`, (source) =>
    readProof(source, vault, STREAM_SLOTS, head.number),
  );
  const proven = proveStream(head.stateRoot, vault, proof);
  if (proven.eventNonce !== nonce || proven.rollingHash !== rollingHash) {
    throw new StreamError(
      `logs end in event ${nonce} ${rollingHash}, state in ${proven.eventNonce} ${proven.rollingHash}`,
    );
  }
  return events;
}

/** Every log must stand in the receipt of its transaction, which succeeded, in the block the log names. */
async function checkReceipts(group: SourceGroup, vault: Address, logs: readonly VaultLog[]): Promise<void> {
  const byTx = [...Map.groupBy(logs, (log) => log.txHash)];
  await inHandfuls(byTx, AT_ONCE, async ([txHash, listed]) => {
    const receipt = await agreed(group, `receipt ${txHash}`, (source) => findReceipt(source, txHash, vault));
    if (receipt === undefined || !receipt.succeeded) throw new StreamError(`${txHash}: no successful receipt`);
    const fits = JSON.stringify(listed.map(logText)) === JSON.stringify(receipt.logs.map(logText));
    if (!fits) throw new StreamError(`${txHash}: logs and receipt differ`);
  });
}

const logText = ({ blockNumber, blockHash, logIndex, topics, data }: VaultLog): string =>
  [blockNumber, blockHash, logIndex, ...topics, data].join();

/** The blocks of events still have the hashes the logs named: their times, s, by number. Throws StreamError. */
export async function recheckBlocks(
  group: SourceGroup,
  events: readonly ProvenEvent[],
): Promise<ReadonlyMap<bigint, bigint>> {
  const times = new Map<bigint, bigint>();
  const blocks = new Map(events.map((event) => [event.blockNumber, event.blockHash]));
  await inHandfuls([...blocks], AT_ONCE, async ([number, hash]) => {
    const header = await agreed(group, `block ${number}`, (source) => getHeader(source, number));
    if (header.hash !== hash) throw new StreamError(`block ${number} is ${header.hash}, its logs said ${hash}`);
    times.set(number, header.timestamp);
  });
  return times;
}

/** True for what makes an observer abstain because somebody lies or reads another chain. */
export const isContradiction = (error: unknown): boolean =>
  error instanceof StreamError || error instanceof ProofError || error instanceof EventFormatError;
