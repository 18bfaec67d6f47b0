import { equalBytes } from '../../lib/bytes.ts';
import type { Address } from '../../lib/units.ts';
import type { PayoutEvent, QueuedEvent, TombstoneEvent } from './abi/vault-events.ts';
import type { BridgeBase } from './base.ts';
import { Contradiction } from './contradiction.ts';
import { relayerRepaid } from './events.ts';
import type { Fees } from './fees.ts';
import type { Flows } from './flows.ts';
import type { Withdrawal } from './records.ts';
import type { WithdrawalState } from './types.ts';
import type { VaultLimits } from './vault-limits.ts';
import { isNobodys, type WithdrawalBook } from './withdrawal-book.ts';

const ON_SPOKE: readonly WithdrawalState[] = ['signed', 'queued_on_spoke'];
/** A repaid relayer without account gets one from this value on, Quote (spec: chain §8). */
const MIN_FIRST_CREDIT = 1_000_000n;

/** What the vault says of withdrawals. Everything it says must fit what the hub ordered, field by field. */
export class Payouts {
  private readonly base: BridgeBase;
  private readonly book: WithdrawalBook;
  private readonly fees: Fees;
  private readonly flows: Flows;
  private readonly limits: VaultLimits;

  constructor(base: BridgeBase, book: WithdrawalBook, fees: Fees, flows: Flows, limits: VaultLimits) {
    this.base = base;
    this.book = book;
    this.fees = fees;
    this.flows = flows;
    this.limits = limits;
  }

  handle(spoke: number, event: QueuedEvent | PayoutEvent | TombstoneEvent): void {
    switch (event.type) {
      case 'WithdrawalQueued':
        this.onQueued(spoke, event);
        break;
      case 'WithdrawalExecuted':
        this.finish(spoke, event, ON_SPOKE, 'executed');
        break;
      case 'WithdrawalPushFailed':
        this.onPushFailed(spoke, event);
        break;
      case 'WithdrawalClaimed':
        this.finish(spoke, event, ['push_failed'], 'claimed');
        break;
      case 'WithdrawalExpired':
        this.onExpired(spoke, event);
        break;
      case 'WithdrawalCancelled':
        this.onCancelled(spoke, event);
        break;
    }
  }

  private onQueued(spoke: number, event: QueuedEvent): void {
    const one = this.match(spoke, event, ['signed']);
    this.noteAccepted(spoke, one);
    const readyAt = Number(event.readyAt > 2n ** 53n - 1n ? 2n ** 53n - 1n : event.readyAt);
    this.move(spoke, Number(event.id), { ...one, state: 'queued_on_spoke', readyAt });
  }

  private onPushFailed(spoke: number, event: PayoutEvent): void {
    const one = this.match(spoke, event, ON_SPOKE);
    this.noteAccepted(spoke, one);
    this.move(spoke, Number(event.id), { ...one, state: 'push_failed' });
  }

  /** The first thing the vault says of an item is that its buckets took it. */
  private noteAccepted(spoke: number, one: Withdrawal): void {
    if (one.state === 'signed') this.limits.noteAccepted(spoke, one.token, one.tokenAmount);
  }

  private move(spoke: number, id: number, one: Withdrawal): void {
    this.base.store.unbatched.delete(spoke, id);
    this.book.put(spoke, id, one);
  }

  /** The tokens have left: escrow and pool go down, the fee pays the sender, the rest of it insurance. */
  private finish(
    spoke: number,
    event: PayoutEvent,
    from: readonly WithdrawalState[],
    state: 'executed' | 'claimed',
  ): void {
    const { store, deps } = this.base;
    const one = this.match(spoke, event, from);
    this.noteAccepted(spoke, one);
    const id = Number(event.id);
    if (one.migrationTo !== 0) {
      this.finishMove(spoke, id, one, state);
      return;
    }
    const received = one.amount - one.fee;
    const route = store.routes.get([spoke, one.token])!;
    store.routes.set([spoke, one.token], {
      ...route,
      committed: route.committed - received,
      paid: route.paid + received,
    });
    deps.bank.removeEscrow(spoke, one.asset, received);
    deps.bank.debit('withdrawals', one.asset, received);
    this.payFee(spoke, id, one, event.submitter, state === 'executed');
    store.deleteWithdrawal(spoke, id);
    this.book.report(spoke, id, one, state);
    // what is in flight went down, though the balance did not change
    if (!isNobodys(one)) deps.margin.restate(deps.accounts.findNumber(one.owner), one.subaccount, one.asset);
    if (one.refundOf !== 0) this.book.finishRefund(spoke, one.refundOf);
  }

