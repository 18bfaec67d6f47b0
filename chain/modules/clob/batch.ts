import { AppError } from '../../lib/errors.ts';
import { amend } from './amend.ts';
import { cancel } from './cancel.ts';
import { type Clob, refuse } from './clob.ts';
import { place, refused } from './place.ts';
import { type BatchInput, type ChargeAgent, type ItemInput, type ItemResult, isBatchWellFormed } from './types.ts';

/** A refusal that names the item of its message that failed; the tx ends with its code. */
export class ItemError extends AppError {
  readonly item: number;

  constructor(result: ItemResult, item: number) {
    super(result.code === 0 ? 9001 : result.code, undefined, result.details);
    this.item = item;
  }
}

/** Where the first item of a batch stands in its tx. */
export interface ItemPlace {
  readonly tx: number;
  readonly item: number;
}

/**
 * Runs the items in order, later ones see earlier ones (spec: trading §3.10). Plain: one result an item, a refused one
 * leaves nothing and is reported. Atomic: throws ItemError for the first that fails, the caller drops the branch of the tx.
 * 2021 is thrown for a malformed batch.
 */
export function runBatch(
  clob: Clob,
  owner: number,
  batch: BatchInput,
  at: ItemPlace,
  inAtomicGroup: boolean,
  charge?: ChargeAgent,
): ItemResult[] {
  if (!isBatchWellFormed(batch)) throw new ItemError(refused(refuse(2021)), 0);
  const atomic = batch.atomic || inAtomicGroup;
  return batch.items.map((item, i) => {
    clob.ctx.events.at('tx', at.tx, at.item + i);
    const result = runItem(clob, owner, item, atomic, charge);
    if (result.code !== 0) {
      if (batch.atomic) throw new ItemError(result, i);
      clob.events.itemRejected(owner, item, { code: result.code, details: result.details! });
    }
    return result;
  });
}

/** On a branch, so that a refused item leaves nothing, an agent's charge neither. */
function runItem(clob: Clob, owner: number, item: ItemInput, atomic: boolean, charge?: ChargeAgent): ItemResult {
  const { journal } = clob.ctx;
  const mark = journal.mark();
  const result = execute(clob, owner, item, atomic, charge);
  if (result.code === 0) journal.release(mark);
  else journal.rollback(mark);
  return result;
}

function execute(clob: Clob, owner: number, item: ItemInput, atomic: boolean, charge?: ChargeAgent): ItemResult {
  if (item.action === 'place') return place(clob, owner, item, charge);
  if (item.action === 'amend') {
    const { refusal, orderId, filled } = amend(clob, owner, item, charge);
    return refusal === undefined
      ? { code: 0, details: undefined, orderId, childOrderIds: [], filled }
      : refused(refusal);
  }
  if (item.action === 'cancel') {
    const refusal = cancel(clob, owner, item, atomic);
    return refusal === undefined
      ? { code: 0, details: undefined, orderId: item.orderId ?? 0, childOrderIds: [], filled: 0 }
      : refused(refusal);
  }
  return refused(refuse(2021));
}
