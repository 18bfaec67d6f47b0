import { findAddress } from '../../lib/address.ts';
import { equalBytes } from '../../lib/bytes.ts';
import { AppError } from '../../lib/errors.ts';
import type { Address } from '../../lib/units.ts';
import type { ChainContext } from '../../module.ts';
import { Attestation, type Report } from './attestation.ts';
import { BridgeBase, type BridgeDeps } from './base.ts';
import { Batches } from './batches.ts';
import { Deposits } from './deposits.ts';
import { EventEffects } from './event-effects.ts';
import { EventQueue } from './event-queue.ts';
import { Evidence } from './evidence.ts';
import { Fees } from './fees.ts';
import { Flows } from './flows.ts';
import { Gates } from './gates.ts';
import { Latency } from './latency.ts';
import { Migration } from './migration.ts';
import { Payouts } from './payouts.ts';
import { BridgeReads } from './reads.ts';
import { Registry } from './registry.ts';
import { Solvency } from './solvency.ts';
import { allowsOutflow } from './spoke-state.ts';
import { SpokeStates } from './spoke-states.ts';
import type { SpokeAndNumber } from './store.ts';
import type { Bridge, SpokeStateName } from './types.ts';
import { ValidatorSets } from './validator-sets.ts';
import { VaultLimits } from './vault-limits.ts';
import { WithdrawalBook } from './withdrawal-book.ts';
import { Withdrawals } from './withdrawals.ts';

const HOUR_MS = 3_600_000;
const NOTHING: readonly number[] = [];

/** The hub side of the bridge: its parts, put together, and the steps of a block (spec: bridge §2). */
export class BridgeKeeper implements Bridge {
  readonly base: BridgeBase;
  readonly sets: ValidatorSets;
  readonly states: SpokeStates;
  readonly flows: Flows;
  readonly limits: VaultLimits;
  readonly fees: Fees;
  readonly latency: Latency;
  readonly attestation: Attestation;
  readonly deposits: Deposits;
  readonly book: WithdrawalBook;
  readonly withdrawals: Withdrawals;
  readonly migration: Migration;
  readonly solvency: Solvency;
  readonly gates: Gates;
  readonly batches: Batches;
  readonly registry: Registry;
  readonly evidence: Evidence;
  readonly reads: BridgeReads;
  private readonly queue: EventQueue;
  /** Derived from records in every block before its orders. */
  private stuckAssets: readonly number[] = NOTHING;

  constructor(context: ChainContext, deps: BridgeDeps) {
    const base = new BridgeBase(context, deps);
    this.base = base;
    this.sets = new ValidatorSets(base);
    this.states = new SpokeStates(base);
    this.flows = new Flows(base);
    this.limits = new VaultLimits(base);
    this.fees = new Fees(base, this.sets);
    this.latency = new Latency(base, this.sets);
    this.attestation = new Attestation(base, this.sets);
    this.deposits = new Deposits(base, this.states, this.flows);
    this.book = new WithdrawalBook(base, this.deposits);
    this.withdrawals = new Withdrawals(base, this);
    this.migration = new Migration(base, this);
    this.solvency = new Solvency(base);
    this.gates = new Gates(base, this);
    this.batches = new Batches(base, this.book, this.sets, this.states);
    this.registry = new Registry(base, this.sets);
    this.evidence = new Evidence(base);
    this.reads = new BridgeReads(base, this);
    const payouts = new Payouts(base, this.book, this.fees, this.flows, this.limits);
    const effects = new EventEffects(base, {
      deposits: this.deposits,
      payouts,
      sets: this.sets,
      batches: this.batches,
      states: this.states,
      limits: this.limits,
      migration: this.migration,
    });
    this.queue = new EventQueue(base, { ...this.parts(), effects });
  }

  private parts() {
    return { attestation: this.attestation, states: this.states, deposits: this.deposits };
  }

  /** Begin of a block, after the prices and votes of lane 0: lags, then attested events. */
  applyEvents(): void {
    const { store, context, params } = this.base;
    if (store.ids().length === 0) return;
    const { height, timeMs, previousTimeMs } = context.block;
    if (height >= 3 && timeMs - previousTimeMs >= params.haltMs) {
      store.setGlobal({ haltPauseUntil: height + params.pauseBlocks });
    }
    for (const spoke of store.ids()) {
      this.states.step(spoke);
      this.guarded(spoke, () => this.latency.step(store.spoke(spoke)));
    }
    this.queue.step();
    this.refreshStuck();
  }

  /** End of a block: sets, gates, batches, spoke by spoke; then the solvency identity. */
  endBlock(): void {
    const { store, context } = this.base;
    if (store.ids().length === 0) return;
    for (const spoke of store.ids()) {
      this.guarded(spoke, () => {
        this.sets.step(store.spoke(spoke));
        this.migration.step(store.spoke(spoke));
        this.gates.step(spoke);
        this.batches.step(store.spoke(spoke));
      });
    }
    const { timeMs, previousTimeMs } = context.block;
    if (Math.floor(timeMs / HOUR_MS) !== Math.floor(previousTimeMs / HOUR_MS)) {
      this.flows.sweep();
      this.batches.sweep();
    }
    this.solvency.step();
  }

  /** A failing step of one spoke isolates it; the block and the other spokes go on (spec: chain §4). */
  private guarded(spoke: number, step: () => void): void {
    const { journal } = this.base.context;
    const mark = journal.mark();
    try {
      step();
    } catch {
      journal.rollback(mark);
      this.states.isolate(spoke, 'step_failed');
      return;
    }
    journal.release(mark);
  }

