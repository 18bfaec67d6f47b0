import { NumberPairs } from './number-pairs.ts';

/** Keys in one array: key i is bytes `starts[i]`..`ends[i]` − 1. Each begins two bytes behind a multiple of four. */
export interface Keys {
  readonly bytes: Uint8Array;
  /** The same bytes as words of the machine. */
  readonly words: Int32Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** Groups up to this size are sorted by insertion. */
const FEW = 24;

/** Sorts the numbers of keys in order[from..to) by the keys' bytes. */
export function sortByKey(keys: Keys, order: Uint32Array, from: number, to: number): void {
  if (to - from <= FEW) {
    insert(keys, order, from, to);
    return;
  }
  const offsets = decidingOffsets(keys, order, from, to);
  const pairs = new NumberPairs(to - from);
  for (let i = from; i < to; i++) {
    const key = order[i]!;
    // Keys that differ nowhere but in length have no deciding byte: the shorter comes first.
    const rank = offsets.length === 0 ? keys.ends[key]! - keys.starts[key]! : bytesAt(keys, key, offsets);
    pairs.set(i - from, rank, key);
  }
  pairs.sort();
  for (let i = from; i < to; i++) order[i] = pairs.second(i - from);
  // What the four bytes do not tell apart is sorted by later ones: at least two groups come of each call.
  for (let first = from, i = from + 1; i <= to; i++) {
    if (i < to && pairs.first(i - from) === pairs.first(first - from)) continue;
    if (i - first > 1) sortByKey(keys, order, first, i);
    first = i;
  }
}

/** Negative, 0 or positive, as compareBytes. */
export function compareKeys({ bytes, words, starts, ends }: Keys, a: number, b: number): number {
  const startA = starts[a]!;
  const startB = starts[b]!;
  const n = Math.min(ends[a]! - startA, ends[b]! - startB);
  let i = 0;
  if (n > 2 && bytes[startA] === bytes[startB] && bytes[startA + 1] === bytes[startB + 1]) {
    // Whole words while they are equal; the keys of one account have 20 bytes in common.
    for (i = 2; i + 4 <= n && words[(startA + i) >> 2] === words[(startB + i) >> 2]; i += 4);
  }
  for (; i < n; i++) {
    const difference = bytes[startA + i]! - bytes[startB + i]!;
    if (difference !== 0) return difference;
  }
  return ends[a]! - startA - (ends[b]! - startB);
}

/** Keys that differ mostly do near their ends: neighbours in order, of one account or market. */
export function equalKeys({ bytes, starts, ends }: Keys, a: number, b: number): boolean {
  const length = ends[a]! - starts[a]!;
  if (length !== ends[b]! - starts[b]!) return false;
  for (let i = length - 1; i >= 0; i--) if (bytes[starts[a]! + i] !== bytes[starts[b]! + i]) return false;
  return true;
}

function insert(keys: Keys, order: Uint32Array, from: number, to: number): void {
  for (let i = from + 1; i < to; i++) {
    const key = order[i]!;
    let at = i;
    while (at > from && compareKeys(keys, order[at - 1]!, key) > 0) {
      order[at] = order[at - 1]!;
      at--;
    }
    order[at] = key;
  }
}

/** The first four offsets, ascending, at which not all keys have the same byte; zeros behind the end of a key. */
function decidingOffsets(keys: Keys, order: Uint32Array, from: number, to: number): number[] {
  const { starts, ends } = keys;
  const offsets: number[] = [];
  const first = order[from]!;
  let limit = 0xffff;
  for (let i = from + 1; i < to; i++) {
    const key = order[i]!;
    const end = Math.min(limit, Math.max(ends[first]! - starts[first]!, ends[key]! - starts[key]!));
    for (let at = 0; at < end; at++) {
      if (byteAt(keys, first, at) === byteAt(keys, key, at) || offsets.includes(at)) continue;
      offsets.push(at);
      offsets.sort((a, b) => a - b);
      if (offsets.length > 4) offsets.pop();
      if (offsets.length === 4) limit = offsets[3]!;
    }
  }
  return offsets;
}

function byteAt({ bytes, starts, ends }: Keys, key: number, offset: number): number {
  const at = starts[key]! + offset;
  return at < ends[key]! ? bytes[at]! : 0;
}

/** Up to four bytes as one u32, the first the highest. */
function bytesAt(keys: Keys, key: number, offsets: readonly number[]): number {
  let value = 0;
  for (let i = 0; i < offsets.length; i++) value = value * 256 + byteAt(keys, key, offsets[i]!);
  return value;
}
