import { compareBytes } from '../../lib/bytes.ts';
import { MAX_SET, MIN_SET } from './abi/checkpoint.ts';
import type { SetMemberRecord } from './records.ts';

/** How many of the largest may have to be cut. */
const MAX_CUT = 2;

/**
 * Members of a new set (spec: bridge §2): the 128 with most power. Unless the vault is a devnet's they are cut so that none
 * holds more than a third: with the smallest k in 0..2 that fits, the k largest get ⌊rest / (3 − k)⌋, rest = Σ of the
 * others. Undefined when no vault would take the set. Members come back by operator. Powers are safe integers.
 */
export function setMembers(
  candidates: readonly SetMemberRecord[],
  devnet: boolean,
): readonly SetMemberRecord[] | undefined {
  const largest = candidates
    .filter(({ power }) => power > 0)
    .toSorted((a, b) => b.power - a.power || compareBytes(a.operator, b.operator))
    .slice(0, MAX_SET);
  if (largest.length < (devnet ? 1 : MIN_SET)) return undefined;
  if (devnet) return byOperator(largest);
  for (let cut = 0; cut <= MAX_CUT; cut++) {
    const rest = largest.slice(cut).reduce((sum, { power }) => sum + power, 0);
    const most = Math.floor(rest / (3 - cut));
    const members = largest.map((one, i) => (i < cut ? { ...one, power: most } : one));
    if (fits(members)) return byOperator(members);
  }
  return undefined;
}

function fits(members: readonly SetMemberRecord[]): boolean {
  const total = totalPower(members);
  return members.every(({ power }) => power > 0 && 3 * power <= total);
}

export const totalPower = (members: readonly SetMemberRecord[]): number =>
  members.reduce((sum, { power }) => sum + power, 0);

const byOperator = (members: readonly SetMemberRecord[]): SetMemberRecord[] =>
  members.toSorted((a, b) => compareBytes(a.operator, b.operator));

/** Half the sum of all changes of share reaches `ppm`. */
export function hasPowerMoved(
  before: readonly SetMemberRecord[],
  after: readonly SetMemberRecord[],
  ppm: number,
): boolean {
  const [oldTotal, newTotal] = [BigInt(totalPower(before)), BigInt(totalPower(after))];
  const shares = new Map<string, readonly [bigint, bigint]>();
  for (const { operator, power } of before) shares.set(operator.join(), [BigInt(power), 0n]);
  for (const { operator, power } of after) {
    shares.set(operator.join(), [shares.get(operator.join())?.[0] ?? 0n, BigInt(power)]);
  }
  let moved = 0n;
  for (const [old, now] of shares.values()) {
    const difference = old * newTotal - now * oldTotal;
    moved += difference < 0n ? -difference : difference;
  }
  return moved * 1_000_000n >= 2n * BigInt(ppm) * oldTotal * newTotal;
}

/** A member of both has another hot or cold key. */
export function hasKeyChanged(before: readonly SetMemberRecord[], after: readonly SetMemberRecord[]): boolean {
  const old = new Map(before.map((one) => [one.operator.join(), one]));
  return after.some((one) => {
    const was = old.get(one.operator.join());
    return was !== undefined && (compareBytes(was.hot, one.hot) !== 0 || compareBytes(was.cold, one.cold) !== 0);
  });
}
