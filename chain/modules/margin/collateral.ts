import { isqrt, maxBig, minBig } from '../../lib/math.ts';
import type { Ppm } from '../../lib/units.ts';

const E6 = 1_000_000n;
const E12 = 10n ** 12n;
const E18 = 10n ** 18n;
const HAIRCUT_TOP = 11n * 10n ** 17n;

/** What the collateral formula needs of an asset other than USDC; prices in Price (1e-12 USD for one whole unit). */
export interface AssetFacts {
  readonly id: number;
  readonly decimals: number;
  readonly imPpm: Ppm;
  readonly mmPpm: Ppm;
  /** k, ppm per √USD. */
  readonly haircutPpm: number;
  readonly discountPpm: Ppm;
  readonly stable: boolean;
  /** The last valid index; 0 when there never was one. */
  readonly index: bigint;
  readonly confidence: bigint;
  /** False: without a valid index now; it counts at its last one for MM and plain, at 0 for IM. */
  readonly valid: boolean;
}

/** Sums over a subaccount's assets other than USDC, in Quote. */
export interface CollateralSums {
  readonly plain: bigint;
  readonly mm: bigint;
  readonly im: bigint;
  readonly sale: bigint;
}

export interface Holding {
  readonly asset: AssetFacts;
  readonly amount: bigint;
}

/** Price that counts for MM and plain (`mid`) or for IM (`adverse`: the low end of the confidence interval). */
export function assetPrice(asset: AssetFacts, use: 'mid' | 'adverse'): bigint {
  let price = asset.index;
  if (use === 'adverse') price = asset.valid ? maxBig(0n, price - asset.confidence) : 0n;
  return asset.stable ? minBig(price, E12) : price;
}

/** V = ⌊balance × price / 10^(decimals + 6)⌋ in Quote, balance ≥ 0. */
export function assetValue(balance: bigint, price: bigint, decimals: number): bigint {
  return (balance * price) / 10n ** BigInt(decimals + 6);
}

/** W: the smaller of base weight and size haircut 1.1 / (1 + k·√USD), each floored once; V ≥ 0 in Quote. */
export function weightedValue(value: bigint, basePpm: bigint, haircutPpm: bigint): bigint {
  const based = (value * basePpm) / E6;
  return minBig(based, (value * HAIRCUT_TOP) / (E18 + haircutPpm * isqrt(value * E18)));
}

/** What selling V (Quote ≥ 0) at the sale discount yields, floored. */
export function saleValue(value: bigint, discountPpm: bigint): bigint {
  return (value * (E6 - discountPpm)) / E6;
}

/** Plain, weighted and sale sums of the holdings (spec: risk §2). */
export function collateralSums(holdings: readonly Holding[]): CollateralSums {
  let plain = 0n;
  let mm = 0n;
  let im = 0n;
  let sale = 0n;
  for (const { asset, amount } of holdings) {
    const mid = assetValue(amount, assetPrice(asset, 'mid'), asset.decimals);
    const adverse = assetValue(amount, assetPrice(asset, 'adverse'), asset.decimals);
    const haircut = BigInt(asset.haircutPpm);
    plain += mid;
    mm += weightedValue(mid, BigInt(asset.mmPpm), haircut);
    im += weightedValue(adverse, BigInt(asset.imPpm), haircut);
    sale += saleValue(mid, BigInt(asset.discountPpm));
  }
  return { plain, mm, im, sale };
}
