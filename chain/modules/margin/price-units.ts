import { invariant } from '../../lib/errors.ts';
import { ceilDiv } from '../../lib/math.ts';

const E6 = 1_000_000n;
const E18 = 10n ** 18n;

/**
 * Quote of one tick and one lot, exact and ≥ 1 (spec: risk §1). tickPrice in Price (1e-12 USD), lotE12 = lot size × 1e12.
 * Throws InvariantError for a market that should never have been listed.
 */
export function quantumsPerTickLot(tickPrice: bigint, lotE12: bigint): bigint {
  const product = tickPrice * lotE12;
  invariant(product >= E18 && product % E18 === 0n, 'tickPrice × lotE12 must be a positive multiple of 1e18');
  return product / E18;
}

/** Lowest and highest tick inside ±bandPpm of the mark M (Quote per lot): low rounded up, high down (spec: risk §1). */
export function priceBand(
  mark: bigint,
  quantums: bigint,
  bandPpm: bigint,
): { readonly low: bigint; readonly high: bigint } {
  return {
    low: ceilDiv(mark * (E6 - bandPpm), E6 * quantums),
    high: (mark * (E6 + bandPpm)) / (E6 * quantums),
  };
}
