import { compareBytes, EMPTY } from '../lib/bytes.ts';
import type { CommittedRoots } from './app-hash.ts';
import { type RecordArena, recordKey, recordValue } from './record-arena.ts';
import type { ReplacedNodes } from './slot-tree.ts';

/** A committed height: its roots and how many slots had ever been used. */
export interface HeightFacts extends CommittedRoots {
  readonly slotsUsed: number;
}

/** A record before a block touched it; value undefined = it did not exist (slot −1). */
export interface OldRecord {
  readonly slot: number;
  readonly value: Uint8Array | undefined;
}

/**
 * What the records of one block were before it, in key order. Entry i: a record that existed keeps its old slot and its old
 * block; for a new one the slot is −1 and the block is its first, which says the key and outlives this entry, because it can
 * only be replaced, and so freed, later.
 */
export class ReplacedRecords {
  private readonly arena: RecordArena;
  private readonly slots: Int32Array;
  private readonly blocks: Uint32Array;
  /** Of the old records: kept here because blocks this old are in no cache. */
  private readonly lengths: Uint32Array;

  constructor(arena: RecordArena, slots: Int32Array, blocks: Uint32Array, lengths: Uint32Array) {
    this.arena = arena;
    this.slots = slots;
    this.blocks = blocks;
    this.lengths = lengths;
  }

  /** Undefined when the block did not touch `key`. O(log n). */
  find(key: Uint8Array): OldRecord | undefined {
    let low = 0;
    let high = this.slots.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const record = this.arena.record(this.blocks[middle]!);
      const order = compareBytes(recordKey(record), key);
      if (order === 0) {
        const slot = this.slots[middle]!;
        return { slot, value: slot < 0 ? undefined : recordValue(record).slice() };
      }
      if (order < 0) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }

  /** Every record the block touched, in key order: slot −1 and no bytes when it did not exist before. Views. */
  *entries(): Generator<{ key: Uint8Array; slot: number; value: Uint8Array }> {
    for (let i = 0; i < this.slots.length; i++) {
      const record = this.arena.record(this.blocks[i]!);
      const slot = this.slots[i]!;
      yield { key: recordKey(record), slot, value: slot < 0 ? EMPTY : recordValue(record) };
    }
  }

  /** Gives the old blocks back; nothing may be asked afterwards. */
  drop(): void {
    for (let i = 0; i < this.slots.length; i++) {
      if (this.slots[i]! >= 0) this.arena.free(this.blocks[i]!, this.lengths[i]!);
    }
  }
}

/** What a block replaced; readable until its height leaves the history. */
export interface BlockUndo {
  readonly records: ReplacedRecords;
  readonly nodes: ReplacedNodes;
}

/**
 * The last heights, newest first undone in thought: each block keeps what it replaced, so what held at height h is the
 * first replaced thing after h, or the present one. Costs nothing but memory until somebody asks.
 */
export class History {
  private readonly keep: number;
  /** facts[i + 1] is the height whose block is deltas[i]; facts[0] is the oldest height that can be asked for. */
  private facts: HeightFacts[] = [];
  private deltas: BlockUndo[] = [];

  /** `keep`: heights before the last one that stay readable; Infinity for an archive. */
  constructor(keep: number) {
    this.keep = keep;
  }

  /** Begins at a height without a past. */
  reset(facts: HeightFacts): void {
    this.facts = [facts];
    this.deltas = [];
  }

  push(facts: HeightFacts, undo: BlockUndo): void {
    this.facts.push(facts);
    this.deltas.push(undo);
    if (this.deltas.length > this.keep) {
      this.facts.shift();
      this.deltas.shift()!.records.drop();
    }
  }

  /** Undefined when the height is not held. */
  factsAt(height: number): HeightFacts | undefined {
    return this.facts[height - (this.facts[0]?.height ?? 0)];
  }

  get oldest(): number {
    return this.facts[0]?.height ?? 0;
  }

  /** What each block after `height`, which is held, replaced, oldest block first. */
  *replacedAfter(height: number): Generator<ReplacedRecords> {
    for (let i = height - this.oldest; i < this.deltas.length; i++) yield this.deltas[i]!.records;
  }

  /** What a later block replaced under `key`; undefined when none did since `height`, so that the present one holds. */
  recordAfter(key: Uint8Array, height: number): OldRecord | undefined {
    for (let i = height - this.oldest; i < this.deltas.length; i++) {
      const found = this.deltas[i]!.records.find(key);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The node's hash at `height` when a later block replaced it; undefined when the present one holds. */
  nodeAfter(level: number, index: number, height: number): Uint8Array | undefined {
    for (let i = height - this.oldest; i < this.deltas.length; i++) {
      const nodes = this.deltas[i]!.nodes.levels[level];
      const at = nodes === undefined ? -1 : findIndex(nodes.indexes, index);
      if (nodes !== undefined && at >= 0) return nodes.hashes.slice(at * 32, at * 32 + 32);
    }
    return undefined;
  }
}

function findIndex(ascending: Int32Array, wanted: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const at = ascending[middle]!;
    if (at === wanted) return middle;
    if (at < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