  /** MsgAttest. Throws 6001, 6012, 1001, 6010, 6011. */
  attest(spoke: number, relayer: Address, report: Report): void {
    this.base.store.spoke(spoke);
    for (const { event, kind, body, seenMs, votesPpm } of this.attestation.attest(spoke, relayer, report)) {
      if (event.type !== 'Deposit' || this.migration.isMigration(event)) continue;
      this.deposits.seen(spoke, event, { ...body, seenMs, votesPpm }, kind);
    }
  }

  /** MsgSignBatch: while outflow is open and the breaker is not. Throws 6001, 6002, 6012, 6013. */
  signBatch(spoke: number, relayer: Address, epoch: number, nonce: number, signature: Uint8Array): void {
    this.base.store.spoke(spoke);
    const state = this.states.inForce(spoke);
    if (!allowsOutflow(state)) throw new AppError(6002, undefined, { state });
    if (this.base.store.status(spoke).breaker === 'open') throw new AppError(6002, undefined, { state: 'latency' });
    this.batches.sign(spoke, epoch, nonce, this.attestation.voter(spoke, relayer).operator, signature);
  }

  /** MsgSignSet: nothing is signed for an isolated spoke. Throws 6001, 6002, 6012, 6013. */
  signSet(spoke: number, relayer: Address, epoch: number, signature: Uint8Array): void {
    this.base.store.spoke(spoke);
    const state = this.states.inForce(spoke);
    if (state === 'isolated') throw new AppError(6002, undefined, { state });
    this.sets.sign(spoke, epoch, this.attestation.voter(spoke, relayer).operator, signature);
  }

  /** Admission of what relayers send for free: only from keys of validators. Throws 6001, 6012. */
  admitRelayer(spoke: number, relayer: string): void {
    this.base.store.spoke(spoke);
    const address = findAddress(relayer);
    const validator = address === undefined ? undefined : this.base.deps.power.findByKey('relayer', address);
    if (validator === undefined) throw new AppError(6012);
  }

  /** MsgVoteSpokeState by a validator's operator. Throws 6001, 6012, 6002, 8001. */
  voteState(spoke: number, operator: Address, state: SpokeStateName, untilMs: number): void {
    const { store, deps, nowMs } = this.base;
    store.spoke(spoke);
    const validator = deps.power.find(operator);
    if (validator === undefined || deps.power.powerOf(validator) === 0) throw new AppError(6012);
    this.requireChangeable(spoke, state);
    if (untilMs !== 0 && untilMs <= nowMs)
      throw new AppError(8001, 'until is over', { field: 'until', reason: 'past' });
    this.states.vote(spoke, operator, state, untilMs);
  }

  /** MsgSetSpokeState. Throws 5032, 6001, 6002, 8001. */
  setState(spoke: number, state: SpokeStateName, untilMs: number): void {
    this.base.store.spoke(spoke);
    this.requireChangeable(spoke, state);
    if (untilMs !== 0 && untilMs <= this.base.nowMs) {
      throw new AppError(8001, 'until is over', { field: 'until', reason: 'past' });
    }
    this.states.set(spoke, state, untilMs, 'authority');
  }

  /** A retired spoke stays so and owes nothing; one whose constructor is not attested is not opened by hand. */
  private requireChangeable(spoke: number, next: SpokeStateName): void {
    const { store } = this.base;
    const { state, expected } = store.status(spoke);
    if (state === 'retired' || expected.length > 0) throw new AppError(6002, undefined, { state });
    const isOf = ([[at]]: readonly [SpokeAndNumber, unknown]): boolean => at === spoke;
    const isAwaited = store.routes.entries().some(([[at], { inTransit }]) => at === spoke && inTransit > 0n);
    const owes = isAwaited || store.withdrawals.entries().some(isOf) || store.quarantine.entries().some(isOf);
    if (next === 'retired' && owes) throw new AppError(6002, 'Something is still owed through it.', { state });
  }

  /** Throws 5032 unless the sender is the authority. */
  requireAuthority(sender: Address): void {
    const { authority } = this.base.params;
    if (authority === undefined || !equalBytes(authority, sender)) throw new AppError(5032);
  }

  findSpokeChainId(spoke: number): number | undefined {
    return this.base.store.spokes.get(spoke)?.chainId;
  }

  noteUnabsorbedLoss(): void {
    const { store, context, params } = this.base;
    store.setGlobal({ lossPauseUntil: context.block.height + params.pauseBlocks });
  }

  noteUnbonding(): void {
    for (const spoke of this.base.store.ids()) this.base.store.setStatus(spoke, { unbonding: true });
  }

  isReleased(operator: Address): boolean {
    const { store } = this.base;
    return store.ids().every((spoke) => {
      if (store.status(spoke).state === 'retired') return true;
      return !this.sets.current(spoke).members.some((one) => equalBytes(one.operator, operator));
    });
  }

  get stuck(): readonly number[] {
    return this.stuckAssets;
  }

  /** What the breakers of this block mean for collateral. O(1) while none is open. */
  refreshStuck(): void {
    const { store, params } = this.base;
    const isOpen = (spoke: number): boolean => store.status(spoke).breaker === 'open';
    const isAsked = params.breakerLimitsOrders === 1 && store.ids().some(isOpen);
    this.stuckAssets = isAsked ? this.findStuck(isOpen) : NOTHING;
  }

  private findStuck(isOpen: (spoke: number) => boolean): readonly number[] {
    const { store, deps } = this.base;
    return deps.assets.all().flatMap(({ id, imPpm }) => {
      const held = store.ids().filter((spoke) => deps.bank.escrow(spoke, id) > 0n);
      // Issued money is on no spoke, and no breaker stands before it.
      const isIssued = deps.bank.escrow(0, id) > 0n;
      return imPpm > 0 && !isIssued && held.length > 0 && held.every(isOpen) ? [id] : [];
    });
  }
}
