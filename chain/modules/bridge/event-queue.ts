import { compareBytes, equalBytes } from '../../lib/bytes.ts';
import { readEvent } from './abi/event-codec.ts';
import type { VaultEvent } from './abi/vault-events.ts';
import type { Attestation } from './attestation.ts';
import type { BridgeBase } from './base.ts';
import { Contradiction } from './contradiction.ts';
import type { Deposits, SeenAt } from './deposits.ts';
import type { EventEffects } from './event-effects.ts';
import { vaultEventApplied, vaultEventQuarantined } from './events.ts';
import type { Candidate } from './records.ts';
import type { SpokeStates } from './spoke-states.ts';

/** The content that is applied, with what is known of its votes. */
type SeenVotes = Candidate & SeenAt;

/** Applied contents kept to compare late votes with. */
const KEPT_EVENTS = 256;

/**
 * Events with a quorum are applied strictly in nonce order, each on its own branch (spec: bridge §2). Invariant: the
 * rolling hash of a spoke is that of exactly its applied events.
 */
export class EventQueue {
  private readonly base: BridgeBase;
  private readonly attestation: Attestation;
  private readonly states: SpokeStates;
  private readonly deposits: Deposits;
  private readonly effects: EventEffects;

  constructor(
    base: BridgeBase,
    parts: {
      readonly attestation: Attestation;
      readonly states: SpokeStates;
      readonly deposits: Deposits;
      readonly effects: EventEffects;
    },
  ) {
    this.base = base;
    this.attestation = parts.attestation;
    this.states = parts.states;
    this.deposits = parts.deposits;
    this.effects = parts.effects;
  }

  /** At most eventsPerBlock over all spokes, one a spoke and turn, so that none waits for another's backlog. */
  step(): void {
    let left = this.base.params.eventsPerBlock;
    let spokes = [...this.base.store.ids()];
    while (left > 0 && spokes.length > 0) {
      const moved: number[] = [];
      for (const spoke of spokes) {
        if (left === 0 || !this.applyNext(spoke)) continue;
        left--;
        moved.push(spoke);
      }
      spokes = moved;
    }
  }

  /** True when an event was applied. */
  private applyNext(spoke: number): boolean {
    const { store } = this.base;
    const nonce = store.status(spoke).applied + 1;
    const votes = store.votes.get([spoke, nonce]);
    if (votes === undefined) return false;
    const result = this.attestation.tally(spoke, votes.candidates);
    if (result.kind === 'split') this.states.isolate(spoke, 'vote_split');
    if (result.kind !== 'quorum') return false;
    const body = votes.candidates[result.index]!;
    const event = readEvent(body.event);
    const fault = this.findFault(spoke, event, body);
    if (fault !== undefined) {
      this.states.isolate(spoke, fault);
      return false;
    }
    const votesPpm = this.attestation.votesPpm(spoke, body);
    this.apply(spoke, nonce, event, { ...body, seenMs: votes.seenMs, votesPpm });
    for (const [i, other] of votes.candidates.entries()) if (i !== result.index) this.noteOutvoted(spoke, other);
    return true;
  }

  /** What shows that the attested stream is not the one the hub follows. */
  private findFault(spoke: number, event: VaultEvent, body: Candidate): string | undefined {
    const { rollingHash, blockNumber, blockHash, applied } = this.base.store.status(spoke);
    if (!equalBytes(this.base.hasher.next(rollingHash, event), body.rollingHash)) return 'rolling_hash';
    const isSameBlock = body.blockNumber === blockNumber && applied > 0;
    if (body.blockNumber < blockNumber || (isSameBlock && compareBytes(body.blockHash, blockHash) !== 0)) {
      return 'block_number';
    }
    return undefined;
  }

  private apply(spoke: number, nonce: number, event: VaultEvent, seen: SeenVotes): void {
    const { context, store } = this.base;
    const { journal } = context;
    const mark = journal.mark();
    let failure: unknown;
    try {
      this.effects.handle(spoke, event, seen);
    } catch (error) {
      failure = error;
      journal.rollback(mark);
    }
    if (failure === undefined) journal.release(mark);
    const { seenMs, votesPpm: _ppm, ...body } = seen;
    const { rollingHash, blockNumber, blockHash } = body;
    store.setStatus(spoke, { applied: nonce, rollingHash, blockNumber, blockHash });
    store.votes.set([spoke, nonce], { seenMs, hasQuorum: true, candidates: [{ ...body, voters: [] }] });
    store.votes.delete([spoke, nonce - KEPT_EVENTS]);
    if (failure === undefined) this.base.emit(vaultEventApplied(spoke, nonce, event.type, blockNumber));
    else this.quarantine(spoke, nonce, event, seen, failure);
  }

  /** Nothing of the event happened. A deposit goes to the refund ledger; whatever else fails cannot be trusted. */
  private quarantine(spoke: number, nonce: number, event: VaultEvent, seen: SeenAt, failure: unknown): void {
    const reason = failure instanceof Error ? `${failure.name}: ${failure.message}`.slice(0, 200) : 'unknown';
    this.base.emit(vaultEventQuarantined(spoke, nonce, event.type, reason));
    if (event.type === 'Deposit' && !(failure instanceof Contradiction)) {
      this.deposits.quarantine(spoke, event, seen, 'handler_failed');
    } else {
      this.states.isolate(spoke, 'contradiction');
    }
  }

  private noteOutvoted(spoke: number, { voters }: Candidate): void {
    const { voters: records } = this.base.store;
    for (const operator of voters) {
      const voter = records.get([spoke, operator]);
      if (voter !== undefined) records.set([spoke, operator], { ...voter, outvoted: voter.outvoted + 1 });
    }
  }
}
