import { invariant } from '../lib/errors.ts';
import type { ChangeList } from './change-list.ts';
import { equalKeys, sortByKey } from './key-order.ts';
import type { RecordSource } from './record.ts';

/**
 * Adds to `list` what the sources, ascending by prefix, changed since the last block; returns the numbers of its changes in
 * key order, one a key. O(n log n).
 */
export function collectChanges(sources: readonly RecordSource[], list: ChangeList): Uint32Array {
  const ranges = sources.map((source) => {
    const from = list.length;
    source.collect(list);
    return { source, from, to: list.length };
  });
  const order = new Uint32Array(list.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  const keys = { bytes: list.bytes, words: list.words, starts: list.starts, ends: list.ends };
  let count = 0;
  for (const { source, from, to } of ranges) {
    sortByKey(keys, order, from, to);
    for (let i = from; i < to; i++) {
      const change = order[i]!;
      const isAgain = i > from && equalKeys(keys, order[count - 1]!, change);
      if (isAgain) order[count - 1] = merge(source, list, order[count - 1]!, change);
      else order[count++] = change;
    }
  }
  return order.subarray(0, count);
}

/** A record removed and made anew under the same key in one block was changed in place: it keeps its slot. */
function merge(source: RecordSource, { removed, slots, owners }: ChangeList, a: number, b: number): number {
  const [old, made] = removed[a] === 1 ? [a, b] : [b, a];
  invariant(removed[old] === 1 && removed[made] === 0 && slots[made] === -1, 'two records under one key');
  slots[made] = slots[old]!;
  source.assign(owners[made]!, slots[made]!);
  return made;
}
