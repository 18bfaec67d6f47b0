/** How far the votes on one nonce are. Powers are safe integers of the epoch's snapshot, 3 × total too. */
export type Tally =
  | { readonly kind: 'open' }
  | { readonly kind: 'quorum'; readonly index: number }
  /** More than a third on each of two sides, or no content can reach a quorum any more. */
  | { readonly kind: 'split' };

/** `powers`: what each content has; they exclude voters that lost their power, whose part counts as still out. */
export function tally(powers: readonly number[], total: number): Tally {
  const index = powers.findIndex((power) => 3 * power > 2 * total);
  if (index >= 0) return { kind: 'quorum', index };
  if (powers.filter((power) => 3 * power > total).length > 1) return { kind: 'split' };
  const voted = powers.reduce((sum, power) => sum + power, 0);
  const best = Math.max(0, ...powers);
  const canWin = 3 * (best + total - voted) > 2 * total;
  return powers.length > 1 && !canWin ? { kind: 'split' } : { kind: 'open' };
}
