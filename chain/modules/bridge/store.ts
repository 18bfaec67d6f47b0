import { AppError, invariant } from '../../lib/errors.ts';
import type { Address } from '../../lib/units.ts';
import { Collection, type KeyCodec } from '../../state/collection.ts';
import type { Journal } from '../../state/journal.ts';
import { bytesKey, pairKey, u32Key, u64Key, unitKey } from '../../state/key-codecs.ts';
import { prefixes } from '../../state/prefixes.ts';
import type { RecordSource } from '../../state/record.ts';
import * as codecs from './codecs.ts';
import { IdSets } from './id-sets.ts';
import type {
  Batch,
  BridgeGlobal,
  EventVotes,
  FlowRecord,
  Quarantined,
  Route,
  Spoke,
  SpokeSet,
  SpokeStatus,
  StateVote,
  VaultToken,
  Voter,
  Withdrawal,
} from './records.ts';

export type SpokeAndNumber = readonly [spoke: number, number: number];
export type SpokeAndBytes = readonly [spoke: number, bytes: Uint8Array];
/** spoke ‖ epoch, then hub height. */
export type SetKey = readonly [at: SpokeAndNumber, hubHeight: number];
export type FlowKey = readonly [kind: number, id: number];

const plainNumbered = pairKey(u32Key, 4, u64Key);
const FAST_NUMBERS = 2 ** 37;
/** Spokes are below 2^16: one safe integer names a pair, so that walking a queue makes no strings. Larger numbers are texts. */
const numbered: KeyCodec<SpokeAndNumber> = {
  ...plainNumbered,
  id: (key) => (key[1] < FAST_NUMBERS && key[0] < 65_536 ? key[0] * FAST_NUMBERS + key[1] : plainNumbered.id(key)),
};
const keyed = pairKey(u32Key, 4, bytesKey);
const NO_TROUBLE: BridgeGlobal = { lossPauseUntil: 0, haltPauseUntil: 0, broken: [] };

/** All records of the bridge, and the id sets its steps walk. */
export class BridgeStore {
  readonly spokes: Collection<number, Spoke>;
  readonly statuses: Collection<number, SpokeStatus>;
  readonly routes: Collection<SpokeAndBytes, Route>;
  readonly tokens: Collection<SpokeAndBytes, VaultToken>;
  readonly voters: Collection<SpokeAndBytes, Voter>;
  readonly votes: Collection<SpokeAndNumber, EventVotes>;
  readonly quarantine: Collection<SpokeAndNumber, Quarantined>;
  readonly withdrawals: Collection<SpokeAndNumber, Withdrawal>;
  readonly batches: Collection<SpokeAndNumber, Batch>;
  readonly sets: Collection<SetKey, SpokeSet>;
  /** Digests the hub issued, with the time until which they are remembered. */
  readonly issued: Collection<SpokeAndBytes, number>;
  readonly stateVotes: Collection<SpokeAndBytes, StateVote>;
  readonly flows: Collection<FlowKey, FlowRecord>;
  readonly globals: Collection<0, BridgeGlobal>;
  /** Ids the vault cancelled before the hub gave them out. */
  readonly voids: Collection<SpokeAndNumber, number>;

  /** All withdrawals. */
  readonly notFinal: IdSets;
  /** requested and delayed. */
  readonly waiting: IdSets;
  /** To be put into a batch: ready, and signed ones whose batch is void. */
  readonly unbatched: IdSets;
  /** Batches that are collecting or complete. */
  readonly openBatches: IdSets;
  private spokeIds: readonly number[] = [];

  constructor(journal: Journal) {
    const at = <K, V>(...args: ConstructorParameters<typeof Collection<K, V>>) => new Collection<K, V>(...args);
    this.spokes = at(journal, prefixes.spokes, 'spokes', u32Key, codecs.spokeCodec);
    this.statuses = at(journal, prefixes.spokeStatuses, 'spokeStatuses', u32Key, codecs.statusCodec);
    this.routes = at(journal, prefixes.routes, 'routes', keyed, codecs.routeCodec);
    this.tokens = at(journal, prefixes.vaultTokens, 'vaultTokens', keyed, codecs.tokenCodec);
    this.voters = at(journal, prefixes.spokeVoters, 'spokeVoters', keyed, codecs.voterCodec);
    this.votes = at(journal, prefixes.eventVotes, 'eventVotes', numbered, codecs.eventVotesCodec);
    this.quarantine = at(journal, prefixes.quarantine, 'quarantine', numbered, codecs.quarantinedCodec);
    this.withdrawals = at(journal, prefixes.withdrawals, 'withdrawals', numbered, codecs.withdrawalCodec);
    this.batches = at(journal, prefixes.batches, 'batches', numbered, codecs.batchCodec);
    this.sets = at(journal, prefixes.spokeSets, 'spokeSets', pairKey(numbered, 12, u64Key), codecs.setCodec);
    this.issued = at(journal, prefixes.issuedDigests, 'issuedDigests', keyed, codecs.timeCodec);
    this.stateVotes = at(journal, prefixes.spokeStateVotes, 'spokeStateVotes', keyed, codecs.stateVoteCodec);
    this.flows = at(journal, prefixes.bridgeFlows, 'bridgeFlows', pairKey(u32Key, 4, u32Key), codecs.flowCodec);
    this.globals = at(journal, prefixes.bridgeGlobal, 'bridgeGlobal', unitKey, codecs.globalCodec);
    this.voids = at(journal, prefixes.voidIds, 'voidIds', numbered, codecs.timeCodec);
    this.notFinal = new IdSets(journal);
    this.waiting = new IdSets(journal);
    this.unbatched = new IdSets(journal);
    this.openBatches = new IdSets(journal);
  }

