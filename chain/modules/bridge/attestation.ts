import { equalBytes } from '../../lib/bytes.ts';
import { AppError } from '../../lib/errors.ts';
import { type Address, PPM } from '../../lib/units.ts';
import type { Validator } from '../power/types.ts';
import { findEvent } from './abi/event-codec.ts';
import type { VaultEvent } from './abi/vault-events.ts';
import type { VoteBody } from './abi/vote.ts';
import type { BridgeBase } from './base.ts';
import { voteOutvoted } from './events.ts';
import type { Candidate, SpokeSet, Voter } from './records.ts';
import { totalPower } from './set-members.ts';
import { type Tally, tally } from './tally.ts';
import type { ValidatorSets } from './validator-sets.ts';

/** How far ahead of the applied events anybody may vote. */
export const MAX_AHEAD = 10_000;

/** What a relayer sends: votes in order of their nonces, the newest finalised time it saw, its gas price. */
export interface Report {
  readonly votes: readonly VoteBody[];
  /** Seconds. */
  readonly finalizedAt: number;
  /** wei; undefined: none. */
  readonly gasPrice: bigint | undefined;
}

/** The first vote on a nonce, or the one that made a quorum of its content. */
export interface VoteNews {
  readonly kind: 'seen' | 'quorum';
  readonly event: VaultEvent;
  readonly body: VoteBody;
  readonly seenMs: number;
  readonly votesPpm: number;
}

const NO_NEWS: readonly never[] = [];

/** Fewer voters cannot be a quorum whoever they are: nearly every vote is counted without a look at powers. */
function fewestOfQuorum(members: SpokeSet['members']): number {
  const most = members.reduce((best, { power }) => Math.max(best, power), 1);
  return Math.floor((2 * totalPower(members)) / (3 * most)) + 1;
}

/** ⌊part · 1e6 / total⌋; total > 0. */
export const ppmOf = (part: number, total: number): number => Number((BigInt(part) * BigInt(PPM)) / BigInt(total));

/**
 * Votes of validators on the vaults' events (spec: bridge §2). Invariants: a voter's nonces are contiguous and every one of
 * them is used once; the content of an event is kept once however many voted for it.
 */
export class Attestation {
  private readonly base: BridgeBase;
  private readonly sets: ValidatorSets;

  constructor(base: BridgeBase, sets: ValidatorSets) {
    this.base = base;
    this.sets = sets;
  }

  /** The validator of a relayer key that may vote on a spoke now. Throws 6012. */
  voter(spoke: number, relayer: Address): Validator {
    const { power } = this.base.deps;
    const validator = power.findByKey('relayer', relayer);
    if (validator === undefined) throw notAttester('unknown');
    if (power.powerOf(validator) === 0) throw notAttester('no_power');
    const isMember = this.sets.current(spoke).members.some((one) => equalBytes(one.operator, validator.operator));
    if (!isMember) throw notAttester('not_in_set');
    return validator;
  }

  /** A newcomer starts behind what is applied. */
  record(spoke: number, operator: Address): Voter {
    const { store } = this.base;
    const known = store.voters.get([spoke, operator]);
    if (known !== undefined) return known;
    return { lastNonce: store.status(spoke).applied, finalizedAt: 0, gasPrice: undefined, gasAtMs: 0, outvoted: 0 };
  }

  /** MsgAttest. Returns what votes changed for others: first ones and quorums. Throws 1001, 6010, 6011, 6012. */
  attest(spoke: number, relayer: Address, report: Report): readonly VoteNews[] {
    const { store, nowMs, nowSeconds } = this.base;
    const { operator } = this.voter(spoke, relayer);
    const before = this.record(spoke, operator);
    const { applied } = store.status(spoke);
    const fewest = fewestOfQuorum(this.sets.current(spoke).members);
    const news: VoteNews[] = [];
    let { lastNonce, outvoted } = before;
    for (const body of report.votes) {
      const event = readVote(body);
      const nonce = nextNonce(event.nonce, lastNonce, applied);
      lastNonce = nonce;
      if (nonce > applied) {
        news.push(...this.count(spoke, nonce, operator, body, fewest).map((one) => ({ ...one, event, body })));
      } else if (this.isOutvoted(spoke, nonce, body)) {
        outvoted++;
        this.base.emit(voteOutvoted(spoke, nonce, operator));
      }
    }
    const gas =
      report.gasPrice === undefined
        ? { gasPrice: before.gasPrice, gasAtMs: before.gasAtMs }
        : { gasPrice: report.gasPrice, gasAtMs: nowMs };
    // A clock ahead of the chain's says nothing, and a finalised time never goes back.
    const finalizedAt = Math.max(before.finalizedAt, Math.min(report.finalizedAt, nowSeconds));
    store.voters.set([spoke, operator], { lastNonce, finalizedAt, ...gas, outvoted });
    return news;
  }

