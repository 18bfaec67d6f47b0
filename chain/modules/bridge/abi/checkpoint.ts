import { compareBytes, concat, toHex, utf8 } from '../../../lib/bytes.ts';
import type { Address } from '../../../lib/units.ts';
import type { Keccak } from './rolling-hash.ts';
import { structHash } from './typed-data.ts';
import { readUint, uintBytes, uintWord } from './words.ts';

export const MAX_SET = 128;
export const MIN_SET = 4;
const ADDRESS_BYTES = 20;
const POWER_BYTES = 12;

export interface SetMember {
  readonly address: Address;
  /** 0 < power < 2^96. */
  readonly power: bigint;
}

/** address20 ‖ power12. */
export const setWord = ({ address, power }: SetMember): Uint8Array => concat(address, uintBytes(power, POWER_BYTES));

export const memberOf = (word: Uint8Array): SetMember => ({
  address: word.subarray(0, ADDRESS_BYTES),
  power: readUint(word.subarray(ADDRESS_BYTES)),
});

/** H(H(tag) ‖ word(epoch) ‖ words) (spec: bridge-abi §1). */
export function checkpoint(
  crypto: Keccak,
  kind: 'hot' | 'cold',
  epoch: bigint | number,
  words: readonly Uint8Array[],
): Uint8Array {
  const tag = kind === 'hot' ? 'NaveSpoke.HotSet' : 'NaveSpoke.ColdSet';
  return crypto.keccak256(concat(crypto.keccak256(utf8(tag)), uintWord(epoch), ...words));
}

/** SetUpdate of the vault; words are sorted by address. */
export interface SetUpdate {
  readonly epoch: bigint;
  readonly totalPower: bigint;
  readonly hubHeight: bigint;
  /** Hub block time, s. */
  readonly createdAt: bigint;
  readonly hot: readonly Uint8Array[];
  readonly cold: readonly Uint8Array[];
}

/** hashStruct of ValidatorSet. */
export function setStructHash(crypto: Keccak, update: SetUpdate): Uint8Array {
  return structHash(crypto, 'ValidatorSet', [
    uintWord(update.epoch),
    checkpoint(crypto, 'hot', update.epoch, update.hot),
    checkpoint(crypto, 'cold', update.epoch, update.cold),
    uintWord(update.totalPower),
    uintWord(update.hubHeight),
    uintWord(update.createdAt),
  ]);
}

export interface SetFault {
  readonly error: 'SetSize' | 'SetNotSorted' | 'ZeroPower' | 'TotalPowerMismatch' | 'MemberTooLarge' | 'SetsOverlap';
  /** Member it is about. */
  readonly index?: number;
}

/** The first set rule of bridge-abi §1 that an update breaks, as the vault would name it; undefined when it fits. */
export function findSetFault(
  update: Pick<SetUpdate, 'totalPower' | 'hot' | 'cold'>,
  devnet: boolean,
): SetFault | undefined {
  const { hot, cold, totalPower } = update;
  return findWordsFault(hot, totalPower, devnet) ?? findWordsFault(cold, totalPower, devnet) ?? findOverlap(hot, cold);
}

function findWordsFault(words: readonly Uint8Array[], totalPower: bigint, devnet: boolean): SetFault | undefined {
  const least = devnet ? 1 : MIN_SET;
  if (words.length < least || words.length > MAX_SET) return { error: 'SetSize' };
  const members = words.map(memberOf);
  let before: Uint8Array = new Uint8Array(ADDRESS_BYTES);
  let sum = 0n;
  for (const [index, { address, power }] of members.entries()) {
    if (compareBytes(address, before) <= 0) return { error: 'SetNotSorted', index };
    if (power === 0n) return { error: 'ZeroPower', index };
    before = address;
    sum += power;
  }
  if (sum !== totalPower) return { error: 'TotalPowerMismatch' };
  const large = devnet ? -1 : members.findIndex(({ power }) => 3n * power > totalPower);
  return large < 0 ? undefined : { error: 'MemberTooLarge', index: large };
}

function findOverlap(hot: readonly Uint8Array[], cold: readonly Uint8Array[]): SetFault | undefined {
  const seen = new Set(hot.map((one) => toHex(memberOf(one).address)));
  return cold.some((one) => seen.has(toHex(memberOf(one).address))) ? { error: 'SetsOverlap' } : undefined;
}
