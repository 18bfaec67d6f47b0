import { equalBytes } from '../../lib/bytes.ts';
import type { Address } from '../../lib/units.ts';
import type { BridgeBase } from './base.ts';
import { spokeStateChanged } from './events.ts';
import type { StateVote } from './records.ts';
import { stateInForce } from './spoke-state.ts';
import type { SpokeStateName } from './types.ts';

/** One tenth of the power may stop a spoke at most once in this time, as the vault's soft lock. */
const SOFT_EVERY_MS = 24 * 3_600_000;
/** A vote on a state counts this long: opinions of different days are no quorum. */
const VOTE_COUNTS_MS = 24 * 3_600_000;

/** States of the spokes: by quorum, authority, a tenth of the power, or the hub itself. */
export class SpokeStates {
  private readonly base: BridgeBase;

  constructor(base: BridgeBase) {
    this.base = base;
  }

  inForce(spoke: number): SpokeStateName {
    return stateInForce(this.base.store.status(spoke), this.base.nowMs).state;
  }

  /** What was voted for before is settled by it. */
  set(spoke: number, state: SpokeStateName, untilMs: number, reason: string): void {
    this.dropVotes(spoke, () => true);
    this.base.store.setStatus(spoke, { state, untilMs, reason, softUntilMs: 0 });
    this.report(spoke);
  }

  /** No effect on a spoke that is isolated or retired. */
  isolate(spoke: number, reason: string): void {
    const { state, untilMs } = this.base.store.status(spoke);
    if (state === 'retired' || (state === 'isolated' && untilMs === 0)) return;
    this.set(spoke, 'isolated', 0, reason);
  }

  /** Begin of a block: says when a state has run out. */
  step(spoke: number): void {
    const { timeMs, previousTimeMs } = this.base.context.block;
    const status = this.base.store.status(spoke);
    if (stateInForce(status, previousTimeMs).state !== stateInForce(status, timeMs).state) this.report(spoke);
  }

  /** Why the state in force is so; `over`: what was set has run out. */
  reason(spoke: number): string {
    const { softUntilMs, untilMs, reason } = this.base.store.status(spoke);
    if (this.base.nowMs < softUntilMs) return 'one_tenth';
    return untilMs !== 0 && this.base.nowMs >= untilMs ? 'over' : reason;
  }

  private report(spoke: number): void {
    const { state, untilMs } = stateInForce(this.base.store.status(spoke), this.base.nowMs);
    this.base.emit(spokeStateChanged(spoke, state, untilMs, this.reason(spoke)));
  }

  /**
   * MsgVoteSpokeState: a quorum on one (state, until) sets it; one tenth for no_outflow stops outflow for a while. A vote
   * for what is in force changes nothing: it withdraws the voter's last one.
   */
  vote(spoke: number, operator: Address, state: SpokeStateName, untilMs: number): void {
    const { store, nowMs } = this.base;
    this.dropVotes(spoke, ({ atMs }) => nowMs >= atMs + VOTE_COUNTS_MS);
    if (this.isInForce(spoke, state, untilMs)) {
      store.stateVotes.delete([spoke, operator]);
      return;
    }
    store.stateVotes.set([spoke, operator], { state, untilMs, atMs: nowMs });
    const agreed = this.power(spoke, (vote) => vote.state === state && vote.untilMs === untilMs);
    if (this.base.deps.power.isQuorum(agreed)) {
      this.set(spoke, state, untilMs, 'validators');
      return;
    }
    if (state === 'no_outflow') this.tryTenth(spoke);
  }

  private tryTenth(spoke: number): void {
    const { store, nowMs, params, deps } = this.base;
    const { softSinceMs } = store.status(spoke);
    if (softSinceMs !== 0 && nowMs < softSinceMs + SOFT_EVERY_MS) return;
    const power = this.power(spoke, (vote) => vote.state === 'no_outflow');
    if (10 * power < deps.power.totalPower()) return;
    this.dropVotes(spoke, (vote) => vote.state === 'no_outflow');
    store.setStatus(spoke, { softSinceMs: nowMs, softUntilMs: nowMs + params.softPauseMs });
    this.report(spoke);
  }

  /** True when setting it would change nothing. */
  private isInForce(spoke: number, state: SpokeStateName, untilMs: number): boolean {
    const status = this.base.store.status(spoke);
    return status.state === state && status.untilMs === untilMs && this.base.nowMs >= status.softUntilMs;
  }

  private dropVotes(spoke: number, isOver: (vote: StateVote) => boolean): void {
    const { stateVotes } = this.base.store;
    for (const [key, vote] of this.votes(spoke)) if (isOver(vote)) stateVotes.delete(key);
  }

  private votes(spoke: number) {
    return this.base.store.stateVotes.entries().filter(([[at]]) => at === spoke);
  }

  private power(spoke: number, counts: (vote: StateVote) => boolean): number {
    const { power } = this.base.deps;
    return this.votes(spoke).reduce((sum, [[, operator], vote]) => {
      const validator = power.all().find((one) => equalBytes(one.operator, operator));
      return counts(vote) && validator !== undefined ? sum + power.powerOf(validator) : sum;
    }, 0);
  }
}
