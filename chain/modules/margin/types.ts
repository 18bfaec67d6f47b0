/** Why a balance moved (api-types §2 LedgerEntry). */
export const LEDGER_REASONS = [
  'realized_pnl',
  'fee',
  'rebate',
  'builder_fee',
  'builder_income',
  'referral_income',
  'funding',
  'deposit',
  'withdrawal',
  'withdrawal_refund',
  'transfer_in',
  'transfer_out',
  'isolated_fund',
  'isolated_sweep',
  'liquidation_fee',
  'takeover',
  'adl',
  'insurance',
  'collateral_sale',
  'keeper_reward',
  'relayer_reward',
  'vault_deposit',
  'vault_redeem',
  'bond',
  'unbond',
  'stake_reward',
  'slash',
  'gov_deposit',
  'settlement',
  'genesis',
] as const;
export type LedgerReason = (typeof LEDGER_REASONS)[number];

/** A ledger entry still without its balance: Quote or hub units of the asset. */
export interface LedgerEntry {
  readonly reason: LedgerReason;
  readonly change: bigint | number;
  readonly refId?: string;
}

/** What happened to one side of a fill; reused by its owner, valid until the next fill. */
export interface FillSide {
  row: number;
  slot: number;
  /** Signed lots before and after. */
  lotsBefore: number;
  lots: number;
  entry: number;
  /** Quote, safe integers. */
  realised: number;
  fee: number;
  /** Settled funding: payment in Quote (+ received) and the index it was settled from. */
  funding: bigint;
  fundingFrom: bigint;
}

export function newFillSide(): FillSide {
  return {
    row: -1,
    slot: -1,
    lotsBefore: 0,
    lots: 0,
    entry: 0,
    realised: 0,
    fee: 0,
    funding: 0n,
    fundingFrom: 0n,
  };
}

/** An equity and the requirement it is held against, Quote. */
export interface Coverage {
  readonly equity: bigint;
  readonly requirement: bigint;
}

export type TransferKind = 'subaccount' | 'account' | 'isolated_fund' | 'isolated_sweep' | 'bank';

/** The quote asset of the chain (chain §8). */
export const USDC = 1;
/** Subaccounts 0..255 are an owner's own; larger numbers are isolated children. */
export const MAX_SUBACCOUNT = 255;

/** Number of the isolated child of `parent` (0..255) in market m, 1 ≤ m < 2^24: 256·m + parent. */
export function childNumber(market: number, parent: number): number {
  return market * 256 + parent;
}

/** Parent 0..255 of a subaccount number (itself when it is no child). */
export function parentNumber(subaccount: number): number {
  return subaccount % 256;
}

/** Market of an isolated child, 0 for an owner's own subaccount. */
export function childMarket(subaccount: number): number {
  return Math.floor(subaccount / 256);
}
