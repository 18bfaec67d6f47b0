import type { Ppm } from '../../lib/units.ts';
import type { FeeAccounts, FeeMarkets } from './expected.ts';
import { fastFee, fastReferredFee } from './fast-fees.ts';
import { type FeeTier, tierIndex } from './fee-tiers.ts';
import type { FeeParams } from './params.ts';

/** Stamps stay below this, UTC days below 2^20: a key is a safe integer. */
const STAMPS = 2 ** 32;

/** Rates of owners in markets: the market's override, else the owner's tier (spec: trading §5). Built before margin. */
export class FeeRates {
  private readonly params: { get(): FeeParams };
  private readonly accounts: FeeAccounts;
  private readonly markets: FeeMarkets;
  /** The tiers in force, and how often they were others: both name what was kept for an account. */
  private tiers: readonly FeeTier[] = [];
  private stamp = 0;

  constructor(params: { get(): FeeParams }, accounts: FeeAccounts, markets: FeeMarkets) {
    this.params = params;
    this.accounts = accounts;
    this.markets = markets;
  }

  /** Position of the owner's tier in the parameters. The 30 days end before today, so it is found once a day. */
  tier(owner: number): number {
    const { tiers } = this.params.get();
    if (tiers !== this.tiers) {
      this.tiers = tiers;
      this.stamp++;
    }
    const key = this.accounts.today() * STAMPS + this.stamp;
    const kept = this.accounts.keptTier(owner, key);
    if (kept >= 0) return kept;
    const tier = tierIndex(tiers, this.accounts.volume30d(owner));
    this.accounts.keepTier(owner, key, tier);
    return tier;
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
