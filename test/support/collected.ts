import { ChangeList } from '#chain/state/change-list.ts';
import { ChangedRecords } from '#chain/state/changed-records.ts';
import type { RecordChange, RecordSource } from '#chain/state/record.ts';

/** A change and how to tell its source the slot of a new record. */
export interface Collected extends RecordChange {
  readonly assign: (slot: number) => void;
}

/** What a source changed since it was last asked, in the order it was collected. */
export function collected(source: RecordSource): Collected[] {
  const list = new ChangeList();
  source.collect(list);
  const order = Uint32Array.from({ length: list.length }, (_, i) => i);
  return Array.from(ChangedRecords.fromList(list, order), (change, i) => ({
    ...change,
    assign: (slot) => source.assign(list.owners[i]!, slot),
  }));
}
