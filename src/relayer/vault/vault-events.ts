import type { AbiEvent, Hex } from 'viem';
import { concat, decodeEventLog, encodePacked, keccak256, numberToHex, toEventSelector } from 'viem';
import { spokeVaultAbi } from '../../../spoke-contracts/abi/spoke-vault.ts';

/** Events of the vault's stream; the tag is the place from 1 (spec: bridge-abi §5). Append-only. */
const STREAM = [
  'Deposit',
  'WithdrawalQueued',
  'WithdrawalExecuted',
  'WithdrawalPushFailed',
  'WithdrawalClaimed',
  'WithdrawalExpired',
  'WithdrawalCancelled',
  'RotationRequested',
  'RotationFinalized',
  'Locked',
  'Unlocked',
  'TokenSet',
  'AggregateSet',
  'LockerSet',
  'ActionStaged',
  'SuccessorSet',
] as const;

export type StreamEventName = (typeof STREAM)[number];

interface StreamEventShape {
  readonly name: StreamEventName;
  readonly tag: number;
  readonly abi: AbiEvent;
}

const SHAPES: ReadonlyMap<Hex, StreamEventShape> = new Map(
  STREAM.map((name, i) => {
    const abi = spokeVaultAbi.find((item) => item.type === 'event' && item.name === name) as AbiEvent;
    return [toEventSelector(abi), { name, tag: i + 1, abi }];
  }),
);

const ITEM_SKIPPED = toEventSelector('ItemSkipped(uint64,uint8)');

/** First topic of an event. */
export const topicOf = (name: StreamEventName): Hex => [...SHAPES].find(([, shape]) => shape.name === name)![0];

/** A decoded event. `args` hold bigints and numbers as viem gives them, addresses with checksum. */
export interface VaultEvent {
  readonly name: StreamEventName;
  /** From 1 without gaps. */
  readonly nonce: bigint;
  readonly args: Readonly<Record<string, unknown>>;
  /** spec: bridge-abi §6. */
  readonly eventBytes: Hex;
  /** H(topic0 ‖ nonce ‖ key ‖ data). */
  readonly eventHash: Hex;
}

/** A log that the vault's code cannot have emitted. */
export class EventFormatError extends Error {
  override name = 'EventFormatError';
}

/** Event of a log of the vault; undefined for one outside the stream (ItemSkipped). Throws EventFormatError. */
export function decodeVaultEvent(topics: readonly Hex[], data: Hex): VaultEvent | undefined {
  const [topic0] = topics;
  if (topic0 === ITEM_SKIPPED && topics.length === 2) return undefined;
  const shape = topic0 === undefined ? undefined : SHAPES.get(topic0);
  if (shape === undefined || topics.length !== 3) throw new EventFormatError('not an event of the vault');
  const { abi, name, tag } = shape;
  if (data.length !== 2 + 64 * (abi.inputs.length - 2)) throw new EventFormatError(`${name}: data of another length`);
  let args: Record<string, unknown>;
  try {
    const decoded = decodeEventLog({ abi: [abi], topics: topics as [Hex, ...Hex[]], data });
    args = decoded.args as unknown as Record<string, unknown>;
  } catch {
    throw new EventFormatError(`${name}: not decodable`);
  }
  const { nonce, ...fields } = args;
  const types = abi.inputs.map((input) => input.type);
  const values = abi.inputs.map((input) => args[input.name ?? '']);
  const eventBytes = encodePacked(['uint8', ...types], [tag, ...values]);
  const eventHash = keccak256(concat([...topics, data]));
  return { name, nonce: nonce as bigint, args: fields, eventBytes, eventHash };
}

/** rollingHash after an event. */
export const nextRollingHash = (before: Hex, eventHash: Hex): Hex => keccak256(concat([before, eventHash]));

/** Nonce of eventBytes. */
export const nonceOfEventBytes = (bytes: Hex): bigint => BigInt(`0x${bytes.slice(4, 20)}`);

/** Key as the third topic of a withdrawal id. */
export const idTopic = (id: bigint): Hex => numberToHex(id, { size: 32 });
