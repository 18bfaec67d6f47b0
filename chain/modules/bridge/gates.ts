import { hubUnit } from './amounts.ts';
import type { BridgeBase } from './base.ts';
import { maskOf } from './blocked-mask.ts';
import type { Flows, Outflow } from './flows.ts';
import type { Withdrawal } from './records.ts';
import type { Solvency } from './solvency.ts';
import { allowsOutflow } from './spoke-state.ts';
import type { SpokeStates } from './spoke-states.ts';
import type { BlockedReason } from './types.ts';
import { isNobodys, type WithdrawalBook } from './withdrawal-book.ts';

/** A partial payout is worth its own item only above so many times the floor fee. */
const SPLIT_FLOORS = 10n;
const PPM = 1_000_000n;
/** A breaker that opens says so of so many withdrawals a spoke and block, of the others in the next ones. */
const NOTES_A_BLOCK = 100;
export const ESCROW = maskOf(['escrow']);

/** What holds for a whole spoke or the whole chain in a block, computed once. */
export interface SpokeGates {
  readonly reasons: readonly BlockedReason[];
  readonly totalValue: bigint;
}

/** Users first: escrow moves to a successor when nobody waits for it. */
const placeOf = (one: Withdrawal): number => (one.migrationTo === 0 ? one.order : Number.MAX_SAFE_INTEGER);

/** The gates before ready (spec: bridge §2): delay, state, pauses, price, limits, corridor, escrow in queue order. */
export class Gates {
  private readonly base: BridgeBase;
  private readonly book: WithdrawalBook;
  private readonly states: SpokeStates;
  private readonly flows: Flows;
  private readonly solvency: Solvency;

  constructor(
    base: BridgeBase,
    parts: {
      readonly book: WithdrawalBook;
      readonly states: SpokeStates;
      readonly flows: Flows;
      readonly solvency: Solvency;
    },
  ) {
    this.base = base;
    this.book = parts.book;
    this.states = parts.states;
    this.flows = parts.flows;
    this.solvency = parts.solvency;
  }

  /**
   * End of a block: requested ones get their delay, those whose delay is over and that pass become ready; of the others it is
   * noted what holds them back, of so many a block. O(waiting).
   */
  step(spoke: number): void {
    const { nowMs } = this.base;
    const gates = this.spokeGates(spoke);
    /** Assets whose queue is short: who comes later waits too. */
    const short = new Set<number>();
    let notes = NOTES_A_BLOCK;
    for (const { id, one } of this.queue(spoke)) {
      if (one.state === 'requested') {
        this.book.put(spoke, id, { ...one, state: 'delayed', delayUntilMs: this.delayUntil(spoke, one) });
        continue;
      }
      if (nowMs < one.delayUntilMs) continue;
      const blocked = this.tryPay(spoke, id, one, gates, short);
      if (blocked === one.blocked || blocked === 0 || notes === 0) continue;
      notes--;
      this.book.noteBlocked(spoke, id, this.base.store.withdrawals.get([spoke, id])!, blocked);
    }
  }

  /** What holds it back, as a mask; 0: it became ready. What holds the whole spoke is asked first and alone. */
  private tryPay(spoke: number, id: number, one: Withdrawal, gates: SpokeGates, short: Set<number>): number {
    if (gates.reasons.length > 0) return maskOf(gates.reasons);
    if (short.has(one.asset)) return ESCROW;
    const reasons = this.reasons(spoke, one, gates);
    if (reasons.length > 0) return maskOf(reasons);
    if (this.pay(spoke, id, one)) return 0;
    short.add(one.asset);
    return this.base.store.withdrawals.get([spoke, id])!.state === 'ready' ? 0 : ESCROW;
  }

  /** What waits, by place in the queue. O(waiting), and a sort only after a split. */
  queue(spoke: number): readonly { readonly id: number; readonly one: Withdrawal }[] {
    const { store } = this.base;
    let last = 0;
    let isSorted = true;
    const rows = store.waiting.list(spoke).map((id) => {
      const one = store.withdrawals.get([spoke, id])!;
      const order = placeOf(one);
      if (order < last) isSorted = false;
      last = order;
      return { id, one };
    });
    return isSorted ? rows : rows.sort((a, b) => placeOf(a.one) - placeOf(b.one) || a.id - b.id);
  }

