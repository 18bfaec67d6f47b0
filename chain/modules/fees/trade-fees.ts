import { ceilDiv } from '../../lib/math.ts';
import type { PotShares } from './expected.ts';

const E6 = 1_000_000n;
const REFERRED_PPM = 960_000n;

/** Who pays and gets what of one fill, Quote; negative maker = rebate. */
export interface TradeFees {
  /** Without the builder fee. */
  readonly taker: bigint;
  readonly maker: bigint;
  readonly referrer: bigint;
  readonly builder: bigint;
  readonly pot: bigint;
}

export interface TradeRates {
  readonly takerPpm: bigint;
  readonly makerPpm: bigint;
  readonly isReferred: boolean;
  readonly builderPpm: bigint;
  /** The taker pays the liquidation fee instead, the maker gets no rebate, nobody is referred. */
  readonly isLiquidation: boolean;
}

/** ceil(quote·ppm/1e6), signed ppm: a rebate is floored by the same formula (spec: trading §5). */
export function feeOf(quote: bigint, ppm: bigint): bigint {
  return ceilDiv(quote * ppm, E6);
}

/** Fees of a fill of `quote` ≥ 0 (spec: trading §5); every fee rounded up, the referrer's tenth down. */
export function tradeFees(quote: bigint, rates: TradeRates): TradeFees {
  const builder = feeOf(quote, rates.builderPpm);
  if (rates.isLiquidation) {
    const maker = feeOf(quote, rates.makerPpm > 0n ? rates.makerPpm : 0n);
    return { taker: 0n, maker, referrer: 0n, builder, pot: maker };
  }
  const taker = rates.isReferred
    ? ceilDiv(quote * rates.takerPpm * REFERRED_PPM, E6 * E6)
    : feeOf(quote, rates.takerPpm);
  const referrer = rates.isReferred ? taker / 10n : 0n;
  const maker = feeOf(quote, rates.makerPpm);
  return { taker, maker, referrer, builder, pot: taker + maker - referrer };
}

/** Pot of a block (≥ 0) → backstop vault ⌊3/10⌋, validators ⌊1/2⌋, insurance the rest; Quote. */
export function splitPot(pot: bigint): PotShares {
  const vault = (pot * 3n) / 10n;
  const validators = pot / 2n;
  return { vault, validators, insurance: pot - vault - validators };
}
