import { concat, utf8 } from '../../lib/bytes.ts';
import type { Address } from '../../lib/units.ts';
import { uintBytes } from './abi/words.ts';
import { toToken } from './amounts.ts';
import type { BridgeBase } from './base.ts';
import { reasonsOf } from './blocked-mask.ts';
import type { Deposits } from './deposits.ts';
import { withdrawalChanged } from './events.ts';
import type { Withdrawal } from './records.ts';

const REF_TAG = utf8('NAVE_WITHDRAWAL_V1');

/** A refund of a deposit, or escrow on its way to another vault. */
export const isNobodys = ({ refundOf, migrationTo }: Pick<Withdrawal, 'refundOf' | 'migrationTo'>): boolean =>
  refundOf !== 0 || migrationTo !== 0;

/** What is the same for a user's withdrawal and a refund. */
export interface Opening {
  readonly owner: Address;
  readonly subaccount: number;
  readonly spoke: number;
  readonly asset: number;
  readonly token: Address;
  readonly amount: bigint;
  readonly fee: bigint;
  readonly tokenAmount: bigint;
  readonly to: Address;
  readonly refundOf: number;
  readonly migrationTo: number;
}

/**
 * The records of withdrawals and what is told of them. Invariants: the pool `withdrawals` holds Σ amount of all records but
 * moves of escrow; ids of a spoke rise and are never used twice; a state is noted in the history when it is got into.
 */
export class WithdrawalBook {
  private readonly base: BridgeBase;
  private readonly deposits: Deposits;

  constructor(base: BridgeBase, deposits: Deposits) {
    this.base = base;
    this.deposits = deposits;
  }

  /** The next id that the vault has not tombstoned ahead of time. */
  nextId(spoke: number): number {
    const { store } = this.base;
    let id = store.status(spoke).nextId;
    while (store.voids.has([spoke, id])) {
      store.voids.delete([spoke, id]);
      id++;
    }
    store.setStatus(spoke, { nextId: id + 1 });
    return id;
  }

  /** A new record under an id that was taken for it. */
  open(id: number, { spoke, ...opening }: Opening): void {
    const { nowMs } = this.base;
    const withdrawal: Withdrawal = {
      ...opening,
      hubRef: this.hubRef(spoke, id, opening.owner, opening.subaccount),
      state: 'requested',
      requestedMs: nowMs,
      delayUntilMs: 0,
      order: id,
      splitFrom: 0,
      batch: 0,
      epoch: 0,
      readyAt: 0,
      history: [],
      blocked: 0,
    };
    this.put(spoke, id, withdrawal);
  }

  /** The rest of a partial payout, under a new id at the same place of the queue; the fee stays with the first part. */
  split(spoke: number, id: number, part: bigint): void {
    const { store, deps } = this.base;
    const whole = store.withdrawals.get([spoke, id])!;
    const route = store.routes.get([spoke, whole.token])!;
    const decimals = { token: route.tokenDecimals, hub: deps.assets.find(whole.asset)!.decimals };
    const tokens = (received: bigint): bigint => toToken(received, decimals)!;
    const rest = whole.amount - whole.fee - part;
    const restId = this.nextId(spoke);
    this.base.store.putWithdrawal(spoke, id, { ...whole, amount: part + whole.fee, tokenAmount: tokens(part) });
    const hubRef = this.hubRef(spoke, restId, whole.owner, whole.subaccount);
    this.put(spoke, restId, { ...whole, amount: rest, fee: 0n, tokenAmount: tokens(rest), hubRef, splitFrom: id });
  }

  private hubRef(spoke: number, id: number, owner: Address, subaccount: number): Uint8Array {
    const { deps, context } = this.base;
    return deps.crypto.keccak256(
      concat(
        REF_TAG,
        context.block.hubSalt,
        uintBytes(BigInt(spoke), 4),
        uintBytes(BigInt(id), 8),
        owner,
        uintBytes(BigInt(subaccount), 4),
      ),
    );
  }

  /** Whole amount back to its owner, or to the refund ledger it came from. */
  giveBack(spoke: number, id: number, withdrawal: Withdrawal, reason: 'user' | 'expired' | 'cancelled'): void {
    const { bank, accounts, margin } = this.base.deps;
    const { asset, amount, subaccount, refundOf, migrationTo } = withdrawal;
    if (migrationTo !== 0) this.finishMigration(spoke, withdrawal);
    else if (refundOf !== 0) {
      bank.move('withdrawals', 'refunds', asset, amount);
      this.deposits.setRefund(spoke, refundOf, 0);
    } else {
      bank.debit('withdrawals', asset, amount);
      const owner = accounts.create(withdrawal.owner);
      margin.credit(owner, subaccount, asset, amount, 'withdrawal_refund', `${spoke}-${id}`);
    }
    this.base.store.deleteWithdrawal(spoke, id);
    if (reason !== 'user') this.report(spoke, id, { ...withdrawal, blocked: 0 }, reason, reason);
    this.report(spoke, id, { ...withdrawal, blocked: 0 }, 'refunded', reason);
  }

  /** It left, or never will: the next move may be made. */
  finishMigration(spoke: number, { token }: Withdrawal): void {
    const { routes } = this.base.store;
    routes.set([spoke, token], { ...routes.get([spoke, token])!, migration: 0 });
  }

  /** The deposit a paid refund was for leaves the ledger. */
  finishRefund(spoke: number, nonce: number): void {
    this.deposits.setRefund(spoke, nonce, undefined);
  }

  /** Writes a withdrawal that changed and says so; a state it was not in before is noted in its history. */
  put(spoke: number, id: number, changed: Withdrawal): void {
    const { state, history } = changed;
    const { block } = this.base.context;
    const step = { state, atMs: block.timeMs, height: block.height };
    const withdrawal = history.at(-1)?.state === state ? changed : { ...changed, history: [...history, step] };
    this.base.store.putWithdrawal(spoke, id, withdrawal);
    this.report(spoke, id, withdrawal, state);
  }

  /** What holds it back has changed, nothing else. */
  noteBlocked(spoke: number, id: number, withdrawal: Withdrawal, blocked: number): void {
    const noted = { ...withdrawal, blocked };
    this.base.store.putWithdrawal(spoke, id, noted);
    this.report(spoke, id, noted, noted.state);
  }

  report(spoke: number, id: number, withdrawal: Withdrawal, state: string, reason = ''): void {
    const { accounts } = this.base.deps;
    const number = isNobodys(withdrawal) ? -1 : accounts.findNumber(withdrawal.owner);
    const { subaccount, asset, amount, fee, to, hubRef, readyAt, batch, epoch, splitFrom, refundOf } = withdrawal;
    this.base.emit(
      withdrawalChanged({
        owner: withdrawal.owner,
        subaccount,
        accountSeq: number < 0 ? 0 : accounts.nextAccountSeq(number),
        spoke,
        id,
        asset,
        amount: String(amount),
        fee: String(fee),
        received: String(amount - fee),
        to,
        hubRef,
        state,
        reason,
        readyAt,
        batchNonce: batch,
        epoch,
        splitFrom,
        refundOf,
        migrationTo: withdrawal.migrationTo,
        token: withdrawal.token,
        tokenAmount: String(withdrawal.tokenAmount),
        requestedAt: withdrawal.requestedMs,
        delayUntil: withdrawal.delayUntilMs,
        blockedBy: reasonsOf(withdrawal.blocked),
      }),
    );
  }
}
