/** Why a balance moved (api-types §2 LedgerEntry). */
export type LedgerReason =
  | 'realized_pnl'
  | 'fee'
  | 'rebate'
  | 'builder_fee'
  | 'builder_income'
  | 'referral_income'
  | 'funding'
  | 'deposit'
  | 'withdrawal'
  | 'withdrawal_refund'
  | 'transfer_in'
  | 'transfer_out'
  | 'isolated_fund'
  | 'isolated_sweep'
  | 'liquidation_fee'
  | 'takeover'
  | 'adl'
  | 'insurance'
  | 'collateral_sale'
  | 'keeper_reward'
  | 'relayer_reward'
  | 'vault_deposit'
  | 'vault_redeem'
  | 'bond'
  | 'unbond'
  | 'stake_reward'
  | 'slash'
  | 'gov_deposit'
  | 'settlement'
  | 'genesis';

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