  get sources(): readonly RecordSource[] {
    return [
      this.spokes,
      this.statuses,
      this.routes,
      this.tokens,
      this.voters,
      this.votes,
      this.quarantine,
      this.withdrawals,
      this.batches,
      this.sets,
      this.issued,
      this.stateVotes,
      this.flows,
      this.globals,
      this.voids,
    ];
  }

  /** Ids of registered spokes, rising. */
  ids(): readonly number[] {
    // A registration that was rolled back leaves its id here and no record.
    return this.spokeIds.filter((id) => this.spokes.has(id));
  }

  /** Throws 6001. */
  spoke(id: number): Spoke {
    const spoke = this.spokes.get(id);
    if (spoke === undefined) throw new AppError(6001);
    return spoke;
  }

  /** InvariantError for a spoke that is not registered. */
  status(spoke: number): SpokeStatus {
    const status = this.statuses.get(spoke);
    invariant(status !== undefined, `spoke ${spoke} has no status`);
    return status;
  }

  setStatus(spoke: number, change: Partial<SpokeStatus>): SpokeStatus {
    const status = { ...this.status(spoke), ...change };
    this.statuses.set(spoke, status);
    return status;
  }

  addSpoke(spoke: Spoke, status: SpokeStatus): void {
    this.spokes.set(spoke.id, spoke);
    this.statuses.set(spoke.id, status);
    if (!this.spokeIds.includes(spoke.id)) this.spokeIds = [...this.spokeIds, spoke.id].sort((a, b) => a - b);
  }

  /** Route and token of an asset on a spoke. O(routes). */
  findRoute(spoke: number, asset: number): { readonly token: Address; readonly route: Route } | undefined {
    for (const [[at, token], route] of this.routes.entries()) {
      if (at === spoke && route.asset === asset) return { token, route };
    }
    return undefined;
  }

  /** Writes a withdrawal and keeps the id sets in step. */
  putWithdrawal(spoke: number, id: number, value: Withdrawal): void {
    this.withdrawals.set([spoke, id], value);
    this.notFinal.add(spoke, id);
    const isWaiting = value.state === 'requested' || value.state === 'delayed';
    if (isWaiting) this.waiting.add(spoke, id);
    else this.waiting.delete(spoke, id);
    if (value.state === 'ready') this.unbatched.add(spoke, id);
  }

  deleteWithdrawal(spoke: number, id: number): void {
    this.withdrawals.delete([spoke, id]);
    this.notFinal.delete(spoke, id);
    this.waiting.delete(spoke, id);
    this.unbatched.delete(spoke, id);
  }

  putBatch(spoke: number, nonce: number, batch: Batch): void {
    this.batches.set([spoke, nonce], batch);
    if (batch.state === 'collecting' || batch.state === 'complete') this.openBatches.add(spoke, nonce);
    else this.openBatches.delete(spoke, nonce);
  }

  /** Sets of a spoke, by epoch and hub height. O(sets). */
  setsOf(spoke: number): [SetKey, SpokeSet][] {
    return this.sets.entries().filter(([[[at]]]) => at === spoke);
  }

  global(): BridgeGlobal {
    return this.globals.get(0) ?? NO_TROUBLE;
  }

  setGlobal(change: Partial<BridgeGlobal>): void {
    this.globals.set(0, { ...this.global(), ...change });
  }

  /** Id sets from the records. */
  rebuild(): void {
    this.spokeIds = this.spokes.entries().map(([id]) => id);
    for (const [[spoke, id], value] of this.withdrawals.entries()) {
      this.putWithdrawal(spoke, id, value);
      // Of a batch that was given up: waits for the next one.
      const batch = value.batch === 0 ? undefined : this.batches.get([spoke, value.batch]);
      if (value.state === 'signed' && (batch === undefined || batch.state === 'expired')) this.unbatched.add(spoke, id);
    }
    for (const [[spoke, nonce], batch] of this.batches.entries()) this.putBatch(spoke, nonce, batch);
  }
}
