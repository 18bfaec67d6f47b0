import { compareBytes } from '../../lib/bytes.ts';
import { type SetUpdate, setWord } from './abi/checkpoint.ts';
import type { SetMemberRecord } from './records.ts';
import { totalPower } from './set-members.ts';

export type KeyRole = 'hot' | 'cold';

/** Members in the order of the vault's words: by address of the role. */
export const bySpokeKey = (members: readonly SetMemberRecord[], role: KeyRole): readonly SetMemberRecord[] =>
  members.toSorted((a, b) => compareBytes(a[role], b[role]));

const words = (members: readonly SetMemberRecord[], role: KeyRole): Uint8Array[] =>
  bySpokeKey(members, role).map((one) => setWord({ address: one[role], power: BigInt(one.power) }));

/** The vault's form of a set. Heights and times are safe integers, time in s. */
export function setUpdate(
  members: readonly SetMemberRecord[],
  at: { readonly epoch: number; readonly hubHeight: number; readonly createdAt: number },
): SetUpdate {
  return {
    epoch: BigInt(at.epoch),
    totalPower: BigInt(totalPower(members)),
    hubHeight: BigInt(at.hubHeight),
    createdAt: BigInt(at.createdAt),
    hot: words(members, 'hot'),
    cold: words(members, 'cold'),
  };
}
