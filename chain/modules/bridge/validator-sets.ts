import { equalBytes } from '../../lib/bytes.ts';
import { invariant } from '../../lib/errors.ts';
import type { Address } from '../../lib/units.ts';
import { requestRotationCall } from './abi/calldata.ts';
import { checkpoint, findSetFault, type SetUpdate, setStructHash } from './abi/checkpoint.ts';
import { digestOf } from './abi/typed-data.ts';
import type { RotationFinalizedEvent, RotationRequestedEvent } from './abi/vault-events.ts';
import type { BridgeBase } from './base.ts';
import { Contradiction } from './contradiction.ts';
import { validatorSetChanged } from './events.ts';
import { EVIDENCE_AGE } from './params.ts';
import type { SetMemberRecord, Spoke, SpokeSet } from './records.ts';
import { hasKeyChanged, hasPowerMoved, setMembers } from './set-members.ts';
import { setUpdate } from './set-update.ts';
import { addSignature, isComplete, quorumProof, signatureRefused, signedPpm } from './signature-list.ts';
import type { SetKey } from './store.ts';

/** Epochs behind the current one whose sets are kept. */
const KEPT_EPOCHS = 4;

export interface KeyedSet {
  readonly key: SetKey;
  readonly set: SpokeSet;
}

/**
 * Validator sets of the spokes: made here, signed by the set that goes, requested and finalised on the vault. The current
 * one is the power snapshot that counts votes. Invariant: its record exists for every spoke.
 */
export class ValidatorSets {
  private readonly base: BridgeBase;

  constructor(base: BridgeBase) {
    this.base = base;
  }

  current(spoke: number): SpokeSet {
    const { epoch, setHeight } = this.base.store.status(spoke);
    const set = this.base.store.sets.get([[spoke, epoch], setHeight]);
    invariant(set !== undefined, `spoke ${spoke} has no set of epoch ${epoch}`);
    return set;
  }

  /** Set of an epoch that the vault had or has: the newest of it. */
  findOfEpoch(spoke: number, epoch: number): SpokeSet | undefined {
    const status = this.base.store.status(spoke);
    if (epoch === status.epoch) return this.current(spoke);
    return this.base.store.setsOf(spoke).findLast(([[[, one]]]) => one === epoch)?.[1];
  }

  /** What a set made now would hold; undefined when no vault would take it. */
  fresh(devnet: boolean): readonly SetMemberRecord[] | undefined {
    const { power } = this.base.deps;
    const candidates = power
      .all()
      .map((one) => ({ operator: one.operator, hot: one.hot, cold: one.cold, power: power.powerOf(one) }));
    return setMembers(candidates, devnet);
  }

  update({ key: [[, epoch], hubHeight], set }: KeyedSet): SetUpdate {
    return setUpdate(set.members, { epoch, hubHeight, createdAt: set.createdAt });
  }

  /** The newest set of the next epoch. */
  findPending(spoke: number): KeyedSet | undefined {
    const next = this.base.store.status(spoke).epoch + 1;
    const found = this.base.store.setsOf(spoke).findLast(([[[, epoch]]]) => epoch === next);
    return found === undefined ? undefined : { key: found[0], set: found[1] };
  }

  /** Installs the set a vault was built with, at its registration. */
  install(spoke: Spoke, members: readonly SetMemberRecord[], update: SetUpdate): void {
    const key: SetKey = [[spoke.id, Number(update.epoch)], Number(update.hubHeight)];
    const digest = this.digest(spoke, update);
    const createdAt = Number(update.createdAt);
    this.base.store.sets.set(key, { members, createdAt, digest, requested: false, signatures: [] });
    this.report(key, 'created', 'initial');
  }

  private digest(spoke: Spoke, update: SetUpdate): Uint8Array {
    const { crypto } = this.base.deps;
    return digestOf(crypto, spoke.separator, setStructHash(crypto, update));
  }

  /** End of a block: a new set when power moved, a key changed, an unbonding started or the newest one is old. */
  step(spoke: Spoke): void {
    const { store, params } = this.base;
    const status = store.status(spoke.id);
    if (status.state === 'retired' || status.expected.length > 0) return;
    const newest = this.findPending(spoke.id)?.set ?? this.current(spoke.id);
    const members = this.fresh(spoke.devnet);
    if (members === undefined) return;
    const isOld = this.base.nowMs - newest.createdAt * 1000 >= params.setMaxAgeMs;
    const reason = hasPowerMoved(newest.members, members, params.powerMovedPpm)
      ? 'power'
      : hasKeyChanged(newest.members, members)
        ? 'key'
        : status.unbonding
          ? 'unbonding'
          : isOld
            ? 'age'
            : undefined;
    if (reason !== undefined) this.create(spoke, members, reason);
  }

