import { equalBytes } from '../../lib/bytes.ts';
import { AppError } from '../../lib/errors.ts';
import { ceilDiv, minBig } from '../../lib/math.ts';
import { hubUnit } from './amounts.ts';
import type { BridgeBase } from './base.ts';
import { gasInAsset, quoteFee } from './fee.ts';
import { weightedMedian } from './median.ts';
import type { Route } from './records.ts';
import type { ValidatorSets } from './validator-sets.ts';

/** What payouts cost: quoted from the gas prices that validators report beside their votes. */
export class Fees {
  private readonly base: BridgeBase;
  private readonly sets: ValidatorSets;

  constructor(base: BridgeBase, sets: ValidatorSets) {
    this.base = base;
    this.sets = sets;
  }

  /** wei, power-weighted median of what was reported lately; undefined: nothing was. */
  gasPrice(spoke: number): bigint | undefined {
    const { store, params, nowMs, deps } = this.base;
    const reports = this.sets.current(spoke).members.flatMap(({ operator, power }) => {
      const voter = store.voters.get([spoke, operator]);
      const validator = deps.power.all().find((one) => equalBytes(one.operator, operator));
      const isLive = validator !== undefined && deps.power.powerOf(validator) > 0;
      if (!isLive || voter?.gasPrice === undefined || nowMs - voter.gasAtMs > params.gasAgeMs) return [];
      return [{ value: voter.gasPrice, power }];
    });
    return weightedMedian(reports);
  }

  /** Fee of a withdrawal asked for now, hub units. Throws 6014 without any price to convert gas with. */
  quote(spoke: number, asset: number, route: Route): bigint {
    const gas = this.gas(spoke, asset, this.base.store.spoke(spoke).gasPerItem);
    if (gas === undefined) throw new AppError(6014);
    return quoteFee(gas, this.base.params.gasMarginPpm, route.feeFloor, this.unit(asset, route));
  }

  floor(asset: number, route: Route): bigint {
    const unit = this.unit(asset, route);
    return ceilDiv(route.feeFloor, unit) * unit;
  }

  /** What is repaid to the sender of a payout: what its gas costs now, at most the fee; nothing without a price. */
  repayment(spoke: number, asset: number, fee: bigint): bigint {
    const { measuredGasPerItem } = this.base.store.spoke(spoke);
    return minBig(fee, this.gas(spoke, asset, measuredGasPerItem) ?? 0n);
  }

  /** Hub units; 0 without a gas price, undefined without a price of the chain's coin or the asset. */
  private gas(spoke: number, asset: number, gas: number): bigint | undefined {
    const gasPrice = this.gasPrice(spoke);
    if (gasPrice === undefined) return 0n;
    const { assets } = this.base.deps;
    const native = assets.find(this.base.store.spoke(spoke).nativeAsset);
    const paid = assets.find(asset);
    // A fee may be quoted at the last price there was: it guards nothing.
    if (native === undefined || paid === undefined || native.index === 0n || paid.index === 0n) return undefined;
    const prices = { nativePrice: native.index, assetPrice: paid.index, assetDecimals: paid.decimals };
    return gasInAsset({ gasPrice, gas, ...prices });
  }

  private unit(asset: number, route: Route): bigint {
    return hubUnit({ token: route.tokenDecimals, hub: this.base.deps.assets.find(asset)!.decimals });
  }
}
