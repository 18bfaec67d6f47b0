import { equalBytes } from '../../lib/bytes.ts';
import type { Address } from '../../lib/units.ts';
import { type BatchHeader, type BatchItem, batchStructHash, itemsHash } from './abi/batch.ts';
import { submitWithdrawalsCall } from './abi/calldata.ts';
import { digestOf } from './abi/typed-data.ts';
import type { BridgeBase } from './base.ts';
import { batchChanged } from './events.ts';
import { EVIDENCE_AGE } from './params.ts';
import type { Batch, Spoke } from './records.ts';
import { addSignature, isComplete, quorumProof, signatureRefused, signedPpm } from './signature-list.ts';
import { allowsOutflow } from './spoke-state.ts';
import type { SpokeStates } from './spoke-states.ts';
import type { ValidatorSets } from './validator-sets.ts';
import type { WithdrawalBook } from './withdrawal-book.ts';

/** The EVM chain's clock may be behind the hub's by so much, s. */
const CLOCK_SKEW = 900;
/** A half-open breaker lets one batch through at a time. */
const HALF_OPEN_BATCHES = 1;

/**
 * Batches of ready withdrawals and the signatures over them (spec: bridge §2). Invariants: an id is in at most one open
 * batch; every digest that could be signed is remembered as issued for as long as the vault could take it, and longer.
 */
export class Batches {
  private readonly base: BridgeBase;
  private readonly book: WithdrawalBook;
  private readonly sets: ValidatorSets;
  private readonly states: SpokeStates;

  constructor(base: BridgeBase, book: WithdrawalBook, sets: ValidatorSets, states: SpokeStates) {
    this.base = base;
    this.book = book;
    this.sets = sets;
    this.states = states;
  }

  /** End of a block: closes what is done or late, forms a batch when it is time. */
  step(spoke: Spoke): void {
    this.closeOpen(spoke.id);
    if (this.mayForm(spoke)) this.form(spoke);
  }

  private closeOpen(spoke: number): void {
    const { store, nowSeconds } = this.base;
    for (const nonce of store.openBatches.list(spoke).slice()) {
      const batch = store.batches.get([spoke, nonce])!;
      const left = idsOf(batch).filter((id) => this.isWaitingFor(spoke, id, nonce));
      if (left.length === 0) this.change(spoke, nonce, { ...batch, state: 'submitted' });
      // The vault refuses it from now on; the ids are asked for again under the same numbers.
      else if (nowSeconds > batch.deadline + CLOCK_SKEW) this.giveUp(spoke, nonce, batch, left);
    }
  }

  private isWaitingFor(spoke: number, id: number, nonce: number): boolean {
    const one = this.base.store.withdrawals.get([spoke, id]);
    return one?.state === 'signed' && one.batch === nonce;
  }

  private giveUp(spoke: number, nonce: number, batch: Batch, ids: readonly number[]): void {
    this.change(spoke, nonce, { ...batch, state: 'expired' });
    for (const id of ids) this.base.store.unbatched.add(spoke, id);
  }

  /** Every id still signed and not seen on the spoke is signed again under the new epoch. */
  onRotation(spoke: number): void {
    const { store } = this.base;
    const { epoch } = store.status(spoke);
    for (const nonce of store.openBatches.list(spoke).slice()) {
      const batch = store.batches.get([spoke, nonce])!;
      if (batch.epoch === epoch) continue;
      this.giveUp(
        spoke,
        nonce,
        batch,
        idsOf(batch).filter((id) => this.isWaitingFor(spoke, id, nonce)),
      );
    }
  }

  private mayForm(spoke: Spoke): boolean {
    const { store, params, nowMs, nowSeconds } = this.base;
    const waiting = store.unbatched.size(spoke.id);
    if (waiting === 0) return false;
    const status = store.status(spoke.id);
    if (!allowsOutflow(this.states.inForce(spoke.id)) || status.breaker === 'open') return false;
    if (status.breaker === 'half_open' && store.openBatches.size(spoke.id) >= HALF_OPEN_BATCHES) return false;
    if (nowSeconds > this.sets.current(spoke.id).createdAt + spoke.maxSetAge) return false;
    return waiting >= params.batchItems || nowMs - status.lastBatchMs >= params.batchIntervalMs;
  }

