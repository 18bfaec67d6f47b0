import { compareBytes, equalBytes } from '../lib/bytes.ts';
import { invariant } from '../lib/errors.ts';
import type { RecordChange, RecordSource } from './record.ts';

/** Everything the sources changed since the last block, one change a key, in key order. O(n log n). */
export function collectChanges(sources: readonly RecordSource[]): RecordChange[] {
  const all: RecordChange[] = [];
  for (const source of sources) {
    const changes = source.collect();
    let last: RecordChange | undefined;
    for (const i of keyOrder(changes)) {
      const change = changes[i]!;
      const isAgain = last !== undefined && equalBytes(last.key, change.key);
      last = isAgain ? merge(last!, change) : change;
      if (isAgain) all[all.length - 1] = last;
      else all.push(last);
    }
  }
  return all;
}

/**
 * Positions of one source's changes in key order. Key bytes 1..6 and 7..12 as numbers decide nearly every comparison (byte 0
 * is the source's prefix).
 */
function keyOrder(changes: readonly RecordChange[]): number[] {
  const n = changes.length;
  const high = new Float64Array(n);
  const low = new Float64Array(n);
  const order: number[] = [];
  for (let i = 0; i < n; i++) {
    high[i] = sixBytes(changes[i]!.key, 1);
    low[i] = sixBytes(changes[i]!.key, 7);
    order.push(i);
  }
  return order.sort(
    (a, b) => high[a]! - high[b]! || low[a]! - low[b]! || compareBytes(changes[a]!.key, changes[b]!.key),
  );
}

/** Big endian, zeros behind the end. Exact: below 2^48. */
function sixBytes(key: Uint8Array, from: number): number {
  if (key.length >= from + 6) {
    const upper = (key[from]! << 16) | (key[from + 1]! << 8) | key[from + 2]!;
    return upper * 16777216 + ((key[from + 3]! << 16) | (key[from + 4]! << 8) | key[from + 5]!);
  }
  let value = 0;
  for (let i = from; i < from + 6; i++) value = value * 256 + (i < key.length ? key[i]! : 0);
  return value;
}

/** A record removed and made anew under the same key in one block was changed in place: it keeps its slot. */
function merge(a: RecordChange, b: RecordChange): RecordChange {
  const [removed, made] = a.value === undefined ? [a, b] : [b, a];
  invariant(removed.value === undefined && made.value !== undefined && made.slot < 0, 'two records under one key');
  made.assign(removed.slot);
  return { key: made.key, value: made.value, slot: removed.slot, assign: made.assign };
}
