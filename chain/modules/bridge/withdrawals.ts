import { concat, equalBytes, utf8 } from '../../lib/bytes.ts';
import { AppError } from '../../lib/errors.ts';
import type { Address } from '../../lib/units.ts';
import { uintBytes } from './abi/words.ts';
import { hubUnit, toToken } from './amounts.ts';
import type { BridgeBase } from './base.ts';
import { reasonsOf } from './blocked-mask.ts';
import type { Deposits } from './deposits.ts';
import { withdrawalChanged } from './events.ts';
import type { Fees } from './fees.ts';
import { requireRecipient, requireUserRecipient } from './recipients.ts';
import type { Route, Spoke, Withdrawal } from './records.ts';
import { allowsOutflow } from './spoke-state.ts';
import type { SpokeStates } from './spoke-states.ts';

const NOBODY = new Uint8Array(20);
const REF_TAG = utf8('NAVE_WITHDRAWAL_V1');

export interface WithdrawalRequest {
  /** Account number and bytes. */
  readonly owner: number;
  readonly subaccount: number;
  readonly asset: number;
  /** Hub units, fee included. */
  readonly amount: bigint;
  readonly spoke: number;
  readonly to: Address;
  readonly maxFee: bigint;
}

/** A refund of a deposit, or escrow on its way to another vault. */
export const isNobodys = ({ refundOf, migrationTo }: Pick<Withdrawal, 'refundOf' | 'migrationTo'>): boolean =>
  refundOf !== 0 || migrationTo !== 0;

/** What is the same for a user's withdrawal and a refund. */
interface Opening {
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
 * Withdrawals from request to refund (spec: bridge §2). Invariants: the pool `withdrawals` holds Σ amount of all records;
 * ids of a spoke rise and are never used twice; from ready on only what the vault says moves a record.
 */
export class Withdrawals {
  private readonly base: BridgeBase;
  private readonly states: SpokeStates;
  private readonly deposits: Deposits;
  private readonly fees: Fees;

  constructor(base: BridgeBase, states: SpokeStates, deposits: Deposits, fees: Fees) {
    this.base = base;
    this.states = states;
    this.deposits = deposits;
    this.fees = fees;
  }

  /**
   * MsgWithdraw: debits at once, fixes the fee. Returns the id. Throws 6001, 6002, 6003, 6007, 6014, 6005, 6006, 6004,
   * 1004, 3014, 3012, 3011, 3010.
   */
  request(request: WithdrawalRequest): number {
    const { store, deps } = this.base;
    const { spoke, asset, amount, to } = request;
    store.spoke(spoke);
    this.requireOpen(spoke);
    const { token, route } = this.route(spoke, asset);
    requireUserRecipient(store, spoke, to);
    const fee = this.fees.quote(spoke, asset, route);
    const tokenAmount = this.payable(route, amount, fee);
    if (fee > request.maxFee) throw new AppError(6006, undefined, { fee: String(fee), maxFee: String(request.maxFee) });
    const row = deps.margin.getRow(request.owner, request.subaccount);
    const id = this.nextId(spoke);
    deps.margin.withdraw(row, asset, amount, 'withdrawal', `${spoke}-${id}`);
    deps.bank.credit('withdrawals', asset, amount);
    const owner = deps.accounts.address(request.owner);
    this.open(id, {
      owner,
      subaccount: request.subaccount,
      spoke,
      asset,
      token,
      amount,
      fee,
      tokenAmount,
      to,
      refundOf: 0,
      migrationTo: 0,
    });
    return id;
  }

  /** MsgRefundDeposit: pays a quarantined deposit back at the floor fee. Throws 6001, 6002, 6015, 6003, 6004. */
  refund(spoke: number, nonce: number): number {
    const { store, deps } = this.base;
    store.spoke(spoke);
    this.requireOpen(spoke);
    const kept = this.deposits.refundable(spoke, nonce);
    const { asset, amount, token } = kept;
    const route = store.routes.get([spoke, token]);
    if (route === undefined) throw new AppError(6003);
    const fee = this.fees.floor(asset, route);
    const tokenAmount = this.payable({ ...route, minWithdrawal: 1n }, amount, fee);
    const id = this.nextId(spoke);
    deps.bank.move('refunds', 'withdrawals', asset, amount);
    const to = kept.refundTo;
    requireRecipient(store, spoke, to);
    const opening = { owner: NOBODY, subaccount: 0, spoke, asset, token, amount, fee, tokenAmount, to };
    this.open(id, { ...opening, refundOf: nonce, migrationTo: 0 });
    this.deposits.setRefund(spoke, nonce, id);
    return id;
  }

  /** Escrow of one vault to the forwarder of its successor; debits nobody and costs nothing. */
  migrate(spoke: number, target: Spoke, token: Address, route: Route, amount: bigint): void {
    const { store } = this.base;
    const tokenAmount = this.payable({ ...route, minWithdrawal: 1n }, amount, 0n);
    const id = this.nextId(spoke);
    store.routes.set([spoke, token], { ...route, migration: id });
    const what = { owner: NOBODY, subaccount: 0, spoke, asset: route.asset, token, amount, fee: 0n, tokenAmount };
    this.open(id, { ...what, to: target.forwarder!, refundOf: 0, migrationTo: target.id });
  }

  /** Fee and received of a withdrawal asked for now. Throws as `request` does before it debits. */
  quote(spoke: number, asset: number, amount: bigint): { readonly fee: bigint; readonly received: bigint } {
    this.base.store.spoke(spoke);
    const { route } = this.route(spoke, asset);
    const fee = this.fees.quote(spoke, asset, route);
    this.payable(route, amount, fee);
    return { fee, received: amount - fee };
  }

  private requireOpen(spoke: number): void {
    const state = this.states.inForce(spoke);
    if (!allowsOutflow(state)) throw new AppError(6002, undefined, { state });
  }

  private route(spoke: number, asset: number): { readonly token: Address; readonly route: Route } {
    const found = this.base.store.findRoute(spoke, asset);
    if (found === undefined) throw new AppError(6003);
    return found;
  }

  /** Token units that `amount − fee` is. Throws 6005, 6004. */
  private payable(route: Route, amount: bigint, fee: bigint): bigint {
    const hub = this.base.deps.assets.find(route.asset)!.decimals;
    const decimals = { token: route.tokenDecimals, hub };
    if (amount % hubUnit(decimals) !== 0n) {
      throw new AppError(6005, undefined, { unit: String(hubUnit(decimals)) });
    }
    const received = amount - fee;
    if (received <= 0n || received < route.minWithdrawal) {
      throw new AppError(6004, undefined, { fee: String(fee), min: String(route.minWithdrawal + fee) });
    }
    const tokenAmount = toToken(received, decimals);
    if (tokenAmount === undefined) throw new AppError(6005, 'More than the vault can pay at once.');
    return tokenAmount;
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

  private open(id: number, { spoke, ...opening }: Opening): void {
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

  /** MsgCancelWithdrawal: until it is ready. Throws 6001, 6009, 6008. */
  cancel(owner: Address, spoke: number, id: number): void {
    const { store } = this.base;
    store.spoke(spoke);
    const withdrawal = store.withdrawals.get([spoke, id]);
    if (withdrawal === undefined || !equalBytes(withdrawal.owner, owner) || isNobodys(withdrawal)) {
      throw new AppError(6009);
    }
    if (withdrawal.state !== 'requested' && withdrawal.state !== 'delayed') {
      throw new AppError(6008, undefined, { state: withdrawal.state });
    }
    this.giveBack(spoke, id, withdrawal, 'user');
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
