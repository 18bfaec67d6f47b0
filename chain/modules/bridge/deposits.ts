import { toHex } from '../../lib/bytes.ts';
import { AppError } from '../../lib/errors.ts';
import type { Address } from '../../lib/units.ts';
import type { DepositEvent } from './abi/vault-events.ts';
import { toHub } from './amounts.ts';
import type { BridgeBase } from './base.ts';
import { roomUnderCap } from './deposit-cap.ts';
import { type DepositState, depositChanged } from './events.ts';
import type { Flows } from './flows.ts';
import type { Quarantined, Route } from './records.ts';
import { allowsInflow } from './spoke-state.ts';
import type { SpokeStates } from './spoke-states.ts';
import type { QuarantineReason } from './types.ts';

const ACCOUNT_OFFSET = 12;

/** The block of the spoke an event was in, and when it was first voted on. */
export interface SeenAt {
  readonly blockNumber: number;
  readonly blockHash: Uint8Array;
  readonly seenMs: number;
  /** Power behind this content. */
  readonly votesPpm: number;
}

/**
 * Deposits: credited, or kept in the refund ledger. Invariant: the escrow of (spoke, asset) grows by exactly what is
 * credited or put into the pool `refunds`.
 */
export class Deposits {
  private readonly base: BridgeBase;
  private readonly states: SpokeStates;
  private readonly flows: Flows;

  constructor(base: BridgeBase, states: SpokeStates, flows: Flows) {
    this.base = base;
    this.states = states;
    this.flows = flows;
  }

  /** First vote on its nonce, or a quorum on this content. */
  seen(spoke: number, event: DepositEvent, at: SeenAt, state: 'seen' | 'quorum'): void {
    const route = this.base.store.routes.get([spoke, event.token]);
    this.report(spoke, event, at, { state, asset: route?.asset ?? 0, amount: this.convert(event, route) });
  }

  /** Credits an attested deposit or quarantines it. */
  apply(spoke: number, event: DepositEvent, at: SeenAt): void {
    const route = this.base.store.routes.get([spoke, event.token]);
    const amount = this.convert(event, route);
    const reason = this.findRefusal(spoke, event, route, amount);
    if (reason !== undefined || route === undefined || amount === undefined) {
      this.quarantine(spoke, event, at, reason ?? 'handler_failed');
      return;
    }
    const nonce = Number(event.nonce);
    const { accounts, margin } = this.base.deps;
    this.addEscrow(spoke, event.token, route, amount);
    this.flows.noteDeposit(spoke, this.flows.lastValue(route.asset, amount));
    const owner = accounts.create(event.hubAccount.slice(ACCOUNT_OFFSET));
    margin.credit(owner, 0, route.asset, amount, 'deposit', `${spoke}-${nonce}`);
    this.report(spoke, event, at, { state: 'credited', asset: route.asset, amount });
  }

  /** Keeps a deposit for refund; what has a route and whole units is counted in the pool `refunds`. */
  quarantine(spoke: number, event: DepositEvent, at: SeenAt, reason: QuarantineReason): void {
    const { store, deps } = this.base;
    const route = store.routes.get([spoke, event.token]);
    const amount = this.convert(event, route);
    if (route !== undefined && amount !== undefined) {
      this.addEscrow(spoke, event.token, route, amount);
      deps.bank.credit('refunds', route.asset, amount);
    }
    const asset = amount === undefined ? 0 : (route?.asset ?? 0);
    const { hubAccount, token, sender, refundTo, amount: tokenAmount } = event;
    const { blockNumber, blockHash, seenMs, votesPpm } = at;
    const what = { hubAccount, token, sender, refundTo, tokenAmount, asset, amount, reason, refundId: 0 };
    const when = { blockNumber, blockHash, seenMs, votesPpm, quarantinedMs: this.base.nowMs };
    this.keep(spoke, Number(event.nonce), { ...what, ...when });
    this.report(spoke, event, at, { state: 'quarantined', reason, asset, amount });
  }

  /**
   * The quarantined deposit of a nonce with its hub amount; one whose token has got a route since is counted now. Throws
   * 6015.
   */
  refundable(spoke: number, nonce: number): Quarantined & { readonly amount: bigint } {
    const { store, deps } = this.base;
    const kept = store.quarantine.get([spoke, nonce]);
    if (kept === undefined) throw notRefundable('unknown');
    if (kept.refundId !== 0) throw notRefundable('refunding');
    if (kept.amount !== undefined) return { ...kept, amount: kept.amount };
    const route = store.routes.get([spoke, kept.token]);
    if (route === undefined) throw notRefundable('no_route');
    const amount = this.convert({ amount: kept.tokenAmount }, route);
    if (amount === undefined) throw notRefundable('not_convertible');
    this.addEscrow(spoke, kept.token, route, amount);
    deps.bank.credit('refunds', route.asset, amount);
    const counted = { ...kept, asset: route.asset, amount };
    this.keep(spoke, nonce, counted);
    return counted;
  }

