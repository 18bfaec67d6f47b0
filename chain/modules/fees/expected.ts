import type { Ppm } from '../../lib/units.ts';

/** Volumes and referrals by account number. */
export interface FeeAccounts {
  /** Σ of the owner's fills over the 30 whole UTC days before the block's day, Quote. */
  volume30d(owner: number): bigint;
  /** Adds a fill (Quote ≥ 0, maker or taker) to today's and the lifetime volume. */
  addVolume(owner: number, quote: number): void;
  /** Account number of the owner's referrer, −1 = none. */
  referrer(owner: number): number;
}

export interface FeeMarkets {
  find(
    market: number,
  ): { readonly feeOverride: { readonly takerPpm: Ppm; readonly makerPpm: Ppm } | undefined } | undefined;
}

/** The pot of a block and its split. */
export interface FeePot {
  /** Quote, negative for what the pot pays out. */
  accrueFee(quote: number): void;
  /** End of block: backstop vault ⌊3/10⌋, validators ⌊1/2⌋, insurance the rest; Quote. */
  splitFees(): { readonly vault: bigint; readonly validators: bigint; readonly insurance: bigint };
}
