import type { Address } from '../../lib/units.ts';
import type { AssetFacts } from './collateral.ts';
import type { MarginTier } from './tiers.ts';

/** Accounts as margin sees them; owners are account numbers (dense, state, for ever). */
export interface MarginAccounts {
  /** −1 when unknown. */
  findNumber(address: Address): number;
  address(owner: number): Address;
  /** Makes the account of an address that has none; returns its number. */
  create(address: Address): number;
  /** Counts the owner's account events; the number belongs to the event about to be emitted (trading §7). */
  nextAccountSeq(owner: number): number;
}

/** Parameters of a market; `find` gives the same object until one of them changes. */
export interface MarginMarket {
  readonly id: number;
  /** qtl: Quote of one tick and one lot. */
  readonly quantumsPerTickLot: number;
  readonly tiers: readonly MarginTier[];
  /** Quote; scaling begins at lower and is whole at upper, upper also is the cap; 0 = none. */
  readonly openInterestLower: bigint;
  readonly openInterestUpper: bigint;
}

export interface MarginMarkets {
  /** Ids of all listed markets, rising. */
  readonly ids: readonly number[];
  find(market: number): MarginMarket | undefined;
}

/**
 * Quantums per lot, safe integers (risk §1): what margin counts with, kept while no valid mark exists; 0 = there never was
 * one. Read once a block, by `refreshPrices`.
 */
export interface MarketPrices {
  marginMark(market: number): number;
  confidence(market: number): number;
}

export interface MarginAsset extends AssetFacts {
  readonly symbol: string;
  readonly denom: string;
}

/** Assets with their prices; USDC is among them. */
export interface MarginAssets {
  /** Rises whenever a weight, index, confidence or validity of any asset changed; never goes back, a stamp for caches. */
  readonly version: number;
  find(asset: number): MarginAsset | undefined;
  findBySymbol(symbol: string): MarginAsset | undefined;
  findByDenom(denom: string): MarginAsset | undefined;
}

/** What a taker of `quote` (Quote ≥ 0) pays, with the owner's tier, the market's override and the referral discount. */
export interface TakerFees {
  takerFee(owner: number, market: number, quote: number): number;
}

/** What an agent needs leave for: a setting in a market, or moving money between the owner's own subaccounts. */
export type OwnerAction =
  | { readonly kind: 'leverage'; readonly market: number }
  | { readonly kind: 'transfer'; readonly market?: number };

/** Who may act for an owner. */
export interface MessageOwners {
  /**
   * Account number of the owner a message acts on: `owner` empty = the sender; throws 1001 (no address), 1004 (unknown)
   * and 1007 (the sender is no agent of the owner, or not for this).
   */
  resolveOwner(sender: string, owner: string, action: OwnerAction): number;
}

/** USDC and other assets that no subaccount holds (risk §10), hub units. */
export interface BankTotals {
  totals(asset: number): {
    readonly insurance: bigint;
    readonly fees: bigint;
    readonly inFlight: bigint;
    readonly escrow: bigint;
  };
}

/** Open orders of any kind, for the sweep of isolated children; rows are margin's. */
export interface OpenOrders {
  hasOpenOrders(row: number): boolean;
}
