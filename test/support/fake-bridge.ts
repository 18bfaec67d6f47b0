import { AppError } from '#chain/lib/errors.ts';
import type { ViewBatch, ViewWithdrawal, WithdrawalQuote } from '#chain/view/bridge-types.ts';
import type { ViewBridge } from '#chain/view/bridge-view.ts';

/** The bridge of a FakeView: one spoke without figures, on which a test says what it likes of withdrawals. */
export class FakeBridge implements ViewBridge {
  readonly withdrawals = new Map<string, ViewWithdrawal>();
  readonly votes = new Map<string, number>();
  readonly batches = new Map<string, ViewBatch>();

  spokes() {
    return [];
  }
  closedSpokes(): readonly number[] {
    return [];
  }
  isSpoke(spoke: number): boolean {
    return spoke === 1;
  }
  findWithdrawal(spoke: number, id: number): ViewWithdrawal | undefined {
    return this.withdrawals.get(`${spoke}-${id}`);
  }
  findVotesPpm(spoke: number, nonce: number): number | undefined {
    return this.votes.get(`${spoke}-${nonce}`);
  }
  findBatch(spoke: number, batchNonce: number): ViewBatch | undefined {
    return this.batches.get(`${spoke}-${batchNonce}`);
  }
  quote(spoke: number, _asset: number, amount: bigint): WithdrawalQuote {
    if (!this.isSpoke(spoke)) throw new AppError(6001);
    return { amount, fee: 1n, received: amount - 1n, instant: true, expectedMs: 1_790_000_060_000, blockedBy: [] };
  }
}
