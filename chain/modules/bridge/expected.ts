import type { Address } from '../../lib/units.ts';
import type { PublicKey } from '../../tx/decoded-tx.ts';

/** Accounts as the bridge sees them. */
export interface BridgeAccounts {
  /** −1 when unknown. */
  findNumber(address: Address): number;
  address(owner: number): Address;
  create(address: Address): number;
  nextAccountSeq(owner: number): number;
  /** Key an account signs with, undefined before its first tx. */
  publicKey(owner: number): PublicKey | undefined;
}

/** Subaccounts' money; rows are margin's. */
export interface BridgeMargin {
  /** Throws 1004. */
  getRow(owner: number, subaccount: number): number;
  /** Withdraw rule of risk §3: throws 3010, 3011, 3012, 3014. */
  withdraw(row: number, asset: number, amount: bigint, reason: 'withdrawal', refId: string): void;
  credit(
    owner: number,
    subaccount: number,
    asset: number,
    amount: bigint,
    reason: 'deposit' | 'withdrawal_refund' | 'relayer_reward',
    refId: string,
  ): number;
  /** Money of a subaccount outside its balance changed: an event without entries. Nothing for one that does not exist. */
  restate(owner: number, subaccount: number, asset: number): void;
  /** Σ over all subaccounts and funding pools, by running sums. O(markets). */
  held(asset: number): bigint;
}
