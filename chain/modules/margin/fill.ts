import { absBig, ceilDiv, minBig } from '../../lib/math.ts';

/** Result of a fill on a position, Quote; Q changes by `realised`. */
export interface FilledPosition {
  readonly lots: bigint;
  readonly entry: bigint;
  readonly realised: bigint;
}

/**
 * Position after a signed fill f (buy > 0) of |f| lots at `quote` in total (spec: risk §4). The released entry is rounded
 * up, so realised profit is rounded against the account; Q − entry changes by exactly −f·v. When a fill given as a total
 * (takeover, ADL) flips, the closing part gets ⌊quote·|pos|/|f|⌋; at ticks that division is exact.
 */
export function applyFill(lots: bigint, entry: bigint, f: bigint, quote: bigint): FilledPosition {
  const sign = f > 0n ? 1n : -1n;
  const size = absBig(f);
  const closing = lots * f < 0n ? minBig(size, absBig(lots)) : 0n;
  let realised = 0n;
  let left = quote;
  let newLots = lots;
  let newEntry = entry;
  if (closing > 0n) {
    const closedQuote = (quote * closing) / size;
    const release = ceilDiv(entry * closing, absBig(lots));
    realised = -sign * closedQuote - release;
    newLots += sign * closing;
    newEntry -= release;
    left -= closedQuote;
  }
  if (size > closing) {
    newLots += sign * (size - closing);
    newEntry += sign * left;
  }
  return { lots: newLots, entry: newEntry, realised };
}

/** OI' of a market after positions moved from `before` to `after` (signed lots): only longs count (spec: risk §4). */
export function openInterestAfter(
  openInterest: bigint,
  changes: readonly { readonly before: bigint; readonly after: bigint }[],
): bigint {
  const long = (lots: bigint): bigint => (lots > 0n ? lots : 0n);
  let total = openInterest;
  for (const { before, after } of changes) total += long(after) - long(before);
  return total;
}