  private isQuorum(spoke: number, candidate: Candidate): boolean {
    return this.tally(spoke, [candidate]).kind === 'quorum';
  }

  private count(
    spoke: number,
    nonce: number,
    operator: Address,
    body: VoteBody,
    fewest: number,
  ): readonly Pick<VoteNews, 'kind' | 'seenMs' | 'votesPpm'>[] {
    const { votes } = this.base.store;
    const known = votes.get([spoke, nonce]);
    const before = known?.candidates ?? [];
    const found = before.findIndex((one) => isSame(one, body));
    const index = found < 0 ? before.length : found;
    const candidate = { ...body, voters: [...(before[index]?.voters ?? []), operator] };
    const candidates = found < 0 ? [...before, candidate] : before.with(found, candidate);
    const seenMs = known?.seenMs ?? this.base.nowMs;
    const hadQuorum = known?.hasQuorum === true;
    const hasQuorum = hadQuorum || (candidate.voters.length >= fewest && this.isQuorum(spoke, candidate));
    votes.set([spoke, nonce], { seenMs, hasQuorum, candidates });
    if (known !== undefined && hadQuorum === hasQuorum) return NO_NEWS;
    const votesPpm = this.votesPpm(spoke, candidate);
    const first = known === undefined ? [{ kind: 'seen' as const, seenMs, votesPpm }] : [];
    return hasQuorum ? [...first, { kind: 'quorum' as const, seenMs, votesPpm }] : first;
  }

  private isOutvoted(spoke: number, nonce: number, body: VoteBody): boolean {
    const applied = this.base.store.votes.get([spoke, nonce])?.candidates[0];
    return applied !== undefined && !isSame(applied, body);
  }

  /** Where the votes on a nonce stand: by the snapshot of the spoke's epoch, voters without power left out. */
  tally(spoke: number, candidates: readonly Candidate[]): Tally {
    const { powers, total } = this.powers(spoke, candidates);
    return tally(powers, total);
  }

  votesPpm(spoke: number, candidate: Candidate): number {
    const { powers, total } = this.powers(spoke, [candidate]);
    return ppmOf(powers[0]!, total);
  }

  /** Power behind each content, and that of the snapshot. */
  powers(
    spoke: number,
    candidates: readonly Candidate[],
  ): { readonly powers: readonly number[]; readonly total: number } {
    const { members } = this.sets.current(spoke);
    return { powers: candidates.map(({ voters }) => this.powerOf(members, voters)), total: totalPower(members) };
  }

  private powerOf(members: SpokeSet['members'], voters: readonly Address[]): number {
    const { power } = this.base.deps;
    return voters.reduce((sum, operator) => {
      const member = members.find((one) => equalBytes(one.operator, operator));
      if (member === undefined) return sum;
      const validator = power.find(operator);
      return validator !== undefined && power.powerOf(validator) > 0 ? sum + member.power : sum;
    }, 0);
  }
}

const notAttester = (reason: string): AppError =>
  new AppError(6012, `The sender may not attest for this spoke: ${reason}.`, { reason });

/** Every field on its own; eventBytes have one width a tag, so no byte can move between fields. */
const isSame = (a: VoteBody, b: VoteBody): boolean =>
  a.blockNumber === b.blockNumber &&
  equalBytes(a.blockHash, b.blockHash) &&
  equalBytes(a.rollingHash, b.rollingHash) &&
  equalBytes(a.event, b.event);

function readVote(body: VoteBody): VaultEvent {
  const event = findEvent(body.event);
  if (event === undefined) throw malformed('event');
  if (body.rollingHash.length !== 32) throw malformed('rolling_hash');
  if (body.blockHash.length !== 32) throw malformed('block_hash');
  return event;
}

const malformed = (field: string): AppError =>
  new AppError(1001, `malformed vote: ${field}`, { field, reason: 'not what the vault emits' });

function nextNonce(given: bigint, last: number, applied: number): number {
  const details = { expected: last + 1, given: String(given) };
  if (given <= BigInt(last)) throw new AppError(6011, undefined, details);
  if (given !== BigInt(last + 1)) throw new AppError(6010, undefined, details);
  if (last + 1 > applied + MAX_AHEAD) throw new AppError(6010, 'Too far ahead of the applied events.', details);
  return last + 1;
}