  /** All that holds a withdrawal back but its delay and escrow. */
  reasons(spoke: number, one: Withdrawal, gates: SpokeGates): BlockedReason[] {
    // Escrow that moves to another vault of the same hub leaves nobody poorer: the vaults' own limits hold it.
    if (one.migrationTo !== 0) return this.solvency.isBroken(one.asset) ? ['solvency'] : [];
    return this.reasonsOf(one.asset, this.outflow(spoke, one), gates);
  }

  /** The same for one that is only asked about; owner −1: limits of accounts do not count. */
  reasonsOfNew(what: Omit<Outflow, 'value'>, amount: bigint, gates: SpokeGates): BlockedReason[] {
    const value = this.flows.value(what.asset, amount);
    return this.reasonsOf(what.asset, value === undefined ? undefined : { ...what, value }, gates);
  }

  private reasonsOf(asset: number, outflow: Outflow | undefined, gates: SpokeGates): BlockedReason[] {
    if (outflow === undefined) return [...gates.reasons, 'price_missing'];
    return [...gates.reasons, ...this.otherReasons(asset, outflow, gates)];
  }

  /** Short delay; the long one above 1 % of the asset's escrow there. */
  delayUntil(spoke: number, one: Pick<Withdrawal, 'asset' | 'amount' | 'requestedMs'>): number {
    const { shortDelayMs, longDelayMs } = this.base.store.spoke(spoke);
    const escrow = this.base.deps.bank.escrow(spoke, one.asset);
    const isLarge = one.amount * PPM > escrow * BigInt(this.base.params.longDelayPpm);
    return one.requestedMs + (isLarge ? longDelayMs : shortDelayMs);
  }

  spokeGates(spoke: number): SpokeGates {
    const { store, context } = this.base;
    const { lossPauseUntil, haltPauseUntil } = store.global();
    const { height } = context.block;
    const reasons: BlockedReason[] = [];
    if (!allowsOutflow(this.states.inForce(spoke))) reasons.push('spoke_state');
    if (store.status(spoke).breaker === 'open') reasons.push('latency');
    if (height < lossPauseUntil) reasons.push('loss_pause');
    if (height < haltPauseUntil) reasons.push('halt_pause');
    return { reasons, totalValue: this.flows.totalValue() };
  }

  private otherReasons(asset: number, outflow: Outflow, { totalValue }: SpokeGates): BlockedReason[] {
    const reasons = this.flows.blockedBy(outflow, totalValue);
    return this.solvency.isBroken(asset) ? [...reasons, 'solvency'] : reasons;
  }

  private outflow(spoke: number, one: Withdrawal): Outflow | undefined {
    const { asset, amount, refundOf, owner } = one;
    const value = this.flows.value(asset, amount);
    if (value === undefined) return undefined;
    return { owner: refundOf === 0 ? this.base.deps.accounts.findNumber(owner) : -1, asset, spoke, value };
  }

  /** Escrow that is promised to nobody. */
  room(spoke: number, { asset, token }: Pick<Withdrawal, 'asset' | 'token'>): bigint {
    const route = this.base.store.routes.get([spoke, token])!;
    return this.base.deps.bank.escrow(spoke, asset) - route.committed - route.inTransit;
  }

  /** Makes it ready, whole or what the spoke has; false when it must wait for escrow. */
  private pay(spoke: number, id: number, one: Withdrawal): boolean {
    const { store, deps } = this.base;
    const route = store.routes.get([spoke, one.token])!;
    const unit = hubUnit({ token: route.tokenDecimals, hub: deps.assets.find(one.asset)!.decimals });
    const wanted = one.amount - one.fee;
    const room = this.room(spoke, one);
    const part = room >= wanted ? wanted : (room / unit) * unit;
    // A refund is one payment: its deposit leaves the ledger with it. A move of escrow waits for its own.
    const maySplit = !isNobodys(one) && part > 0n && part >= SPLIT_FLOORS * route.feeFloor;
    const isWorth = part === wanted || maySplit;
    if (!isWorth) return false;
    if (part < wanted) this.book.split(spoke, id, part);
    const paid = store.withdrawals.get([spoke, id])!;
    store.routes.set([spoke, one.token], { ...route, committed: route.committed + part });
    if (one.migrationTo === 0) this.flows.noteWithdrawal(this.outflow(spoke, paid)!);
    this.book.put(spoke, id, { ...paid, state: 'ready', blocked: 0 });
    return part === wanted;
  }
}
