import { compareBytes } from '../lib/bytes.ts';
import { invariant } from '../lib/errors.ts';
import type { RecordChange, RecordSource } from './record.ts';

interface Ranked {
  /** Key bytes 1..6 as a number: decides nearly every comparison (byte 0 is the same within a source). */
  readonly rank: number;
  readonly change: RecordChange;
}

/** Everything the sources changed since the last block, one change a key, in key order. O(n log n). */
export function collectChanges(sources: readonly RecordSource[]): RecordChange[] {
  const all: RecordChange[] = [];
  for (const source of sources) {
    const ranked = source.collect().map((change) => ({ rank: rankOf(change.key), change }));
    ranked.sort(byKey);
    for (const { change } of ranked) {
      const last = all[all.length - 1];
      if (last !== undefined && compareBytes(last.key, change.key) === 0) all[all.length - 1] = merge(last, change);
      else all.push(change);
    }
  }
  return all;
}

function rankOf(key: Uint8Array): number {
  let rank = 0;
  for (let i = 1; i <= 6; i++) rank = rank * 256 + (i < key.length ? key[i]! : 0);
  return rank;
}

function byKey(a: Ranked, b: Ranked): number {
  return a.rank - b.rank || compareBytes(a.change.key, b.change.key);
}

/** A record removed and made anew under the same key in one block was changed in place: it keeps its slot. */
function merge(a: RecordChange, b: RecordChange): RecordChange {
  const [removed, made] = a.value === undefined ? [a, b] : [b, a];
  invariant(removed.value === undefined && made.value !== undefined && made.slot < 0, 'two records under one key');
  made.assign(removed.slot);
  return { key: made.key, value: made.value, slot: removed.slot, assign: made.assign };
}