  /** Escrow that left this vault for its successor's: counted there from now on, as not yet arrived. */
  private finishMove(spoke: number, id: number, one: Withdrawal, state: 'executed' | 'claimed'): void {
    const { store, deps } = this.base;
    const { token, asset, amount, migrationTo } = one;
    const [from, to] = [store.routes.get([spoke, token])!, store.routes.get([migrationTo, token])!];
    store.routes.set([spoke, token], { ...from, committed: from.committed - amount, paid: from.paid + amount });
    store.routes.set([migrationTo, token], {
      ...to,
      deposited: to.deposited + amount,
      inTransit: to.inTransit + amount,
    });
    deps.bank.removeEscrow(spoke, asset, amount);
    deps.bank.addEscrow(migrationTo, asset, amount);
    this.book.finishMigration(spoke, one);
    store.deleteWithdrawal(spoke, id);
    this.book.report(spoke, id, one, state);
  }

  private payFee(spoke: number, id: number, one: Withdrawal, submitter: Address, isRepaid: boolean): void {
    const { bank, accounts, margin } = this.base.deps;
    const { asset, fee } = one;
    const due = isRepaid ? this.fees.repayment(spoke, asset, fee) : 0n;
    const isKnown = accounts.findNumber(submitter) >= 0;
    const repaid = isKnown || (this.flows.lastValue(asset, due) ?? 0n) >= MIN_FIRST_CREDIT ? due : 0n;
    if (repaid > 0n) {
      bank.debit('withdrawals', asset, repaid);
      margin.credit(accounts.create(submitter), 0, asset, repaid, 'relayer_reward', `${spoke}-${id}`);
      this.base.emit(relayerRepaid(spoke, id, submitter, asset, repaid));
    }
    bank.move('withdrawals', 'insurance', asset, fee - repaid);
  }

  private onExpired(spoke: number, event: TombstoneEvent): void {
    const one = this.base.store.withdrawals.get([spoke, Number(event.id)]);
    if (one === undefined || !isSigned(one.state)) throw new Contradiction(`expired ${event.id} was not signed`);
    this.tombstone(spoke, Number(event.id), one, 'expired');
  }

  /** The cold set may cancel any id that is not paid, also one the hub has not signed or not given out yet. */
  private onCancelled(spoke: number, event: TombstoneEvent): void {
    const { store } = this.base;
    const { nextId } = store.status(spoke);
    if (event.id >= BigInt(nextId)) {
      if (event.id <= 2n ** 53n - 1n) store.voids.set([spoke, Number(event.id)], this.base.nowMs);
      return;
    }
    const one = store.withdrawals.get([spoke, Number(event.id)]);
    // Given up by its owner before it was signed: nothing is owed for it.
    if (one === undefined) return;
    this.tombstone(spoke, Number(event.id), one, 'cancelled');
  }

  private tombstone(spoke: number, id: number, one: Withdrawal, reason: 'expired' | 'cancelled'): void {
    const { store } = this.base;
    if (one.state === 'ready' || isSigned(one.state)) {
      const route = store.routes.get([spoke, one.token])!;
      const committed = route.committed - (one.amount - one.fee);
      store.routes.set([spoke, one.token], { ...route, committed });
    }
    this.book.giveBack(spoke, id, one, reason);
  }

  private match(spoke: number, event: QueuedEvent | PayoutEvent, from: readonly WithdrawalState[]): Withdrawal {
    const one = this.base.store.withdrawals.get([spoke, Number(event.id)]);
    if (one === undefined || event.id > 2n ** 53n - 1n) throw new Contradiction(`${event.type} of unknown ${event.id}`);
    if (!from.includes(one.state)) throw new Contradiction(`${event.type} of ${event.id}, which is ${one.state}`);
    const isSame =
      equalBytes(one.token, event.token) &&
      equalBytes(one.to, event.to) &&
      one.tokenAmount === event.amount &&
      equalBytes(one.hubRef, event.hubRef);
    if (!isSame) throw new Contradiction(`${event.type} of ${event.id} with other fields`);
    return one;
  }
}

const isSigned = (state: WithdrawalState): boolean =>
  state === 'signed' || state === 'queued_on_spoke' || state === 'push_failed';