  private form(spoke: Spoke): void {
    const { store, params, nowMs, nowSeconds, deps } = this.base;
    const status = store.status(spoke.id);
    const nonce = status.nextBatch;
    const ids = store.unbatched.list(spoke.id).slice(0, params.batchItems);
    const notBefore = Math.max(0, nowSeconds - CLOCK_SKEW);
    const deadline = notBefore + params.batchWindow;
    const header = { epoch: status.epoch, notBefore, deadline };
    store.setStatus(spoke.id, { nextBatch: nonce + 1, lastBatchMs: nowMs });
    const items = ids.map((id) => this.item(spoke.id, id));
    const hash = itemsHash(deps.crypto, items);
    const digest = digestOf(deps.crypto, spoke.separator, batchStructHash(deps.crypto, headerOf(nonce, header), hash));
    store.issued.set([spoke.id, digest], (deadline + EVIDENCE_AGE) * 1000);
    this.change(spoke.id, nonce, { ...header, items, itemsHash: hash, digest, state: 'collecting', signatures: [] });
    for (const id of ids) {
      const one = store.withdrawals.get([spoke.id, id])!;
      store.unbatched.delete(spoke.id, id);
      this.book.put(spoke.id, id, { ...one, state: 'signed', batch: nonce, epoch: status.epoch });
    }
  }

  private item(spoke: number, id: number): BatchItem {
    const { token, to, tokenAmount, hubRef } = this.base.store.withdrawals.get([spoke, id])!;
    return { id: BigInt(id), token, to, amount: tokenAmount, hubRef };
  }

  /** MsgSignBatch. Throws 6013. */
  sign(spoke: number, epoch: number, nonce: number, operator: Address, signature: Uint8Array): void {
    const batch = this.base.store.batches.get([spoke, nonce]);
    if (batch === undefined || batch.epoch !== epoch) throw signatureRefused('batch_unknown');
    if (batch.state !== 'collecting' && batch.state !== 'complete') throw signatureRefused('batch_closed');
    const { members } = this.sets.current(spoke);
    const member = members.find((one) => equalBytes(one.operator, operator));
    const signatures = addSignature(this.base.deps.crypto, batch.signatures, member, batch.digest, signature);
    const state = isComplete(members, signatures) ? 'complete' : 'collecting';
    this.change(spoke, nonce, { ...batch, signatures, state });
  }

  /** Call data of submitWithdrawals; undefined until a quorum signed. */
  findCalldata(spoke: number, nonce: number, batch: Batch): Uint8Array | undefined {
    const set = this.sets.findOfEpoch(spoke, batch.epoch);
    if (set === undefined || !isComplete(set.members, batch.signatures)) return undefined;
    return submitWithdrawalsCall(
      this.base.deps.crypto,
      headerOf(nonce, batch),
      batch.items,
      quorumProof(set.members, batch.signatures),
    );
  }

  private change(spoke: number, nonce: number, batch: Batch): void {
    const isNew = !this.base.store.batches.has([spoke, nonce]);
    this.base.store.putBatch(spoke, nonce, batch);
    const { epoch, digest, state, signatures, notBefore, deadline } = batch;
    const items = isNew ? itemRows(batch) : [];
    const set = this.sets.findOfEpoch(spoke, epoch);
    const ppm = set === undefined ? 0 : signedPpm(set.members, signatures);
    const what = { spoke, batchNonce: nonce, epoch, digest, notBefore, deadline };
    this.base.emit(batchChanged({ ...what, state, ids: idsOf(batch), signedPpm: ppm, items }));
  }

  /** Once an hour: batches that are final go, and given up ones that nothing can be made of any more. */
  sweep(): void {
    const { store, nowSeconds } = this.base;
    for (const [[spoke, nonce], batch] of store.batches.entries()) {
      if (store.openBatches.has(spoke, nonce)) continue;
      const isDone = batch.state === 'submitted' && !idsOf(batch).some((id) => store.withdrawals.has([spoke, id]));
      if (isDone || nowSeconds > batch.deadline + EVIDENCE_AGE) store.batches.delete([spoke, nonce]);
    }
    for (const [key, untilMs] of store.issued.entries()) if (this.base.nowMs > untilMs) store.issued.delete(key);
  }
}

/** In the order of the batch. */
export const idsOf = ({ items }: Batch): number[] => items.map(({ id }) => Number(id));

/** Items as queries and events tell them. */
export const itemRows = ({ items }: Batch) =>
  items.map((item) => ({ ...item, id: Number(item.id), amount: String(item.amount) }));

const headerOf = (nonce: number, batch: Pick<Batch, 'epoch' | 'notBefore' | 'deadline'>): BatchHeader => ({
  epoch: BigInt(batch.epoch),
  batchNonce: BigInt(nonce),
  notBefore: BigInt(batch.notBefore),
  deadline: BigInt(batch.deadline),
});
