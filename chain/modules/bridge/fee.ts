import { ceilDiv, maxBig } from '../../lib/math.ts';
import { PPM, type Price } from '../../lib/units.ts';

/** What a payout's gas costs in an asset. */
export interface GasCost {
  /** wei per gas; undefined: nobody reported one lately. */
  readonly gasPrice: bigint | undefined;
  readonly gas: number;
  /** Of the chain's coin (18 decimals). */
  readonly nativePrice: Price;
  readonly assetPrice: Price;
  readonly assetDecimals: number;
}

/** ⌈wei × native price / asset price⌉ in hub units; prices are positive. Rounded up, against the user. */
export function gasInAsset(cost: GasCost): bigint {
  const wei = (cost.gasPrice ?? 0n) * BigInt(cost.gas);
  return ceilDiv(wei * cost.nativePrice * 10n ** BigInt(cost.assetDecimals), cost.assetPrice * 10n ** 18n);
}

/** max(floor, gas × margin), a multiple of `unit` (what one token unit is on the hub, 1 or more). Rounded up. */
export function quoteFee(gas: bigint, marginPpm: number, floor: bigint, unit: bigint): bigint {
  const fee = maxBig(floor, ceilDiv(gas * BigInt(marginPpm), BigInt(PPM)));
  return ceilDiv(fee, unit) * unit;
}
