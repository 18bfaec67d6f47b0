import type { Ppm } from '../../lib/units.ts';
import type { FeeAccounts, FeeMarkets } from './expected.ts';
import { fastFee, fastReferredFee } from './fast-fees.ts';
import { tierIndex } from './fee-tiers.ts';
import type { FeeParams } from './params.ts';

/** Rates of owners in markets: the market's override, else the owner's tier (spec: trading §5). Built before margin. */
export class FeeRates {
  private readonly params: { get(): FeeParams };
  private readonly accounts: FeeAccounts;
  private readonly markets: FeeMarkets;

  constructor(params: { get(): FeeParams }, accounts: FeeAccounts, markets: FeeMarkets) {
    this.params = params;
    this.accounts = accounts;
    this.markets = markets;
  }

  /** Position of the owner's tier in the parameters. */
  tier(owner: number): number {
    return tierIndex(this.params.get().tiers, this.accounts.volume30d(owner));
  }

  takerPpm(owner: number, market: number): Ppm {
    return this.markets.find(market)?.feeOverride?.takerPpm ?? this.params.get().tiers[this.tier(owner)]!.takerPpm;
  }

  /** Negative = rebate. */
  makerPpm(owner: number, market: number): Ppm {
    return this.markets.find(market)?.feeOverride?.makerPpm ?? this.params.get().tiers[this.tier(owner)]!.makerPpm;
  }

  takerFee(owner: number, market: number, quote: number): number {
    const ppm = this.takerPpm(owner, market);
    return this.accounts.referrer(owner) < 0 ? fastFee(quote, ppm) : fastReferredFee(quote, ppm);
  }

  makerFee(owner: number, market: number, quote: number): number {
    return fastFee(quote, this.makerPpm(owner, market));
  }
}
