import { ChangeList } from './change-list.ts';
import type { RecordChange } from './record.ts';

/** Cells of a change: first byte of its key, end of the key, end of its value (−1 = the record was removed), slot. */
export const CHANGE_CELLS = 4;

/**
 * The changed records of a block in key order, as bytes and columns that storage takes to its thread whole: afterwards they
 * are no longer here. Reading one makes views.
 */
export class ChangedRecords implements Iterable<RecordChange> {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly cells: Int32Array<ArrayBuffer>;

  private constructor(bytes: Uint8Array<ArrayBuffer>, cells: Int32Array<ArrayBuffer>) {
    this.bytes = bytes;
    this.cells = cells;
  }

  /** `order`: which changes of the list, in key order, with their final slots. The list's bytes belong to the result. */
  static fromList(list: ChangeList, order: Uint32Array): ChangedRecords {
    const cells = new Int32Array(order.length * CHANGE_CELLS);
    const { starts, ends, valueEnds, removed, slots } = list;
    for (let i = 0; i < order.length; i++) {
      const change = order[i]!;
      const at = i * CHANGE_CELLS;
      cells[at] = starts[change]!;
      cells[at + 1] = ends[change]!;
      cells[at + 2] = removed[change] === 1 ? -1 : valueEnds[change]!;
      cells[at + 3] = slots[change]!;
    }
    return new ChangedRecords(list.bytes, cells);
  }

  /** Records that come from elsewhere, in key order. Copies. */
  static of(records: Iterable<RecordChange>): ChangedRecords {
    const list = new ChangeList();
    for (const { key, value, slot } of records) {
      list.beginKey(key[0]!).raw(key.subarray(1));
      const out = list.beginValue();
      if (value !== undefined) out.raw(value);
      list.end(slot, 0, value === undefined);
    }
    const order = new Uint32Array(list.length);
    for (let i = 0; i < order.length; i++) order[i] = i;
    return ChangedRecords.fromList(list, order);
  }

  get length(): number {
    return this.cells.length / CHANGE_CELLS;
  }

  *[Symbol.iterator](): Generator<RecordChange> {
    const { bytes, cells } = this;
    for (let at = 0; at < cells.length; at += CHANGE_CELLS) {
      const keyEnd = cells[at + 1]!;
      const end = cells[at + 2]!;
      const value = end < 0 ? undefined : bytes.subarray(keyEnd, end);
      yield { key: bytes.subarray(cells[at]!, keyEnd), value, slot: cells[at + 3]! };
    }
  }
}
