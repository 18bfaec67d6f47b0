import { ceilDiv } from './math.ts';
import type { Price } from './units.ts';

const E18 = 10n ** 18n;

/** Price ≥ 0 as Quote per lot, half up: ⌊(2·p·lotE12 + 1e18) / 2e18⌋ (spec: risk §1). */
export function perLot(price: Price, lotE12: bigint): bigint {
  return (2n * price * lotE12 + E18) / (2n * E18);
}

/** Confidence (Price ≥ 0) as Quote per lot, rounded up: it only ever counts against the account (spec: risk §1). */
export function confidencePerLot(confidence: Price, lotE12: bigint): bigint {
  return ceilDiv(confidence * lotE12, E18);
}
