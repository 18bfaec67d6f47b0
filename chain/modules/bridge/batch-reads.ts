import type { BridgeBase } from './base.ts';
import type { Batches } from './batches.ts';
import type { Batch } from './records.ts';
import { signedPpm } from './signature-list.ts';
import type { ValidatorSets } from './validator-sets.ts';

export interface BatchRead {
  readonly spoke: number;
  readonly nonce: number;
  readonly record: Batch;
  readonly signedPpm: number;
  /** Hot keys that signed, by operator. */
  readonly signers: readonly Uint8Array[];
  /** Of submitWithdrawals; undefined until a quorum signed. */
  readonly calldata: Uint8Array | undefined;
}

/** Batches as relayers and clients see them: pure reads of the state of the last block. */
export class BatchReads {
  private readonly base: BridgeBase;
  private readonly sets: ValidatorSets;
  private readonly batches: Batches;

  constructor(base: BridgeBase, sets: ValidatorSets, batches: Batches) {
    this.base = base;
    this.sets = sets;
    this.batches = batches;
  }

  /** Those of a spoke that are collecting or complete, by nonce. */
  open(spoke: number): readonly BatchRead[] {
    const { store } = this.base;
    return store.openBatches.list(spoke).map((nonce) => this.row(spoke, nonce, store.batches.get([spoke, nonce])!));
  }

  /** undefined: never made, or all of it is final for an hour or more. */
  find(spoke: number, nonce: number): BatchRead | undefined {
    const record = this.base.store.batches.get([spoke, nonce]);
    return record === undefined ? undefined : this.row(spoke, nonce, record);
  }

  private row(spoke: number, nonce: number, record: Batch): BatchRead {
    const members = this.sets.findOfEpoch(spoke, record.epoch)?.members ?? [];
    const signed = new Set(record.signatures.map(({ operator }) => operator.join()));
    return {
      spoke,
      nonce,
      record,
      signedPpm: members.length === 0 ? 0 : signedPpm(members, record.signatures),
      signers: members.filter(({ operator }) => signed.has(operator.join())).map(({ hot }) => hot),
      calldata: this.batches.findCalldata(spoke, nonce, record),
    };
  }
}