  /** The refund of a deposit is on its way, failed (0), or final (undefined). */
  setRefund(spoke: number, nonce: number, refundId: number | undefined): void {
    const { quarantine } = this.base.store;
    const kept = quarantine.get([spoke, nonce]);
    if (kept === undefined) return;
    if (refundId === undefined) quarantine.delete([spoke, nonce]);
    else this.keep(spoke, nonce, { ...kept, refundId });
    const event = { ...kept, type: 'Deposit' as const, nonce: BigInt(nonce), amount: kept.tokenAmount };
    const state = refundId === undefined ? ('refunded' as const) : ('quarantined' as const);
    const facts = { state, reason: kept.reason, asset: kept.asset, amount: kept.amount, refundId: refundId ?? 0 };
    this.report(spoke, event, kept, facts);
  }

  private keep(spoke: number, nonce: number, one: Omit<Quarantined, 'updatedHeight'>): void {
    const updatedHeight = this.base.context.block.height;
    this.base.store.quarantine.set([spoke, nonce], { ...one, updatedHeight });
  }

  private addEscrow(spoke: number, token: Address, route: Route, amount: bigint): void {
    this.base.store.routes.set([spoke, token], { ...route, deposited: route.deposited + amount });
    this.base.deps.bank.addEscrow(spoke, route.asset, amount);
  }

  /** Hub units; undefined without a route or when it is no whole number of them. */
  convert(event: { readonly amount: bigint }, route: Route | undefined): bigint | undefined {
    if (route === undefined) return undefined;
    const hub = this.base.deps.assets.find(route.asset)?.decimals;
    return hub === undefined ? undefined : toHub(event.amount, { token: route.tokenDecimals, hub });
  }

  private findRefusal(
    spoke: number,
    event: DepositEvent,
    route: Route | undefined,
    amount: bigint | undefined,
  ): QuarantineReason | undefined {
    const state = this.states.inForce(spoke);
    if (state === 'isolated') return 'spoke_isolated';
    if (!allowsInflow(state)) return 'spoke_closed';
    if (route === undefined) return 'unknown_token';
    if (findAccount(event.hubAccount) === undefined) return 'bad_account';
    if (amount === undefined) return 'handler_failed';
    return amount > roomUnderCap(this.base, route.asset) ? 'over_cap' : undefined;
  }

  private report(
    spoke: number,
    event: DepositEvent,
    at: SeenAt,
    facts: {
      readonly state: DepositState;
      readonly reason?: QuarantineReason;
      readonly asset: number;
      readonly amount: bigint | undefined;
      readonly refundId?: number;
    },
  ): void {
    const { accounts } = this.base.deps;
    const owner = findAccount(event.hubAccount) ?? new Uint8Array(0);
    const number = owner.length === 0 ? -1 : accounts.findNumber(owner);
    this.base.emit(
      depositChanged({
        owner,
        accountSeq: number < 0 ? 0 : accounts.nextAccountSeq(number),
        spoke,
        nonce: Number(event.nonce),
        asset: facts.asset,
        token: event.token,
        tokenAmount: String(event.amount),
        amount: facts.amount === undefined ? '' : String(facts.amount),
        sender: event.sender,
        refundTo: event.refundTo,
        state: facts.state,
        reason: facts.reason ?? '',
        blockNumber: at.blockNumber,
        blockHash: at.blockHash,
        refundId: facts.refundId ?? 0,
        seenAt: at.seenMs,
        votesPpm: at.votesPpm,
      }),
    );
  }
}

/** Account of a deposit: high 12 bytes zero, low 20 not; undefined otherwise. */
export function findAccount(hubAccount: Uint8Array): Address | undefined {
  const isPadded = hubAccount.subarray(0, ACCOUNT_OFFSET).every((byte) => byte === 0);
  const account = hubAccount.slice(ACCOUNT_OFFSET);
  return isPadded && /[^0]/.test(toHex(account)) ? account : undefined;
}

const notRefundable = (reason: string): AppError =>
  new AppError(6015, `The deposit is not refundable: ${reason}.`, { reason });
