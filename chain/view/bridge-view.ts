import type { Address } from '../lib/units.ts';
import type { SpokeRead, ViewBatch, ViewWithdrawal, WithdrawalQuote } from './bridge-types.ts';

/** Committed state of the bridge as readers see it: like ChainView in chain units, for its height, never changed. */
export interface ViewBridge {
  /** By id, with all figures. */
  spokes(): readonly SpokeRead[];
  /** Ids of spokes that are not active. */
  closedSpokes(): readonly number[];
  isSpoke(spoke: number): boolean;
  /** undefined for a withdrawal that is final or was never given out. */
  findWithdrawal(spoke: number, id: number): ViewWithdrawal | undefined;
  /** Power behind a deposit that is voted on and not applied; undefined for any other nonce. */
  findVotesPpm(spoke: number, nonce: number): number | undefined;
  /** undefined for a batch that was never made, or whose withdrawals have been final for an hour or more. */
  findBatch(spoke: number, batchNonce: number): ViewBatch | undefined;
  /**
   * What a withdrawal asked for now costs and waits for.
   * @param owner undefined: limits of accounts do not count
   * @throws AppError 6001, 6003, 6014, 6005, 6004
   */
  quote(spoke: number, asset: number, amount: bigint, owner: Address | undefined): WithdrawalQuote;
}
