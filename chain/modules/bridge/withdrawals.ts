import { equalBytes } from '../../lib/bytes.ts';
import { AppError } from '../../lib/errors.ts';
import type { Address } from '../../lib/units.ts';
import { hubUnit, toToken } from './amounts.ts';
import type { BridgeBase } from './base.ts';
import type { Deposits } from './deposits.ts';
import type { Fees } from './fees.ts';
import { requireRecipient, requireUserRecipient } from './recipients.ts';
import type { Route, Spoke } from './records.ts';
import { allowsOutflow } from './spoke-state.ts';
import type { SpokeStates } from './spoke-states.ts';
import { isNobodys, type WithdrawalBook } from './withdrawal-book.ts';

const NOBODY = new Uint8Array(20);

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

interface WithdrawalParts {
  readonly states: SpokeStates;
  readonly deposits: Deposits;
  readonly fees: Fees;
  readonly book: WithdrawalBook;
}

/**
 * What asks for withdrawals and takes them back (spec: bridge §2): users, refunds of deposits, moves of escrow. From ready on
 * only what the vault says moves a record.
 */
export class Withdrawals {
  private readonly base: BridgeBase;
  private readonly states: SpokeStates;
  private readonly deposits: Deposits;
  private readonly fees: Fees;
  private readonly book: WithdrawalBook;

  constructor(base: BridgeBase, parts: WithdrawalParts) {
    this.base = base;
    this.states = parts.states;
    this.deposits = parts.deposits;
    this.fees = parts.fees;
    this.book = parts.book;
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
    const id = this.book.nextId(spoke);
    deps.margin.withdraw(row, asset, amount, 'withdrawal', `${spoke}-${id}`);
    deps.bank.credit('withdrawals', asset, amount);
    const owner = deps.accounts.address(request.owner);
    this.book.open(id, {
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
    const id = this.book.nextId(spoke);
    deps.bank.move('refunds', 'withdrawals', asset, amount);
    const to = kept.refundTo;
    requireRecipient(store, spoke, to);
    const opening = { owner: NOBODY, subaccount: 0, spoke, asset, token, amount, fee, tokenAmount, to };
    this.book.open(id, { ...opening, refundOf: nonce, migrationTo: 0 });
    this.deposits.setRefund(spoke, nonce, id);
    return id;
  }

  /** Escrow of one vault to the forwarder of its successor; debits nobody and costs nothing. */
  migrate(spoke: number, target: Spoke, token: Address, route: Route, amount: bigint): void {
    const { store } = this.base;
    const tokenAmount = this.payable({ ...route, minWithdrawal: 1n }, amount, 0n);
    const id = this.book.nextId(spoke);
    store.routes.set([spoke, token], { ...route, migration: id });
    const what = { owner: NOBODY, subaccount: 0, spoke, asset: route.asset, token, amount, fee: 0n, tokenAmount };
    this.book.open(id, { ...what, to: target.forwarder!, refundOf: 0, migrationTo: target.id });
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
    this.book.giveBack(spoke, id, withdrawal, 'user');
  }
}
