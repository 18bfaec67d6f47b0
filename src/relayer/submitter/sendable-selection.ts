/** Entries of a queue list that can be finalised together, and those that make it fail alone. */
export interface Selection {
  readonly good: readonly number[];
  readonly poison: readonly number[];
}

/**
 * Halves `indices` until what fails stands alone. `passes` simulates a selection. Simulations: 1 when nothing is wrong,
 * O(p·log n) for p poisoned entries. If the good ones pass only apart (too much gas together), a half is returned.
 */
export async function sendableSelection(
  indices: readonly number[],
  passes: (indices: readonly number[]) => Promise<boolean>,
): Promise<Selection> {
  if (indices.length === 0 || (await passes(indices))) return { good: indices, poison: [] };
  if (indices.length === 1) return { good: [], poison: indices };
  const middle = indices.length >> 1;
  const low = await sendableSelection(indices.slice(0, middle), passes);
  const high = await sendableSelection(indices.slice(middle), passes);
  const poison = [...low.poison, ...high.poison];
  if (low.good.length === 0 || high.good.length === 0) return { good: [...low.good, ...high.good], poison };
  const both = [...low.good, ...high.good];
  return (await passes(both)) ? { good: both, poison } : { good: low.good, poison };
}

/** Bitmap of indices, as `select`. */
export const selectBits = (indices: readonly number[]): bigint =>
  indices.reduce((bits, index) => bits | (1n << BigInt(index)), 0n);