  private create(spoke: Spoke, members: readonly SetMemberRecord[], reason: string): void {
    const { store, context, nowSeconds } = this.base;
    const epoch = store.status(spoke.id).epoch + 1;
    const update = setUpdate(members, { epoch, hubHeight: context.block.height, createdAt: nowSeconds });
    invariant(findSetFault(update, spoke.devnet) === undefined, 'a set that the vault would refuse');
    const digest = this.digest(spoke, update);
    const key: SetKey = [[spoke.id, epoch], context.block.height];
    store.sets.set(key, { members, createdAt: nowSeconds, digest, requested: false, signatures: [] });
    store.issued.set([spoke.id, digest], (nowSeconds + spoke.maxSetAge + EVIDENCE_AGE) * 1000);
    store.setStatus(spoke.id, { unbonding: false });
    this.report(key, 'created', reason);
  }

  private report(key: SetKey, state: 'created' | 'complete' | 'requested' | 'current', reason = ''): void {
    const [[spoke, epoch], hubHeight] = key;
    const { digest, signatures } = this.base.store.sets.get(key)!;
    const ppm = signatures.length === 0 ? 0 : signedPpm(this.current(spoke).members, signatures);
    this.base.emit(validatorSetChanged({ spoke, epoch, hubHeight, digest, state, reason, signedPpm: ppm }));
  }

  /** MsgSignSet: a member of the current set signs the newest set of the next epoch. Throws 6013. */
  sign(spoke: number, epoch: number, operator: Address, signature: Uint8Array): void {
    const pending = this.findPending(spoke);
    if (pending === undefined || pending.key[0][1] !== epoch) throw signatureRefused('set_unknown');
    const { members } = this.current(spoke);
    const member = members.find((one) => equalBytes(one.operator, operator));
    const { key, set } = pending;
    const wasComplete = isComplete(members, set.signatures);
    const signatures = addSignature(this.base.deps.crypto, set.signatures, member, set.digest, signature);
    this.base.store.sets.set(key, { ...set, signatures });
    if (!wasComplete && isComplete(members, signatures)) this.report(key, 'complete');
  }

  /** Call data of requestRotation; undefined until a quorum signed. */
  findCalldata(spoke: number, keyed: KeyedSet): Uint8Array | undefined {
    const { members } = this.current(spoke);
    if (!isComplete(members, keyed.set.signatures)) return undefined;
    return requestRotationCall(this.base.deps.crypto, this.update(keyed), quorumProof(members, keyed.set.signatures));
  }

  onRequested(spoke: number, event: RotationRequestedEvent): void {
    const found = this.match(spoke, event);
    if (found.key[1] !== Number(event.hubHeight)) throw new Contradiction('rotation of another height');
    this.base.store.sets.set(found.key, { ...found.set, requested: true });
    this.report(found.key, 'requested');
  }

  /** The vault moved on: its new set counts votes from the next event on. */
  onFinalized(spoke: number, event: RotationFinalizedEvent): void {
    const { store } = this.base;
    const { key } = this.match(spoke, event);
    const [[, epoch], setHeight] = key;
    store.setStatus(spoke, { epoch, setHeight });
    for (const [old] of store.setsOf(spoke)) if (old[0][1] < epoch - KEPT_EPOCHS) store.sets.delete(old);
    this.report(key, 'current');
  }

  /** The set of the next epoch that an event names; a vault with a set the hub never made is a contradiction. */
  private match(spoke: number, event: { epoch: bigint; hotHash: Uint8Array; coldHash: Uint8Array }): KeyedSet {
    const { store, deps } = this.base;
    const next = store.status(spoke).epoch + 1;
    if (event.epoch !== BigInt(next)) throw new Contradiction(`epoch ${event.epoch} after ${next - 1}`);
    for (const [key, set] of store.setsOf(spoke)) {
      if (key[0][1] !== next) continue;
      const { hot, cold } = this.update({ key, set });
      const isHot = equalBytes(checkpoint(deps.crypto, 'hot', next, hot), event.hotHash);
      if (isHot && equalBytes(checkpoint(deps.crypto, 'cold', next, cold), event.coldHash)) return { key, set };
    }
    throw new Contradiction('a set the hub never made');
  }
}
