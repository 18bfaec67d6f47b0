import type { Ppm } from '../../lib/units.ts';
import type { Coverage, FillSide, LedgerEntry } from '../margin/types.ts';

/** Volumes and referrals by account number. */
export interface FeeAccounts {
  /** Σ of the owner's fills over the 30 whole UTC days before the block's day, Quote. */
  volume30d(owner: number): bigint;
  /** UTC day of the block. */
  today(): number;
  /** The tier kept for an account under a key, −1 = none. A dropped branch takes what it kept with it. */
  keptTier(owner: number, key: number): number;
  keepTier(owner: number, key: number, tier: number): void;
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

/** Shares of backstop vault, validators and insurance in a pot, Quote. */
export interface PotShares {
  readonly vault: bigint;
  readonly validators: bigint;
  readonly insurance: bigint;
}

/** The pot of a block and its split. */
export interface FeePot {
  /** Quote, negative for what the pot pays out. */
  accrueFee(quote: number): void;
  /** End of block: pays the whole pot (Quote ≥ 0) out by `shares`. */
  splitFees(shares: (pot: bigint) => PotShares): PotShares;
}

/** Margin as settlement uses it: rows are subaccounts, slots markets; f is signed lots (buy > 0), price Quote per lot. */
export interface SettlementMargin {
  owner(row: number): number;
  changeResting(handle: number, lots: number): void;
  removeResting(handle: number): void;
  readonly marketRows: {
    slotOf(market: number): number;
    /** qtl by slot. */
    readonly quantums: readonly number[];
    openInterest(slot: number): number;
  };
  readonly positions: {
    lots(row: number, slot: number): number;
    applyAtPrice(side: FillSide, row: number, slot: number, f: number, price: number, fee: number): void;
  };
  readonly checks: {
    scalePpm(slot: number, extraLots: number): number;
    isOpenAllowed(row: number, slot: number, scalePpm: number): boolean;
    maintenance(row: number): Coverage;
    isHealthKept(row: number, before: Coverage): boolean;
  };
  readonly caps: {
    allowsOpenInterest(slot: number, lots: number): boolean;
    allowsOwner(row: number, slot: number, before: number, after: number): boolean;
  };
  readonly rows: {
    exposure(row: number, slot: number): number;
    addQuote(row: number, change: number): void;
    findOrCreate(owner: number, subaccount: number): number;
  };
  readonly events: {
    filled(side: FillSide, extra: readonly LedgerEntry[]): void;
    balanceChanged(row: number, asset: number, entries: readonly LedgerEntry[]): void;
  };
}
